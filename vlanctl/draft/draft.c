/* The draft as a whole: name the switches, see what their ports are, take out what would be a change, give the rest names. */
#include "draft/internal.h"

#include <glib/gi18n.h>
#include <string.h>

#include "profiles/family.h"

#define MODEL_UPLINKS_MAX 8 /* ports beyond the number in a model's name, as lint has it (VL303) */
#define SAFE_MAX 58 /* of the 64 that a switch's name may have: a number may follow */

/* ---- notes ------------------------------------------------------------------------------------------------------------ */

static void
note_free (gpointer data)
{
  DraftNote *note = data;
  port_set_free (note->ports);
  g_free (note->text);
  g_free (note);
}

void
draft_note (GPtrArray *notes, PortId port, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  DraftNote *note = NULL;
  for (guint i = 0; i < notes->len && !note; i++)
    if (!strcmp (((DraftNote *) notes->pdata[i])->text, text))
      note = notes->pdata[i];
  if (!note)
    {
      note = g_new0 (DraftNote, 1);
      note->ports = port_set_new ();
      note->text = g_steal_pointer (&text);
      g_ptr_array_add (notes, note);
    }
  if (port != PORT_NONE)
    port_set_add (note->ports, port);
}

/* ---- names ------------------------------------------------------------------------------------------------------------ */

/* Letters, digits, dot, underscore and hyphen, the first one a letter or digit (VL901). "" when nothing is left. */
static char *
safe_name (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *p = text ? text : ""; *p && out->len < SAFE_MAX; p++)
    {
      gboolean first = !out->len, good = g_ascii_isalnum (*p) || (!first && strchr ("._-", *p));
      if (good)
        g_string_append_c (out, *p);
      else if (!first && out->str[out->len - 1] != '-')
        g_string_append_c (out, '-');
    }
  while (out->len && !g_ascii_isalnum (out->str[out->len - 1]))
    g_string_truncate (out, out->len - 1);
  return g_strdup (out->str);
}

/* Files are named after switches: two names that differ in case alone are one to some. */
static char *
unique_name (GHashTable *taken, const char *wanted)
{
  char *name = g_strdup (wanted), *key;
  for (guint n = 2; !g_hash_table_add (taken, (key = g_ascii_strdown (name, -1))); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", wanted, n);
    }
  return name;
}

/* The model as lint knows models, and the place where somebody set one ("Unknown" is the factory's). */
static void
take_model_and_place (DraftSwitch *s)
{
  const SwitchState *state = s->source->state;
  const Family *family = family_by_model (state->model);
  const char *place = s->source->address && state->sys_location ? state->sys_location : "";
  guint n = family_model_ports (state->model);
  gboolean fits = family && !g_strcmp0 (family->id, state->family);
  for (guint i = 0; fits && n && i < state->ports->len; i++)
    {
      PortId port = ((PortState *) state->ports->pdata[i])->id;
      fits = port_is_linkagg (port) || port_number (port) <= n + MODEL_UPLINKS_MAX;
    }
  if (fits)
    s->want->model = g_strdup (state->model);
  else
    draft_note (s->remarks, PORT_NONE, "%s", _ ("no model: its name does not tell the ports that it has"));
  if (*place && g_ascii_strcasecmp (place, "unknown"))
    s->want->location = g_strdup (place);
}

static void
name_switch (Draft *d, const DraftSource *source, GHashTable *taken)
{
  DraftSwitch *s = g_new0 (DraftSwitch, 1);
  g_autofree char *from_switch = safe_name (source->state->sys_name), *from_address = safe_name (source->address);
  g_autofree char *fallback = g_strdup_printf ("switch-%s", from_address);
  g_autofree char *name = unique_name (taken, source->name ? source->name : *from_switch ? from_switch : fallback);
  s->source = source;
  s->want = desired_switch_new (name);
  s->want->address = g_strdup (source->address ? source->address : name);
  s->uplinks = g_ptr_array_new_with_free_func (note_free);
  s->left_out = g_ptr_array_new_with_free_func (note_free);
  s->remarks = g_ptr_array_new_with_free_func (note_free);
  s->held = g_ptr_array_new_with_free_func ((GDestroyNotify) desired_port_free);
  take_model_and_place (s);
  g_ptr_array_add (d->desired->switches, s->want);
  g_ptr_array_add (d->switches, s);
}

/* The first of a name has it. */
static void
index_name (Draft *d, DraftSwitch *s, const char *name)
{
  g_autofree char *key = name && *name ? g_ascii_strdown (name, -1) : NULL;
  if (key && !g_hash_table_contains (d->by_name, key))
    g_hash_table_insert (d->by_name, g_steal_pointer (&key), s);
}

DraftSwitch *
draft_find_neighbour (const Draft *d, const Neighbour *n)
{
  g_autofree char *key = n->name ? g_ascii_strdown (n->name, -1) : NULL;
  return key ? g_hash_table_lookup (d->by_name, key) : NULL;
}

/* ---- ports ------------------------------------------------------------------------------------------------------------ */

void
draft_hold_ports (DraftSwitch *s)
{
  if (port_set_size (s->want->uplinks) || !s->want->ports->len)
    return;
  g_ptr_array_extend_and_steal (s->held, s->want->ports);
  s->want->ports = g_ptr_array_new_with_free_func ((GDestroyNotify) desired_port_free);
}

static void
place_phone (Draft *d, DraftSwitch *s, DesiredPort *port, GHashTable *seen)
{
  const PortState *live = switch_state_find_port (s->source->state, port->id);
  g_autofree char *text = NULL;
  DesiredPhone *phone = draft_phone_of (d, live, &text);
  if (!phone)
    return;
  if ((port->cfg.has & HAS (ATTR_TAGGED)) && (!phone->mac || g_hash_table_add (seen, phone->mac)))
    {
      port->phone = phone;
      return;
    }
  draft_note (s->remarks, port->id, port->cfg.has & HAS (ATTR_TAGGED) ? _ ("a phone that stands at another port too: %s")
                                                                      : _ ("a phone without a voice VLAN: %s"), text);
  g_free (phone->mac);
  g_free (phone->model);
  g_free (phone);
}

static void
place_phones (Draft *d)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < d->switches->len; i++)
    {
      DraftSwitch *s = d->switches->pdata[i];
      for (guint p = 0; p < s->want->ports->len; p++)
        place_phone (d, s, s->want->ports->pdata[p], seen);
      for (guint p = 0; p < s->held->len; p++)
        place_phone (d, s, s->held->pdata[p], seen);
    }
}

/* ---- the whole -------------------------------------------------------------------------------------------------------- */

static void
switch_free (gpointer data)
{
  DraftSwitch *s = data;
  g_ptr_array_unref (s->uplinks);
  g_ptr_array_unref (s->left_out);
  g_ptr_array_unref (s->remarks);
  g_ptr_array_unref (s->held);
  g_free (s);
}

void
draft_free (Draft *d)
{
  if (!d)
    return;
  g_ptr_array_unref (d->roles);
  g_ptr_array_unref (d->switches);
  g_hash_table_unref (d->by_name);
  g_hash_table_unref (d->vlan_notes);
  g_free (d->gateway_note);
  desired_free (d->desired);
  g_free (d);
}

Draft *
draft_make (const GPtrArray *sources)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Draft *d = g_new0 (Draft, 1);
  d->desired = desired_new ();
  d->switches = g_ptr_array_new_with_free_func (switch_free);
  d->roles = g_ptr_array_new_with_free_func (g_free);
  d->vlan_notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  d->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < sources->len; i++)
    name_switch (d, sources->pdata[i], taken);
  for (guint i = 0; i < d->switches->len; i++)
    {
      DraftSwitch *s = d->switches->pdata[i];
      index_name (d, s, s->want->name);
      index_name (d, s, s->source->state->sys_name);
    }
  draft_voice_vlans (d);
  for (guint i = 0; i < d->switches->len; i++)
    {
      draft_uplinks (d, d->switches->pdata[i]);
      draft_ports (d, d->switches->pdata[i]);
      draft_hold_ports (d->switches->pdata[i]);
    }
  draft_vlans (d);
  draft_settle (d);
  draft_roles (d);
  place_phones (d);
  draft_gateway (d);
  return d;
}
