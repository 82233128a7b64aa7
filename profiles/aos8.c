/* AOS 7 and 8. Lines and limits: CLI Reference Guide 8.10R4 (page in `cite`), Switch Management Guide (SMG) of the same release. */
#include "profiles/snmp.h"

static const char *const object_ids[] = { "1.3.6.1.4.1.6486.801.1.1.2.1", NULL };

static const char *const models[] = { "OS6360", "OS6465", "OS6560", "OS6570M", "OS6575", "OS6860", "OS6865", "OS6870",
                                      "OS6900", "OS6920", "OS9900", "OS9907", "OS9912", "OS10K", NULL };

/* p. 259: no per-port limit there; 802.3bt firmware of other models is seen on the switch. */
static const char *const no_limit[] = { "OS6870", "OS6570M", "OS6900", NULL };

/* OS6860: p. 262, with the 920 W supply; OS6865 with two supplies, OS6360: aos-cli.md 4.2 */
static const PoeBudget budgets[] = {
  { "OS6360-P10", 120 },  { "OS6360-P24", 180 },  { "OS6360-P24X", 380 }, { "OS6360-PH24", 380 }, { "OS6360-P48", 350 },  { "OS6360-P48X", 760 },
  { "OS6360-PH48", 760 }, { "OS6860-P24", 780 },  { "OS6860-P48", 780 },  { "OS6860E-P24", 780 }, { "OS6860E-P48", 780 }, { "OS6865-P16X", 320 },
  { NULL },
};

/* p. 4278 */
static const char *const snmp_levels[] = { "sha", "md5", "sha224", "sha256", "sha384", "sha+des", "md5+des", "sha+aes", "sha224+aes", "sha256+aes",
                                           "sha384+aes", NULL };

const Family family_aos8 = {
  .id = "aos8",
  .title = "AOS 8",
  .book = "OmniSwitch AOS Release 8 CLI Reference Guide, 8.10R4",
  .object_ids = object_ids,
  .major_min = 7,
  .major_max = 8,
  .write_major_min = 8,
  .port_form = PORT_FORM_CHASSIS_SLOT_PORT,
  .policy_id_min = 0,
  .policy_id_max = 31,
  .policy_editable = TRUE,
  .tagged_always_trusted = FALSE,
  .undo_path_max = 45,
  .undo_folder = "/flash/",
  .heredoc = TRUE,
  .one_channel = FALSE,
  .poe_limit_min_mw = 3000,
  .poe_limit_max_mw = 95000,
  .poe_limit_not_models = no_limit,
  .poe_budgets = budgets,
  .lldp_admin_default = LLDP_TX_RX,
  .vlan_reserved = 4094, /* type vcm: the virtual chassis talks in it (aos-cli.md 2.1) */
  .models = models,
  .snmp = &aos8_snmp,
  .ops = {
    [OP_VLAN_CREATE] = { "vlan {vlan} admin-state enable name \"{name}\"", .cite = "p. 428" },
    [OP_VLAN_CREATE_PLAIN] = { "vlan {vlan} admin-state enable", .cite = "p. 428" },
    [OP_VLAN_DELETE] = { "no vlan {vlan}", .cite = "p. 428" },
    [OP_VLAN_ENABLE] = { "vlan {vlan} admin-state enable", .cite = "p. 429" },
    [OP_VLAN_DISABLE] = { "vlan {vlan} admin-state disable", .cite = "p. 429" },
    [OP_VLAN_NAME] = { "vlan {vlan} name \"{name}\"", .cite = "p. 428" },
    [OP_PORT_UNTAGGED] = { "vlan {vlan} members port {port} untagged", OP_RANGE_PORTS, .cite = "p. 430" },
    [OP_PORT_TAG] = { "vlan {vlan} members port {port} tagged", OP_RANGE_PORTS, .cite = "p. 432" },
    [OP_PORT_UNTAG] = { "no vlan {vlan} members port {port}", OP_RANGE_PORTS, .cite = "p. 430, 432" },
    /* The guide has a range of aggregates here; ports are written without one, and two uplinks rarely are neighbours. */
    [OP_AGG_TAG] = { "vlan {vlan} members linkagg {agg} tagged", .cite = "p. 432" },
    [OP_AGG_UNTAG] = { "no vlan {vlan} members linkagg {agg}", .cite = "p. 430, 432" },
    [OP_POLICY_CREATE] = { "lldp network-policy {policy} application {app} vlan {policy-vlan} l2-priority {priority} dscp {dscp}",
                           .cite = "p. 1406" },
    [OP_POLICY_DELETE] = { "no lldp network-policy {policy}", .cite = "p. 1406" },
    /* The syntax line has one port, the parameter table of the same page a range: the narrower is sent. */
    [OP_BIND] = { "lldp nearest-bridge port {port} med network-policy {policy}", .cite = "p. 1409" },
    [OP_UNBIND] = { "no lldp port {port} med network-policy {policy}", .cite = "p. 1409" },
    /* NCG p. 677: one TLV of the MED set, then all; ALE's recipe has both lines. */
    [OP_TLV_CAPABILITY] = { "lldp nearest-bridge port {port} tlv med capability {enable}", OP_RANGE_PORTS, .cite = "p. 1419" },
    /* In ALE's lab of 8.7, not in the guides of 8.10: a release that does not know the word does not need the line. */
    [OP_TLV_NETWORK_POLICY] = { "lldp nearest-bridge port {port} tlv med network-policy {enable}", OP_RANGE_PORTS,
                                .refusal_not_needed = "ERROR: Invalid entry: \"network-policy\"", .cite = "training book 8.7; not in p. 1419" },
    [OP_LLDP_ADMIN] = { "lldp port {port} lldpdu {lldp-admin}", OP_RANGE_PORTS, .cite = "p. 1402" },
    [OP_POE_SERVICE_START] = { "lanpower slot {slot} service start", .timeout_s = 60, .cite = "p. 256" },
    [OP_POE_SERVICE_STOP] = { "lanpower slot {slot} service stop", .timeout_s = 60, .cite = "p. 256" },
    [OP_POE_ON] = { "lanpower port {port} admin-state enable", .cite = "p. 258" },
    [OP_POE_OFF] = { "lanpower port {port} admin-state disable", .cite = "p. 258" },
    [OP_POE_LIMIT] = { "lanpower port {port} power {mw}", .cite = "p. 259" },
    [OP_POE_PRIORITY] = { "lanpower port {port} priority {poe-priority}", .cite = "p. 264" },
    [OP_QOS_TRUST] = { "qos port {port} trusted", OP_RANGE_PORTS, .cite = "p. 3837" },
    [OP_QOS_NO_TRUST] = { "qos port {port} no trusted", .cite = "p. 3837" },
    [OP_QOS_APPLY] = { "qos apply", .timeout_s = 60, .cite = "p. 3822" },
    [OP_SAVE] = { "write memory", .timeout_s = 180, .cite = "p. 5660" },
    [OP_CERTIFY] = { "copy running certified", .timeout_s = 300, .cite = "p. 5662" },
    [OP_TIMER_CHECK] = { "configuration syntax-check {file}", .timeout_s = 60, .cite = "p. 6069" },
    [OP_TIMER_ARM] = { "configuration apply {file} in {hhmm}", .cite = "p. 6061" },
    [OP_TIMER_CANCEL] = { "configuration cancel", .cite = "p. 6068" },
    [OP_FILE_BEGIN] = { "cat <<EOF > {file}", .cite = "ALE's own tool; SMG p. 123: the shell is bash" },
    [OP_FILE_END] = { "EOF", .cite = "ALE's own tool" },
    [OP_FILE_REMOVE] = { "rm {file}", .cite = "SMG chapter 5" },
    [OP_SHOW_RUNNING_DIRECTORY] = { "show running-directory", .timeout_s = 60, .cite = "p. 5669" },
    [OP_SHOW_CONFIGURATION_STATUS] = { "show configuration status", .cite = "p. 6066" },
    [OP_SHOW_SNAPSHOT] = { "show configuration snapshot", .timeout_s = 180, .cite = "p. 6073" },
    [OP_SHOW_VLAN] = { "show vlan", .cite = "p. 436" },
    [OP_SHOW_MEMBERS] = { "show vlan members", .timeout_s = 60, .cite = "p. 439" },
    [OP_SHOW_QOS_CONFIG] = { "show qos config", .cite = "p. 3871" },
    [OP_SHOW_LANPOWER] = { "show lanpower slot {slot}", .cite = "p. 307" },
    [OP_SHOW_LANPOWER_STATUS] = { "show lanpower slot {slot} status", .cite = "p. 325, since 8.7R2" },
    [OP_SHOW_WHO] = { "who", .cite = "p. 5969" },
    [OP_SHOW_WHOAMI] = { "whoami", .cite = "p. 5971" },
    [OP_SHOW_RELOAD] = { "show reload status", .cite = "p. 5671" },
    [OP_SHOW_MEMBERS_UNITS] = { "show virtual-chassis topology", .cite = "p. 1231" },
    [OP_SHOW_SYSTEM] = { "show system", .cite = "device output 8.9" },
  },
  .snmp_levels = snmp_levels,
  .cures = {
    [CURE_SNMP_ACCESS] = { { "aaa authentication snmp local" }, .cite = "p. 4231" },
    [CURE_SNMP_OPEN] = { { "snmp security no-security" }, .cite = "p. 6097" },
    [CURE_SNMP_COMMUNITY] = { { "snmp community-map COMMUNITY user USER", "snmp community-map mode enable" }, .cite = "p. 6091, 6093" },
    [CURE_SNMP_USER] = { { "user {user} password-prompt read-only all {level}" }, .cite = "p. 4278" },
    [CURE_SNMP_LEVEL] = { { "snmp security authentication all" }, .cite = "p. 6097" },
    [CURE_SSH_SERVICE] = { { "ssh admin-state enable" }, .cite = "p. 5980" },
    [CURE_SSH_ACCESS] = { { "aaa authentication ssh local" }, .cite = "p. 4231" },
    [CURE_RIGHTS] = { { "user {user} read-write all" }, .cite = "p. 4278" },
    [CURE_DIRECTORY] = { { "reload from working no rollback-timeout" }, .cite = "p. 5650" },
    [CURE_RELOAD] = { { "reload all cancel" }, .cite = "p. 5648" },
    [CURE_CLOCK] = { { "system date {date}", "system time {time}" }, .guess = TRUE, .cite = "in no page that was read" },
  },
};
