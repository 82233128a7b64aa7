#include "fleet.h"

#include <string.h>
#include <yaml.h>

#include "cli.h"
#include "faults.h"

typedef struct {
  const char *path;
  yaml_document_t *doc;
  char *why;
} Loader;

static gboolean G_GNUC_PRINTF (3, 4)
complain (Loader *l, const yaml_node_t *at, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  if (!l->why)
    l->why = g_strdup_printf ("%s:%zu: %s", l->path, at ? at->start_mark.line + 1 : 1, text);
  return FALSE;
}

static yaml_node_t *
node (Loader *l, int id)
{
  return yaml_document_get_node (l->doc, id);
}

static const char *
scalar (const yaml_node_t *n)
{
  return n && n->type == YAML_SCALAR_NODE ? (const char *) n->data.scalar.value : NULL;
}

static yaml_node_t *
member (Loader *l, const yaml_node_t *map, const char *key)
{
  if (!map || map->type != YAML_MAPPING_NODE)
    return NULL;
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
    if (!g_strcmp0 (scalar (node (l, p->key)), key))
      return node (l, p->value);
  return NULL;
}

static gboolean
check_keys (Loader *l, const yaml_node_t *map, const char *const *known)
{
  if (!map)
    return TRUE;
  if (map->type != YAML_MAPPING_NODE)
    return complain (l, map, "a mapping is wanted here");
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
    {
      const char *key = scalar (node (l, p->key));
      if (!key || !g_strv_contains (known, key))
        return complain (l, node (l, p->key), "unknown key `%s`", key ? key : "?");
    }
  return TRUE;
}

static guint
number (Loader *l, const yaml_node_t *map, const char *key, guint fallback)
{
  const yaml_node_t *n = member (l, map, key);
  char *end;
  if (!n)
    return fallback;
  guint64 value = scalar (n) ? g_ascii_strtoull (scalar (n), &end, 10) : 0;
  if (!scalar (n) || *end || value > 1000000)
    complain (l, n, "`%s` is a number", key);
  return (guint) value;
}

static char *
text (Loader *l, const yaml_node_t *map, const char *key, const char *fallback)
{
  const yaml_node_t *n = member (l, map, key);
  if (n && !scalar (n))
    complain (l, n, "`%s` is a text", key);
  return g_strdup (n ? scalar (n) : fallback);
}

static gboolean
truth (Loader *l, const yaml_node_t *map, const char *key, gboolean fallback)
{
  const yaml_node_t *n = member (l, map, key);
  if (!n)
    return fallback;
  if (g_strcmp0 (scalar (n), "true") && g_strcmp0 (scalar (n), "false"))
    complain (l, n, "`%s` is true or false", key);
  return !g_strcmp0 (scalar (n), "true");
}

/* ---- logins ---------------------------------------------------------------------------------------------------------- */

static void
load_users (Loader *l, LabSwitch *s, const yaml_node_t *list)
{
  static const char *const known[] = { "name", "auth", "auth-secret", "priv", "priv-secret", NULL };
  for (yaml_node_item_t *i = list && list->type == YAML_SEQUENCE_NODE ? list->data.sequence.items.start : NULL;
       i && i < list->data.sequence.items.top; i++)
    {
      const yaml_node_t *map = node (l, *i);
      LabUser *u = g_new0 (LabUser, 1);
      check_keys (l, map, known);
      u->name = text (l, map, "name", "");
      u->auth = text (l, map, "auth", NULL);
      u->auth_secret = text (l, map, "auth-secret", NULL);
      u->priv = text (l, map, "priv", NULL);
      u->priv_secret = text (l, map, "priv-secret", NULL);
      g_ptr_array_add (s->users, u);
    }
}

static guint
milliseconds (Loader *l, const yaml_node_t *map, const char *key, guint fallback)
{
  g_autofree char *value = text (l, map, key, NULL);
  char *end;
  if (!value)
    return fallback;
  guint n = (guint) g_ascii_strtoull (value, &end, 10);
  if (!strcmp (end, "s"))
    return n * 1000;
  if (strcmp (end, "ms"))
    complain (l, member (l, map, key), "`%s` is a duration: 200ms, 2s", key);
  return n;
}

static void
load_access (Loader *l, LabSwitch *s, const yaml_node_t *own, const yaml_node_t *defaults)
{
  static const char *const snmp_keys[] = { "port", "community", "users", NULL }, *const ssh_keys[] = { "port", "user", "password", NULL };
  const yaml_node_t *snmp = member (l, own, "snmp"), *ssh = member (l, own, "ssh");
  snmp = snmp ? snmp : member (l, defaults, "snmp");
  ssh = ssh ? ssh : member (l, defaults, "ssh");
  check_keys (l, snmp, snmp_keys);
  check_keys (l, ssh, ssh_keys);
  s->snmp_port = number (l, snmp, "port", 10161);
  s->community = text (l, snmp, "community", NULL);
  load_users (l, s, member (l, snmp, "users"));
  s->ssh_port = number (l, ssh, "port", 10022);
  s->user = text (l, ssh, "user", "admin");
  s->password = text (l, ssh, "password", "switch");
  s->boot_ms = milliseconds (l, own, "boot", milliseconds (l, defaults, "boot", 100));
}

/* ---- configuration --------------------------------------------------------------------------------------------------- */

static gboolean
run_list (Loader *l, LabSwitch *s, const yaml_node_t *list)
{
  if (!list)
    return TRUE;
  if (list->type != YAML_SEQUENCE_NODE)
    return complain (l, list, "a list of command lines is wanted here");
  for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      const yaml_node_t *item = node (l, *i);
      if (!scalar (item) || !lab_run_line (s, scalar (item), 0, "fleet", out, NULL))
        return complain (l, item, "the switch refuses `%s`: %s", scalar (item) ? scalar (item) : "?", g_strchomp (out->str));
    }
  return TRUE;
}

static gboolean
load_strings (Loader *l, const yaml_node_t *list, void (*take) (Loader *l, LabSwitch *s, const yaml_node_t *item), LabSwitch *s)
{
  if (!list)
    return TRUE;
  if (list->type != YAML_SEQUENCE_NODE)
    return complain (l, list, "a list is wanted here");
  for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++)
    take (l, s, node (l, *i));
  return !l->why;
}

static void
take_fault (Loader *l, LabSwitch *s, const yaml_node_t *item)
{
  g_autofree char *why = NULL;
  if (!lab_fault_add (s, scalar (item) ? scalar (item) : "", &why))
    complain (l, item, "%s", why);
}

static void
take_table (Loader *l, LabSwitch *s, const yaml_node_t *item)
{
  g_hash_table_add (s->no_tables, g_strdup (scalar (item)));
}

static gboolean
load_aggregates (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  if (!map)
    return TRUE;
  if (map->type != YAML_MAPPING_NODE)
    return complain (l, map, "aggregates: { 5: PORTS }");
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
    {
      guint id = (guint) g_ascii_strtoull (scalar (node (l, p->key)) ? scalar (node (l, p->key)) : "0", NULL, 10);
      g_autoptr (GPtrArray) ports = lab_parse_ports (s, scalar (node (l, p->value)) ? scalar (node (l, p->value)) : "", TRUE);
      if (!id || !ports || !lab_add_aggregate (s, id))
        return complain (l, node (l, p->key), "an aggregate has a number and ports");
      for (guint i = 0; i < ports->len; i++)
        ((LabPort *) ports->pdata[i])->member_of = id;
    }
  return TRUE;
}

/* ---- devices --------------------------------------------------------------------------------------------------------- */

static LabDeviceKind
device_kind (const char *word)
{
  static const char *const words[] = { "", "phone", "pc", "switch", "ap" };
  for (guint i = 1; i < G_N_ELEMENTS (words); i++)
    if (!g_strcmp0 (words[i], word))
      return i;
  return LAB_NO_DEVICE;
}

/* "1/1/1-12,1/1/20" */
static GPtrArray *
parse_list (const LabSwitch *s, const char *list)
{
  g_auto (GStrv) parts = g_strsplit (list, ",", -1);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  for (guint i = 0; parts[i]; i++)
    {
      g_autoptr (GPtrArray) some = lab_parse_ports (s, g_strstrip (parts[i]), TRUE);
      if (!some)
        return NULL;
      for (guint k = 0; k < some->len; k++)
        g_ptr_array_add (all, some->pdata[k]);
    }
  return g_steal_pointer (&all);
}

static char *
make_mac (const LabSwitch *s, const LabPort *p, guint kind)
{
  guint hash = g_str_hash (s->name);
  return g_strdup_printf (kind == LAB_PHONE ? "80:5e:c0:%02x:%02x:%02x" : "02:00:%02x:%02x:%02x:01", hash & 0xff, p->slot & 0xff, p->number & 0xff);
}

gboolean
lab_plug (LabSwitch *s, const char *ports, const char *kind_word, const char *mac, char **why)
{
  LabDeviceKind kind = device_kind (kind_word);
  g_autoptr (GPtrArray) list = parse_list (s, ports);
  if (!kind || !list)
    {
      *why = g_strdup_printf ("plug PORTS phone|pc|switch|ap [MAC]: not `%s %s`", ports, kind_word);
      return FALSE;
    }
  for (guint i = 0; i < list->len; i++)
    {
      LabPort *p = list->pdata[i];
      g_autofree char *own = mac ? g_strdup (mac) : make_mac (s, p, kind);
      lab_device_free (p->device);
      p->device = lab_device_new (kind, own);
    }
  lab_changed (s);
  return TRUE;
}

gboolean
lab_unplug (LabSwitch *s, const char *ports, char **why)
{
  g_autoptr (GPtrArray) list = parse_list (s, ports);
  if (!list)
    {
      *why = g_strdup_printf ("no ports `%s`", ports);
      return FALSE;
    }
  for (guint i = 0; i < list->len; i++)
    {
      LabPort *p = list->pdata[i];
      lab_device_free (p->device);
      p->device = NULL;
    }
  lab_changed (s);
  return TRUE;
}

static void
refine_device (Loader *l, const yaml_node_t *map, LabDevice *d)
{
  d->name = text (l, map, "name", NULL);
  d->far_port = text (l, map, "port", NULL);
  d->pc_mac = text (l, map, "pc", NULL);
  d->lldp = truth (l, map, "lldp", d->lldp);
  d->poe_class = number (l, map, "class", d->poe_class);
  d->milliwatts = number (l, map, "milliwatts", d->milliwatts);
  d->macs = number (l, map, "macs", 1);
}

static gboolean
load_plugged (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  static const char *const known[] = { "device", "mac", "name", "port", "pc", "lldp", "class", "milliwatts", "macs", NULL };
  if (!map)
    return TRUE;
  if (map->type != YAML_MAPPING_NODE)
    return complain (l, map, "plugged: { PORTS: DEVICE }");
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
    {
      g_autofree char *why = NULL;
      const yaml_node_t *value = node (l, p->value);
      const char *ports = scalar (node (l, p->key));
      gboolean detailed = value->type == YAML_MAPPING_NODE;
      g_autofree char *kind = detailed ? text (l, value, "device", "phone") : g_strdup (scalar (value)), *mac = detailed ? text (l, value, "mac", NULL) : NULL;
      if (detailed && !check_keys (l, value, known))
        return FALSE;
      if (!lab_plug (s, ports ? ports : "", kind ? kind : "", mac, &why))
        return complain (l, value, "%s", why);
      g_autoptr (GPtrArray) list = parse_list (s, ports);
      for (guint i = 0; detailed && i < list->len; i++)
        refine_device (l, value, ((LabPort *) list->pdata[i])->device);
    }
  return TRUE;
}

/* ---- a switch -------------------------------------------------------------------------------------------------------- */

static gboolean
load_config (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  g_autofree char *running = text (l, map, "running", "working");
  if (!load_aggregates (l, s, member (l, map, "aggregates")) || !run_list (l, s, member (l, map, "config")))
    return FALSE;
  s->working = lab_snapshot (s, NULL);
  s->certified = g_strdup (s->working);
  if (!truth (l, map, "certified", TRUE))
    {
      g_free (s->certified);
      s->certified = g_strdup ("! an older configuration\n");
    }
  if (!g_strcmp0 (running, "certified"))
    {
      g_free (s->running_directory);
      s->running_directory = g_strdup ("CERTIFIED");
    }
  else if (g_strcmp0 (running, "working"))
    return complain (l, member (l, map, "running"), "running: working or certified");
  s->unsynchronised = !truth (l, map, "synchronised", TRUE);
  s->missing_unit = number (l, map, "missing-unit", 0);
  return run_list (l, s, member (l, map, "unsaved-config")) && load_plugged (l, s, member (l, map, "plugged"));
}

static LabSwitch *
load_switch (Loader *l, const char *name, const yaml_node_t *map, const yaml_node_t *defaults)
{
  static const char *const known[] = { "address", "model", "version", "snmp", "ssh", "boot", "running", "certified", "synchronised", "config",
                                       "unsaved-config", "plugged", "aggregates", "no-tables", "snapshot", "faults", "missing-unit", NULL };
  LabSwitch *s = lab_switch_new (name);
  g_autofree char *why = NULL, *model = NULL;
  if (!check_keys (l, map, known))
    return s;
  s->address = text (l, map, "address", NULL);
  s->version = text (l, map, "version", NULL);
  model = text (l, map, "model", "");
  if (!s->address || !(g_str_has_prefix (s->address, "127.") || !strcmp (s->address, "::1")))
    complain (l, map, "%s: a lab listens on loopback only (127.x.y.z), not on `%s`", name, s->address ? s->address : "");
  load_access (l, s, map, defaults);
  if (!lab_switch_set_model (s, model, &why))
    complain (l, map, "%s: %s", name, why);
  g_autofree char *walk = text (l, map, "snapshot", NULL);
  g_autofree char *folder = g_path_get_dirname (l->path);
  if (walk)
    s->capture = g_path_is_absolute (walk) ? g_strdup (walk) : g_build_filename (folder, walk, NULL);
  if (l->why || !load_config (l, s, map) || !load_strings (l, member (l, map, "no-tables"), take_table, s)
      || !load_strings (l, member (l, map, "faults"), take_fault, s))
    return s;
  lab_changed (s);
  return s;
}

static GPtrArray *
load_fleet (Loader *l, const char *only)
{
  static const char *const known[] = { "lab", "defaults", "switches", NULL }, *const default_keys[] = { "snmp", "ssh", "boot", NULL };
  GPtrArray *fleet = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_switch_free);
  const yaml_node_t *root = yaml_document_get_root_node (l->doc);
  if (!root)
    {
      complain (l, NULL, "an empty file");
      return fleet;
    }
  const yaml_node_t *switches = member (l, root, "switches"), *defaults = member (l, root, "defaults");
  if (!check_keys (l, root, known) || !check_keys (l, defaults, default_keys))
    return fleet;
  if (!switches || switches->type != YAML_MAPPING_NODE)
    complain (l, root, "`switches` is missing");
  for (yaml_node_pair_t *p = l->why ? NULL : switches->data.mapping.pairs.start; p && p < switches->data.mapping.pairs.top && !l->why; p++)
    {
      const char *name = scalar (node (l, p->key));
      if (!name || !*name || strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != strlen (name) || *name == '.')
        complain (l, node (l, p->key), "a switch's name has letters, digits, dots and hyphens");
      else if (!only || !strcmp (only, name))
        g_ptr_array_add (fleet, load_switch (l, name, node (l, p->value), defaults));
    }
  return fleet;
}

GPtrArray *
lab_fleet_load (const char *path, const char *only, char **why)
{
  yaml_parser_t parser;
  yaml_document_t doc;
  FILE *file = fopen (path, "r");
  if (!file)
    {
      *why = g_strdup_printf ("%s: cannot be opened", path);
      return NULL;
    }
  yaml_parser_initialize (&parser);
  yaml_parser_set_input_file (&parser, file);
  Loader l = { path, &doc, NULL };
  GPtrArray *fleet = NULL;
  if (yaml_parser_load (&parser, &doc))
    {
      fleet = load_fleet (&l, only);
      yaml_document_delete (&doc);
    }
  else
    l.why = g_strdup_printf ("%s:%zu: %s", path, parser.problem_mark.line + 1, parser.problem ? parser.problem : "not YAML");
  yaml_parser_delete (&parser);
  fclose (file);
  if (l.why)
    {
      *why = l.why;
      g_clear_pointer (&fleet, g_ptr_array_unref);
    }
  return fleet;
}
