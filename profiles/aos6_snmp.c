/* AOS 6: what is read and where it stands. Every OID is from the MIB texts (module in `cite`); what no capture of a real
 * switch holds is told apart by its answer, never assumed. */
#include "profiles/snmp.h"

#define E "1.3.6.1.4.1.6486.800"

#define PORT_ATTRS (HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED))
#define POE_ATTRS \
  (HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY) | HAS (ATTR_POE_STATUS) | HAS (ATTR_POE_CLASS) | HAS (ATTR_POE_ACTUAL))

const SnmpProfile aos6_snmp = {
  .tables = {
    [TABLE_SYSTEM] = { "1.3.6.1.2.1.1", { 1, 2, 3, 5, 6 }, .scalar = TRUE, .cite = "SNMPv2-MIB system" },
    [TABLE_IF] = { "1.3.6.1.2.1.2.2.1", { 3, 7, 8 }, .index = { INDEX_IF }, .cite = "IF-MIB ifTable" },
    [TABLE_IFX] = { "1.3.6.1.2.1.31.1.1.1", { 1, 15, 18 }, .index = { INDEX_IF }, .cite = "IF-MIB ifXTable" },
    [TABLE_BASE_PORT] = { "1.3.6.1.2.1.17.1.4.1", { 2 }, .index = { INDEX_PORT_NUMBER }, .cite = "BRIDGE-MIB dot1dBasePortTable" },
    [TABLE_ENTITY] = { "1.3.6.1.2.1.47.1.1.1.1", { 13 }, .cite = "ENTITY-MIB entPhysicalModelName" },
    [TABLE_VLAN] = { E ".1.2.1.3.1.1.1.1.1", { 2, 3 }, HAS (ATTR_VLANS), .index = { INDEX_VLAN }, .cite = "VLAN-MGR-MIB vlanTable" },
    [TABLE_Q_STATIC] = { "1.3.6.1.2.1.17.7.1.4.3.1", { 1 }, HAS (ATTR_VLANS), .instead_of = TABLE_VLAN, .cite = "Q-BRIDGE-MIB dot1qVlanStaticName" },
    [TABLE_VPA] = { E ".1.2.1.3.1.1.2.1.1", { 3 }, PORT_ATTRS, .index = { INDEX_VLAN, INDEX_IF }, .cite = "VLAN-MGR-MIB vpaTable" },
    /* OS6350 6.7.1 answers it correctly, OS6450 6.6.4 does not: only where vpaTable says nothing. */
    [TABLE_Q_CURRENT] = { "1.3.6.1.2.1.17.7.1.4.2.1", { 4, 5 }, PORT_ATTRS, .instead_of = TABLE_VPA, .cite = "Q-BRIDGE-MIB dot1qVlanCurrentTable" },
    [TABLE_MOBILE] = { E ".1.2.1.4.1.1.2.1.1", { 2, 6 }, HAS (ATTR_DYNAMIC), .no_row = NO_ROW_NONE, .cite = "GROUP-MOBILITY-MIB vMobilePortTable" },
    [TABLE_AGGREGATE] = { E ".1.2.1.13.1.1.2.1.1", { 24 }, HAS (ATTR_AGGREGATE), .index = { INDEX_PORT_NUMBER },
                          .no_row = NO_ROW_NONE, .cite = "LAG-MIB alclnkaggAggPortTable" },
    [TABLE_LLDP_CONFIG] = { "1.0.8802.1.1.2.1.1.6.1", { 2 }, HAS (ATTR_LLDP_ADMIN) | HAS (ATTR_NEIGHBOURS), .index = { INDEX_PORT_NUMBER },
                            .cite = "LLDP-MIB lldpPortConfigTable" },
    [TABLE_LLDP_REM] = { "1.0.8802.1.1.2.1.4.1.1", { 4, 5, 6, 7, 8, 9, 10, 11, 12 }, HAS (ATTR_NEIGHBOURS), .no_row = NO_ROW_WITNESS,
                         .witness = TABLE_LLDP_CONFIG, .cite = "LLDP-MIB lldpRemTable" },
    [TABLE_MED_TLV] = { "1.0.8802.1.1.2.1.5.4795.1.1.2.1", { 2 }, HAS (ATTR_MED_TLVS) | HAS (ATTR_POLICIES), .index = { INDEX_PORT_NUMBER },
                        .cite = "LLDP-EXT-MED-MIB lldpXMedPortConfigTLVsTxEnable" },
    [TABLE_MED_REM_CLASS] = { "1.0.8802.1.1.2.1.5.4795.1.3.1.1", { 3 }, HAS (ATTR_NEIGHBOURS), .no_row = NO_ROW_NONE,
                              .cite = "LLDP-EXT-MED-MIB lldpXMedRemCapabilitiesTable" },
    [TABLE_MED_REM_POLICY] = { "1.0.8802.1.1.2.1.5.4795.1.3.2.1", { 2, 3, 4, 5, 6 }, HAS (ATTR_NEIGHBOURS), .no_row = NO_ROW_NONE,
                               .cite = "LLDP-EXT-MED-MIB lldpXMedRemMediaPolicyTable" },
    [TABLE_MED_REM_INVENTORY] = { "1.0.8802.1.1.2.1.5.4795.1.3.3.1", { 4, 5, 6 }, HAS (ATTR_NEIGHBOURS), .no_row = NO_ROW_NONE,
                                  .cite = "LLDP-EXT-MED-MIB lldpXMedRemInventoryTable" },
    [TABLE_MED_REM_POWER] = { "1.0.8802.1.1.2.1.5.4795.1.3.7.1", { 1 }, HAS (ATTR_NEIGHBOURS), .no_row = NO_ROW_NONE,
                              .cite = "LLDP-EXT-MED-MIB lldpXMedRemXPoEPDTable" },
    [TABLE_POLICY] = { E ".1.2.1.58.1.1.1.1.1", { 2, 3, 4, 5, 6 }, HAS (ATTR_POLICIES), .no_row = NO_ROW_WITNESS, .witness = TABLE_MED_TLV,
                       .cite = "LLDP-MED-MIB alaLldpXMedLocMediaPolicyTable" },
    [TABLE_POLICY_PORT] = { E ".1.2.1.58.1.1.1.2.1", { 2 }, HAS (ATTR_POLICIES), .index = { INDEX_POLICY, INDEX_PORT_NUMBER },
                            .no_row = NO_ROW_WITNESS, .witness = TABLE_MED_TLV,
                            .cite = "LLDP-MED-MIB alaLldpXMedLocMediaPolicyPortTable" },
    [TABLE_TRUST_AGENT] = { E ".1.2.1.60.1.1.1.1", { 2, 3 }, HAS (ATTR_TRUST_AGENT), .index = { INDEX_PORT_NUMBER },
                            .no_row = NO_ROW_NONE, .cite = "LLDP-TRUST-MIB alaLLDPPortTable" },
    [TABLE_POE_PORT] = { "1.3.6.1.2.1.105.1.1.1", { 3, 6, 7, 10 }, POE_ATTRS, .index = { INDEX_GROUP_PORT },
                         .cite = "RFC 3621 pethPsePortTable" },
    [TABLE_POE_MAIN] = { "1.3.6.1.2.1.105.1.3.1.1", { 2, 3, 4 }, POE_ATTRS | HAS (ATTR_POE_SERVICE), .cite = "RFC 3621 pethMainPseTable" },
    /* The 2002 draft under the vendor's branch, with other columns and values: which release answers which is not known. */
    [TABLE_POE_DRAFT_PORT] = { E ".1.2.1.27.999.1.1.1", { 3, 7, 8, 14 }, POE_ATTRS, .index = { INDEX_GROUP_PORT },
                               .instead_of = TABLE_POE_PORT, .cite = "ALU-POWER-ETHERNET-MIB" },
    [TABLE_POE_DRAFT_MAIN] = { E ".1.2.1.27.999.1.3.1.1", { 2, 3, 4 }, POE_ATTRS | HAS (ATTR_POE_SERVICE), .instead_of = TABLE_POE_MAIN,
                               .cite = "ALU-POWER-ETHERNET-MIB" },
    [TABLE_INLINE_PORT] = { E ".1.2.1.27.1.1.1.1", { 1, 2 }, HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_ACTUAL), .index = { INDEX_GROUP_PORT },
                            .cite = "INLINE-POWER-MIB alaPethPsePortTable" },
    [TABLE_INLINE_MAIN] = { E ".1.2.1.27.1.1.2.1", { 1, 2 }, HAS (ATTR_POE_SERVICE), .cite = "INLINE-POWER-MIB alaPethMainPseTable" },
    [TABLE_FDB] = { E ".1.2.1.8.1.1.1.1", { 3 }, HAS (ATTR_MACS), .no_row = NO_ROW_NONE, .cite = "MAC-ADDRESS-MIB slMacAddressTable" },
    [TABLE_FDB_BRIDGE] = { "1.3.6.1.2.1.17.7.1.2.2.1", { 2 }, HAS (ATTR_MACS), .no_row = NO_ROW_NONE, .instead_of = TABLE_FDB,
                           .cite = "Q-BRIDGE-MIB dot1qTpFdbPort" },
    [TABLE_CONFIG] = { E ".1.2.1.11.1.1.1", { 6, 7, 8, 45 }, HAS (ATTR_UNSAVED) | HAS (ATTR_TIMER), .scalar = TRUE, .cite = "CONFIG-MGR-MIB" },
    [TABLE_CHASSIS_CONTROL] = { "1.3.6.1.4.1.6486.800.1.1.1.3.1.1.1.1", { 1, 5, 6 },
                                HAS (ATTR_RUNNING_DIRECTORY) | HAS (ATTR_CERTIFIED), .instances = { 65, 66 }, .cite = "CHASSIS-MIB chasControlModuleTable" },
    [TABLE_MEMBERS] = { E ".1.2.1.24.1.1.1.1", { 10 }, HAS (ATTR_MEMBERS), .cite = "STACK-MANAGER-MIB alaStackMgrChassisTable" },
    [TABLE_INLINE_RULES] = { E ".1.2.1.27.1.1.2.1", { 3 }, HAS (ATTR_AUDIT), .cite = "INLINE-POWER-MIB alaPethMainPseTable" },
    [TABLE_PORT_SECURITY] = { E ".1.2.1.8.2.1.1.1", { 2 }, HAS (ATTR_AUDIT), .no_row = NO_ROW_NONE, .cite = "aos-snmp.md 5b lpsMaxMacNum" },
    [TABLE_STP_EDGE] = { E ".1.2.1.12.1.1.1.4.1", { 22 }, HAS (ATTR_AUDIT), .cite = "aos-snmp.md 5b vStpInsPortAdminEdge" },
    [TABLE_RELOAD] = { "1.3.6.1.4.1.6486.800.1.1.1.3.1.1.1.1", { 4 }, HAS (ATTR_AUDIT), .instances = { 65, 66 },
                       .cite = "CHASSIS-MIB chasControlDelayedActivateTimer" },
    [TABLE_CLOCK] = { E ".1.1.1.2.1.1.5", { 1, 2 }, HAS (ATTR_AUDIT), .scalar = TRUE, .cite = "aos-snmp.md 5b systemServicesDate, Time" },
    [TABLE_DUPLEX] = { "1.3.6.1.2.1.10.7.2.1", { 19 }, HAS (ATTR_AUDIT), .index = { INDEX_IF },
                       .cite = "EtherLike-MIB dot3StatsDuplexStatus (RFC 3635)" },
    [TABLE_ERRORS] = { "1.3.6.1.2.1.2.2.1", { 14, 20 }, HAS (ATTR_AUDIT), .index = { INDEX_IF },
                       .cite = "IF-MIB ifInErrors, ifOutErrors (RFC 2863)" },
    [TABLE_FRAMES] = { "1.3.6.1.2.1.31.1.1.1", { 7, 8, 9, 11, 12, 13 }, HAS (ATTR_AUDIT), .index = { INDEX_IF },
                       .cite = "IF-MIB ifHCInUcastPkts to ifHCOutBroadcastPkts (RFC 2863)" },
    /* No capture of a real switch holds it. That a MAC is six numbers without its length, and the slot that of the stack, is how the MIB
     * text reads: rows that do not fit are told, and nothing is taken from them. */
    [TABLE_AUTH] = { E ".1.2.1.30.1.1.8.1", { 6, 9, 12 }, HAS (ATTR_AUDIT), .no_row = NO_ROW_NONE, .cite = "DOT1X-MIB alaDot1xDeviceStatusTable" },
  },
  .layout = {
    .vpa_default = 1,
    .vpa_tagged = 2,
    .vpa_dynamic = 1 << 3 | 1 << 7, /* mobile, dynamic */
    .vpa_moved = 1 << 3,
    .vpa_moved_kind = DYNAMIC_MOBILE,
    .vpa_other = 1 << 4 | 1 << 6, /* mirrored, svlan */
    .running_version_column = 1,
    .certify_column = 5,
    .synchro_column = 6,
    .aggregate_column = 24,
    .members_status_column = 10,
    .members_running = 1,
    .fdb_port_at = 0,
    .fdb_vlan_at = 1,
    .auth = { .index_length = 10, .port_at = 1, .by_slot = TRUE, .mac_at = 3, .vlan_column = 6, .profile_column = 9, .result_column = 12,
              .not_asked = 0, .pending = 1, .passed = 2, .failed_min = 3, .failed_max = 3 },
  },
};
