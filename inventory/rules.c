/* Rules over the whole inventory. A new one is a function and a row. What concerns a single value stands in schema.c. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "profiles/family.h"

static void G_GNUC_PRINTF (6, 7)
say (const Inventory *inv, Severity severity, const char *rule, SrcPos pos, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  diagnostics_add (inv->diagnostics, severity, rule, pos, help, "%s", text);
}

/* ---- references ----------------------------------------------------------------------------------------------------- */

static void
rule_gateway (const Inventory *inv)
{
  const Desired *d = inv->desired;
  const DesiredSwitch *sw = d->gateway_switch ? desired_find_switch (d, d->gateway_switch) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  if (!d->gateway_switch || sw)
    return;
  for (guint i = 0; i < d->switches->len; i++)
    g_ptr_array_add (names, ((DesiredSwitch *) d->switches->pdata[i])->name);
  g_autofree char *help = inventory_suggest (d->gateway_switch, names);
  say (inv, SEVERITY_ERROR, "VL204", d->gateway_pos, help, _ ("no switch `%s` in the inventory"), d->gateway_switch);
}

static void
rule_unused (const Inventory *inv)
{
  for (guint i = 0; i < inv->roles->len; i++)
    {
      const Role *role = inv->roles->pdata[i];
      if (!role->uses)
        say (inv, SEVERITY_WARNING, "VL210", role->pos, _ ("take it out, or give it to ports"), _ ("no port has the role `%s`"), role->name);
    }
  for (guint i = 0; i < inv->desired->vlans->len; i++)
    {
      const DesiredVlan *vlan = inv->desired->vlans->pdata[i];
      if (!g_hash_table_contains (inv->vlan_uses, vlan->key) && !vlan->voice)
        say (inv, SEVERITY_WARNING, "VL211", vlan->pos, _ ("take it out, or name it in a role"), _ ("no role uses the VLAN `%s`"), vlan->key);
    }
  for (guint i = 0; i < inv->desired->credentials->len; i++)
    {
      const Credentials *c = inv->desired->credentials->pdata[i];
      if (!g_hash_table_contains (inv->credential_uses, c->name))
        say (inv, SEVERITY_WARNING, "VL212", c->pos, _ ("take them out, or give them to a switch"), _ ("no switch has the credentials `%s`"), c->name);
    }
}

/* ---- ports ---------------------------------------------------------------------------------------------------------- */

static void
rule_uplink_with_role (const Inventory *inv)
{
  for (guint s = 0; s < inv->desired->switches->len; s++)
    {
      const DesiredSwitch *sw = inv->desired->switches->pdata[s];
      for (guint p = 0; p < sw->ports->len; p++)
        {
          const DesiredPort *port = sw->ports->pdata[p];
          if (!port_set_contains (sw->uplinks, port->id))
            continue;
          g_autofree char *text = port_to_string (port->id);
          Diagnostic *d = diagnostics_add (inv->diagnostics, SEVERITY_ERROR, "VL305", port->pos, _ ("an uplink has no role: take the port out of one of the two"),
                                           _ ("port %s of %s has a role and is declared as an uplink"), text, sw->name);
          d->other = sw->uplinks_pos;
          d->other_message = g_strdup (_ ("declared as uplink here"));
        }
    }
}

/* The model's name tells its access ports; a handful of uplink ports follow them. */
#define UPLINK_PORTS_MAX 8

static void
rule_beyond_model (const Inventory *inv)
{
  for (guint s = 0; s < inv->desired->switches->len; s++)
    {
      const DesiredSwitch *sw = inv->desired->switches->pdata[s];
      guint n = family_model_ports (sw->model);
      for (guint p = 0; n && p < sw->ports->len; p++)
        {
          const DesiredPort *port = sw->ports->pdata[p];
          g_autofree char *text = port_to_string (port->id);
          if (port_number (port->id) > n + UPLINK_PORTS_MAX)
            say (inv, SEVERITY_ERROR, "VL303", port->pos, _ ("correct the port, or the model"), _ ("port %s is beyond an %s"), text, sw->model);
        }
    }
}

static void
rule_no_uplink (const Inventory *inv)
{
  for (guint s = 0; s < inv->desired->switches->len; s++)
    {
      const DesiredSwitch *sw = inv->desired->switches->pdata[s];
      if (sw->ports->len && !port_set_size (sw->uplinks))
        say (inv, SEVERITY_WARNING, "VL307", sw->pos, _ ("declare its links to other switches: `uplinks: [1/1/25]`"),
             _ ("%s declares no uplink: nothing can be said about the path of its VLANs"), sw->name);
    }
}

/* ---- VLANs and voice ------------------------------------------------------------------------------------------------ */

static void
rule_vlan_names (const Inventory *inv)
{
  for (guint i = 0; i < inv->desired->vlans->len; i++)
    {
      const DesiredVlan *vlan = inv->desired->vlans->pdata[i];
      if (vlan->name && !vlan_name_is_safe (vlan->name))
        say (inv, SEVERITY_ERROR, "VL403", vlan->name_pos, _ ("1 to 32 of letters A-Z a-z, digits, blank, dot, underscore, hyphen"),
             _ ("the CLI of the switches cannot carry this VLAN name safely"));
    }
}

static void
rule_vlan_ids (const Inventory *inv)
{
  for (guint i = 1; i < inv->desired->vlans->len; i++)
    {
      const DesiredVlan *vlan = inv->desired->vlans->pdata[i], *before = inv->desired->vlans->pdata[i - 1];
      if (vlan->id != before->id)
        continue;
      Diagnostic *d = diagnostics_add (inv->diagnostics, SEVERITY_ERROR, "VL402", vlan->pos, _ ("one VLAN, one key"), _ ("VLAN %u has two keys: `%s` and `%s`"),
                                       vlan->id, before->key, vlan->key);
      d->other = before->pos;
      d->other_message = g_strdup (_ ("the other one"));
    }
}

static void
rule_voice_vlan (const Inventory *inv)
{
  for (guint i = 0; i < inv->roles->len; i++)
    {
      const Role *role = inv->roles->pdata[i];
      if (role->voice_vlan && role->voice_vlan == role->data_vlan)
        say (inv, SEVERITY_ERROR, "VL501", role->voice_pos, _ ("give voice a VLAN of its own"),
             _ ("the voice VLAN of role `%s` is its data VLAN: a port cannot carry its untagged VLAN as a tag"), role->name);
      if (role->voice_vlan == 1)
        say (inv, SEVERITY_WARNING, "VL404", role->voice_pos, _ ("give voice a VLAN of its own"), _ ("VLAN 1 is no good voice VLAN"));
      if (role->has_med && !role->voice_vlan)
        say (inv, SEVERITY_ERROR, "VL504", role->med_pos, _ ("add `voice-vlan`"), _ ("role `%s` has lldp-med, but no voice VLAN to tell phones of"), role->name);
    }
}

static void
rule_qos_trust (const Inventory *inv)
{
  for (guint s = 0; s < inv->desired->switches->len; s++)
    {
      const DesiredSwitch *sw = inv->desired->switches->pdata[s];
      const Family *family = family_by_model (sw->model);
      for (guint p = 0; family && family->tagged_always_trusted && p < sw->ports->len; p++)
        {
          const DesiredPort *port = sw->ports->pdata[p];
          if (!(port->cfg.has & HAS (ATTR_QOS_TRUST)) || port->cfg.qos_trust)
            continue;
          Diagnostic *d = diagnostics_add (inv->diagnostics, SEVERITY_ERROR, "VL505", port->attr_pos[ATTR_QOS_TRUST],
                                           _ ("leave qos-trust out of this role, or write true"),
                                           _ ("an %s always trusts tagged ports: qos-trust cannot be false on %s"), sw->model, sw->name);
          d->other = port->pos;
          d->other_message = g_strdup (_ ("used here"));
          break;
        }
    }
}

static void
rule_poe_model (const Inventory *inv)
{
  for (guint s = 0; s < inv->desired->switches->len; s++)
    {
      const DesiredSwitch *sw = inv->desired->switches->pdata[s];
      gboolean known = FALSE, poe = family_model_has_poe (sw->model, &known);
      for (guint p = 0; known && !poe && p < sw->ports->len; p++)
        {
          const DesiredPort *port = sw->ports->pdata[p];
          if (!(port->cfg.has & (HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY))))
            continue;
          say (inv, SEVERITY_WARNING, "VL601", port->pos, _ ("correct the model, or give the ports a role without poe"), _ ("an %s gives no power (role `%s`)"),
               sw->model, port->role);
          break;
        }
    }
}

static void
rule_phone_mac (const Inventory *inv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint s = 0; s < inv->desired->switches->len; s++)
    {
      const DesiredSwitch *sw = inv->desired->switches->pdata[s];
      for (guint p = 0; p < sw->ports->len; p++)
        {
          const DesiredPort *port = sw->ports->pdata[p];
          if (!port->phone || !port->phone->mac)
            continue;
          const DesiredPort *first = g_hash_table_lookup (seen, port->phone->mac);
          if (!first)
            {
              g_hash_table_insert (seen, port->phone->mac, (gpointer) port);
              continue;
            }
          Diagnostic *d = diagnostics_add (inv->diagnostics, SEVERITY_ERROR, "VL701", port->phone->pos, _ ("one phone, one port"), _ ("phone %s stands at two ports"),
                                           port->phone->mac);
          d->other = first->phone->pos;
          d->other_message = g_strdup (_ ("first here"));
        }
    }
}

/* ---- trust ---------------------------------------------------------------------------------------------------------- */

static void
check_secret_file (const Inventory *inv, const SecretRef *ref)
{
  GStatBuf st;
  if (ref->kind == SECRET_FILE && g_stat (ref->text, &st) == 0 && (st.st_mode & 077) != 0)
    {
      g_autofree char *help = g_strdup_printf ("chmod 600 %s", ref->text);
      say (inv, SEVERITY_WARNING, "VL804", ref->pos, help, _ ("others can read the secret in %s"), ref->text);
    }
}

static void
rule_credentials (const Inventory *inv)
{
  for (guint i = 0; i < inv->desired->credentials->len; i++)
    {
      const Credentials *c = inv->desired->credentials->pdata[i];
      const SecretRef *const refs[] = { &c->snmp.community, &c->snmp.auth, &c->snmp.priv, &c->ssh.secret };
      for (guint k = 0; k < G_N_ELEMENTS (refs); k++)
        check_secret_file (inv, refs[k]);
      if (!c->snmp.present)
        continue;
      if (c->snmp.version == SNMP_V2C && c->snmp.community.kind == SECRET_NONE)
        say (inv, SEVERITY_ERROR, "VL802", c->snmp.pos, _ ("add `community: { file: PATH }`"), _ ("SNMPv2c needs a community"));
      if (c->snmp.version == SNMP_V3 && !c->snmp.user)
        say (inv, SEVERITY_ERROR, "VL802", c->snmp.pos, _ ("add `user`"), _ ("SNMPv3 needs a user"));
      if (c->snmp.priv_protocol && !c->snmp.auth_protocol)
        say (inv, SEVERITY_ERROR, "VL802", c->snmp.pos, _ ("add `auth`"), _ ("privacy without authentication does not exist in SNMPv3"));
    }
}

static void
rule_weak (const Inventory *inv)
{
  for (guint i = 0; i < inv->desired->credentials->len; i++)
    {
      const Credentials *c = inv->desired->credentials->pdata[i];
      if (c->snmp.present && c->snmp.version == SNMP_V2C)
        say (inv, SEVERITY_NOTE, "VL803", c->snmp.pos, _ ("SNMPv3 with auth and priv where the switch can"), _ ("SNMPv2c sends its community in the clear"));
      else if (c->snmp.present && c->snmp.user && !c->snmp.priv_protocol)
        say (inv, SEVERITY_NOTE, "VL803", c->snmp.pos, _ ("add auth and priv where the switch can"), _ ("SNMPv3 without privacy can be read on the way"));
    }
}

static void
rule_switch_form (const Inventory *inv)
{
  const Desired *d = inv->desired;
  for (guint i = 0; i < d->switches->len; i++)
    {
      const DesiredSwitch *sw = d->switches->pdata[i];
      if (strlen (sw->name) > 64 || strspn (sw->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != strlen (sw->name) || sw->name[0] == '.'
          || sw->name[0] == '-')
        say (inv, SEVERITY_ERROR, "VL901", sw->pos, _ ("1 to 64 of letters, digits, dot, underscore, hyphen; files are named after it"),
             _ ("this is no name for a switch"));
      if (!sw->address[0] || sw->address[0] == '-' || strspn (sw->address, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:%-") != strlen (sw->address))
        say (inv, SEVERITY_ERROR, "VL902", sw->address_pos, _ ("an IPv4 or IPv6 address or a host name"), _ ("`%.60s` is no address"), sw->address);
      if (!sw->credentials)
        say (inv, SEVERITY_WARNING, "VL206", sw->pos, _ ("add `credentials`, here or under `defaults`"), _ ("%s has no credentials and cannot be reached"), sw->name);
    }
  if (!d->switches->len && inv->files->len)
    say (inv, SEVERITY_WARNING, "VL207", ((InventoryFile *) inv->files->pdata[0])->root->pos, _ ("add `switches`"), _ ("the inventory has no switch"));
}

static const struct {
  const char *title;
  void (*rule) (const Inventory *inv);
} rules[] = {
  { "switches have usable names, addresses and credentials", rule_switch_form },
  { "the gateway's switch is in the inventory", rule_gateway },
  { "what is defined is used", rule_unused },
  { "an uplink has no role", rule_uplink_with_role },
  { "ports are not beyond the model", rule_beyond_model },
  { "links to other switches are declared", rule_no_uplink },
  { "VLAN names are safe on the CLI", rule_vlan_names },
  { "one VLAN id, one key", rule_vlan_ids },
  { "the voice VLAN makes sense", rule_voice_vlan },
  { "qos-trust is possible on the model", rule_qos_trust },
  { "the model gives power where a role wants it", rule_poe_model },
  { "a phone is at one port", rule_phone_mac },
  { "credentials are whole", rule_credentials },
  { "weak protocols are named", rule_weak },
};

static int
by_place (gconstpointer a, gconstpointer b)
{
  const Diagnostic *x = *(Diagnostic *const *) a, *y = *(Diagnostic *const *) b;
  int file = g_strcmp0 (x->pos.file, y->pos.file);
  if (file)
    return file;
  if (x->pos.line != y->pos.line)
    return x->pos.line < y->pos.line ? -1 : 1;
  if (x->pos.column != y->pos.column)
    return x->pos.column < y->pos.column ? -1 : 1;
  return g_strcmp0 (x->rule, y->rule);
}

void
inventory_check (const Inventory *inv)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    rules[i].rule (inv);
  g_ptr_array_sort (inv->diagnostics->items, by_place);
}
