/* Rules over the whole inventory. A new one is a function and a row. What concerns a single value stands in schema.c. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "profiles/family.h"

/* A rule looks at one thing at a time, and only at things in which nothing was complained of before: one mistake, one message. */
typedef struct Rule
{
  const char *id;
  Severity severity;
  const char *title;   /* what holds */
  gboolean when_clean; /* asked only when there are no errors at all: something may be missing because of one */
  void (*of_inventory) (const struct Rule *rule, const Inventory *inv);
  void (*of_role) (const struct Rule *rule, const Inventory *inv, const Role *role);
  void (*of_credentials) (const struct Rule *rule, const Inventory *inv, const Credentials *c);
  void (*of_switch) (const struct Rule *rule, const Inventory *inv, const DesiredSwitch *sw);
  void (*of_ports) (const struct Rule *rule, const Inventory *inv, const PortEntry *entry);
} Rule;

static Diagnostic *G_GNUC_PRINTF (5, 6)
    say (const Rule *rule, const Inventory *inv, SrcPos pos, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return diagnostics_add (inv->diagnostics, rule->severity, rule->id, pos, help, "%s", text);
}

/* ---- what is defined is used ---------------------------------------------------------------------------------------- */

static void
no_switch (const Rule *rule, const Inventory *inv)
{
  if (!inv->desired->switches->len)
    say (rule, inv, ((InventoryFile *) inv->files->pdata[0])->root->pos, _ ("add `switches`"), _ ("the inventory has no switch"));
}

static void
unused (const Rule *rule, const Inventory *inv, NameKind kind, const char *help, const char *message)
{
  for (guint i = 0; i < inv->names[kind]->len; i++)
    {
      const Name *name = inv->names[kind]->pdata[i];
      const DesiredVlan *vlan = kind == NAME_VLAN ? name->thing : NULL;
      if (!name->uses && !(vlan && vlan->voice))
        say (rule, inv, name->pos, help, "%s `%.60s`", message, name->text);
    }
}

static void
unused_role (const Rule *rule, const Inventory *inv)
{
  unused (rule, inv, NAME_ROLE, _ ("take it out, or give it to ports"), _ ("no port has the role"));
}

static void
unused_vlan (const Rule *rule, const Inventory *inv)
{
  unused (rule, inv, NAME_VLAN, _ ("take it out, or name it in a role"), _ ("no role uses the VLAN"));
}

static void
unused_credentials (const Rule *rule, const Inventory *inv)
{
  unused (rule, inv, NAME_CREDENTIALS, _ ("take them out, or give them to a switch"), _ ("no switch has the credentials"));
}

/* ---- switches and ports --------------------------------------------------------------------------------------------- */

static void
no_credentials (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  if (!sw->credentials)
    say (rule, inv, sw->pos, _ ("add `credentials`, here or under `defaults`"), _ ("%s has no credentials and cannot be reached"),
         sw->name);
}

static void
no_uplink (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  if (sw->ports->len && !port_set_size (sw->uplinks))
    say (rule, inv, sw->pos, _ ("declare its links to other switches: `uplinks: [1/1/25]`"),
         _ ("%s declares no uplink: nothing can be said about the path of its VLANs"), sw->name);
}

static void
unknown_model (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  if (sw->model && !family_by_model (sw->model))
    say (rule, inv, sw->model_pos, _ ("as on the switch: OS6860E-P24, OS6450-P48"),
         _ ("%.60s is no model of a known family: its ports are not checked"), sw->model);
}

/* The model's name tells its access ports; a handful of uplink ports follow them. */
#define UPLINK_PORTS_MAX 8

static void
beyond_model (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw, const PortSet *ports, SrcPos pos)
{
  guint n = family_model_ports (sw->model);
  g_autoptr (PortSet) beyond = port_set_new ();
  for (guint i = 0; n && i < port_set_size (ports); i++)
    {
      PortId port = port_set_get (ports, i);
      if (!port_is_linkagg (port) && port_number (port) > n + UPLINK_PORTS_MAX)
        port_set_add (beyond, port);
    }
  g_autofree char *text = port_set_to_string (beyond);
  if (*text)
    say (rule, inv, pos, _ ("correct the ports, or the model"), _ ("an %s has no %s"), sw->model, text);
}

static void
ports_beyond (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  beyond_model (rule, inv, entry->sw, entry->ports, entry->pos);
}

static void
uplinks_beyond (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  beyond_model (rule, inv, sw, sw->uplinks, sw->uplinks_pos);
}

/* Without a known model, at least one form for all. */
static void
mixed_forms (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  PortId first = port_set_size (sw->uplinks) ? port_set_get (sw->uplinks, 0) : PORT_NONE;
  if (family_by_model (sw->model))
    return;
  for (guint i = 0; i < sw->ports->len; i++)
    {
      const DesiredPort *port = sw->ports->pdata[i];
      if (first == PORT_NONE || port_is_linkagg (first))
        first = port->id;
      if ((port_chassis (port->id) != 0) == (port_chassis (first) != 0))
        continue;
      g_autofree char *a = port_to_string (first), *b = port_to_string (port->id);
      say (rule, inv, port->pos, _ ("as the switch writes them: 1/12 on AOS 6, 1/1/12 on AOS 8"), _ ("%s and %s cannot be ports of one switch"), a, b);
      return;
    }
}

static void
uplink_with_role (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  g_autoptr (PortSet) both = port_set_new ();
  for (guint i = 0; i < port_set_size (entry->ports); i++)
    if (port_set_contains (entry->sw->uplinks, port_set_get (entry->ports, i)))
      port_set_add (both, port_set_get (entry->ports, i));
  g_autofree char *text = port_set_to_string (both);
  if (*text)
    diagnostic_see (say (rule, inv, entry->pos, _ ("an uplink has no role: take it out of one of the two"),
                         _ ("%s of %s has a role and is declared as an uplink"), text, entry->sw->name),
                    entry->sw->uplinks_pos, _ ("declared as uplink here"));
}

/* ---- VLANs and voice ------------------------------------------------------------------------------------------------ */

static void
vlan_none (const Rule *rule, const Inventory *inv)
{
  const Name *name = g_hash_table_lookup (inv->by_name[NAME_VLAN], "none");
  if (name)
    say (rule, inv, name->pos, _ ("give it another key"), _ ("`voice-vlan: none` means no VLAN: no VLAN can have this key"));
}

static void
vlan_twice (const Rule *rule, const Inventory *inv)
{
  for (guint i = 1; i < inv->desired->vlans->len; i++)
    {
      const DesiredVlan *vlan = inv->desired->vlans->pdata[i], *before = inv->desired->vlans->pdata[i - 1];
      if (vlan->id == before->id)
        diagnostic_see (say (rule, inv, vlan->pos, _ ("one VLAN, one key"), _ ("VLAN %u has two keys: `%.60s` and `%.60s`"),
                             vlan->id, before->key, vlan->key),
                        before->pos, _ ("the other one"));
    }
}

static void
voice_is_data (const Rule *rule, const Inventory *inv, const Role *role)
{
  if (role->voice_vlan && role->voice_vlan == role->data_vlan)
    say (rule, inv, role->voice_pos, _ ("give voice a VLAN of its own"),
         _ ("the voice VLAN of role `%.60s` is its data VLAN: a port cannot carry its untagged VLAN as a tag"), role->name);
}

static void
voice_is_one (const Rule *rule, const Inventory *inv, const Role *role)
{
  if (role->voice_vlan == 1)
    say (rule, inv, role->voice_pos, _ ("give voice a VLAN of its own"), _ ("VLAN 1 is no good voice VLAN"));
}

static void
med_without_voice (const Rule *rule, const Inventory *inv, const Role *role)
{
  if (role->has_med && !role->has_voice)
    say (rule, inv, role->med_pos, _ ("name a VLAN in `voice-vlan`, or take `lldp-med` out"),
         _ ("role `%.60s` has lldp-med, but no voice VLAN to tell phones of"), role->name);
}

static void
qos_distrust (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  const Family *family = family_by_model (sw->model);
  for (guint p = 0; family && family->tagged_always_trusted && p < sw->ports->len; p++)
    {
      const DesiredPort *port = sw->ports->pdata[p];
      if (!(port->cfg.has & HAS (ATTR_QOS_TRUST)) || port->cfg.qos_trust)
        continue;
      diagnostic_see (say (rule, inv, port->attr_pos[ATTR_QOS_TRUST], _ ("leave qos-trust out of this role, or write true"),
                           _ ("an %s always trusts tagged ports: qos-trust cannot be false on %s"), sw->model, sw->name),
                      port->pos, _ ("used here"));
      return;
    }
}

static void
no_power (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  gboolean known = FALSE, poe = family_model_has_poe (entry->sw->model, &known);
  if (known && !poe && entry->role
      && (entry->role->cfg.has & (HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY))))
    say (rule, inv, entry->pos, _ ("correct the model, or give the ports a role without poe"),
         _ ("an %s gives no power (role `%.60s`)"), entry->sw->model, entry->role->name);
}

/* ---- phones --------------------------------------------------------------------------------------------------------- */

static void
phone_at_range (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  if (entry->phone && port_set_size (entry->ports) > 1)
    say (rule, inv, entry->phone->pos, _ ("give each port a line of its own"), _ ("one phone cannot stand at %u ports"),
         port_set_size (entry->ports));
}

static void
phone_twice (const Rule *rule, const Inventory *inv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < inv->entries->len; i++)
    {
      const DesiredPhone *phone = ((PortEntry *) inv->entries->pdata[i])->phone, *first;
      if (!phone || !phone->mac)
        continue;
      if ((first = g_hash_table_lookup (seen, phone->mac)))
        diagnostic_see (say (rule, inv, phone->pos, _ ("one phone, one port"), _ ("phone %s stands at two ports"), phone->mac),
                        first->pos, _ ("first here"));
      else
        g_hash_table_insert (seen, phone->mac, (gpointer) phone);
    }
}

/* ---- trust ---------------------------------------------------------------------------------------------------------- */

static void
snmp_whole (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  if (!c->snmp.present)
    return;
  if (c->snmp.version == SNMP_V2C && c->snmp.community.kind == SECRET_NONE)
    say (rule, inv, c->snmp.pos, _ ("add `community: { file: PATH }`"), _ ("SNMPv2c needs a community"));
  if (c->snmp.version == SNMP_V3 && !c->snmp.user)
    say (rule, inv, c->snmp.pos, _ ("add `user`"), _ ("SNMPv3 needs a user"));
  if (c->snmp.priv_protocol && !c->snmp.auth_protocol)
    say (rule, inv, c->snmp.pos, _ ("add `auth`"), _ ("privacy without authentication does not exist in SNMPv3"));
}

static void
snmp_weak (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  if (c->snmp.present && c->snmp.version == SNMP_V2C)
    say (rule, inv, c->snmp.pos, _ ("use SNMPv3 with auth and priv where the switch can"),
         _ ("SNMPv2c sends its community in the clear"));
  else if (c->snmp.present && c->snmp.user && !c->snmp.priv_protocol)
    say (rule, inv, c->snmp.pos, _ ("add auth and priv where the switch can"),
         _ ("SNMPv3 without privacy can be read on the way"));
}

static void
secret_for_all (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  const SecretRef *const refs[] = { &c->snmp.community, &c->snmp.auth, &c->snmp.priv, &c->ssh.secret };
  for (guint i = 0; i < G_N_ELEMENTS (refs); i++)
    {
      GStatBuf st;
      if (refs[i]->kind != SECRET_FILE || g_stat (refs[i]->text, &st) != 0 || (st.st_mode & 077) == 0)
        continue;
      g_autofree char *quoted = g_shell_quote (refs[i]->text), *help = g_strdup_printf ("chmod 600 %s", quoted);
      say (rule, inv, refs[i]->pos, help, _ ("others can read the secret in %s: it will not be used"), refs[i]->text);
    }
}

static void
jump_by_libssh (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  if (c->ssh.jump && !c->ssh.openssh)
    say (rule, inv, c->ssh.pos, _ ("add `transport: openssh`"), _ ("only the system's ssh program goes over a jump host"));
}

static const Rule rules[] = {
  { "VL207", SEVERITY_WARNING, "there are switches", TRUE, .of_inventory = no_switch },
  { "VL210", SEVERITY_WARNING, "every role is some port's", TRUE, .of_inventory = unused_role },
  { "VL211", SEVERITY_WARNING, "every VLAN is some role's", TRUE, .of_inventory = unused_vlan },
  { "VL212", SEVERITY_WARNING, "every set of credentials is some switch's", TRUE, .of_inventory = unused_credentials },
  { "VL206", SEVERITY_WARNING, "every switch has credentials", TRUE, .of_switch = no_credentials },
  { "VL307", SEVERITY_WARNING, "links to other switches are declared", TRUE, .of_switch = no_uplink },
  { "VL308", SEVERITY_WARNING, "the model is known", .of_switch = unknown_model },
  { "VL302", SEVERITY_ERROR, "a switch writes all its ports in one form", .of_switch = mixed_forms },
  { "VL303", SEVERITY_ERROR, "ports are not beyond the model", .of_ports = ports_beyond, .of_switch = uplinks_beyond },
  { "VL305", SEVERITY_ERROR, "an uplink has no role", .of_ports = uplink_with_role },
  { "VL402", SEVERITY_ERROR, "one VLAN id, one key", .of_inventory = vlan_twice },
  { "VL405", SEVERITY_ERROR, "no VLAN is called none", .of_inventory = vlan_none },
  { "VL404", SEVERITY_WARNING, "voice is not in VLAN 1", .of_role = voice_is_one },
  { "VL501", SEVERITY_ERROR, "voice has a VLAN of its own", .of_role = voice_is_data },
  { "VL504", SEVERITY_ERROR, "phones are told of a VLAN that there is", .of_role = med_without_voice },
  { "VL505", SEVERITY_ERROR, "qos-trust is possible on the model", .of_switch = qos_distrust },
  { "VL601", SEVERITY_WARNING, "the model gives power where a role wants it", .of_ports = no_power },
  { "VL701", SEVERITY_ERROR, "a phone is at one port", .of_inventory = phone_twice },
  { "VL703", SEVERITY_ERROR, "a port with a phone has its own line", .of_ports = phone_at_range },
  { "VL802", SEVERITY_ERROR, "SNMP credentials are whole", .of_credentials = snmp_whole },
  { "VL803", SEVERITY_NOTE, "weak protocols are named", .of_credentials = snmp_weak },
  { "VL804", SEVERITY_WARNING, "secrets in files are for their owner only", .of_credentials = secret_for_all },
  { "VL805", SEVERITY_ERROR, "jump hosts go by the ssh program", .of_credentials = jump_by_libssh },
};

static void
ask (const Rule *rule, const Inventory *inv, NameKind kind, gconstpointer thing)
{
  if (rule->of_role && kind == NAME_ROLE)
    rule->of_role (rule, inv, thing);
  if (rule->of_credentials && kind == NAME_CREDENTIALS)
    rule->of_credentials (rule, inv, thing);
  if (rule->of_switch && kind == NAME_SWITCH)
    rule->of_switch (rule, inv, thing);
}

static void
ask_of_all (const Rule *rule, const Inventory *inv)
{
  if (rule->of_inventory)
    rule->of_inventory (rule, inv);
  for (guint k = 0; k < NAME_N; k++)
    for (guint i = 0; i < inv->names[k]->len; i++)
      {
        const Name *name = inv->names[k]->pdata[i];
        if (name->thing && name->sound)
          ask (rule, inv, k, name->thing);
      }
  for (guint i = 0; rule->of_ports && i < inv->entries->len; i++)
    rule->of_ports (rule, inv, inv->entries->pdata[i]);
}

void
inventory_check (const Inventory *inv)
{
  for (guint r = 0; r < G_N_ELEMENTS (rules); r++)
    if (!rules[r].when_clean)
      ask_of_all (&rules[r], inv);
  for (guint r = 0; r < G_N_ELEMENTS (rules) && !inv->diagnostics->errors; r++)
    if (rules[r].when_clean)
      ask_of_all (&rules[r], inv);
}
