/* AOS 6 (6.4 to 6.7). No full CLI guide of it is public: `cite` names the page, the device output or the working tool that
 * a line rests on, and what rests on none is marked as a guess (product rule: tried there and back on one port first).
 * Nothing documents a range of ports for these lines: one port a line. */
#include "profiles/snmp.h"

static const char *const object_ids[] = { "1.3.6.1.4.1.6486.800.1.1.2.1", NULL };

static const char *const models[] = { "OS6250", "OS6350", "OS6400", "OS6450", "OS6850", "OS6855", "OS9600", "OS9700", "OS9800",
                                      "OS9000", NULL };

static const char *const no_limit[] = { NULL };

/* aos-cli.md 4.2: with the backup supply. On OS6350 and OS6855 the sources disagree, on OS6850 they tell the supply alone. */
static const PoeBudget budgets[] = { { "OS6450-P10", 120 }, { "OS6450-P10L", 120 }, { "OS6450-P24", 530 }, { "OS6450-P48", 900 }, { NULL } };

/* 6.4.2 has no AES, 6.7.2 shows it */
static const char *const snmp_levels[] = { "sha", "md5", "sha+des", "md5+des", "sha+aes", NULL };

const Family family_aos6 = {
  .id = "aos6",
  .title = "AOS 6",
  .book = "ALE training book DT00CTE120, guides of 6.x, device output, working tools",
  .object_ids = object_ids,
  .major_min = 6,
  .major_max = 6,
  .write_major_min = 6,
  .port_form = PORT_FORM_SLOT_PORT,
  .policy_id_min = 1,
  .policy_id_max = 31,
  .policy_editable = FALSE,
  .tagged_always_trusted = TRUE, /* NCG 2006 p11-4, NCG 6600 p7-11: tagged and mobile ports */
  .undo_path_max = 30,
  .undo_folder = "/flash/",
  .heredoc = FALSE,
  .one_channel = TRUE, /* SMG Sept 2009 p2-15 */
  .poe_limit_min_mw = 3000,
  .poe_limit_max_mw = 75000, /* alaPethPsePortPowerMaximum */
  .poe_limit_not_models = no_limit,
  .poe_budgets = budgets,
  .lldp_admin_default = LLDP_TX_RX,
  .models = models,
  .snmp = &aos6_snmp,
  .ops = {
    [OP_VLAN_CREATE] = { "vlan {vlan} enable name \"{name}\"", .cite = "snapshot 6.4.4" },
    [OP_VLAN_CREATE_PLAIN] = { "vlan {vlan} enable", .cite = "training book p. 364" },
    [OP_VLAN_DELETE] = { "no vlan {vlan}", .cite = "training book" },
    [OP_VLAN_ENABLE] = { "vlan {vlan} enable", .cite = "training book p. 364" },
    [OP_VLAN_DISABLE] = { "vlan {vlan} disable", .cite = "training book p. 364" },
    [OP_VLAN_NAME] = { "vlan {vlan} name \"{name}\"", .cite = "training book" },
    [OP_PORT_UNTAGGED] = { "vlan {vlan} port default {port}", .cite = "snapshot 6.4.4" },
    [OP_PORT_TAG] = { "vlan {vlan} 802.1q {port}", .cite = "command log 6.7.2; course notes" },
    [OP_PORT_UNTAG] = { "vlan {vlan} no 802.1q {port}", .cite = "course notes; cheat sheet" },
    [OP_AGG_TAG] = { "vlan {vlan} 802.1q {agg}", .cite = "course notes; snapshot 6.4.4" },
    [OP_AGG_UNTAG] = { "vlan {vlan} no 802.1q {agg}", .cite = "course notes" },
    [OP_POLICY_CREATE] = { "lldp network-policy {policy} application {app} vlan {policy-vlan} l2-priority {priority} dscp {dscp}",
                           .cite = "training book p. 517; snapshot 6.4.4" },
    [OP_POLICY_DELETE] = { "no lldp network-policy {policy}", .guess = TRUE, .cite = "by analogy" },
    [OP_BIND] = { "lldp {port} med network-policy {policy}", .cite = "training book p. 517; snapshot 6.4.4" },
    [OP_UNBIND] = { "no lldp {port} med network-policy {policy}", .guess = TRUE, .cite = "by analogy" },
    /* no capability line: real 6.4.4 snapshots enable network-policy only */
    [OP_TLV_NETWORK_POLICY] = { "lldp {port} tlv med network-policy {enable}", .cite = "training book p. 517; snapshot 6.4.4" },
    [OP_LLDP_ADMIN] = { "lldp {port} lldpdu {lldp-admin}", .cite = "training book p. 511" },
    [OP_POE_SERVICE_START] = { "lanpower start {slot}", .timeout_s = 60, .cite = "hardware guide 6855 p6-5" },
    [OP_POE_SERVICE_STOP] = { "lanpower stop {slot}", .timeout_s = 60, .cite = "hardware guide 6855 p6-5" },
    [OP_POE_ON] = { "lanpower start {port}", .cite = "hardware guide 6855 p6-5" },
    [OP_POE_OFF] = { "lanpower stop {port}", .cite = "hardware guide 6855 p6-5" },
    [OP_POE_LIMIT] = { "lanpower {port} power {mw}", .cite = "hardware guide 7700 p3-22" },
    [OP_POE_PRIORITY] = { "lanpower {port} priority {poe-priority}", .cite = "hardware guide 6850" },
    [OP_SAVE] = { "write memory", .timeout_s = 180, .cite = "training book" },
    [OP_CERTIFY] = { "copy working certified", .timeout_s = 300, .cite = "training book" },
    [OP_CERTIFY_SYNCHRO] = { "copy working certified flash-synchro", .timeout_s = 800, .cite = "training book; 720 s timer seen" },
    [OP_TIMER_CHECK] = { "configuration syntax check {file}", .guess = TRUE, .timeout_s = 60, .cite = "training book p. 231" },
    [OP_TIMER_ARM] = { "configuration apply {file} in {hhmm}", .guess = TRUE, .cite = "training book p. 231; unit as on AOS 8" },
    [OP_TIMER_CANCEL] = { "configuration cancel", .guess = TRUE, .cite = "training book p. 231" },
    [OP_FILE_REMOVE] = { "rm {file}", .guess = TRUE, .cite = "training book" },
    [OP_SHOW_RUNNING_DIRECTORY] = { "show running-directory", .timeout_s = 60, .cite = "device output 6.7" },
    [OP_SHOW_CONFIGURATION_STATUS] = { "show configuration status", .cite = "rancid" },
    [OP_SHOW_SNAPSHOT] = { "show configuration snapshot", .timeout_s = 180, .cite = "training book p. 230" },
    [OP_SHOW_VLAN] = { "show vlan", .cite = "device output 6.4.4, 6.7.2" },
    [OP_SHOW_MEMBERS] = { "show vlan port", .timeout_s = 60, .cite = "device output 6.4.4" },
    [OP_SHOW_LANPOWER] = { "show lanpower {slot}", .cite = "training book p. 703" },
    [OP_SHOW_WHO] = { "who", .cite = "training book" },
    [OP_SHOW_WHOAMI] = { "whoami", .cite = "training book" },
    [OP_SHOW_RELOAD] = { "show reload", .cite = "training book" },
    [OP_SHOW_MEMBERS_UNITS] = { "show stack topology", .cite = "training book" },
    [OP_SHOW_SYSTEM] = { "show system", .cite = "device output 6.7" },
    [OP_NO_MORE] = { "no more", .cite = "rancid; session only" },
  },
  .snmp_levels = snmp_levels,
  .cures = {
    [CURE_SNMP_ACCESS] = { { "aaa authentication snmp local" }, .cite = "device output 6.6.3" },
    [CURE_SNMP_OPEN] = { { "snmp security no security" }, .cite = "guide of 6.4.2 p3-2" },
    /* sources differ: on, enable */
    [CURE_SNMP_COMMUNITY] = { { "snmp community map \"COMMUNITY\" user USER on" }, .guess = TRUE, .cite = "training book; ALE staff page writes enable" },
    [CURE_SNMP_USER] = { { "user {user} password PASSWORD read-only all {level}" }, .cite = "guide of 6.4.2 p3-2" },
    [CURE_SNMP_LEVEL] = { { "snmp security authentication all" }, .cite = "snapshot 6.4.4" },
    [CURE_SSH_SERVICE] = { { "ip service ssh" }, .cite = "training book" },
    [CURE_SSH_ACCESS] = { { "aaa authentication ssh local" }, .cite = "training book p. 246" },
    [CURE_RIGHTS] = { { "user {user} read-write all" }, .guess = TRUE, .cite = "as on AOS 8" },
    [CURE_SFTP] = { { "scp-sftp" }, .guess = TRUE, .cite = "word of the MIB" },
    [CURE_DIRECTORY] = { { "reload working no rollback-timeout" }, .cite = "training book p. 215" },
    [CURE_RELOAD] = { { "reload cancel" }, .cite = "guide of 6.x" },
    [CURE_CLOCK] = { { "system date {date}", "system time {time}" }, .guess = TRUE, .cite = "in no page that was read" },
  },
};
