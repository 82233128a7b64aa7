#include "state.h"

#include <string.h>

#include "faults.h"
#include "mib.h"

/* ---- making and freeing ---------------------------------------------------------------------------------------------- */

static void
vlan_free (LabVlan *v)
{
  g_clear_pointer (&v->rules, g_ptr_array_unref);
  g_free (v->name);
  g_free (v->type);
  g_free (v);
}

static void
policy_free (LabPolicy *p)
{
  g_free (p->application);
  g_free (p);
}

static void
port_free (LabPort *p)
{
  g_clear_pointer (&p->tag_notes, g_hash_table_unref);
  lab_device_free (p->device);
  g_free (p->alias);
  g_free (p->poe_type);
  g_free (p->trust_seen);
  g_free (p);
}

static void
user_free (LabUser *u)
{
  char *texts[] = { u->name, u->auth, u->auth_secret, u->priv, u->priv_secret };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (u);
}

static GPtrArray *
array_of (gpointer free_one)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) free_one);
}

static GHashTable *
set_of_names (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

LabSwitch *
lab_switch_new (const char *name)
{
  LabSwitch *s = g_new0 (LabSwitch, 1);
  s->name = g_strdup (name);
  s->ports = array_of (port_free);
  s->vlans = array_of (vlan_free);
  s->policies = array_of (policy_free);
  s->users = array_of (user_free);
  s->faults = array_of (lab_fault_free);
  s->profiles = array_of (g_free);
  s->public_keys = array_of (g_free);
  s->command_log = array_of (g_free);
  s->sessions = g_ptr_array_new ();
  s->units = g_array_new (FALSE, TRUE, sizeof (LabUnit));
  s->no_tables = set_of_names ();
  s->extra_tables = set_of_names ();
  s->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  s->running_directory = g_strdup ("working");
  s->rights = g_strdup ("read-write");
  s->dice = g_rand_new_with_seed (g_str_hash (name));
  s->started = g_get_monotonic_time ();
  s->stopped_at = -1;
  s->boot_ms = 100;
  s->n_units = 1;
  s->snmp_security = 1;
  s->snmp_login = s->ssh_login = TRUE;
  lab_set_wall (s, g_get_real_time () / G_USEC_PER_SEC);
  return s;
}

void
lab_switch_free (LabSwitch *s)
{
  GPtrArray *arrays[] = { s->ports,    s->vlans,       s->policies,    s->users,   s->faults,
                          s->profiles, s->public_keys, s->command_log, s->sessions };
  GHashTable *tables[] = { s->no_tables, s->extra_tables, s->files };
  char *texts[] = {
    s->name,     s->address, s->model,        s->version, s->community,         s->user,       s->password,   s->host_key_type,
    s->rights,   s->banner,  s->status_words, s->prompt,  s->running_directory, s->timer_file, s->timer_name, s->reload_to,
    s->task_name
  };
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_ptr_array_unref (arrays[i]);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_hash_table_unref (tables[i]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_array_unref (s->units);
  mib_free (s->recorded);
  mib_free (s->frozen);
  g_rand_free (s->dice);
  if (s->wire)
    fclose (s->wire);
  g_free (s);
}

void
lab_changed (LabSwitch *s)
{
  s->generation++;
  lab_refresh (s);
  if (s->wake)
    g_cond_signal (s->wake);
}

gboolean
lab_since (const LabSwitch *s, guint major, guint minor, guint release)
{
  guint have[3] = { 0 }, want[3] = { major, minor, release };
  const char *r = strstr (s->version, ".R");
  if (sscanf (s->version, "%u.%u", &have[0], &have[1]) != 2)
    return FALSE;
  have[2] = r ? (guint) g_ascii_strtoull (r + 2, NULL, 10) : 0;
  for (guint i = 0; i < 3; i++)
    if (have[i] != want[i])
      return have[i] > want[i];
  return TRUE;
}

gboolean
lab_model_is (const LabSwitch *s, const char *prefixes)
{
  g_auto (GStrv) list = g_strsplit (prefixes, " ", -1);
  for (guint i = 0; list[i]; i++)
    if (*list[i] && g_str_has_prefix (s->model, list[i]))
      return TRUE;
  return FALSE;
}

/* ---- ports ----------------------------------------------------------------------------------------------------------- */

static void
port_defaults (LabPort *p, guint limit)
{
  LabPort fresh = { .chassis = p->chassis,
                    .slot = p->slot,
                    .number = p->number,
                    .aggregate_id = p->aggregate_id,
                    .poe_capable = p->poe_capable,
                    .vfl = p->vfl,
                    .alias = g_strdup (""),
                    .untagged = 1,
                    .lldp_admin = 3,
                    .poe_limit_mw = limit,
                    .poe_priority = 3,
                    .trust_action = LAB_TRUST_TRAP,
                    .device = p->device,
                    .up = p->up,
                    .booted = p->booted,
                    .up_since = p->up_since,
                    .poe_status = p->poe_status,
                    .draw_mw = p->draw_mw,
                    .past = p->past };
  g_clear_pointer (&p->tag_notes, g_hash_table_unref);
  g_free (p->alias);
  g_free (p->poe_type);
  g_free (p->trust_seen);
  *p = fresh;
}

LabPort *
lab_add_port (LabSwitch *s, guint chassis, guint slot, guint number, gboolean poe, guint limit)
{
  LabPort *p = g_new0 (LabPort, 1);
  p->chassis = chassis;
  p->slot = slot;
  p->number = number;
  p->poe_capable = poe;
  port_defaults (p, limit);
  g_ptr_array_add (s->ports, p);
  return p;
}

gboolean
lab_switch_set_model (LabSwitch *s, const char *name, guint units, char **why)
{
  LabModel m;
  if (!lab_model_find (name, &m))
    {
      *why = g_strdup_printf ("no model `%s` is known here", name);
      return FALSE;
    }
  s->model = g_strdup (name);
  s->family = m.family;
  s->n_units = units;
  g_free (s->status_words);
  s->status_words = g_strdup (m.family == LAB_AOS6 ? "smg" : "cli");
  if (!s->version)
    s->version = g_strdup (m.family == LAB_AOS6 ? "6.7.2.191.R04" : "8.9.221.R03");
  for (guint n = 1; n <= units; n++)
    {
      gboolean aos6 = m.family == LAB_AOS6;
      LabUnit unit = { .chassis = aos6 ? 0 : n,
                       .slot = aos6 ? n : 1,
                       .poe = m.poe_ports > 0,
                       .max_watts = m.budget_watts,
                       .budget_watts = m.budget_watts };
      g_array_append_val (s->units, unit);
      for (guint i = 1; i <= m.ports + m.uplinks; i++)
        lab_add_port (s, unit.chassis, unit.slot, i, i <= m.poe_ports, m.limit_default);
    }
  lab_switch_reset_config (s);
  return TRUE;
}

static void
reset_units (LabSwitch *s)
{
  for (guint i = 0; i < s->units->len; i++)
    {
      LabUnit *u = &g_array_index (s->units, LabUnit, i);
      *u = (LabUnit){ .chassis = u->chassis,
                      .slot = u->slot,
                      .missing = u->missing,
                      .poe = u->poe,
                      .disconnect = TRUE,
                      .usage = 99,
                      .bt = s->poe_firmware >= 300,
                      .max_watts = u->budget_watts,
                      .budget_watts = u->budget_watts };
    }
}

static void
reset_scalars (LabSwitch *s)
{
  s->chassis_policies = 0;
  s->trust_ports = s->pending_trust_ports = s->pending_reset = s->qos_pending = s->ask_on_deletion = s->certify_on_reboot =
      s->logs_commands = FALSE;
  s->phones_priority = 8;
  s->idle_minutes = 4;
  s->error_files = 1;
  g_free (s->prompt);
  s->prompt = g_strdup ("-> ");
}

void
lab_switch_reset_config (LabSwitch *s)
{
  LabModel m;
  guint limit = s->model && lab_model_find (s->model, &m) ? m.limit_default : 30000;
  g_ptr_array_set_size (s->vlans, 0);
  g_ptr_array_set_size (s->policies, 0);
  g_ptr_array_set_size (s->profiles, 0);
  for (guint i = s->ports->len; i-- > 0;)
    if (((LabPort *) s->ports->pdata[i])->aggregate_id)
      g_ptr_array_remove_index (s->ports, i);
    else
      port_defaults (s->ports->pdata[i], limit);
  reset_units (s);
  reset_scalars (s);
  lab_add_vlan (s, 1);
  if (s->family == LAB_AOS6)
    return;
  LabVlan *vcm = lab_add_vlan (s, 4094); /* belongs to the virtual chassis */
  g_free (vcm->type);
  vcm->type = g_strdup ("vcm");
  vcm->name = g_strdup ("VCM IPC");
}
