/* Rows into state, one quirk a case: what the rows say is known, what they leave open is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "walks.h"

#define E6 "1.3.6.1.4.1.6486.800.1.2.1."
#define E8 "1.3.6.1.4.1.6486.801.1.2.1."
#define OPER "1.3.6.1.2.1.2.2.1.8."
#define DUPLEX "1.3.6.1.2.1.10.7.2.1.19."
#define ERRORS "1.3.6.1.2.1.2.2.1."
#define FRAMES "1.3.6.1.2.1.31.1.1.1."
#define BASE "1.3.6.1.2.1.17.1.4.1.2."
#define VPA6 E6 "3.1.1.2.1.1.3."
#define VPA8 E8 "3.1.1.2.1.1.3."
#define EGRESS "1.3.6.1.2.1.17.7.1.4.2.1.4."
#define UNTAGGED "1.3.6.1.2.1.17.7.1.4.2.1.5."
#define REM "1.0.8802.1.1.2.1.4.1.1."
#define REM2 "1.3.111.2.802.1.1.13.1.4.1.1."
#define MED "1.0.8802.1.1.2.1.5.4795.1."
#define POE "1.3.6.1.2.1.105.1."

/* three ports of a switch that stands alone */
#define PORTS6 AOS6_HEAD OPER "1001|2|1\n" OPER "1002|2|2\n" OPER "1003|2|2\n" BASE "1|2|1001\n" BASE "2|2|1002\n" BASE "3|2|1003\n"
#define PORTS8 AOS8_HEAD OPER "1001|2|1\n" OPER "1002|2|2\n" OPER "1003|2|2\n" BASE "1|2|1001\n" BASE "2|2|1002\n" BASE "3|2|1003\n"
/* port 1 of each unit of a virtual chassis */
#define CHASSIS2 AOS8_HEAD OPER "1001|2|1\n" OPER "101001|2|1\n" BASE "1|2|1001\n" BASE "2049|2|101001\n"
#define CHASSIS3 CHASSIS2 OPER "201001|2|1\n" BASE "4097|2|201001\n"

typedef struct {
  const char *what, *walk;
  const char *lines[12]; /* of state_dump */
} Case;

static const Case cases[] = {
  { "membership: untagged, tagged, run-time", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "30.1001|2|2\n" VPA8 "4.1002|2|1\n" VPA8 "9.1002|2|3\n" VPA8 "8.1002|2|6\n",
    { "1/1/1 untagged 1", "1/1/1 tagged 30", "1/1/1 moved -", "1/1/2 untagged 4", "1/1/2 tagged -", "1/1/2 moved 9", "1/1/2 dynamic ?", "1/1/3 untagged ?",
      "1/1/3 tagged -" } },
  { "a UNP row makes a UNP port, also without the table of UNP ports", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "30.1001|2|9\n" VPA8 "31.1001|2|10\n",
    { "1/1/1 dynamic unp", "1/1/1 untagged 1", "1/1/1 tagged -", "1/1/1 moved 30-31" } },
  { "a mobile row makes a mobile port", PORTS6 VPA6 "1.1001|2|1\n" VPA6 "30.1001|2|3\n" VPA6 "31.1002|2|7\n",
    { "1/1 dynamic mobile", "1/1 moved 30", "1/2 dynamic ?", "1/2 moved 31" } },
  { "two untagged VLANs are a contradiction; the tags are known", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "2.1001|2|1\n" VPA8 "3.1001|2|2\n",
    { "1/1/1 untagged ?", "1/1/1 tagged 3", "switch status partial" } },
  { "three as well", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "2.1001|2|1\n" VPA8 "3.1001|2|1\n", { "1/1/1 untagged ?" } },
  { "a row of a type that nobody knows spoils its port, and no other", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "5.1001|2|12\n" VPA8 "1.1002|2|1\n",
    { "1/1/1 untagged ?", "1/1/1 tagged ?", "1/1/2 untagged 1", "1/1/2 tagged -", "switch status partial" } },
  { "so does one that is no number", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "5.1001|4|x\n" VPA8 "1.1002|2|1\n", { "1/1/1 untagged ?", "1/1/1 tagged ?", "1/1/2 tagged -" } },
  { "an index that is none spoils all", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "5|2|2\n", { "1/1/1 untagged 1", "1/1/1 tagged ?", "1/1/2 tagged ?" } },
  { "a VLAN that is none spoils its port", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "4095.1001|2|2\n", { "1/1/1 tagged ?", "1/1/2 tagged -" } },
  { "no membership rows: nothing is known", PORTS8, { "1/1/1 untagged ?", "1/1/1 tagged ?", "switch status partial" } },
  { "a row that says two things says nothing", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "5.1001|2|2\n" VPA8 "5.1001|2|1\n", { "1/1/1 untagged ?", "1/1/1 tagged ?" } },
  { "a row that is there twice is there once", PORTS8 VPA8 "1.1001|2|1\n" VPA8 "5.1001|2|2\n" VPA8 "5.1001|2|2\n", { "1/1/1 untagged 1", "1/1/1 tagged 5" } },
  { "any order", AOS8_HEAD VPA8 "5.1001|2|2\n" VPA8 "1.1001|2|1\n" BASE "1|2|1001\n" OPER "1001|2|1\n", { "1/1/1 untagged 1", "1/1/1 tagged 5", "1/1/1 oper up" } },
  { "members of an aggregate have no rows, the aggregate has; there may be an aggregate 0",
    PORTS8 OPER "40000000|2|1\n" OPER "40000005|2|1\n" VPA8 "1.40000005|2|1\n" VPA8 "30.40000005|2|2\n" VPA8 "1.1003|2|1\n" E8 "13.1.1.2.1.1.24.1001|2|5\n" E8
           "13.1.1.2.1.1.24.1002|2|0\n" E8 "13.1.1.2.1.1.24.1003|2|-1\n",
    { "1/1/1 aggregate linkagg 5", "1/1/2 aggregate linkagg 0", "1/1/3 aggregate -", "linkagg 5 untagged 1", "linkagg 5 tagged 30", "1/1/1 tagged -" } },
  { "0 is none where there is no aggregate 0", PORTS8 E8 "13.1.1.2.1.1.24.1001|2|0\n", { "1/1/1 aggregate -" } },
  { "the aggregate table by base port", PORTS8 OPER "40000005|2|1\n" E8 "13.1.1.2.1.1.24.1|2|5\n" E8 "13.1.1.2.1.1.24.2|2|-1\n",
    { "1/1/1 aggregate linkagg 5", "1/1/2 aggregate -", "1/1/3 aggregate -" } },
  { "the aggregate table by numbers that are no ports: nobody knows who is member", PORTS8 E8 "13.1.1.2.1.1.24.777|2|5\n",
    { "1/1/1 aggregate ?", "1/1/2 aggregate ?", "switch status partial" } },
  { "an aggregate that cannot be", PORTS8 E8 "13.1.1.2.1.1.24.1001|2|5000\n" E8 "13.1.1.2.1.1.24.1002|2|-1\n", { "1/1/1 aggregate ?", "1/1/2 aggregate -" } },

  { "Q-BRIDGE on AOS 6: tagged is egress without untagged", PORTS6 EGRESS "4121.1|4x|E0\n" UNTAGGED "4121.1|4x|C0\n" EGRESS "6855.30|4x|20\n" UNTAGGED "6855.30|4x|20\n",
    { "1/1 untagged 1", "1/1 tagged -", "1/2 untagged 1", "1/3 untagged 30", "1/3 tagged 1" } },
  { "a VLAN that changed during the walk: its newest row", PORTS6 EGRESS "1.1|4x|80\n" UNTAGGED "1.1|4x|80\n" EGRESS "2.1|4x|40\n" UNTAGGED "2.1|4x|40\n",
    { "1/1 untagged ?", "1/2 untagged 1" } },
  { "egress without its untagged ports: tagged or not, nobody knows", PORTS6 EGRESS "1.1|4x|80\n" UNTAGGED "1.1|4x|80\n" EGRESS "1.30|4x|C0\n",
    { "1/1 untagged ?", "1/1 tagged ?", "1/2 tagged ?", "1/3 tagged -" } },
  { "untagged ports without egress spoil all", PORTS6 EGRESS "1.1|4x|80\n" UNTAGGED "1.1|4x|80\n" UNTAGGED "1.30|4x|40\n", { "1/1 untagged 1", "1/1 tagged ?" } },
  { "vpaTable goes first", PORTS6 VPA6 "7.1001|2|1\n" EGRESS "1.1|4x|80\n" UNTAGGED "1.1|4x|80\n", { "1/1 untagged 7" } },
  { "AOS 8 has no good Q-BRIDGE", PORTS8 EGRESS "1.1|4x|80\n" UNTAGGED "1.1|4x|80\n", { "1/1/1 untagged ?" } },

  { "an edge port is one in every instance", PORTS8 E8 "12.1.1.1.2.1.22.1.1.1001|2|1\n" E8 "12.1.1.1.2.1.22.1.30.1001|2|1\n" E8 "12.1.1.1.2.1.22.1.1.1002|2|1\n" E8
                                                     "12.1.1.1.2.1.22.1.30.1002|2|2\n",
    { "1/1/1 edge yes", "1/1/2 edge no", "1/1/3 edge ?", "switch reload ?" } },
  { "edge ports by base port", PORTS6 E6 "12.1.1.1.4.1.22.1.1.2|2|1\n", { "1/2 edge yes", "1/1 edge ?" } },
  { "edge ports by numbers that are no ports", PORTS8 E8 "12.1.1.1.2.1.22.1.1.777|2|1\n", { "1/1/1 edge ?", "switch status partial" } },
  { "port security: a port without a row has none", PORTS8 E8 "8.2.1.1.1.2.1001|2|3\n", { "1/1/1 security yes", "1/1/1 security-macs 3", "1/1/2 security no" } },
  { "port security that was not asked for", PORTS8, { "1/1/1 security ?" } },
  { "the clock", PORTS8 "1.3.6.1.4.1.6486.801.1.1.1.2.1.1.5.1.0|4|03/02/2026\n1.3.6.1.4.1.6486.801.1.1.1.2.1.1.5.2.0|4|10:20:30\n",
    { "switch clock 2026-03-02T10:20:30" } },
  { "a clock that is none", PORTS8 "1.3.6.1.4.1.6486.801.1.1.1.2.1.1.5.1.0|4|31/31/2026\n1.3.6.1.4.1.6486.801.1.1.1.2.1.1.5.2.0|4|10:20:30\n", { "switch clock ?" } },
  { "duplex of links", PORTS8 DUPLEX "1001|2|2\n" DUPLEX "1002|2|3\n" DUPLEX "1003|2|1\n", { "1/1/1 duplex half", "1/1/2 duplex full", "1/1/3 duplex ?" } },
  { "a duplex that there is not", PORTS6 DUPLEX "1001|2|4\n", { "1/1 duplex ?", "switch status partial" } },
  { "errors and frames", PORTS8 ERRORS "14.1001|65|7\n" ERRORS "20.1001|65|0\n" FRAMES "7.1001|70|5000000000\n" FRAMES "8.1001|70|1\n" FRAMES "9.1001|70|2\n"
    FRAMES "11.1001|70|3\n" FRAMES "13.1001|70|3\n", { "1/1/1 in 7 broken 5000000003 good", "1/1/1 out 0 broken ? good", "1/1/2 in ?" } },
  { "errors that are no counter", PORTS8 ERRORS "14.1001|4|7\n", { "1/1/1 in ?", "switch status partial" } },
  { "frames that are too many to add", PORTS8 FRAMES "7.1001|70|18446744073709551615\n" FRAMES "8.1001|70|1\n" FRAMES "9.1001|70|0\n", { "1/1/1 in ?" } },
  { "devices of 802.1X, AOS 6", PORTS6 E6 "30.1.1.8.1.6.1.1.2.128.94.192.0.0.1.2|2|10\n" E6 "30.1.1.8.1.9.1.1.2.128.94.192.0.0.1.2|4|guest\n"
    E6 "30.1.1.8.1.12.1.1.2.128.94.192.0.0.1.2|2|3\n" E6 "30.1.1.8.1.12.1.1.2.128.94.192.0.0.2.1|2|1\n",
    { "1/2 auths 80:5e:c0:00:00:01/10 failed guest, 80:5e:c0:00:00:02/0 pending -", "1/2 auths-known yes", "1/1 auths -", "1/1 auths-known yes" } },
  { "the same device told twice, one way and the other", PORTS6 E6 "30.1.1.8.1.12.1.1.2.128.94.192.0.0.1.2|2|3\n"
    E6 "30.1.1.8.1.12.2.1.2.128.94.192.0.0.1.2|2|2\n", { "1/2 auths 80:5e:c0:00:00:01/0 unknown -" } },
  { "devices of UNP, AOS 8", PORTS8 E8 "63.1.1.9.1.4.1002.128.94.192.0.0.1.200|2|3\n" E8 "63.1.1.9.1.7.1002.128.94.192.0.0.1.200|4|voice\n"
    E8 "63.1.1.9.1.4.1003.128.94.192.0.0.2.1|2|5\n",
    { "1/1/2 auths 80:5e:c0:00:00:01/200 passed voice", "1/1/3 auths 80:5e:c0:00:00:02/1 failed -", "1/1/1 auths-known yes" } },
  { "devices whose MAC has its length before it", PORTS8 E8 "63.1.1.9.1.4.1002.6.128.94.192.0.0.1.200|2|3\n", { "1/1/2 auths ?", "1/1/2 auths-known no",
    "switch status partial" } },
  { "a device at a port that is none", PORTS6 E6 "30.1.1.8.1.12.1.9.9.128.94.192.0.0.1.2|2|3\n", { "1/2 auths-known no", "switch status partial" } },
  { "a result that nobody knows", PORTS8 E8 "63.1.1.9.1.4.1002.128.94.192.0.0.1.200|2|77\n", { "1/1/2 auths 80:5e:c0:00:00:01/200 unknown -",
    "1/1/2 auths-known no", "switch status partial" } },
  { "devices that were not asked for", PORTS8, { "1/1/1 auths ?", "1/1/1 auths-known no", "1/1/1 duplex ?", "1/1/1 in ?" } },
  { "a reload is counted down", PORTS8 "1.3.6.1.4.1.6486.801.1.1.1.3.1.1.1.1.3.65|2|600\n", { "switch reload yes" } },
  { "no reload", PORTS6 "1.3.6.1.4.1.6486.800.1.1.1.3.1.1.1.1.4.65|2|0\n", { "switch reload no" } },
  { "the rules of a slot's power", CHASSIS2 E8 "27.1.1.2.1.1.1|2|1\n" E8 "27.1.1.2.1.1.1001|2|1\n" E8 "27.1.1.2.1.3.1|2|1\n" E8 "27.1.1.2.1.3.1001|2|2\n" E8
                                             "27.1.1.2.1.7.1001|2|1\n",
    { "pse 1/1 disconnect 2 classes 0", "pse 2/1 disconnect 1 classes 2" } },

  { "VLANs and their kinds", PORTS8 E8 "3.1.1.1.1.1.2.10|4|DATA\n" E8 "3.1.1.1.1.1.3.10|2|1\n" E8 "3.1.1.1.1.1.8.10|2|5\n" E8 "3.1.1.1.1.1.2.20|4|Y\n" E8
                                   "3.1.1.1.1.1.3.20|2|2\n" E8 "3.1.1.1.1.1.8.20|2|6\n" E8 "3.1.1.1.1.1.2.5000|4|no VLAN\n",
    { "vlan 10 DATA admin yes type 1", "vlan 20 Y admin no type 2" } },
  { "VLAN names on AOS 6 from Q-BRIDGE", PORTS6 "1.3.6.1.2.1.17.7.1.4.3.1.1.200|4|VOIX\n", { "vlan 200 VOIX admin ? type 1" } },
  { "names of aggregates end in a NUL; None is no alias", PORTS6 OPER "40000001|2|1\n" "1.3.6.1.2.1.31.1.1.1.18.40000001|4x|4e6f6e6500\n"
                                                               "1.3.6.1.2.1.31.1.1.1.18.1001|4|None\n",
    { "linkagg 1 alias -", "1/1 alias None" } },
  { "a port that is tested is neither up nor down by will", PORTS8 "1.3.6.1.2.1.2.2.1.7.1001|2|3\n" "1.3.6.1.2.1.2.2.1.7.1002|2|2\n",
    { "1/1/1 admin ?", "1/1/2 admin down" } },

  { "mobile, 802.1X, neither", PORTS6 E6 "4.1.1.2.1.1.2.1001|2|1\n" E6 "4.1.1.2.1.1.2.1002|2|2\n" E6 "4.1.1.2.1.1.2.1003|2|1\n" E6 "4.1.1.2.1.1.6.1003|2|4\n",
    { "1/1 dynamic mobile", "1/2 dynamic -", "1/3 dynamic 802.1x" } },
  { "mobility that cannot be read", PORTS6 E6 "4.1.1.2.1.1.2.1001|2|7\n" E6 "4.1.1.2.1.1.2.1002|2|2\n", { "1/1 dynamic ?", "1/2 dynamic -" } },
  { "UNP and the links of a virtual chassis", PORTS8 E8 "63.1.1.7.1.4.1001|2|1\n" E8 "63.1.1.7.1.16.1001|2|1\n" E8 "69.1.1.7.1.3.1.0.1003|2|1\n",
    { "1/1/1 dynamic 802.1x", "1/1/2 dynamic -", "1/1/3 dynamic vfl" } },

  { "LLDP of a port that the bridge does not list: by the formula", PORTS8 OPER "2003|2|1\n" REM "4.1.259.7|2|4\n" REM "5.1.259.7|4x|001ae83ad167\n" REM "9.1.259.7|4|phone\n",
    { "1/2/3 neighbours 00:1a:e8:3a:d1:67//phone caps 00 voice -1/-1/-1 class -1 power -1 model ", "1/1/1 neighbours -" } },
  { "a number whose port has another number is nobody's", AOS8_HEAD OPER "1001|2|1\n" BASE "9|2|1001\n" REM "9.1.1.7|4|x\n", { "1/1/1 neighbours -" } },
  { "chassis as text on AOS 6, the same neighbour twice, capabilities as printed",
    PORTS6 REM "4.1.1.26|2|4\n" REM "5.1.1.26|4|00:1A:E8:3A:D1:67\n" REM "6.1.1.26|2|3\n" REM "7.1.1.26|4|00:1a:e8:3a:d1:68\n" REM "12.1.1.26|4|24 2 5\n" REM
           "4.1.1.136|2|4\n" REM "5.1.1.136|4x|001ae83ad167\n" REM "6.1.1.136|2|3\n" REM "7.1.1.136|4|00:1a:e8:3a:d1:68\n" REM "12.1.1.136|4x|24\n",
    { "1/1 neighbours 00:1a:e8:3a:d1:67/00:1a:e8:3a:d1:68/ caps 24 voice -1/-1/-1 class -1 power -1 model " } },
  { "no capability, as printed: not the octets 0 and 0", PORTS8 REM "9.1.1.7|4|x\n" REM "12.1.1.7|4|00\n",
    { "1/1/1 neighbours //x caps 00 voice -1/-1/-1 class -1 power -1 model " } },
  { "two neighbours of which nobody knows who they are stay two", PORTS8 REM "9.1.1.7|4|a\n" REM "9.1.1.8|4|b\n",
    { "1/1/1 neighbours //a caps 00 voice -1/-1/-1 class -1 power -1 model , //b caps 00 voice -1/-1/-1 class -1 power -1 model " } },
  { "an address as chassis", PORTS8 REM "4.1.1.7|2|5\n" REM "5.1.1.7|4x|010aa98530\n" REM "4.1.2.7|2|5\n" REM "5.1.2.7|4x|0220010db8000000000000000000000001\n",
    { "1/1/1 neighbours 10.169.133.48// caps 00 voice -1/-1/-1 class -1 power -1 model ",
      "1/1/2 neighbours 2001:db8::1// caps 00 voice -1/-1/-1 class -1 power -1 model " } },
  { "LLDP-V2 by ifIndex where V1 has nothing", PORTS8 REM2 "10.1.1002.1.7|4|v2\n" REM2 "13.1.1002.1.7|4x|04\n",
    { "1/1/2 neighbours //v2 caps 04 voice -1/-1/-1 class -1 power -1 model ", "1/1/1 neighbours -" } },
  { "LLDP-MED: application with its length, without, as number; class, power, model",
    PORTS8 REM "9.1.1.7|4|a\n" REM "9.1.2.7|4|b\n" REM "9.1.3.7|4|c\n" MED "3.1.1.3.1.1.7|2|3\n" MED "3.2.1.2.1.1.7.1.64|2|30\n" MED "3.2.1.3.1.1.7.1.64|2|5\n" MED
           "3.2.1.4.1.1.7.1.64|2|46\n" MED "3.2.1.5.1.1.7.1.64|2|2\n" MED "3.2.1.6.1.1.7.1.64|2|1\n" MED "3.2.1.2.1.1.7.1.32|2|99\n" MED
           "3.2.1.2.1.2.7.2.64.0|2|31\n" MED "3.2.1.6.1.2.7.2.64.0|2|2\n" MED "3.2.1.2.1.3.7.64|2|32\n" MED "3.3.1.6.1.1.7|4|T21\n" MED "3.7.1.1.1.1.7|66|65\n",
    { "1/1/1 neighbours //a caps 00 voice 30/5/46 class 3 power 65 model T21", "1/1/2 neighbours //b caps 00 voice 0/-1/-1 class -1 power -1 model ",
      "1/1/3 neighbours //c caps 00 voice 32/-1/-1 class -1 power -1 model " } },
  { "a phone that asks to be told its VLAN says none", PORTS8 REM "9.1.1.7|4|a\n" MED "3.2.1.2.1.1.7.1.64|2|0\n" MED "3.2.1.3.1.1.7.1.64|2|0\n" MED
                                                               "3.2.1.4.1.1.7.1.64|2|0\n" MED "3.2.1.5.1.1.7.1.64|2|1\n" MED "3.2.1.6.1.1.7.1.64|2|2\n",
    { "1/1/1 neighbours //a caps 00 voice -1/-1/-1 class -1 power -1 model " } },

  { "policies: index by family, bits as octets and as printed",
    PORTS8 E8 "58.1.1.1.1.1.2.3|4x|40\n" E8 "58.1.1.1.1.1.3.3|2|1\n" E8 "58.1.1.1.1.1.4.3|2|200\n" E8 "58.1.1.1.1.1.5.3|2|5\n" E8 "58.1.1.1.1.1.6.3|2|46\n" E8
           "58.1.1.1.1.1.2.4|4|00 80 8\n" E8 "58.1.1.1.1.1.3.4|2|3\n" E8 "58.1.1.1.1.1.4.4|2|0\n" E8 "58.1.1.1.1.1.5.4|2|0\n" E8 "58.1.1.1.1.1.6.4|2|0\n" E8
           "58.1.1.1.2.1.2.1.3|2|1\n" E8 "58.1.1.1.2.1.2.2.4|2|1\n",
    { "1/1/1 policies 3=voice vlan 200 priority 5 dscp 46", "1/1/3 policies -" } },
  { "policies of AOS 6: the policy goes first", PORTS6 E6 "58.1.1.1.1.1.2.3|4|40 1\n" E6 "58.1.1.1.1.1.3.3|2|1\n" E6 "58.1.1.1.1.1.4.3|2|200\n" E6
                                                        "58.1.1.1.1.1.5.3|2|5\n" E6 "58.1.1.1.1.1.6.3|2|46\n" E6 "58.1.1.1.2.1.2.3.1|2|1\n" E6 "58.1.1.1.2.1.2.3.2|2|1\n",
    { "1/1 policies 3=voice vlan 200 priority 5 dscp 46", "1/2 policies 3=voice vlan 200 priority 5 dscp 46", "1/3 policies -" } },
  { "bound by ifIndex", PORTS8 E8 "58.1.1.1.1.1.2.3|4x|40\n" E8 "58.1.1.1.1.1.3.3|2|1\n" E8 "58.1.1.1.1.1.4.3|2|200\n" E8 "58.1.1.1.1.1.5.3|2|5\n" E8
                                  "58.1.1.1.1.1.6.3|2|46\n" E8 "58.1.1.1.2.1.2.1002.3|2|1\n",
    { "1/1/2 policies 3=voice vlan 200 priority 5 dscp 46", "1/1/1 policies -" } },
  { "bound by both: unknown", PORTS8 E8 "58.1.1.1.1.1.2.3|4x|40\n" E8 "58.1.1.1.1.1.3.3|2|1\n" E8 "58.1.1.1.1.1.4.3|2|200\n" E8 "58.1.1.1.1.1.5.3|2|5\n" E8
                                        "58.1.1.1.1.1.6.3|2|46\n" E8 "58.1.1.1.2.1.2.1002.3|2|1\n" E8 "58.1.1.1.2.1.2.1.3|2|1\n",
    { "1/1/1 policies ?", "1/1/2 policies ?", "switch status partial" } },
  { "bound to a policy that is not there", PORTS8 E8 "58.1.1.1.2.1.2.1.3|2|1\n", { "1/1/1 policies ?" } },
  { "half a policy", PORTS8 E8 "58.1.1.1.1.1.2.3|4x|40\n" E8 "58.1.1.1.1.1.3.3|2|1\n", { "1/1/1 policies ?" } },
  { "LLDP state and TLVs; bits left out are zero", PORTS8 "1.0.8802.1.1.2.1.1.6.1.2.1|2|3\n" "1.0.8802.1.1.2.1.1.6.1.2.2|2|9\n" MED "1.2.1.2.1|4x|C0\n" MED
                                                         "1.2.1.2.2|4|C0 0 1\n" MED "1.2.1.2.3|4x|\n",
    { "1/1/1 lldp tx-and-rx", "1/1/2 lldp ?", "1/1/3 lldp ?", "1/1/1 tlvs 192", "1/1/2 tlvs 192", "1/1/3 tlvs 0" } },

  { "PoE of a stack", PORTS6 POE "1.1.3.1.1|2|1\n" POE "1.1.6.1.1|2|3\n" POE "1.1.7.1.1|2|2\n" POE "1.1.10.1.1|2|4\n" E6 "27.1.1.1.1.1.1.1|2|8000\n" E6
                             "27.1.1.1.1.2.1.1|2|3000\n" E6 "27.1.1.2.1.1.1|2|1\n" POE "3.1.1.2.1|66|390\n",
    { "1/1 poe on", "1/1 poe-status delivering", "1/1 poe-class 3", "1/1 poe-priority 2", "1/1 poe-limit 8000", "1/1 poe-actual 3000", "1/2 poe ?",
      "pse 0/1 service 2 budget 390 used 0 max 0" } },
  { "the draft of 2002 has other columns and values", PORTS6 E6 "27.999.1.1.1.3.1.1|2|1\n" E6 "27.999.1.1.1.7.1.1|2|4\n" E6 "27.999.1.1.1.7.1.2|2|8\n" E6
                                                             "27.999.1.1.1.8.1.1|2|3\n" E6 "27.999.1.1.1.14.1.1|2|1\n" E6 "27.999.1.1.1.7.1.3|2|3\n",
    { "1/1 poe on", "1/1 poe-status delivering", "1/2 poe-status denied", "1/1 poe-priority 3", "1/1 poe-class 0", "1/3 poe-status ?" } },
  { "the service of a slot whose ports have no rows", PORTS6 E6 "27.1.1.2.1.1.1|2|2\n", { "pse 0/1 service 1 budget 0 used 0 max 0" } },
  { "PoE groups of a virtual chassis: 1 and 1001", CHASSIS2 POE "1.1.3.1.1|2|1\n" POE "1.1.3.1001.1|2|2\n", { "1/1/1 poe on", "2/1/1 poe off" } },
  { "1001 and 2001, of two units", CHASSIS2 POE "1.1.3.1001.1|2|1\n" POE "1.1.3.2001.1|2|2\n", { "1/1/1 poe on", "2/1/1 poe off" } },
  { "1001 alone may be either unit", CHASSIS2 POE "1.1.3.1001.1|2|1\n", { "1/1/1 poe ?", "2/1/1 poe ?", "switch status partial" } },
  { "1001 and 2001, of three units", CHASSIS3 POE "1.1.3.1001.1|2|1\n" POE "1.1.3.2001.1|2|2\n", { "1/1/1 poe ?", "2/1/1 poe ?", "3/1/1 poe ?" } },
  { "a limit in some other unit is none", PORTS8 E8 "27.1.1.1.1.1.1.1|2|30\n" E8 "27.1.1.1.1.1.1.2|2|30000\n", { "1/1/1 poe-limit ?", "1/1/2 poe-limit 30000" } },
  { "QoS by chassis * 1000 + slot", CHASSIS2 E8 "22.1.1.29.1.4.1001.1|2|1\n" E8 "22.1.1.29.1.4.2001.1|2|2\n", { "1/1/1 trust yes", "2/1/1 trust no" } },
  { "QoS by slot", PORTS8 E8 "22.1.1.29.1.4.1.1|2|1\n", { "1/1/1 trust yes", "1/1/2 trust ?" } },

  { "MAC addresses of VLANs, not of services; none twice",
    PORTS8 E8 "8.1.1.8.1.8.1.0.1001.30.0.0.26.232.58.209.103|2|1\n" E8 "8.1.1.8.1.8.2.0.1001.31.0.0.26.232.58.209.104|2|1\n" E8
           "8.1.1.8.1.8.1.1.1001.30.0.0.26.232.58.209.103|2|1\n",
    { "1/1/1 macs 00:1a:e8:3a:d1:67/30", "1/1/2 macs -" } },
  { "MAC addresses of AOS 6", PORTS6 E6 "8.1.1.1.1.3.1001.30.0.26.232.58.209.103|2|1\n", { "1/1 macs 00:1a:e8:3a:d1:67/30" } },
  { "MAC addresses of the bridge", PORTS8 "1.3.6.1.2.1.17.7.1.2.2.1.2.30.0.26.232.58.209.103|2|2\n", { "1/1/2 macs 00:1a:e8:3a:d1:67/30" } },

  { "AOS 6 keeps", PORTS6 "1.3.6.1.4.1.6486.800.1.1.1.3.1.1.1.1.1.65|2|2\n1.3.6.1.4.1.6486.800.1.1.1.3.1.1.1.1.5.65|2|2\n"
                          "1.3.6.1.4.1.6486.800.1.1.1.3.1.1.1.1.6.65|2|4\n" E6 "11.1.1.1.45.0|2|2\n" E6 "11.1.1.1.8.0|2|2\n" E6 "24.1.1.1.1.10.1|2|1\n" E6 "24.1.1.1.1.10.2|2|3\n",
    { "switch directory working", "switch certified no", "switch synchronised yes", "switch unsaved yes", "switch timer pending", "switch complete no" } },
  { "AOS 8 keeps; a folder of one's own keeps its letters",
    PORTS8 "1.3.6.1.4.1.6486.801.1.1.1.3.1.1.1.1.4.66|2|3\n1.3.6.1.4.1.6486.801.1.1.1.3.1.1.1.1.9.66|4|LabOne\n" E8 "11.1.1.1.45.0|2|1\n" E8 "69.1.1.2.1.5.1|2|1\n",
    { "switch directory LabOne", "switch certified yes", "switch unsaved no", "switch complete yes" } },
  { "WORKING is working", PORTS8 "1.3.6.1.4.1.6486.801.1.1.1.3.1.1.1.1.9.65|4|WORKING\n", { "switch directory working" } },
  { "certify states that nobody knows", PORTS8 "1.3.6.1.4.1.6486.801.1.1.1.3.1.1.1.1.4.65|2|9\n" E8 "11.1.1.1.45.0|2|7\n", { "switch certified ?", "switch unsaved ?" } },
  { "a unit that is not there", AOS6_HEAD OPER "8001|2|1\n" OPER "17001|2|1\n" OPER "13600001|2|1\n", { "8/1 oper up" } },
  { "eight units of a virtual chassis", AOS8_HEAD OPER "701048|2|1\n" VPA8 "9.701048|2|1\n", { "8/1/48 untagged 9" } },
};

static void
test_cases (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SwitchState *s = walk_read (cases[i].walk, NULL);
      g_autofree char *dump = state_dump (s);
      for (guint k = 0; cases[i].lines[k]; k++)
        {
          g_autofree char *line = g_strconcat ("\n", cases[i].lines[k], "\n", NULL);
          if (!strstr (dump, line))
            fail_msg ("%s: no line `%s` in:%s", cases[i].what, cases[i].lines[k], dump);
        }
      switch_state_free (s);
    }
}

/* What is no OmniSwitch with AOS is refused by name; what says nothing of itself, too. */
static void
test_strangers (void **state)
{
  static const char *const walks[][2] = {
    { "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6486.800.1.1.2.2.4.1.1\n", "OmniStack" },
    { "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6486.800.1.1.2.2.2.1\n", "OmniAccess" },
    { "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6486.802.1\n", "Stellar" },
    { "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.1\n", "1.3.6.1.4.1.9.1.1" },
    { "1.3.6.1.2.1.1.1.0|4|Alcatel-Lucent OS6450-P24 6.6.4.268.R01\n", "sysObjectID" },
    { "1.3.6.1.2.1.1.2.0|2|7\n", "sysObjectID" },
    { "", "sysObjectID" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
    {
      SwitchState *s = walk_read (walks[i][0], NULL);
      assert_int_equal (s->status, SWITCH_UNREACHABLE);
      assert_null (s->family);
      assert_int_equal (s->ports->len, 0);
      if (!strstr (s->reason, walks[i][1]))
        fail_msg ("%s: %s", walks[i][1], s->reason);
      switch_state_free (s);
    }
}

/* The switch has no such table: not known, and said; but a model without PoE misses nothing. */
static void
test_absent (void **state)
{
  static const char *const others[] = { "ifx", "base-port", "unp", "aggregate", "vfl", "lldp-config", "lldp-rem", "med-tlv", "med-rem-class",
                                        "med-rem-policy", "med-rem-inventory", "med-rem-power", "policy", "policy-port", "trust-agent", "poe-main",
                                        "inline-main", "qos-port", "chassis-control", "members", "fdb" };
  g_autoptr (GString) tables = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_string_append_printf (tables, ",\"%s\":{\"status\":\"empty\"}", others[i]);
  static const char all[] = "{\"format\":\"vlanctl-capture/1\",\"tables\":{\"if\":{\"status\":\"complete\"},\"vlan\":{\"status\":\"complete\"},"
                            "\"vpa\":{\"status\":\"complete\"},\"config\":{\"status\":\"complete\"},\"poe-port\":{\"status\":\"absent\"},\"inline-port\":{\"status\":\"absent\"}%s%s}}";
  static const char rows[] = OPER "1001|2|1\n" VPA8 "1.1001|2|1\n" E8 "3.1.1.1.1.1.2.1|4|VLAN 1\n" E8 "11.1.1.1.45.0|2|1\n";
  static const char fibre[] = "1.3.6.1.2.1.1.1.0|4|Alcatel-Lucent Enterprise OS6860E-U28 8.9.107.R02 GA, March 16, 2023.\n"
                              "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6486.801.1.1.2.1.11.1.9\n";
  const struct {
    const char *head, *more, *says; /* NULL: everything was read */
  } cases_of[] = { { AOS8_HEAD, "", "PoE" }, { fibre, "", NULL }, { fibre, ",\"policy\":{\"status\":\"absent\"}", "policies" },
                 { fibre, ",\"med-tlv\":{\"status\":\"cut-short\"}", "med-tlv cut short" }, { fibre, ",\"med-tlv\":{}", "contradict" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases_of); i++)
    {
      g_autofree char *walk = g_strconcat (cases_of[i].head, rows, NULL), *json = g_strdup_printf (all, tables->str, cases_of[i].more);
      SwitchState *s = walk_read (walk, json);
      const char *reason = s->reason ? s->reason : "", *says = cases_of[i].says;
      if (s->status != (says ? SWITCH_PARTIAL : SWITCH_READ) || (says ? !strstr (reason, says) : *reason != '\0'))
        fail_msg ("%s: %s", says ? says : "nothing", reason);
      switch_state_free (s);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_cases), cmocka_unit_test (test_strangers), cmocka_unit_test (test_absent) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("decode", tests, NULL, NULL);
}
