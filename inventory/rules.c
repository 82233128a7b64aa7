/* The table of rules, by theme and number. A new one is a function (rules_*.c), a row here, and its examples in rules/. What concerns
 * a single value is found by the loader and needs no function here. Numbers are for ever: one that is gone is never given again. */
#include "inventory/rules.h"

#include <glib/gi18n.h>
#include <string.h>

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define N SEVERITY_NOTE
#define FIX TRUE
#define BY_HAND FALSE
#define SITE TRUE

static const Rule rules[] = {
  /* ---- 0: about the lines that speak to the linter -------------------------------------------------------------------- */
  { { "VL001", W, FIX, N_ ("an ignore ignores something"),
      N_ ("An ignore that is of no use any more would hide the next mistake of that kind in its line.") } },
  { { "VL002", W, BY_HAND, N_ ("an ignore says which rule, and why"),
      N_ ("It reads `# vlanctl: ignore VL803 because REASON`, at the end of the line or on a line of its own before it. Several rules go with "
          "commas. Without rules or reason it ignores nothing.") } },
  /* ---- 1: form ---------------------------------------------------------------------------------------------------------- */
  { { "VL101", E, BY_HAND, N_ ("a file is one YAML document"),
      N_ ("What is no YAML cannot be read any further. The place is where the reader gave up; the mistake is there or a little before.") } },
  { { "VL102", E, BY_HAND, N_ ("keys are known"), N_ ("A misspelled key would be a setting that silently does not count.") } },
  { { "VL103", E, BY_HAND, N_ ("a value is what its key takes"), N_ ("A list where a text is wanted, an unknown word, a number out of range.") } },
  { { "VL104", E, BY_HAND, N_ ("a key stands once"),
      N_ ("YAML readers disagree which of two equal keys counts, and most do not say that there were two.") } },
  { { "VL105", E, FIX, N_ ("required keys are there"), N_ ("Without them there is nothing to work with.") } },
  { { "VL106", E, FIX, N_ ("nothing is left to YAML's guessing"),
      N_ ("on, off, yes, no, ~, 0123, 12:30 and a MAC address of digits alone are a truth value, nothing, or another number to some "
          "readers. A text that looks so goes in quotes; a truth value is true or false.") } },
  { { "VL107", E, BY_HAND, N_ ("no anchors, aliases and merge keys"),
      N_ ("They make one line mean something in other places. Roles and `defaults` say the same, and a message can point at them.") } },
  { { "VL108", E, BY_HAND, N_ ("a file is UTF-8 text"), N_ ("Other encodings, NUL and control characters read differently everywhere.") } },
  { { "VL109", E, BY_HAND, N_ ("files that are named can be read"), N_ ("Without them names may be missing, and nothing else is judged.") } },
  { { "VL110", E, BY_HAND, N_ ("powers and durations carry their unit"), N_ ("A bare 8 may be watts or milliwatts, a bare 5 seconds or minutes.") } },
  { { "VL111", E, BY_HAND, N_ ("no tabs in the indentation"), N_ ("YAML forbids them: how far they reach is up to the editor.") } },
  { { "VL112", E, BY_HAND, N_ ("no tags"), N_ ("A tag (`!!str`) changes what a value is; quotes say it more plainly.") } },
  { { "VL113", E, BY_HAND, N_ ("no more than there can be"),
      N_ ("No OmniSwitch, stack or virtual chassis has more than 1024 ports, and an inventory of more than a million ports, values nested "
          "deeper than 64, or a million values in one file are a slip or an attack. The rest is not read.") } },
  /* ---- 2: names ------------------------------------------------------------------------------------------------------------ */
  { { "VL201", E, BY_HAND, N_ ("roles of ports are defined"), N_ ("A port whose role is not known cannot be set.") } },
  { { "VL202", E, BY_HAND, N_ ("VLANs of roles are defined"), N_ ("A role names a VLAN by its key under `vlans`, never by number: the number is said once.") } },
  { { "VL203", E, BY_HAND, N_ ("credentials of switches are defined"), N_ ("A switch whose credentials are not known cannot be reached.") } },
  { { "VL204", E, BY_HAND, N_ ("switches that are named are defined"), N_ ("The voice path would end nowhere.") } },
  { { "VL205", E, BY_HAND, N_ ("a name is defined once"), N_ ("Names are unique over all files, so that a reference means one thing.") } },
  { { "VL206", W, BY_HAND, N_ ("every switch has credentials"), N_ ("Without them it can be linted, but neither read nor changed.") }, TRUE, .of_switch = no_credentials },
  { { "VL207", W, BY_HAND, N_ ("there are switches"), N_ ("An inventory without switches is probably not the one that was meant.") }, TRUE, .of_inventory = no_switch },
  { { "VL208", N, BY_HAND, N_ ("every switch has something to do"), N_ ("A switch without ports and without uplinks is only read: its lines were forgotten, or come later.") }, TRUE, .of_switch = idle_switch },
  { { "VL209", W, BY_HAND, N_ ("one address, one switch"), N_ ("Two names for one switch would change it twice, side by side.") }, .of_inventory = address_twice },
  { { "VL210", W, BY_HAND, N_ ("every role is some port's"), N_ ("A role that no port has is a leftover, or its ports were forgotten.") }, TRUE, .of_inventory = unused_role },
  { { "VL211", W, BY_HAND, N_ ("every VLAN is some role's"), N_ ("A VLAN that no role uses is made nowhere.") }, TRUE, .of_inventory = unused_vlan },
  { { "VL212", W, BY_HAND, N_ ("every set of credentials is some switch's"), N_ ("Credentials that nobody uses are a door that nobody watches.") }, TRUE, .of_inventory = unused_credentials },
  /* ---- 3: ports ------------------------------------------------------------------------------------------------------------ */
  { { "VL301", E, BY_HAND, N_ ("ports are written as the switch writes them"), N_ ("1/12 on AOS 6, 1/1/12 on AOS 7 and 8, ranges inside one slot, lists with commas.") } },
  { { "VL302", E, BY_HAND, N_ ("the form of ports is the model's"), N_ ("AOS 6 writes slot/port, AOS 8 chassis/slot/port: the other form is another port, or none.") }, .of_switch = mixed_forms },
  { { "VL303", E, BY_HAND, N_ ("ports are not beyond the model"), N_ ("The model's name tells how many ports it has; up to eight uplink ports follow them.") },
    .of_ports = ports_beyond, .of_switch = uplinks_beyond, .of_inventory = gateway_beyond },
  { { "VL304", E, BY_HAND, N_ ("a port stands once"), N_ ("Two lines for one port, or ranges that overlap, would be two wishes for one port.") } },
  { { "VL305", E, BY_HAND, N_ ("an uplink has no role"), N_ ("A role would take VLANs off the link that carries them all.") }, .of_ports = uplink_with_role },
  { { "VL306", E, BY_HAND, N_ ("an uplink stands once"), N_ ("The second was probably meant to be another port.") } },
  { { "VL307", W, BY_HAND, N_ ("links to other switches are declared"),
      N_ ("Without them nothing can be said about the path of VLANs, and only evidence keeps a port from being changed that should not.") }, TRUE, .of_switch = no_uplink },
  { { "VL308", W, BY_HAND, N_ ("the model is known"), N_ ("An unknown model's ports, power and limits are not checked.") }, .of_switch = unknown_model },
  { { "VL309", W, BY_HAND, N_ ("the gateway's port is an uplink"), N_ ("Under `uplinks` are all links to other switches and routers; only on those are voice VLANs brought to the gateway.") }, .of_inventory = gateway_no_uplink },
  { { "VL310", E, BY_HAND, N_ ("the gateway's port has no role"), N_ ("A role would make an access port of the link to the voice gateway.") }, .of_inventory = gateway_with_role },
  /* ---- 4: VLANs ------------------------------------------------------------------------------------------------------------ */
  { { "VL401", E, BY_HAND, N_ ("a VLAN id is 1 to 4094"), N_ ("0 and 4095 are reserved by IEEE 802.1Q.") } },
  { { "VL402", E, BY_HAND, N_ ("one VLAN id, one key"), N_ ("Two keys for one VLAN give it two names, and each rename would undo the other.") }, .of_inventory = vlan_twice },
  { { "VL403", E, BY_HAND, N_ ("the CLI can carry a VLAN's name"), N_ ("The command lines of AOS 6 and 8 give other characters a meaning, or lose them.") } },
  { { "VL404", W, BY_HAND, N_ ("voice is not in VLAN 1"), N_ ("VLAN 1 is on every port from the factory: everybody hears it.") }, .of_role = voice_is_one },
  { { "VL405", E, BY_HAND, N_ ("no VLAN is called none"), N_ ("In a role, `voice-vlan: none` means that there is to be none.") }, .of_inventory = vlan_none },
  { { "VL406", W, BY_HAND, N_ ("one VLAN name, one id"), N_ ("Whoever reads the switch by names takes one for the other.") }, .of_inventory = vlan_name_twice },
  { { "VL407", W, BY_HAND, N_ ("a VLAN is not the switch's own"),
      N_ ("VLAN 4094 of AOS 8 belongs to the virtual chassis: `plan` refuses a VLAN that the switch keeps for itself.") }, .of_switch = vlan_of_switch },
  /* ---- 5: voice ------------------------------------------------------------------------------------------------------------ */
  { { "VL501", E, BY_HAND, N_ ("voice has a VLAN of its own"), N_ ("A port cannot carry its own untagged VLAN as a tag.") }, .of_role = voice_is_data },
  { { "VL502", E, BY_HAND, N_ ("a priority is 0 to 7"), N_ ("802.1p has three bits.") } },
  { { "VL503", E, BY_HAND, N_ ("a DSCP is 0 to 63"), N_ ("It has six bits; 184 is the same as EF written as a whole TOS octet.") } },
  { { "VL504", E, BY_HAND, N_ ("phones are told of a VLAN that there is"), N_ ("An LLDP-MED policy names the voice VLAN: without `voice-vlan` there is nothing to tell.") }, .of_role = med_without_voice },
  { { "VL505", E, BY_HAND, N_ ("qos-trust is possible on the model"), N_ ("AOS 6 trusts tagged ports always; nothing there takes it off.") }, .of_switch = qos_distrust },
  { { "VL506", W, BY_HAND, N_ ("voice has priority 5"), N_ ("Switches and routers on the way are set up for what IEEE 802.1Q gives voice.") }, .of_role = unusual_priority },
  { { "VL507", W, BY_HAND, N_ ("voice has DSCP 46"), N_ ("Routers and providers are set up for EF (RFC 4594); 44 is VOICE-ADMIT.") }, .of_role = unusual_dscp },
  { { "VL508", N, BY_HAND, N_ ("phones are told their VLAN"), N_ ("Without `lldp-med` somebody types the VLAN into each phone.") }, .of_role = voice_without_med },
  { { "VL509", W, BY_HAND, N_ ("what tells phones is on"), N_ ("An LLDP-MED policy goes out by LLDP: a port that sends none tells nothing.") }, .of_role = med_not_sent },
  /* ---- 6: power ------------------------------------------------------------------------------------------------------------ */
  { { "VL601", W, BY_HAND, N_ ("the model gives power where a role wants it"), N_ ("A P before the number of ports in the model's name means PoE.") }, .of_ports = no_power },
  { { "VL602", E, BY_HAND, N_ ("a limit is 3W to 95W"), N_ ("What the switches can set, over all families.") } },
  { { "VL603", W, BY_HAND, N_ ("a phone's port gives power"), N_ ("A phone without power is off, unless it has a plug of its own.") }, .of_role = voice_unpowered },
  { { "VL604", W, BY_HAND, N_ ("a limit is not below what the phone draws"),
      N_ ("The switch cuts a phone off that draws more than its port may give: at full volume, or in the middle of an update. Where the maker of a "
          "model does not say what it draws, nothing is said.") }, .of_ports = limit_below_draw },
  { { "VL605", E, BY_HAND, N_ ("a limit is not above what the family can give"), N_ ("The switch would refuse the line.") }, .of_ports = limit_beyond },
  { { "VL606", W, BY_HAND, N_ ("no limit without power"), N_ ("A limit or priority beside `enabled: false` means nothing; one of the two was not meant.") }, .of_role = power_off_details },
  { { "VL607", W, BY_HAND, N_ ("the model has a limit to set"), N_ ("On some models the limit cannot be set: it is left out, and is not drift.") }, .of_ports = limit_not_settable },
  { { "VL608", W, BY_HAND, N_ ("a switch's phones are within its power"),
      N_ ("Phones that draw what their makers state need more than the model has for all its ports with the greatest supply that is known for "
          "it: some stay dark. Counted for each unit of a stack; of models whose figures are not known, nothing is said. `audit` forecasts it "
          "with what the switch itself says.") }, .of_inventory = budget_short },
  /* ---- 7: phones ----------------------------------------------------------------------------------------------------------- */
  { { "VL701", E, BY_HAND, N_ ("a phone is at one port"), N_ ("One MAC address at two ports: one line was copied and not finished.") }, .of_inventory = phone_twice },
  { { "VL702", E, BY_HAND, N_ ("a MAC address is that of one device"), N_ ("Six octets; not a group address, not all zero.") } },
  { { "VL703", E, BY_HAND, N_ ("a port with a phone has its own line"), N_ ("One phone cannot stand at many ports.") }, .of_ports = phone_at_range },
  { { "VL704", W, BY_HAND, N_ ("a phone's MAC address is of its maker"),
      N_ ("The first half of a MAC address is registered to whoever makes the device: this one is of another maker of phones, so one of the two was "
          "copied from another line. An address that belongs to no maker of phones that is known says nothing.") }, .of_ports = phone_of_other_maker },
  { { "VL705", W, BY_HAND, N_ ("an extension is of one phone"), N_ ("Two phones would ring, or one of the two is wrong.") }, .of_inventory = extension_twice },
  { { "VL706", W, BY_HAND, N_ ("a phone stands where phones are meant"), N_ ("A port whose role has no voice VLAN gives a phone the data VLAN.") }, .of_ports = phone_without_voice },
  { { "VL707", W, BY_HAND, N_ ("a phone's model is known"),
      N_ ("What an unknown model draws, and whether it hears LLDP-MED, is not known. `PHONE MODELS` in vlanctl-inventory(5) tells how to describe one.") },
    .of_inventory = phone_model_unknown },
  /* ---- 8: trust ------------------------------------------------------------------------------------------------------------ */
  { { "VL801", E, BY_HAND, N_ ("a secret does not stand in the inventory"), N_ ("What is in a repository is in every copy and every backup of it, for ever.") } },
  { { "VL802", E, BY_HAND, N_ ("SNMP credentials are whole"), N_ ("v2c needs a community; v3 a user, and authentication before privacy.") }, .of_credentials = snmp_whole },
  { { "VL803", N, BY_HAND, N_ ("SNMP is not readable on the way"), N_ ("v2c sends its community in the clear, v3 without privacy all that is read.") }, .of_credentials = snmp_clear },
  { { "VL804", W, BY_HAND, N_ ("secrets in files are for their owner only"), N_ ("A file that others can read is refused when it is needed.") }, .of_credentials = secret_for_all },
  { { "VL805", E, BY_HAND, N_ ("jump hosts go by the ssh program"), N_ ("libssh connects directly; `transport: openssh` goes over a jump host.") }, .of_credentials = jump_by_libssh },
  { { "VL806", W, BY_HAND, N_ ("a command does not hold the secret"), N_ ("So `command: [echo, SECRET]` is a secret in the inventory, in other words.") }, .of_credentials = secret_echoed },
  { { "VL807", W, BY_HAND, N_ ("SNMPv3 users are authenticated"), N_ ("With noAuthNoPriv the name of the user is all that anybody needs.") }, .of_credentials = snmp_no_auth },
  { { "VL808", N, BY_HAND, N_ ("no md5 and no des"), N_ ("Both are broken; some releases have nothing better.") }, .of_credentials = snmp_old },
  { { "VL809", N, BY_HAND, N_ ("no old SSH algorithms"), N_ ("They are allowed for the switches that offer nothing else; this says which credentials do.") }, .of_credentials = ssh_old },
  { { "VL810", W, BY_HAND, N_ ("the community is not public"), N_ ("Both `public` and `private` are the first that anybody tries.") }, .of_credentials = community_public },
  /* ---- 9: switches, and what the site asks for ------------------------------------------------------------------------------- */
  { { "VL901", E, BY_HAND, N_ ("a switch's name can name a file"), N_ ("Captures and messages are named after it: letters, digits, dot, underscore, hyphen; at most 64.") } },
  { { "VL902", E, BY_HAND, N_ ("an address is one"), N_ ("IPv4, IPv6 or a host name; ports have keys of their own.") } },
  { { "VL903", E, BY_HAND, N_ ("names are as the site writes them"),
      N_ ("Under `names`, `.vlanctl-lint.yaml` has regular expressions for `switches`, `roles`, `credentials`, `vlans` (their keys), `vlan-names`, "
          "`locations` and `jacks`: the whole name matches."), SITE }, .of_inventory = site_names },
  { { "VL904", E, BY_HAND, N_ ("VLANs are those of the site"),
      N_ ("Under `vlans`, `.vlanctl-lint.yaml` lists the ids that may be used (`allowed`), and those that may be the data VLAN or voice VLAN of a "
          "role (`data`, `voice`)."), SITE }, .of_inventory = site_vlans },
  { { "VL905", E, BY_HAND, N_ ("keys that the site asks for are there"),
      N_ ("Under `required`, `.vlanctl-lint.yaml` lists the keys that all `vlans`, `roles`, `credentials`, `switches`, lines under `ports` and "
          "`phones` have. What `defaults` give to a switch, it has."), SITE }, .of_inventory = site_keys },
  { { "VL906", E, BY_HAND, N_ ("a naming pattern is a regular expression"),
      N_ ("As Perl has them. One that takes too many steps for a name is not asked any more: a policy must not hold up a linter.") } },
  { { "VL907", E, BY_HAND, N_ ("a range of VLANs goes upwards"), N_ ("From the first to the last: there is none in the other direction.") } },
  { { "VL908", E, BY_HAND, N_ ("a policy changes rules that there are, and that it may change"),
      N_ ("Warnings, notes and the site's own rules may be more or less severe, or `none`. What breaks any other rule that is an error, plan and "
          "apply refuse: it stays one.") } },
};

Diagnostic *
rule_say (const Rule *rule, const Inventory *inv, SrcPos pos, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return diagnostics_add (inv->diagnostics, rule->about.severity, rule->about.id, pos, help, "%s", text);
}

const LintRule *
lint_rule_at (guint i)
{
  return i < G_N_ELEMENTS (rules) ? &rules[i].about : NULL;
}

const LintRule *
lint_rule_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rules[i].about.id, id) == 0)
      return &rules[i].about;
  return NULL;
}

/* ---- asking --------------------------------------------------------------------------------------------------------------- */

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

typedef enum { AT_ONCE, WHEN_CLEAN, FOR_SITE } Turn;

static Turn
turn_of (const Rule *rule)
{
  return rule->about.site ? FOR_SITE : rule->when_clean ? WHEN_CLEAN : AT_ONCE;
}

/* Every rule of one thing before the next thing: there are very many lines of ports. */
static void
ask_all (const Inventory *inv, Turn turn)
{
  const Rule *asked[G_N_ELEMENTS (rules)], *of_ports[G_N_ELEMENTS (rules)];
  guint n = 0, n_of_ports = 0;
  for (guint r = 0; r < G_N_ELEMENTS (rules); r++)
    if (turn_of (&rules[r]) == turn)
      {
        asked[n++] = &rules[r];
        if (rules[r].of_ports)
          of_ports[n_of_ports++] = &rules[r];
        if (rules[r].of_inventory)
          rules[r].of_inventory (&rules[r], inv);
      }
  for (guint k = 0; k < NAME_N; k++)
    for (guint i = 0; i < inv->names[k]->len; i++)
      {
        const Name *name = inv->names[k]->pdata[i];
        for (guint r = 0; r < n && name->thing && name->sound; r++)
          ask (asked[r], inv, k, name->thing);
      }
  for (guint i = 0; i < inv->entries->len; i++)
    for (guint r = 0; r < n_of_ports; r++)
      of_ports[r]->of_ports (of_ports[r], inv, inv->entries->pdata[i]);
}

void
inventory_check (const Inventory *inv)
{
  ask_all (inv, AT_ONCE);
  if (!inv->diagnostics->errors)
    ask_all (inv, WHEN_CLEAN);
  if (inv->policy)
    ask_all (inv, FOR_SITE);
}
