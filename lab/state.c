#include "state.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "faults.h"

LabSwitch *
lab_switch_new (const char *name)
{
  LabSwitch *s = g_new0 (LabSwitch, 1);
  s->name = g_strdup (name);
  s->ports = g_ptr_array_new ();
  s->vlans = g_ptr_array_new ();
  s->policies = g_ptr_array_new ();
  s->users = g_ptr_array_new ();
  s->faults = g_ptr_array_new ();
  s->units = g_array_new (FALSE, TRUE, sizeof (LabUnit));
  s->no_tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  s->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  s->running_directory = g_strdup ("WORKING");
  s->started = g_get_monotonic_time ();
  s->boot_ms = 100;
  return s;
}

static void
free_config (LabSwitch *s)
{
  for (guint i = 0; i < s->vlans->len; i++)
    {
      LabVlan *v = s->vlans->pdata[i];
      g_free (v->name);
      g_free (v->type);
      g_free (v);
    }
  for (guint i = 0; i < s->policies->len; i++)
    {
      LabPolicy *p = s->policies->pdata[i];
      g_free (p->application);
      g_free (p);
    }
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      g_free (p->alias);
      lab_device_free (p->device);
      g_free (p);
    }
  g_ptr_array_unref (s->vlans);
  g_ptr_array_unref (s->policies);
  g_ptr_array_unref (s->ports);
}

static void
free_users (LabSwitch *s)
{
  for (guint i = 0; i < s->users->len; i++)
    {
      LabUser *u = s->users->pdata[i];
      char *texts[] = { u->name, u->auth, u->auth_secret, u->priv, u->priv_secret };
      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        g_free (texts[k]);
      g_free (u);
    }
  g_ptr_array_unref (s->users);
}

void
lab_switch_free (LabSwitch *s)
{
  char *texts[] = { s->name, s->address, s->model, s->version, s->community, s->user, s->password, s->capture, s->running_directory, s->working,
                    s->certified, s->timer_file };
  lab_faults_clear (s);
  free_config (s);
  free_users (s);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_ptr_array_unref (s->faults);
  g_array_unref (s->units);
  g_hash_table_unref (s->no_tables);
  g_hash_table_unref (s->files);
  if (s->wire)
    fclose (s->wire);
  g_free (s);
}

gint64
lab_now (const LabSwitch *s)
{
  return g_get_monotonic_time () / 1000 + s->clock_offset;
}

void
lab_changed (LabSwitch *s)
{
  s->generation++;
  lab_refresh (s);
}

void
lab_wire (LabSwitch *s, const char *kind, const char *text)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  if (!s->wire)
    return;
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "t");
  json_builder_add_double_value (b, (double) (g_get_monotonic_time () - s->started) / 1e6);
  json_builder_set_member_name (b, "kind");
  json_builder_add_string_value (b, kind);
  json_builder_set_member_name (b, "text");
  json_builder_add_string_value (b, valid);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *line = json_to_string (root, FALSE);
  fprintf (s->wire, "%s\n", line);
  fflush (s->wire);
}

/* ---- ports ----------------------------------------------------------------------------------------------------------- */

static void
port_defaults (LabPort *p)
{
  g_clear_pointer (&p->alias, g_free);
  p->alias = g_strdup ("");
  p->untagged = 1;
  memset (p->tags, 0, sizeof p->tags);
  p->admin_down = p->mobile = p->unp = FALSE;
  p->member_of = 0;
  p->lldp_admin = 3;
  p->tlvs = 0;
  p->policies = 0;
  p->poe_off = FALSE;
  p->poe_priority = 3;
  p->trusted = p->pending_trusted = FALSE;
}

static LabPort *
add_port (LabSwitch *s, guint chassis, guint slot, guint number, gboolean poe, guint limit)
{
  LabPort *p = g_new0 (LabPort, 1);
  p->chassis = chassis;
  p->slot = slot;
  p->number = number;
  p->poe_capable = poe;
  port_defaults (p);
  p->poe_limit_mw = limit;
  g_ptr_array_add (s->ports, p);
  return p;
}

gboolean
lab_switch_set_model (LabSwitch *s, const char *name, char **why)
{
  LabModel m;
  if (!lab_model_find (name, &m))
    {
      *why = g_strdup_printf ("no model `%s` is known here", name);
      return FALSE;
    }
  s->model = g_strdup (name);
  s->family = m.family;
  if (!s->version)
    s->version = g_strdup (m.family == LAB_AOS6 ? "6.7.2.191.R04" : "8.9.221.R03");
  LabUnit unit = { m.family == LAB_AOS6 ? 0 : 1, 1, FALSE, m.budget_watts, m.budget_watts };
  if (m.poe_ports)
    g_array_append_val (s->units, unit);
  for (guint i = 1; i <= m.ports + m.uplinks; i++)
    add_port (s, unit.chassis, 1, i, i <= m.poe_ports, m.limit_default);
  lab_switch_reset_config (s);
  return TRUE;
}

static void
vlan_free (LabVlan *v)
{
  g_free (v->name);
  g_free (v->type);
  g_free (v);
}

static void
drop_aggregates (LabSwitch *s)
{
  for (guint i = s->ports->len; i-- > 0;)
    {
      LabPort *p = s->ports->pdata[i];
      if (!p->aggregate_id)
        continue;
      g_free (p->alias);
      g_free (p);
      g_ptr_array_remove_index (s->ports, i);
    }
}

void
lab_switch_reset_config (LabSwitch *s)
{
  LabModel m;
  gboolean known = s->model && lab_model_find (s->model, &m);
  for (guint i = 0; i < s->vlans->len; i++)
    vlan_free (s->vlans->pdata[i]);
  g_ptr_array_set_size (s->vlans, 0);
  for (guint i = 0; i < s->policies->len; i++)
    {
      LabPolicy *p = s->policies->pdata[i];
      g_free (p->application);
      g_free (p);
    }
  g_ptr_array_set_size (s->policies, 0);
  drop_aggregates (s);
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      port_defaults (p);
      p->poe_limit_mw = known ? m.limit_default : 30000;
    }
  for (guint i = 0; i < s->units->len; i++)
    {
      LabUnit *u = &g_array_index (s->units, LabUnit, i);
      u->service = FALSE;
      u->max_watts = u->budget_watts;
    }
  s->chassis_policies = 0;
  s->qos_pending = FALSE;
  s->ask_on_deletion = FALSE;
  lab_add_vlan (s, 1);
  if (s->family == LAB_AOS8)
    {
      LabVlan *vcm = lab_add_vlan (s, 4094); /* belongs to the virtual chassis */
      g_free (vcm->type);
      vcm->type = g_strdup ("vcm");
      vcm->name = g_strdup ("VCM IPC");
    }
}

LabPort *
lab_find_port (const LabSwitch *s, guint chassis, guint slot, guint number)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (!p->aggregate_id && p->chassis == chassis && p->slot == slot && p->number == number)
        return p;
    }
  return NULL;
}

LabPort *
lab_find_aggregate (const LabSwitch *s, guint id)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (p->aggregate_id == id && id)
        return p;
    }
  return NULL;
}

LabPort *
lab_add_aggregate (LabSwitch *s, guint id)
{
  LabPort *p = lab_find_aggregate (s, id);
  if (p || !id)
    return p;
  p = add_port (s, 0, 0, 0, FALSE, 0);
  p->aggregate_id = id;
  return p;
}

static gboolean
number_at (const char **text, guint *out)
{
  char *end;
  if (!g_ascii_isdigit (**text))
    return FALSE;
  guint64 n = g_ascii_strtoull (*text, &end, 10);
  if (n > 9999)
    return FALSE;
  *text = end;
  *out = (guint) n;
  return TRUE;
}

GPtrArray *
lab_parse_ports (const LabSwitch *s, const char *text, gboolean range)
{
  guint part[3] = { 0 }, n = s->family == LAB_AOS6 ? 2 : 3, last;
  for (guint i = 0; i < n; i++)
    if ((i && *text++ != '/') || !number_at (&text, &part[i]))
      return NULL;
  last = part[n - 1];
  if (*text == '-' && range)
    {
      text++;
      if (!number_at (&text, &last))
        return NULL;
    }
  if (*text || last < part[n - 1])
    return NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  for (guint i = part[n - 1]; i <= last; i++)
    {
      LabPort *p = lab_find_port (s, n == 3 ? part[0] : 0, part[n - 2], i);
      if (!p)
        return NULL;
      g_ptr_array_add (found, p);
    }
  return g_steal_pointer (&found);
}

char *
lab_port_name (const LabPort *p)
{
  if (p->aggregate_id)
    return g_strdup_printf ("0/%u", p->aggregate_id);
  return p->chassis ? g_strdup_printf ("%u/%u/%u", p->chassis, p->slot, p->number) : g_strdup_printf ("%u/%u", p->slot, p->number);
}

guint
lab_if_index (const LabSwitch *s, const LabPort *p)
{
  if (p->aggregate_id)
    return 40000000 + p->aggregate_id;
  return (p->chassis ? (p->chassis - 1) * 100000 : 0) + p->slot * 1000 + p->number;
}

guint
lab_base_port (const LabSwitch *s, const LabPort *p)
{
  if (p->aggregate_id)
    return s->family == LAB_AOS8 ? 32769 + p->aggregate_id : 0; /* AOS 6 does not list them */
  return s->family == LAB_AOS6 ? (p->slot - 1) * 128 + p->number : (p->chassis - 1) * 2048 + (p->slot - 1) * 256 + p->number;
}

/* ---- VLANs and policies ---------------------------------------------------------------------------------------------- */

LabVlan *
lab_find_vlan (const LabSwitch *s, guint id)
{
  for (guint i = 0; i < s->vlans->len; i++)
    if (((LabVlan *) s->vlans->pdata[i])->id == id)
      return s->vlans->pdata[i];
  return NULL;
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  const LabVlan *x = *(LabVlan *const *) a, *y = *(LabVlan *const *) b;
  return x->id < y->id ? -1 : x->id > y->id;
}

LabVlan *
lab_add_vlan (LabSwitch *s, guint id)
{
  LabVlan *v = lab_find_vlan (s, id);
  if (v)
    return v;
  v = g_new0 (LabVlan, 1);
  v->id = id;
  v->type = g_strdup ("std");
  g_ptr_array_add (s->vlans, v);
  g_ptr_array_sort (s->vlans, by_id);
  return v;
}

/* Ports are detached; one whose default it was returns to VLAN 1 (CLI guide p. 428). */
void
lab_remove_vlan (LabSwitch *s, guint id)
{
  LabVlan *v = lab_find_vlan (s, id);
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      lab_set_tag (p, id, FALSE);
      if (p->untagged == id)
        p->untagged = 1;
    }
  g_ptr_array_remove (s->vlans, v);
  vlan_free (v);
}

LabPolicy *
lab_find_policy (const LabSwitch *s, guint id)
{
  for (guint i = 0; i < s->policies->len; i++)
    if (((LabPolicy *) s->policies->pdata[i])->id == id)
      return s->policies->pdata[i];
  return NULL;
}

gboolean
lab_policy_is_bound (const LabSwitch *s, guint id)
{
  gboolean bound = (s->chassis_policies >> id & 1) != 0;
  for (guint i = 0; i < s->ports->len; i++)
    bound = bound || (((LabPort *) s->ports->pdata[i])->policies >> id & 1);
  return bound;
}

LabUnit *
lab_find_unit (const LabSwitch *s, guint chassis, guint slot)
{
  for (guint i = 0; i < s->units->len; i++)
    {
      LabUnit *u = &g_array_index (s->units, LabUnit, i);
      if (u->chassis == chassis && u->slot == slot)
        return u;
    }
  return NULL;
}

gboolean
lab_has_tag (const LabPort *p, guint vlan)
{
  return vlan < 4096 && (p->tags[vlan / 8] >> (vlan % 8) & 1);
}

void
lab_set_tag (LabPort *p, guint vlan, gboolean on)
{
  if (vlan >= 4096)
    return;
  guint8 bit = (guint8) (1u << (vlan % 8));
  p->tags[vlan / 8] = (guint8) (on ? p->tags[vlan / 8] | bit : p->tags[vlan / 8] & ~bit);
}
