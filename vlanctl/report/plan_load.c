/* A saved plan back. What is not as vlanctl-plan/1 has it is an error: a plan is a promise, not a draft. Unknown members are
 * left alone (a newer program's). */
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "plan/diff.h"
#include "report/report.h"

#define MAX_SWITCHES 100000
#define MAX_CHANGES 100000
#define MAX_DEPTH 32 /* of lists and objects in each other; ours are six deep */

typedef struct {
  GError *error; /* the first complaint */
  char *where;
} Loader;

static void G_GNUC_PRINTF (2, 3)
complain (Loader *l, const char *format, ...)
{
  if (l->error)
    return;
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (&l->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("the plan is damaged: %s%s%s"), l->where ? l->where : "", l->where ? ": " : "", text);
}

/* Well formed, but not what was made and shown: that is refused, not mended. */
static void
refuse (Loader *l, const char *what, const char *why)
{
  if (!l->error)
    g_set_error (&l->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, _ ("the plan was changed after it was made: %s%s%s%s%s"),
                 l->where ? l->where : "", l->where ? ": " : "", what ? what : "", what ? ": " : "", why);
}

static JsonNode *
member (Loader *l, JsonObject *o, const char *name)
{
  JsonNode *node = o ? json_object_get_member (o, name) : NULL;
  if (!node)
    complain (l, _ ("`%s` is missing"), name);
  return node;
}

static const char *
text_of (Loader *l, JsonObject *o, const char *name, gboolean may_be_null)
{
  JsonNode *node = member (l, o, name);
  if (!node || (may_be_null && JSON_NODE_HOLDS_NULL (node)))
    return NULL;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      complain (l, _ ("`%s` is not a text"), name);
      return NULL;
    }
  return json_node_get_string (node);
}

static gint64
number_of (Loader *l, JsonObject *o, const char *name, gint64 min, gint64 max, gint64 if_null)
{
  JsonNode *node = member (l, o, name);
  if (!node || JSON_NODE_HOLDS_NULL (node))
    return if_null;
  gint64 n = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : min - 1;
  if (n < min || n > max)
    {
      complain (l, _ ("`%s` is out of range"), name);
      return if_null;
    }
  return n;
}

static gboolean
bool_of (Loader *l, JsonObject *o, const char *name)
{
  JsonNode *node = member (l, o, name);
  if (node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  complain (l, _ ("`%s` is not true or false"), name);
  return FALSE;
}

static Value
value_of (Loader *l, JsonNode *node)
{
  if (!node || JSON_NODE_HOLDS_NULL (node))
    return value_null ();
  if (JSON_NODE_HOLDS_VALUE (node))
    {
      GType type = json_node_get_value_type (node);
      if (type == G_TYPE_BOOLEAN)
        return value_bool (json_node_get_boolean (node));
      if (type == G_TYPE_INT64)
        return value_int (json_node_get_int (node));
      if (type == G_TYPE_STRING)
        return value_string (json_node_get_string (node));
    }
  complain (l, "%s", _ ("a value is neither text, number, true, false nor null"));
  return value_null ();
}

static JsonArray *
array_of (Loader *l, JsonObject *o, const char *name, guint max)
{
  JsonNode *node = member (l, o, name);
  if (node && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) <= max)
    return json_node_get_array (node);
  complain (l, _ ("`%s` is not a list"), name);
  return NULL;
}

static JsonObject *
object_of (Loader *l, JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);
  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  complain (l, "%s", _ ("an element of a list is not an object"));
  return NULL;
}

static void
load_strings (Loader *l, JsonObject *o, const char *name, GPtrArray *out)
{
  JsonArray *array = array_of (l, o, name, MAX_CHANGES);
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_ptr_array_add (out, g_strdup (json_node_get_string (node)));
      else
        complain (l, _ ("`%s` holds something that is not a text"), name);
    }
}

static MedPolicy
load_policy (Loader *l, JsonObject *change, const char *name)
{
  MedPolicy p = { .id = -1 };
  JsonNode *node = member (l, change, name);
  if (!node || JSON_NODE_HOLDS_NULL (node))
    return p;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      complain (l, _ ("`%s` is not an object"), name);
      return p;
    }
  JsonObject *o = json_node_get_object (node);
  const char *app = text_of (l, o, "application", FALSE);
  p.id = (int) number_of (l, o, "id", 0, 31, -1);
  p.vlan_type = (MedVlanType) number_of (l, o, "vlan_type", MED_VLAN_TAGGED, MED_VLAN_UNTAGGED, MED_VLAN_TAGGED);
  p.vlan = (guint) number_of (l, o, "vlan", 0, VLAN_MAX, 0);
  p.priority = (guint) number_of (l, o, "priority", 0, 7, 0);
  p.dscp = (guint) number_of (l, o, "dscp", 0, 63, 0);
  if (app && !med_app_parse (app, &p.app))
    complain (l, _ ("no LLDP-MED application `%s`"), app);
  return p;
}

static void
load_observed (Loader *l, JsonObject *change, Change *c)
{
  JsonNode *node = member (l, change, "observed");
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    {
      complain (l, "%s", _ ("`observed` is not an object"));
      return;
    }
  JsonObject *o = json_node_get_object (node);
  g_autoptr (GList) names = json_object_get_members (o);
  for (GList *name = names; name; name = name->next)
    {
      g_autoptr (PortSet) set = NULL;
      if (*(char *) name->data && (!port_set_parse (name->data, &set, NULL, NULL) || port_set_size (set) != 1))
        complain (l, _ ("`%s` is not a port"), (char *) name->data);
      Value value = value_of (l, json_object_get_member (o, name->data));
      change_observe (c, set && port_set_size (set) == 1 ? port_set_get (set, 0) : PORT_NONE, &value);
      value_clear (&value);
    }
}

/* "FILE:LINE:COL"; the file may hold colons itself. */
static SrcPos
load_source (const char *text)
{
  SrcPos pos = { 0 };
  g_autofree char *copy = g_strdup (text ? text : "");
  char *column = strrchr (copy, ':');
  if (column)
    *column++ = '\0';
  char *line = column ? strrchr (copy, ':') : NULL;
  if (!line)
    return pos;
  *line++ = '\0';
  pos.file = g_intern_string (copy);
  pos.line = (guint) g_ascii_strtoull (line, NULL, 10);
  pos.column = (guint) g_ascii_strtoull (column, NULL, 10);
  return pos;
}

static gboolean
same_lines (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_str_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

/* Product 6.12: what would be sent follows from the typed values, never from the file's text. */
static void
check_change (Loader *l, const Family *family, Change *c, const GPtrArray *commands, const GPtrArray *undo)
{
  g_autoptr (GError) error = NULL;
  const char *kind = change_kind_to_string (c->kind), *why;
  if (l->error)
    return;
  if (!family)
    complain (l, "%s", _ ("no such family"));
  else if (!plan_change_is_sound (c, &why))
    complain (l, "%s: %s", kind, why);
  else if (!commands->len && !undo->len)
    return; /* it could not be rendered then either: the switch is refused for it */
  else if (!plan_render_change (family, c, &error))
    complain (l, "%s", error->message);
  else if (!same_lines (commands, c->commands) || !same_lines (undo, c->undo))
    refuse (l, kind, _ ("its commands or its undo are not those that follow from its values"));
}

static void
load_words (Loader *l, JsonObject *o, Change *c)
{
  const char *ports = text_of (l, o, "ports", FALSE), *disruption = text_of (l, o, "disruption", FALSE), *tlv = text_of (l, o, "tlv", TRUE);
  g_autoptr (GError) error = NULL;
  PortSet *set = NULL;
  if (ports && *ports && !port_set_parse (ports, &set, NULL, &error))
    complain (l, "%s", error->message);
  if (set)
    {
      port_set_free (c->ports);
      c->ports = set;
    }
  if (disruption && !disruption_parse (disruption, &c->disruption))
    complain (l, _ ("no disruption `%s`"), disruption);
  if (tlv && !g_str_equal (tlv, "capability") && !g_str_equal (tlv, "network-policy"))
    complain (l, _ ("no TLV `%s`"), tlv);
  else if (tlv)
    c->tlv = g_str_equal (tlv, "capability") ? MED_TLV_CAPABILITY : MED_TLV_NETWORK_POLICY;
  c->source = load_source (text_of (l, o, "source", TRUE));
  c->note = g_strdup (text_of (l, o, "note", TRUE));
}

static Change *
load_change (Loader *l, const Family *family, JsonObject *o)
{
  ChangeKind kind = CHANGE_N;
  const char *name = text_of (l, o, "kind", FALSE);
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_free), undo = g_ptr_array_new_with_free_func (g_free);
  if (!name || !change_kind_parse (name, &kind))
    {
      complain (l, _ ("no kind of change `%s`"), name ? name : "");
      return NULL;
    }
  Change *c = change_new (kind);
  load_words (l, o, c);
  c->vlan = (guint) number_of (l, o, "vlan", VLAN_MIN, VLAN_MAX, 0);
  c->from = value_of (l, member (l, o, "from"));
  c->to = value_of (l, member (l, o, "to"));
  c->policy = load_policy (l, o, "policy");
  c->policy_before = load_policy (l, o, "policy_before");
  c->chassis = (guint) number_of (l, o, "chassis", 0, PORT_MAX_CHASSIS, 0);
  c->slot = (guint) number_of (l, o, "slot", 0, PORT_MAX_SLOT, 0);
  c->guess = bool_of (l, o, "guess");
  c->phase = (guint) number_of (l, o, "phase", 0, PHASE_POLICY_DELETE, 0);
  load_observed (l, o, c);
  load_strings (l, o, "commands", commands);
  load_strings (l, o, "undo", undo);
  check_change (l, family, c, commands, undo);
  return c;
}

static void
load_refusals (Loader *l, JsonObject *o, SwitchPlan *s)
{
  JsonArray *array = array_of (l, o, "refusals", MAX_CHANGES);
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonObject *from = object_of (l, array, i);
      Refusal *r = g_new0 (Refusal, 1);
      const char *ports = text_of (l, from, "ports", FALSE);
      r->rule = g_intern_string (text_of (l, from, "rule", FALSE));
      r->evidence = g_strdup (text_of (l, from, "evidence", TRUE));
      r->cure = g_strdup (text_of (l, from, "cure", TRUE));
      r->override = g_intern_string (text_of (l, from, "override", TRUE));
      r->overridden = from ? bool_of (l, from, "overridden") : FALSE;
      if (ports && *ports && !port_set_parse (ports, &r->ports, NULL, NULL))
        complain (l, _ ("`%s` is not a list of ports"), ports);
      g_ptr_array_add (s->refusals, r);
    }
}

static void
load_via (Loader *l, JsonObject *o, SwitchPlan *s)
{
  JsonNode *node = member (l, o, "via");
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *via = json_node_get_object (node);
  for (guint a = 0; a < ATTR_N; a++)
    {
      const char *word = json_object_has_member (via, attr_id (a)) ? text_of (l, via, attr_id (a), FALSE) : NULL;
      for (guint v = VIA_UNREAD; v <= VIA_CUT; v++)
        if (!g_strcmp0 (word, read_via_to_string (v)))
          s->via[a] = v;
    }
}

static void
load_status (Loader *l, JsonObject *o, SwitchPlan *s)
{
  const char *status = text_of (l, o, "status", FALSE);
  for (guint i = PLAN_IN_SYNC; i <= PLAN_REFUSED; i++)
    if (!g_strcmp0 (status, plan_status_to_string (i)))
      {
        s->status = i;
        return;
      }
  complain (l, _ ("no status `%s`"), status ? status : "");
}

static SwitchPlan *
load_switch (Loader *l, JsonObject *o)
{
  const char *name = text_of (l, o, "name", FALSE);
  SwitchPlan *s = switch_plan_new (name ? name : "");
  g_free (l->where);
  l->where = g_strdup (name);
  s->address = g_strdup (text_of (l, o, "address", TRUE));
  s->family = g_strdup (text_of (l, o, "family", TRUE));
  s->model = g_strdup (text_of (l, o, "model", TRUE));
  s->version = g_strdup (text_of (l, o, "version", TRUE));
  s->reason = g_strdup (text_of (l, o, "reason", TRUE));
  load_status (l, o, s);
  const Family *family = family_by_id (s->family);
  JsonArray *changes = array_of (l, o, "changes", MAX_CHANGES);
  for (guint i = 0; changes && !l->error && i < json_array_get_length (changes); i++)
    {
      Change *c = load_change (l, family, object_of (l, changes, i));
      if (c)
        g_ptr_array_add (s->changes, c);
    }
  load_refusals (l, o, s);
  load_strings (l, o, "unknown", s->unknowns);
  load_strings (l, o, "warnings", s->warnings);
  load_strings (l, o, "upstream", s->upstream);
  load_via (l, o, s);
  return s;
}

static void
load_inventory (Loader *l, JsonObject *o, Plan *plan)
{
  JsonNode *node = member (l, o, "inventory");
  JsonObject *inventory = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  plan->inventory_path = g_strdup (text_of (l, inventory, "path", FALSE));
  plan->inventory_sha256 = g_strdup (text_of (l, inventory, "sha256", FALSE));
}

static void
load_switches (Loader *l, JsonObject *o, Plan *plan)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *switches = array_of (l, o, "switches", MAX_SWITCHES);
  for (guint i = 0; switches && !l->error && i < json_array_get_length (switches); i++)
    {
      SwitchPlan *s = load_switch (l, object_of (l, switches, i));
      g_ptr_array_add (plan->switches, s);
      if (!g_hash_table_add (names, s->name))
        complain (l, "%s", _ ("it stands there twice"));
    }
}

static Plan *
load_document (Loader *l, JsonObject *o)
{
  Plan *plan = plan_new ();
  const char *format = text_of (l, o, "format", FALSE), *id = text_of (l, o, "id", FALSE);
  if (g_strcmp0 (format, "vlanctl-plan/1"))
    complain (l, _ ("it is not vlanctl-plan/1 but `%s`"), format ? format : "");
  plan->created = g_strdup (text_of (l, o, "created", FALSE));
  plan->gateway = g_strdup (text_of (l, o, "gateway", TRUE));
  plan->from_capture = bool_of (l, o, "from_capture");
  plan->runs = (guint64) number_of (l, o, "runs", 0, G_MAXINT64, 0);
  load_inventory (l, o, plan);
  load_switches (l, o, plan);
  if (l->error)
    return plan;
  g_clear_pointer (&l->where, g_free);
  plan_finish (plan, NULL);
  if (g_strcmp0 (plan->id, id))
    refuse (l, NULL, _ ("its id is not the one that follows from what it says"));
  return plan;
}

/* The parser takes comments and more, and goes down into lists in lists without a limit of its own: only plain JSON gets there. */
static gboolean
is_plain_json (const char *json)
{
  guint depth = 0;
  gboolean text = FALSE;
  for (const char *p = json; *p; p++)
    {
      if (*p == '"')
        text = !text;
      else if (text && *p == '\\' && p[1])
        p++;
      else if (!text && strchr ("/'#\\", *p))
        return FALSE;
      else if (!text && (*p == '[' || *p == '{') && ++depth > MAX_DEPTH)
        return FALSE;
      else if (!text && (*p == ']' || *p == '}') && depth)
        depth--;
    }
  return TRUE;
}

Plan *
report_plan_load (const char *json, GError **error)
{
  Loader l = { 0 };
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL;
  if (!is_plain_json (json))
    complain (&l, "%s", _ ("it is not plain JSON"));
  else if (json_parser_load_from_data (parser, json, -1, &l.error))
    root = json_parser_get_root (parser);
  if (!l.error && (!root || !JSON_NODE_HOLDS_OBJECT (root)))
    complain (&l, "%s", _ ("it is not a JSON object"));
  Plan *plan = l.error ? NULL : load_document (&l, json_node_get_object (root));
  g_free (l.where);
  if (!l.error)
    return plan;
  g_propagate_error (error, l.error);
  plan_free (plan);
  return NULL;
}
