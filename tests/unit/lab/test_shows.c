/* What the show lines print, against the samples of the guides and screens. */
#include "fixture.h"

#define BASE8                                                                                                                    \
  "vlan 10 name DATA\nvlan 200 name VOIX\nvlan 10 members port 1/1/1-2 untagged\nvlan 200 members port 1/1/1 tagged\nlinkagg "   \
  "static agg 5 size 2\n"                                                                                                        \
  "linkagg static port 1/1/25 agg 5\nunp port 1/1/9 port-type bridge\nunp port 1/1/9 vlan 200 tagged\nlanpower slot 1/1 "        \
  "service start\n"                                                                                                              \
  "lldp network-policy 1 application voice vlan 200 l2-priority 5 dscp 46\nlldp network-policy 2 application guest-voice vlan "  \
  "untagged dscp 44\n"                                                                                                           \
  "lldp port 1/1/1 tlv med capability enable\nlldp port 1/1/1 med network-policy 1 2\nport-security port 1/1/3 maximum 3\n"
#define BASE6                                                                                                                    \
  "vlan 10 enable name \"DATA\"\nvlan 200 enable name \"VOIX\"\nvlan 10 port default 1/1\nvlan 200 802.1q 1/1\nvlan port "       \
  "mobile 1/10\nstatic linkagg 5 size 2\n"                                                                                       \
  "static agg 1/25 agg num 5\nvlan 200 mac 00:80:9f:11:22:33\nlanpower start 1\nlldp network-policy 1 application voice vlan "   \
  "200 l2-priority 5 dscp 46\n"                                                                                                  \
  "lldp 1/1 tlv med network-policy enable\nlldp 1/1 med network-policy 1\n"

typedef struct {
  const char *line, *says;
} Case;

static void
look_at_all (const char *model, const char *version, const char *base, gboolean aos6, const Case *cases, guint n)
{
  char *why = NULL;
  LabSwitch *s = switch_new (model, version, 1, base);
  lab_plug (s, aos6 ? "1/1" : "1/1/1", "phone", "80:5e:c0:01:02:03", &why);
  lab_plug (s, aos6 ? "1/24" : "1/1/24", "switch", "e8:e7:32:00:00:09", &why);
  lab_changed (s);
  pass (s, 1000);
  LabSession *who = lab_session_new (s, "admin", "ssh", "127.0.0.1");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *out = run (s, cases[i].line, who);
      if (strstr (out, "ERROR") || !strstr (out, cases[i].says))
        fail_msg ("%s %s: `%s` is not in:\n%s", version, cases[i].line, cases[i].says, out);
    }
  lab_session_free (s, who);
  lab_switch_free (s);
}

static void
test_aos8_9 (void **state)
{
  static const Case cases[] = {
    { "show vlan", "\n10     std       Ena     Ena   Dis    1500    DATA" },
    { "show vlan 10", "Name                     : DATA,\nType                     : Static VLAN," },
    { "show vlan members", "  10        1/1/1        untagged    forwarding\n" },
    { "show vlan members", "  200       1/1/9        UNP QTagged inactive\n" },
    { "show vlan members port 1/1/1", "    10    untagged    forwarding\n   200    tagged      forwarding\n" },
    { "show vlan 200 members", "  1/1/1      tagged       forwarding\n" },
    { "show vlan 200 members port 1/1/1", "type       : tagged,\nstatus     : forwarding," },
    { "show vlan members linkagg 5", "     1    untagged    inactive\n" },
    { "show unp port", "1/1/9      0 Bridge" },
    { "show unp port configured-vlans", "1/1/9     200  unpQtag\n" },
    { "show interfaces alias", " 1/1/1     enable     up      0          0          \"\"\n" },
    { "show interfaces slot 1/1 status", " 1/1/1        en    en     100" },
    { "show interfaces port 1/1/1", " Port-Down/Violation Reason: None," },
    { "show linkagg port", "1/1/25     Static" },
    { "show linkagg port 1/1/25", "Static Aggregable Port\n  Selected Agg Number           : 5," },
    { "show port-security port 1/1/3", " Max MAC bridged  :                      3," },
    { "show mac-learning", "80:5e:c0:01:02:03            dynamic     bridging" },
    { "show mac-learning domain vlan vlan 10", "Total number of Valid MAC addresses above = 1" },
    { "show lldp network-policy", "         1      voice                    200   5        46\n" + 4 },
    { "show lldp network-policy 2", "guest-voice                -   -        44\n" },
    { "show lldp slot 1/1 med network-policy", "    1/1/1        1 2\n" },
    { "show lldp port 1/1/1 config", "1/1/1    Rx + Tx Disabled  0x00" },
    { "show lldp port 1/1/1 config", "0x00 0x80 Disabled" },
    { "show lldp remote-system", "Remote LLDP nearest-bridge Agents on Local Port 1/1/1:" },
    { "show lldp remote-system", "      MED Device Type             = Endpoint Class III,\n" },
    { "show lldp port 1/1/1 remote-system med network-policy", "1/1/1    1   Voice(01)        Defined     Untagged" },
    { "show lldp port 1/1/1 remote-system med inventory", "    MED Manufacturer Name = \"Yealink\"," },
    { "show lldp local-system", "  Chassis ID Subtype           = 4 (MAC Address)," },
    { "show lldp port 1/1/1 local-port", "Port ID = 1001 (Locally assigned)," },
    { "show lldp trust-agent", "1/1/1     Disabled       Trap Only         Trusted            1(Chassis Component)\n" },
    { "show lanpower slot 1/1", " 1/1/1       30000         3000       Delivering     Low        ON       2" },
    { "show lanpower slot 1/1",
      "ChassisId 1 Slot 1 Max Watts 450\n3 Watts Total Power Budget Used\n450 Watts Total Power Budget Available\n" },
    { "show lanpower slot 1/1 port-config", "   1/1/1    enabled    enabled" },
    { "show lanpower slot 1/1 status", "  1/1     enable    initialized" },
    { "show lanpower slot 1/1 priority-disconnect", "Priority Disconnect enabled on ChassisId 1 Slot 1\n" },
    { "show lanpower slot 1/1 usage-threshold", "Usage Threshold 99% on ChassisId 1 Slot 1\n" },
    { "show qos config", "  Pending changes                = none\n" },
    { "show running-directory", "\nCONFIGURATION STATUS\n  Running CMM              : MASTER-PRIMARY,\n" },
    { "show reload", "Primary Control Module Reload Status: No Reboot Scheduled,\n" },
    { "show reload status", "Primary  Control Module Reload Status: No Reboot Scheduled,\nSecondary Control Module Reload "
                            "Status: No Reboot Scheduled\n" },
    { "show virtual-chassis topology", " 1     Master       Running             1         100   1       e8:e7:32" },
    { "show session config", "Cli Default Prompt               = -> \n" },
    { "show log swlog", "---> Ok\n" },
    { "show system", "  Description:  Alcatel-Lucent Enterprise OS6860E-P24 8.9.221.R03 GA," },
    { "show chassis", "Local Chassis ID 1 (Master)\n" },
    { "show microcode", "8.9.221.R03" },
    { "show ssh", "Ssh Admin-State = Enabled\n" },
    { "show snmp security", "snmp security = no security\n" },
    { "show snmp community-map", "Community mode : enabled" },
    { "show aaa authentication", "Service type = Ssh\n 1st authentication server  = local\n" },
    { "whoami", "  Read-Write domains           = All ,\n" },
    { "who", "Session number = 1\n  User name   = admin,\n  Access type = ssh,\n" },
    { "freespace", "/flash 3143680 bytes free\n" },
    { "ls /flash", "certified/\nworking/\n" },
    { "write terminal", "! VLAN:\n" },
  };
  look_at_all ("OS6860E-P24", "8.9.221.R03", BASE8, FALSE, cases, G_N_ELEMENTS (cases));
}

static void
test_other_releases (void **state)
{
  static const Case old[] = {
    { "show vlan members port 1/1/1", "    10    default     forwarding\n   200    qtagged     forwarding\n" }, /* up to 8.8 */
    { "show lanpower slot 1/1", "On/Off   Class   Type\n------+" },
    { "show lanpower slot 1/1", " 1           30000         3000       Powered On" },
  };
  static const Case older[] = { { "show lanpower slot 1/1", "On/Off   Class\n----+" } };
  static const Case new[] = {
    { "show vlan", "\n10   std     Ena   Ena   Dis  1500   DATA" },
    { "show vlan members",
      "10    1/1/1   untagged   forwarding\n      1/1/2   untagged   inactive\n" }, /* the VLAN on its first row only */
    { "show vlan members port 1/1/1", "10     untagged   forwarding\n" },
    { "show lanpower slot 1/1", "Powered On" },
    { "show lanpower slot 1/1", "3 Watts Actual Power Consumed\n" },
    { "show lldp port 1/1/1 config", "0x00 0xc0" }, /* the policy goes with the capabilities there */
  };
  look_at_all ("OS6860E-P24", "8.8.56.R02", BASE8, FALSE, old, G_N_ELEMENTS (old));
  look_at_all ("OS6860E-P24", "8.4.1.141.R03", "lanpower slot 1/1 service start\n", FALSE, older, G_N_ELEMENTS (older));
  look_at_all ("OS6860E-P24", "8.10.105.R02", BASE8, FALSE, new, G_N_ELEMENTS (new));
}

static void
test_aos6 (void **state)
{
  static const Case cases[] = {
    { "show vlan", "\n  10    std   on     on     on    on     off   off   off     on   DATA" },
    { "show vlan 10", "Name                : DATA,\nAdministrative State: enabled,\n" },
    { "show vlan port", "   10    1/1    default   forwarding\n" },
    { "show vlan port", "  200    1/1    qtagged   forwarding\n" },
    { "show vlan port 1/1", "    10    default   forwarding\n   200    qtagged   forwarding\n" },
    { "show vlan 10 port", "  1/1     default   forwarding\n" },
    { "show vlan port mobile", "  1/10     on       1      off       on" },
    { "show vlan port mobile",
      "  1/3     off                                                     on\n" }, /* blank in the middle */
    { "show vlan 200 rules", "00:80:9f:11:22:33" },
    { "show 802.1q 1/1", "         200   TAG PORT 1/1 VLAN 200\n" },
    { "show interfaces status", " 1/1   Enable    100   Full" },
    { "show interfaces port", "  1/1    enable      up        none" },
    { "show interfaces 1/1", "Slot/Port  1/1  :\n  Operational Status     : up," },
    { "show linkagg port", "  1/25    Static" },
    { "show mac-address-table", "    10    80:5e:c0:01:02:03        learned         ---      bridging      1/1" },
    { "show lldp 1/1 config", "1/1      Rx + Tx      Disabled     0x00     Disabled   Disabled    0x00       0x40\n" },
    { "show lldp remote-system",
      "Remote LLDP Agents on Local Slot/Port 1/1:\n\n    Chassis 80:5e:c0:01:02:03, Port 80:5e:c0:01:02:03:\n" },
    { "show lldp remote-system",
      "      Remote ID                   = 1,\n      Chassis Subtype             = 4 (MAC Address),\n" },
    { "show lldp 1/1 remote-system med inventory", "      Manufacturer Name           = \"Yealink\"," },
    { "show lanpower 1", "Slot 1 Max Watts 390\n387 Watts Total Power Budget Remaining\n390 Watts Total Power Budget "
                         "Available\n1 Power Supplies Available\n" },
    { "show power", "1     1     390      AC    UP" },
    { "show running-directory",
      "\nCONFIGURATION STATUS\n   Running CMM              : PRIMARY,\n   CMM Mode                 : MONO CMM,\n" },
    { "show stack topology", "   1  STANDALONE  RUNNING" },
    { "show qos config", "Pending changes                = none" },
    { "show session config", "Cli Inactivity Timer in minutes  = 4,\n" },
    { "show more", "The more feature is disabled" },
    { "show history", "" },
    { "write terminal", "! VLAN :\n" },
  };
  static const Case ipx[] = { { "show vlan", "auth   ip   ipx   tag   lrn   name\n" } };
  look_at_all ("OS6450-P24", "6.7.2.191.R04", BASE6, TRUE, cases, G_N_ELEMENTS (cases));
  look_at_all ("OS6850E-P24", "6.4.4.343.R01", "lanpower start 1\n", TRUE, ipx, G_N_ELEMENTS (ipx));
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_aos8_9), cmocka_unit_test (test_other_releases),
                                      cmocka_unit_test (test_aos6) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab shows", tests, NULL, NULL);
}
