#include "fleet.h"

#include <string.h>

#include "cli.h"
#include "faults.h"
#include "fleet_yaml.h"
#include "mib.h"

/* ---- logins ---------------------------------------------------------------------------------------------------------- */

static void
load_users (Loader *l, LabSwitch *s, const yaml_node_t *list)
{
  static const char *const known[] = { "name", "auth", "auth-secret", "priv", "priv-secret", NULL };
  for (yaml_node_item_t *i = list && list->type == YAML_SEQUENCE_NODE ? list->data.sequence.items.start : NULL;
       i && i < list->data.sequence.items.top; i++)
    {
      const yaml_node_t *map = yaml_node (l, *i);
      LabUser *u = g_new0 (LabUser, 1);
      yaml_check_keys (l, map, known);
      u->name = yaml_text (l, map, "name", "");
      u->auth = yaml_text (l, map, "auth", NULL);
      u->auth_secret = yaml_text (l, map, "auth-secret", NULL);
      u->priv = yaml_text (l, map, "priv", NULL);
      u->priv_secret = yaml_text (l, map, "priv-secret", NULL);
      g_ptr_array_add (s->users, u);
    }
}

static void
take_key (Loader *l, LabSwitch *s, const yaml_node_t *item)
{
  g_ptr_array_add (s->public_keys, g_strdup (yaml_scalar (item) ? yaml_scalar (item) : ""));
}

static void
load_ssh (Loader *l, LabSwitch *s, const yaml_node_t *ssh)
{
  static const char *const known[] = { "port", "user", "password", "keys", "rights", "host-key", "algorithms", NULL };
  static const char *const rights[] = { "read-write", "read-only", "no-cli", NULL }, *const keys[] = { "ecdsa", "rsa", "ed25519",
                                                                                                       NULL };
  static const char *const algorithms[] = { "modern", "legacy", NULL };
  yaml_check_keys (l, ssh, known);
  s->ssh_port = yaml_number (l, ssh, "port", 10022);
  s->user = yaml_text (l, ssh, "user", "admin");
  s->password = yaml_text (l, ssh, "password", "switch");
  g_free (s->rights);
  s->rights = g_strdup (rights[yaml_choice (l, ssh, "rights", rights)]);
  s->host_key_type = g_strdup (yaml_member (l, ssh, "host-key") ? keys[yaml_choice (l, ssh, "host-key", keys)]
                               : s->family == LAB_AOS6          ? "rsa"
                                                                : "ecdsa");
  s->legacy_ssh = yaml_choice (l, ssh, "algorithms", algorithms) == 1;
  yaml_each_item (l, yaml_member (l, ssh, "keys"), take_key, s);
}

static void
load_access (Loader *l, LabSwitch *s, const yaml_node_t *own, const yaml_node_t *defaults)
{
  static const char *const snmp_keys[] = { "port", "community", "users", "security", NULL };
  static const char *const levels[] = { "no-security", "authentication-set", "authentication-all",
                                        "privacy-set", "privacy-all",        NULL };
  const yaml_node_t *snmp = yaml_member (l, own, "snmp"), *ssh = yaml_member (l, own, "ssh");
  snmp = snmp ? snmp : yaml_member (l, defaults, "snmp");
  yaml_check_keys (l, snmp, snmp_keys);
  s->snmp_port = yaml_number (l, snmp, "port", 10161);
  s->community = yaml_text (l, snmp, "community", NULL);
  s->snmp_security = yaml_choice (l, snmp, "security", levels) + 1;
  load_users (l, s, yaml_member (l, snmp, "users"));
  load_ssh (l, s, ssh ? ssh : yaml_member (l, defaults, "ssh"));
  s->boot_ms = yaml_milliseconds (l, own, "boot", yaml_milliseconds (l, defaults, "boot", 100));
  s->certify_ms = yaml_milliseconds (l, own, "certify-time",
                                     yaml_milliseconds (l, defaults, "certify-time", s->family == LAB_AOS6 ? 100 : 0));
  s->reboot_ms = yaml_milliseconds (l, own, "reboot-time", yaml_milliseconds (l, defaults, "reboot-time", 0));
}

/* ---- configuration --------------------------------------------------------------------------------------------------- */

static gboolean
run_list (Loader *l, LabSwitch *s, const yaml_node_t *list)
{
  if (!list)
    return TRUE;
  if (list->type != YAML_SEQUENCE_NODE)
    return yaml_complain (l, list, "a list of command lines is wanted here");
  for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      const yaml_node_t *item = yaml_node (l, *i);
      if (!yaml_scalar (item) || !lab_run_line (s, yaml_scalar (item), NULL, out))
        return yaml_complain (l, item, "the switch refuses `%s`: %s", yaml_scalar (item) ? yaml_scalar (item) : "?",
                              g_strchomp (out->str));
    }
  return TRUE;
}

static void
take_fault (Loader *l, LabSwitch *s, const yaml_node_t *item)
{
  g_autofree char *why = NULL;
  if (!lab_fault_add (s, yaml_scalar (item) ? yaml_scalar (item) : "", &why))
    yaml_complain (l, item, "%s", why);
}

static void
take_table (Loader *l, LabSwitch *s, const yaml_node_t *item)
{
  if (!yaml_scalar (item) || !mib_is_table (yaml_scalar (item)))
    yaml_complain (l, item, "no table `%s` (see vlanctl-lab(1))", yaml_scalar (item) ? yaml_scalar (item) : "?");
  else
    g_hash_table_add (s->no_tables, g_strdup (yaml_scalar (item)));
}

static void
take_extra (Loader *l, LabSwitch *s, const yaml_node_t *item)
{
  if (!yaml_scalar (item) || !mib_is_table (yaml_scalar (item)))
    yaml_complain (l, item, "no table `%s` (see vlanctl-lab(1))", yaml_scalar (item) ? yaml_scalar (item) : "?");
  else
    g_hash_table_add (s->extra_tables, g_strdup (yaml_scalar (item)));
}

static void
take_fabric_link (Loader *l, LabSwitch *s, const yaml_node_t *item)
{
  g_autoptr (GPtrArray) ports = lab_port_list (s, yaml_scalar (item) ? yaml_scalar (item) : "");
  if (!ports)
    yaml_complain (l, item, "no ports `%s`", yaml_scalar (item) ? yaml_scalar (item) : "?");
  for (guint i = 0; ports && i < ports->len; i++)
    ((LabPort *) ports->pdata[i])->vfl = TRUE;
}

/* aggregates: { 5: 1/1/3-4 } */
static gboolean
load_aggregates (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  if (!map)
    return TRUE;
  if (map->type != YAML_MAPPING_NODE)
    return yaml_complain (l, map, "aggregates: { 5: PORTS }");
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
    {
      const char *key = yaml_scalar (yaml_node (l, p->key)), *list = yaml_scalar (yaml_node (l, p->value));
      guint id = (guint) g_ascii_strtoull (key ? key : "0", NULL, 10);
      g_autoptr (GPtrArray) ports = lab_port_list (s, list ? list : "");
      if (!id || !ports || !lab_add_aggregate (s, id))
        return yaml_complain (l, yaml_node (l, p->key), "an aggregate has a number and ports");
      for (guint i = 0; i < ports->len; i++)
        {
          ((LabPort *) ports->pdata[i])->member_of = id;
          ((LabPort *) ports->pdata[i])->vfl = FALSE;
        }
    }
  return TRUE;
}

/* ---- devices --------------------------------------------------------------------------------------------------------- */

static void
set_text (Loader *l, const yaml_node_t *map, const char *key, char **where)
{
  char *value = yaml_text (l, map, key, *where);
  g_free (*where);
  *where = value;
}

static void
refine_device (Loader *l, const yaml_node_t *map, LabDevice *d)
{
  set_text (l, map, "name", &d->name);
  set_text (l, map, "port", &d->far_port);
  set_text (l, map, "pc", &d->pc_mac);
  set_text (l, map, "ip", &d->address);
  set_text (l, map, "maker", &d->maker);
  set_text (l, map, "product", &d->product);
  set_text (l, map, "serial", &d->serial);
  set_text (l, map, "firmware", &d->firmware);
  d->lldp = yaml_truth (l, map, "lldp", d->lldp);
  d->obeys = yaml_truth (l, map, "obeys", d->obeys);
  d->hand_vlan = yaml_number (l, map, "vlan", d->hand_vlan);
  d->poe_class = yaml_number (l, map, "class", d->poe_class);
  d->milliwatts = yaml_number (l, map, "milliwatts", d->milliwatts);
  d->speed = yaml_number (l, map, "speed", d->speed);
  d->macs = MAX (1, yaml_number (l, map, "macs", d->macs));
}

static gboolean
load_plugged (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  static const char *const known[] = { "device",   "mac",  "name",  "port", "pc",    "ip",         "maker", "product", "serial",
                                       "firmware", "lldp", "obeys", "vlan", "class", "milliwatts", "speed", "macs",
                                       "duplex",   "auth", NULL };
  if (!map)
    return TRUE;
  if (map->type != YAML_MAPPING_NODE)
    return yaml_complain (l, map, "plugged: { PORTS: DEVICE }");
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
    {
      g_autofree char *why = NULL;
      const yaml_node_t *value = yaml_node (l, p->value);
      const char *ports = yaml_scalar (yaml_node (l, p->key));
      gboolean detailed = value->type == YAML_MAPPING_NODE;
      g_autofree char *kind = detailed ? yaml_text (l, value, "device", "phone") : g_strdup (yaml_scalar (value)),
                      *mac = detailed ? yaml_text (l, value, "mac", NULL) : NULL;
      if (detailed && !yaml_check_keys (l, value, known))
        return FALSE;
      if (!lab_plug (s, ports ? ports : "", kind ? kind : "", mac, &why))
        return yaml_complain (l, value, "%s", why);
      g_autoptr (GPtrArray) list = lab_port_list (s, ports);
      for (guint i = 0; detailed && i < list->len; i++)
        {
          refine_device (l, value, ((LabPort *) list->pdata[i])->device);
          fleet_link (l, value, ((LabPort *) list->pdata[i])->device);
        }
      if (l->why)
        return FALSE;
    }
  return TRUE;
}

/* ---- a switch -------------------------------------------------------------------------------------------------------- */

/* What is typed before is saved and certified, what is typed after is not. */
static gboolean
load_config (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  g_autofree char *running = yaml_text (l, map, "running", "working"), *certified = lab_config_path (s, "certified");
  static const char older[] = "! an older configuration\n";
  if (!load_aggregates (l, s, yaml_member (l, map, "aggregates"))
      || !yaml_each_item (l, yaml_member (l, map, "vfl"), take_fabric_link, s)
      || !run_list (l, s, yaml_member (l, map, "config")))
    return FALSE;
  if (strspn (running, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen (running)
      || (s->family == LAB_AOS6 && strcmp (running, "working") && strcmp (running, "certified")))
    return yaml_complain (l, yaml_member (l, map, "running"), "running: working, certified%s",
                          s->family == LAB_AOS6 ? "" : " or a directory's name");
  g_free (s->running_directory);
  s->running_directory = g_steal_pointer (&running);
  lab_save (s, "working");
  lab_save (s, s->running_directory);
  lab_copy_config (s, "working", "certified");
  if (!yaml_truth (l, map, "certified", TRUE))
    lab_put_file (s, certified, older, strlen (older));
  s->unsynchronised = !yaml_truth (l, map, "synchronised", TRUE);
  return run_list (l, s, yaml_member (l, map, "unsaved-config")) && load_plugged (l, s, yaml_member (l, map, "plugged"))
         && fleet_ports (l, s, yaml_member (l, map, "ports"));
}

static void
load_units (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  guint missing = yaml_number (l, map, "missing-unit", 0);
  for (guint n = s->n_units + 1; n <= missing && n <= 8; n++) /* a unit that was there once need not be counted */
    {
      LabUnit unit = { .chassis = s->family == LAB_AOS6 ? 0 : n, .slot = s->family == LAB_AOS6 ? n : 1, .missing = TRUE };
      g_array_append_val (s->units, unit);
    }
  LabUnit *u = missing ? lab_find_unit (s, s->family == LAB_AOS6 ? 0 : missing, s->family == LAB_AOS6 ? missing : 1) : NULL;
  if (missing && (!u || missing == 1))
    yaml_complain (l, yaml_member (l, map, "missing-unit"), "`missing-unit` is 2 to 8");
  else if (u)
    u->missing = TRUE;
}

static char *
beside (const Loader *l, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (l->path);
  return g_path_is_absolute (path) ? g_strdup (path) : g_build_filename (folder, path, NULL);
}

/* From a recorded walk, or of a model. */
static void
load_body (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  g_autofree char *why = NULL, *model = yaml_text (l, map, "model", NULL), *capture = yaml_text (l, map, "from-capture", NULL);
  g_autofree char *path = capture ? beside (l, capture) : NULL;
  guint units = yaml_number (l, map, "units", 1);
  s->poe_firmware = yaml_number (l, map, "poe-firmware", 0);
  if (capture && model)
    yaml_complain (l, yaml_member (l, map, "model"), "%s: a capture tells its model itself", s->name);
  else if (units < 1 || units > 8)
    yaml_complain (l, yaml_member (l, map, "units"), "`units` is 1 to 8");
  else if (capture ? !lab_start_from_capture (s, path, &why) : !lab_switch_set_model (s, model ? model : "", units, &why))
    yaml_complain (l, map, "%s: %s", s->name, why);
}

static void
load_replay (Loader *l, LabSwitch *s, const yaml_node_t *map, const char *file)
{
  g_autofree char *path = beside (l, file), *why = NULL;
  mib_free (s->recorded);
  s->recorded = mib_load_walk (path, &why);
  s->replays = TRUE;
  if (!s->recorded)
    yaml_complain (l, yaml_member (l, map, "replay"), "%s", why);
}

static void
load_manners (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  static const char *const words[] = { "cli", "smg", "smg-words", NULL }, *const poe[] = { "standard", "draft", NULL };
  static const char *const policy[] = { "base", "if", NULL }, *const role[] = { "primary", "secondary", NULL };
  static const char *const stp[] = { "per-vlan", "flat", NULL };
  g_autofree char *replay = yaml_text (l, map, "replay", NULL), *clock = yaml_text (l, map, "clock", NULL);
  if (yaml_member (l, map, "status-words"))
    {
      g_free (s->status_words);
      s->status_words = g_strdup (words[yaml_choice (l, map, "status-words", words)]);
    }
  s->flat_stp = yaml_choice (l, map, "stp-mode", stp) == 1;
  s->poe_draft = yaml_choice (l, map, "poe-mib", poe) == 1;
  if (s->poe_draft)
    g_hash_table_add (s->extra_tables, g_strdup ("poe-draft"));
  s->policy_by_if = yaml_member (l, map, "policy-port") ? yaml_choice (l, map, "policy-port", policy) == 1
                                                        : s->family == LAB_AOS8 && lab_since (s, 8, 10, 0);
  s->secondary = yaml_choice (l, map, "role", role) == 1;
  s->banner = yaml_text (l, map, "banner", NULL);
  if (replay)
    load_replay (l, s, map, replay);
  g_autofree char *iso = clock ? g_strdelimit (g_strconcat (clock, ":00", NULL), " ", 'T') : NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) at = iso ? g_date_time_new_from_iso8601 (iso, zone) : NULL;
  if (clock && !at)
    yaml_complain (l, yaml_member (l, map, "clock"), "`clock` reads 2026-03-02 10:00");
  if (at)
    lab_set_wall (s, g_date_time_to_unix (at));
}

static LabSwitch *
load_switch (Loader *l, const char *name, const yaml_node_t *map, const yaml_node_t *defaults)
{
  static const char *const known[] = { "address",
                                       "model",
                                       "version",
                                       "units",
                                       "missing-unit",
                                       "role",
                                       "snmp",
                                       "ssh",
                                       "boot",
                                       "certify-time",
                                       "reboot-time",
                                       "banner",
                                       "clock",
                                       "running",
                                       "certified",
                                       "synchronised",
                                       "config",
                                       "unsaved-config",
                                       "plugged",
                                       "ports",
                                       "stp-mode",
                                       "aggregates",
                                       "vfl",
                                       "no-tables",
                                       "extra-tables",
                                       "poe-mib",
                                       "poe-firmware",
                                       "policy-port",
                                       "status-words",
                                       "from-capture",
                                       "replay",
                                       "faults",
                                       NULL };
  LabSwitch *s = lab_switch_new (name);
  if (!yaml_check_keys (l, map, known))
    return s;
  s->address = yaml_text (l, map, "address", NULL);
  s->version = yaml_text (l, map, "version", NULL);
  if (!s->address || !(g_str_has_prefix (s->address, "127.") || !strcmp (s->address, "::1")))
    yaml_complain (l, map, "%s: a lab listens on loopback only (127.x.y.z), not on `%s`", name, s->address ? s->address : "");
  load_body (l, s, map);
  if (l->why)
    return s;
  load_access (l, s, map, defaults);
  load_manners (l, s, map);
  load_units (l, s, map);
  if (l->why || !load_config (l, s, map) || !yaml_each_item (l, yaml_member (l, map, "no-tables"), take_table, s)
      || !yaml_each_item (l, yaml_member (l, map, "extra-tables"), take_extra, s)
      || !yaml_each_item (l, yaml_member (l, map, "faults"), take_fault, s))
    return s;
  lab_changed (s);
  return s;
}

/* Two switches cannot listen at one place. */
static void
check_places (Loader *l, const GPtrArray *fleet, const yaml_node_t *at)
{
  const LabSwitch *s = fleet->pdata[fleet->len - 1];
  for (guint i = 0; i + 1 < fleet->len; i++)
    {
      const LabSwitch *other = fleet->pdata[i];
      if (!g_strcmp0 (other->address, s->address) && (other->ssh_port == s->ssh_port || other->snmp_port == s->snmp_port))
        yaml_complain (l, at, "%s and %s have the same address and port", other->name, s->name);
    }
}

static GPtrArray *
load_fleet (Loader *l)
{
  static const char *const known[] = { "lab", "defaults", "switches", NULL };
  static const char *const default_keys[] = { "snmp", "ssh", "boot", "certify-time", "reboot-time", NULL };
  GPtrArray *fleet = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_switch_free);
  const yaml_node_t *root = yaml_document_get_root_node (l->doc);
  if (!root)
    {
      yaml_complain (l, NULL, "an empty file");
      return fleet;
    }
  const yaml_node_t *switches = yaml_member (l, root, "switches"), *defaults = yaml_member (l, root, "defaults");
  if (!yaml_check_keys (l, root, known) || !yaml_check_keys (l, defaults, default_keys))
    return fleet;
  if (yaml_number (l, root, "lab", 0) != 1)
    yaml_complain (l, root, "`lab: 1` is missing");
  else if (!switches || switches->type != YAML_MAPPING_NODE)
    yaml_complain (l, root, "`switches` is missing");
  for (yaml_node_pair_t *p = l->why ? NULL : switches->data.mapping.pairs.start;
       p && p < switches->data.mapping.pairs.top && !l->why; p++)
    {
      const char *name = yaml_scalar (yaml_node (l, p->key));
      if (!name || !*name || strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != strlen (name)
          || *name == '.' || strlen (name) > 60)
        {
          yaml_complain (l, yaml_node (l, p->key), "a switch's name has up to 60 letters, digits, dots and hyphens");
          continue;
        }
      g_ptr_array_add (fleet, load_switch (l, name, yaml_node (l, p->value), defaults));
      check_places (l, fleet, yaml_node (l, p->key));
    }
  return fleet;
}

GPtrArray *
lab_fleet_load (const char *path, char **why)
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
      fleet = load_fleet (&l);
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
