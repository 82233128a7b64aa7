/* A draft for programs: what is in it, by numbers, and the draft itself as text. */
#include "report/json.h"
#include "report/report.h"

static void
build_notes (JsonWriter *b, const char *name, const GPtrArray *notes)
{
  json_begin_array (b, name);
  for (guint i = 0; i < notes->len; i++)
    {
      const DraftNote *note = notes->pdata[i];
      g_autofree char *ports = port_set_to_string (note->ports);
      json_begin (b, NULL);
      json_text (b, "ports", ports);
      json_text (b, "reason", note->text);
      json_end (b);
    }
  json_end_array (b);
}

static void
build_switch (JsonWriter *b, const DraftSwitch *s)
{
  const SwitchState *state = s->source->state;
  guint phones = 0;
  for (guint i = 0; i < s->want->ports->len; i++)
    phones += ((DesiredPort *) s->want->ports->pdata[i])->phone != NULL;
  json_begin (b, NULL);
  json_text (b, "name", s->want->name);
  json_text (b, "address", s->source->address);
  json_text (b, "family", state->family);
  json_text (b, "model", state->model);
  json_text (b, "version", state->version);
  json_text (b, "status", switch_status_to_string (state->status));
  json_text (b, "reason", state->reason);
  json_text (b, "credentials", s->source->credentials ? s->source->credentials->name : NULL);
  json_int (b, "ports", s->want->ports->len);
  json_int (b, "phones", phones);
  build_notes (b, "uplinks", s->uplinks);
  build_notes (b, "left_out", s->left_out);
  build_notes (b, "remarks", s->remarks);
  json_end (b);
}

static void
build_names (JsonWriter *b, const Draft *d)
{
  json_begin_array (b, "vlans");
  for (guint i = 0; i < d->desired->vlans->len; i++)
    {
      const DesiredVlan *v = d->desired->vlans->pdata[i];
      json_begin (b, NULL);
      json_text (b, "key", v->key);
      json_int (b, "id", v->id);
      json_text (b, "name", v->name);
      json_bool (b, "voice", v->voice);
      json_end (b);
    }
  json_end_array (b);
  json_begin_array (b, "roles");
  for (guint i = 0; i < d->roles->len; i++)
    {
      const DraftRole *r = d->roles->pdata[i];
      json_begin (b, NULL);
      json_text (b, "name", r->name);
      json_int (b, "ports", r->ports);
      json_int (b, "switches", r->switches);
      json_end (b);
    }
  json_end_array (b);
}

void
report_discover_json (const Draft *d, const GPtrArray *missed, const char *yaml, int exit_code, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-discover/1");
  json_begin_array (b, "switches");
  for (guint i = 0; i < d->switches->len; i++)
    build_switch (b, d->switches->pdata[i]);
  json_end_array (b);
  build_names (b, d);
  json_strings (b, "missed", missed);
  json_text (b, "inventory", yaml);
  json_int (b, "exit", exit_code);
  json_finish (b);
}
