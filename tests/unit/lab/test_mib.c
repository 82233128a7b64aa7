/* What SNMP tells, per family: roots, columns, indexes, numbers. And a switch that starts from a recorded walk. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

#define RICH8                                                                                                                    \
  "vlan 10 name DATA\nvlan 200 name VOIX\nvlan 10 members port 1/1/1-8 untagged\nvlan 200 members port 1/1/1-8 tagged\nlinkagg " \
  "static agg 5 size 2\n"                                                                                                        \
  "linkagg static port 1/1/25-26 agg 5\nvlan 200 members linkagg 5 tagged\nunp port 1/1/20 port-type bridge\nunp port 1/1/20 "   \
  "vlan 200 tagged\n"                                                                                                            \
  "interfaces port 1/1/3 alias \"desk 3\"\ninterfaces port 1/1/9 admin-state disable\nlldp network-policy 1 application voice "  \
  "vlan 200 l2-priority 5 dscp 46\n"                                                                                             \
  "lldp port 1/1/1-8 tlv med capability enable\nlldp port 1/1/1-8 tlv med network-policy enable\nlldp port 1/1/1 med "           \
  "network-policy 1\n"                                                                                                           \
  "lldp port 1/1/2 lldpdu rx\nlanpower port 1/1/1 power 8000\nlanpower port 1/1/1 priority high\nqos port 1/1/1 trusted\nqos "   \
  "apply\n"                                                                                                                      \
  "port-security port 1/1/12 maximum 3\nlanpower slot 1/1 service start\n"
#define RICH6                                                                                                                    \
  "vlan 10 enable name \"DATA\"\nvlan 200 enable name \"VOIX\"\nvlan 10 port default 1/1\nvlan 200 802.1q 1/1\nstatic linkagg "  \
  "5 size 2\n"                                                                                                                   \
  "static agg 1/25 agg num 5\nvlan port mobile 1/10\nvlan port 1/10 802.1x enable\nvlan 200 mobile-tag enable\nvlan 200 mac "    \
  "00:80:9f:11:22:33\n"                                                                                                          \
  "lldp network-policy 1 application voice vlan 200 l2-priority 5 dscp 46\nlldp 1/1 tlv med network-policy enable\nlldp 1/1 "    \
  "med network-policy 1\n"                                                                                                       \
  "lanpower 1/1 power 8000\nqos port 1/1 trusted\nqos apply\nlanpower start 1\n"

static LabSwitch *
rich (gboolean aos8)
{
  char *why = NULL;
  LabSwitch *s = switch_new (aos8 ? "OS6860E-P24" : "OS6450-P24", aos8 ? "8.9.221.R03" : "6.7.2.191.R04", aos8 ? 2 : 1,
                             aos8 ? RICH8 : RICH6);
  const char *dot = aos8 ? "1/" : "";
  g_autofree char *phones = g_strdup_printf ("%s1/1", dot), *far = g_strdup_printf ("%s1/24", dot);
  lab_plug (s, phones, "phone", "80:5e:c0:01:02:03", &why);
  lab_plug (s, far, "switch", "e8:e7:32:00:00:09", &why);
  port (s, far)->device->address = g_strdup ("10.0.0.1");
  port (s, far)->device->macs = 3;
  lab_changed (s);
  pass (s, 1000);
  pass (s, 1000);
  return s;
}

static const MibRow *
find (const GArray *rows, const char *oid)
{
  guint32 name[MIB_MAX_OID];
  return mib_get (rows, name, mib_parse_oid (oid, name));
}

static void
is (const GArray *rows, const char *oid, gint64 number)
{
  const MibRow *row = find (rows, oid);
  if (!row || row->number != number)
    fail_msg ("%s is %" G_GINT64_FORMAT " where %" G_GINT64_FORMAT " was expected", oid, row ? row->number : -999, number);
}

static void
says (const GArray *rows, const char *oid, const char *text)
{
  const MibRow *row = find (rows, oid);
  if (!row || row->size != strlen (text) || memcmp (row->octets, text, row->size))
    fail_msg ("%s is `%.*s` where `%s` was expected", oid, row ? (int) row->size : 0, row ? row->octets : "", text);
}

static void
gone (const GArray *rows, const char *oid)
{
  if (find (rows, oid))
    fail_msg ("%s is there", oid);
}

static void
test_order (void **state)
{
  for (guint aos8 = 0; aos8 < 2; aos8++)
    {
      LabSwitch *s = rich (aos8);
      g_hash_table_add (s->extra_tables, g_strdup (aos8 ? "lldp-v2" : "poe-draft"));
      GArray *rows = mib_rows (s);
      assert_true (rows->len > 900);
      for (guint i = 1; i < rows->len; i++)
        {
          const MibRow *a = &g_array_index (rows, MibRow, i - 1), *b = &g_array_index (rows, MibRow, i);
          if (mib_compare (a->oid, a->n, b->oid, b->n) >= 0 || b->n <= b->n_column)
            fail_msg ("row %u (%u.%u... of %u) is not after the one before it, or has no index", i, b->oid[0], b->oid[1], b->n);
        }
      mib_free (rows);
      lab_switch_free (s);
    }
}

#define LLDP_ "1.0.8802.1.1.2.1"
#define MED_ LLDP_ ".5.4795.1"

static void
test_aos8_numbers (void **state)
{
  LabSwitch *s = rich (TRUE);
  GArray *rows = mib_rows (s);
  says (rows, "1.3.6.1.2.1.2.2.1.2.101001", "Alcatel-Lucent OS6860E GNI 2/1/1");
  is (rows, "1.3.6.1.2.1.17.1.4.1.2.2049", 101001);          /* second chassis */
  is (rows, "1.3.6.1.2.1.17.1.4.1.2.32774", 40000005);       /* aggregate 5 */
  says (rows, "1.3.6.1.2.1.31.1.1.1.1.40000005", "0/5");
  says (rows, E8 ".1.2.1.3.1.1.1.1.1.2.200", "VOIX");
  is (rows, E8 ".1.2.1.3.1.1.1.1.1.8.4094", 6);              /* ipc */
  is (rows, E8 ".1.2.1.3.1.1.2.1.1.3.10.1001", 1);
  is (rows, E8 ".1.2.1.3.1.1.2.1.1.3.200.1001", 2);
  is (rows, E8 ".1.2.1.3.1.1.2.1.1.4.200.1001", 0);          /* forwarding */
  is (rows, E8 ".1.2.1.3.1.1.2.1.1.4.200.1002", 2);          /* inactive */
  is (rows, E8 ".1.2.1.3.1.1.2.1.1.3.200.1020", 10);         /* UNP, tagged */
  is (rows, E8 ".1.2.1.3.1.1.2.1.1.3.200.40000005", 2);
  gone (rows, E8 ".1.2.1.3.1.1.2.1.1.3.1.1025");             /* a member of an aggregate has no row */
  is (rows, E8 ".1.2.1.13.1.1.2.1.1.24.1025", 5);
  is (rows, E8 ".1.2.1.13.1.1.2.1.1.24.1001", -1);
  is (rows, E8 ".1.2.1.63.1.1.7.1.4.1020", 1);
  is (rows, E8 ".1.2.1.63.1.1.54.1.2.1020.200", 1);
  is (rows, LLDP_ ".1.6.1.2.2", 2);
  is (rows, LLDP_ ".4.1.1.4.1.1.1", 4);
  assert_int_equal (find (rows, LLDP_ ".4.1.1.5.1.1.1")->size, 6); /* octets */
  is (rows, LLDP_ ".4.2.1.3.1.24.24.1.4.10.0.0.1", 2);
  is (rows, MED_ ".3.2.1.2.1.1.1.1.64", 200);
  is (rows, MED_ ".3.2.1.4.1.1.1.1.64", 46);
  is (rows, E8 ".1.2.1.58.1.1.1.1.1.4.1", 200);
  is (rows, E8 ".1.2.1.58.1.1.1.2.1.2.1.1", 1);              /* { port, policy } */
  is (rows, "1.3.6.1.2.1.105.1.1.1.6.1.1", 3);
  is (rows, "1.3.6.1.2.1.105.1.1.1.6.1001.1", 1);            /* group of the second chassis; its service is off */
  is (rows, E8 ".1.2.1.27.1.1.1.1.1.1.1", 8000);
  is (rows, E8 ".1.2.1.27.1.1.2.1.1.1", 1);
  is (rows, E8 ".1.2.1.27.1.1.2.1.1.1001", 2);
  is (rows, E8 ".1.2.1.22.1.1.29.1.4.1001.1", 1);
  is (rows, E8 ".1.2.1.22.1.1.29.1.4.2001.1", 2);
  is (rows, E8 ".1.2.1.8.2.1.1.1.2.1012", 3);
  is (rows, E8 ".1.2.1.8.1.1.8.1.7.1.1.1001.200.0.128.94.192.1.2.3", 4);
  is (rows, E8 ".1.2.1.11.1.1.1.45.0", 1);
  is (rows, E8 ".1.1.1.3.1.1.1.1.4.65", 3);
  says (rows, E8 ".1.1.1.3.1.1.1.1.9.65", "working");
  is (rows, E8 ".1.2.1.69.1.1.2.1.3.2", 2);                  /* slave */
  is (rows, E8 ".1.2.1.87.1.1.1.1.1.2.1", 2);
  gone (rows, "1.3.6.1.2.1.17.7.1.4.5.1.1.1001");            /* no PVID on AOS 8 */
  mib_free (rows);
  lab_switch_free (s);
}

static void
test_aos6_numbers (void **state)
{
  LabSwitch *s = rich (FALSE);
  GArray *rows = mib_rows (s);
  is (rows, E6 ".1.2.1.3.1.1.2.1.1.3.200.1001", 2);
  is (rows, E6 ".1.2.1.3.1.1.2.1.1.4.200.1001", 3);          /* forwarding */
  is (rows, E6 ".1.2.1.3.1.1.2.1.1.4.1.1002", 1);            /* inactive */
  is (rows, E6 ".1.2.1.3.1.1.1.1.1.19.200", 1);              /* mobile tag */
  is (rows, E6 ".1.2.1.4.1.1.2.1.1.2.1010", 1);
  is (rows, E6 ".1.2.1.4.1.1.2.1.1.6.1010", 4);              /* 802.1X */
  is (rows, E6 ".1.2.1.4.1.1.1.3.1.2.0.128.159.17.34.51", 200);
  is (rows, "1.3.6.1.2.1.17.7.1.4.5.1.1.1001", 10);          /* by ifIndex, only where there is a tag */
  gone (rows, "1.3.6.1.2.1.17.7.1.4.5.1.1.1002");
  assert_int_equal (find (rows, "1.3.6.1.2.1.17.7.1.4.2.1.5.4121.10")->octets[0] & 0x80, 0x80);
  assert_int_equal (find (rows, LLDP_ ".4.1.1.5.1.1.1")->size, 17); /* the chassis' MAC as text */
  is (rows, E6 ".1.2.1.58.1.1.1.2.1.2.1.1", 1);
  is (rows, E6 ".1.2.1.22.1.1.29.1.6.1.1", 1);
  is (rows, E6 ".1.2.1.22.1.1.29.1.6.1.10", 1);              /* mobile ports are always trusted */
  is (rows, E6 ".1.2.1.22.1.1.29.1.6.1.2", 2);
  is (rows, E6 ".1.2.1.8.1.1.1.1.2.1001.200.128.94.192.1.2.3", 4);
  is (rows, E6 ".1.1.1.3.1.1.1.1.1.65", 2);                  /* working */
  is (rows, E6 ".1.1.1.3.1.1.1.1.5.65", 3);
  is (rows, E6 ".1.2.1.24.1.1.1.1.10.1", 1);
  gone (rows, "1.3.6.1.2.1.17.1.4.1.2.32774");               /* aggregates are not in the table */
  assert_int_equal (find (rows, "1.3.6.1.2.1.31.1.1.1.1.40000005")->size, 5); /* "agg5" and a NUL */
  mib_free (rows);
  lab_switch_free (s);
}

static void
test_choices (void **state)
{
  LabSwitch *s = rich (FALSE);
  s->poe_draft = TRUE;
  g_hash_table_add (s->extra_tables, g_strdup ("poe-draft"));
  g_hash_table_add (s->no_tables, g_strdup ("lldp-med"));
  GArray *rows = mib_rows (s);
  gone (rows, "1.3.6.1.2.1.105.1.1.1.6.1.1");
  is (rows, E6 ".1.2.1.27.999.1.1.1.7.1.1", 4);              /* delivering, in the draft's numbers */
  is (rows, E6 ".1.2.1.27.1.1.1.1.1.1.1", 8000);
  gone (rows, MED_ ".1.2.1.2.1");
  gone (rows, E6 ".1.2.1.58.1.1.1.1.1.4.1");
  mib_free (rows);
  lab_switch_free (s);
  s = rich (TRUE);
  s->policy_by_if = TRUE;
  rows = mib_rows (s);
  is (rows, E8 ".1.2.1.58.1.1.1.2.1.2.1001.1", 1);
  mib_free (rows);
  lab_switch_free (s);
}

/* ---- what happened to ports ------------------------------------------------------------------------------------------ */

static void
is_of (const GArray *rows, const char *oid, guchar type, gint64 number)
{
  is (rows, oid, number);
  assert_int_equal (find (rows, oid)->type, type);
}

#define IF_ "1.3.6.1.2.1.2.2.1."
#define IFX_ "1.3.6.1.2.1.31.1.1.1."
#define DUPLEX_ "1.3.6.1.2.1.10.7.2.1.19."
#define STP_ "1.3.6.1.2.1.17.2."

static void
test_counters (void **state)
{
  LabSwitch *s = rich (TRUE);
  port (s, "1/1/1")->past = (LabPast){ .in_errors = 4294967295u, .out_errors = 2, .in_discards = 3, .out_discards = 4 };
  port (s, "1/1/25")->past.in_errors = 5; /* of aggregate 5 */
  port (s, "1/1/26")->past.in_errors = 6;
  GArray *rows = mib_rows (s);
  is_of (rows, IF_ "14.1001", MIB_COUNTER, 4294967295);
  is_of (rows, IF_ "20.1001", MIB_COUNTER, 2);
  is_of (rows, IF_ "13.1001", MIB_COUNTER, 3);
  is_of (rows, IF_ "19.1001", MIB_COUNTER, 4);
  is (rows, IF_ "14.1024", 0);
  is (rows, IF_ "14.40000005", 11);
  assert_true (find (rows, IFX_ "7.1001")->number > 100000);
  assert_int_equal (find (rows, IFX_ "7.1001")->type, MIB_COUNTER64);
  is_of (rows, IF_ "11.1001", MIB_COUNTER, find (rows, IFX_ "7.1001")->number); /* has not wrapped yet */
  is (rows, IFX_ "7.1002", 0);                                                    /* nothing there */
  is (rows, IFX_ "10.1002", 0);
  gint64 before = find (rows, IFX_ "6.1001")->number;
  mib_free (rows);
  pass (s, 1000000000);
  rows = mib_rows (s);
  assert_true (find (rows, IFX_ "6.1001")->number > before + G_MAXUINT32);
  is (rows, IF_ "10.1001", find (rows, IFX_ "6.1001")->number % 4294967296);
  mib_free (rows);
  must (s, "interfaces port 1/1/1 alias \"still\""); /* no line of the configuration unmakes an error */
  lab_boot (s, NULL);
  rows = mib_rows (s);
  is (rows, IF_ "20.1001", 2);
  mib_free (rows);
  g_hash_table_add (s->no_tables, g_strdup ("counters"));
  rows = mib_rows (s);
  gone (rows, IF_ "14.1001");
  gone (rows, IFX_ "7.1001");
  is (rows, IF_ "3.1001", 6);
  mib_free (rows);
  lab_switch_free (s);
}

static void
test_links (void **state)
{
  for (guint aos8 = 0; aos8 < 2; aos8++)
    {
      LabSwitch *s = rich (aos8);
      LabDevice *d = port (s, aos8 ? "1/1/24" : "1/24")->device;
      GArray *rows = mib_rows (s);
      is (rows, DUPLEX_ "1001", 3);
      is (rows, DUPLEX_ "1002", 1); /* down */
      gone (rows, DUPLEX_ "40000005");
      is_of (rows, IF_ "5.1024", MIB_GAUGE, 1000000000);
      is (rows, IF_ "5.1002", 0);
      mib_free (rows);
      d->half = TRUE;
      d->speed = 10;
      rows = mib_rows (s);
      is (rows, DUPLEX_ "1024", 2);
      is (rows, IF_ "5.1024", 10000000);
      is (rows, IFX_ "15.1024", 10);
      g_autofree char *shown = run (s, "show interfaces status", NULL);
      assert_has (shown, aos8 ? " 1/1/24       en    en      10   Half" : " 1/24  Enable     10   Half");
      mib_free (rows);
      d->half = FALSE;
      d->speed = 10000; /* more than ifSpeed can tell */
      rows = mib_rows (s);
      is (rows, IF_ "5.1024", 4294967295);
      mib_free (rows);
      g_hash_table_add (s->no_tables, g_strdup ("duplex"));
      rows = mib_rows (s);
      gone (rows, DUPLEX_ "1024");
      mib_free (rows);
      lab_switch_free (s);
    }
}

static void
test_spanning_tree (void **state)
{
  LabSwitch *s = rich (TRUE);
  must (s, "vlan 10 members port 1/1/24 untagged");
  port (s, "1/1/24")->past = (LabPast){ .stp = LAB_STP_BLOCKING, .edge = TRUE };
  GArray *rows = mib_rows (s);
  is (rows, STP_ "1.0", 3);
  is (rows, STP_ "2.0", 32768);
  assert_int_equal (find (rows, STP_ "5.0")->size, 8);
  is (rows, STP_ "15.1.3.9", 1);         /* nothing plugged in */
  gone (rows, STP_ "15.1.3.1");          /* a tree for each VLAN: this table knows that of VLAN 1 */
  is (rows, STP_ "15.1.3.32774", 1);     /* aggregate 5 */
  gone (rows, STP_ "15.1.3.25");         /* its member */
  is (rows, E8 ".1.2.1.12.1.1.1.2.1.22.2.10.24", 1);
  is (rows, E8 ".1.2.1.12.1.1.1.2.1.3.2.10.24", LAB_STP_BLOCKING);
  is (rows, E8 ".1.2.1.3.1.1.2.1.1.4.10.1024", 1); /* vpaState agrees, and so does the command line */
  g_autofree char *shown = run (s, "show vlan 10 members", NULL);
  assert_has (shown, "blocking");
  is (rows, E8 ".1.2.1.12.1.1.1.2.1.22.2.10.1", 2);
  is (rows, E8 ".1.2.1.12.1.1.1.2.1.3.2.200.1", LAB_STP_FORWARDING);
  gone (rows, E8 ".1.2.1.12.1.1.1.2.1.22.2.1.1");
  mib_free (rows);
  s->flat_stp = TRUE;
  rows = mib_rows (s);
  is (rows, STP_ "15.1.1.1", 1);
  is (rows, STP_ "15.1.3.1", LAB_STP_FORWARDING);
  is_of (rows, STP_ "15.1.10.1", MIB_COUNTER, 1);
  is (rows, STP_ "15.1.5.1", 19);        /* 100 Mbit/s */
  is (rows, STP_ "15.1.3.24", LAB_STP_BLOCKING);
  assert_int_equal (memcmp (find (rows, STP_ "15.1.6.24")->octets, find (rows, STP_ "5.0")->octets, 8), 0);
  is (rows, STP_ "15.1.3.2049", 1);      /* second chassis, by base port */
  is (rows, E8 ".1.2.1.12.1.1.1.2.1.22.1.1.24", 1);
  mib_free (rows);
  g_hash_table_add (s->no_tables, g_strdup ("stp"));
  rows = mib_rows (s);
  gone (rows, STP_ "15.1.3.1");
  gone (rows, E8 ".1.2.1.12.1.1.1.2.1.22.1.1.24");
  mib_free (rows);
  lab_switch_free (s);
  s = rich (FALSE);
  port (s, "1/24")->past.edge = TRUE;
  rows = mib_rows (s);
  is (rows, STP_ "1.0", 5);
  is (rows, STP_ "15.1.3.24", LAB_STP_FORWARDING);
  is (rows, E6 ".1.2.1.12.1.1.1.4.1.22.2.1.24", 1);
  is (rows, E6 ".1.2.1.12.1.1.1.4.1.22.2.200.1", 2);
  mib_free (rows);
  lab_switch_free (s);
}

static void
test_users (void **state)
{
  for (guint aos8 = 0; aos8 < 2; aos8++)
    {
      LabSwitch *s = rich (aos8);
      LabDevice *d = port (s, aos8 ? "1/1/1" : "1/1")->device;
      GArray *rows = mib_rows (s);
      gone (rows, aos8 ? E8 ".1.2.1.63.1.1.9.1.4.1001.128.94.192.1.2.3.10" : E6 ".1.2.1.30.1.1.8.1.12.1.1.1.128.94.192.1.2.3.1");
      mib_free (rows);
      d->auth = LAB_AUTH_FAILED;
      rows = mib_rows (s);
      is (rows, aos8 ? E8 ".1.2.1.63.1.1.9.1.4.1001.128.94.192.1.2.3.10" : E6 ".1.2.1.30.1.1.8.1.12.1.1.1.128.94.192.1.2.3.1",
          aos8 ? 4 : 3);
      mib_free (rows);
      d->auth = LAB_AUTH_DONE;
      d->auth_by_mac = TRUE;
      d->auth_vlan = 200;
      d->auth_profile = g_strdup ("VOICE");
      rows = mib_rows (s);
      if (aos8)
        {
          is (rows, E8 ".1.2.1.63.1.1.9.1.4.1001.128.94.192.1.2.3.200", 3);
          says (rows, E8 ".1.2.1.63.1.1.9.1.7.1001.128.94.192.1.2.3.200", "VOICE");
          is (rows, E8 ".1.2.1.63.1.1.9.1.9.1001.128.94.192.1.2.3.200", 0);
        }
      else
        {
          is (rows, E6 ".1.2.1.30.1.1.8.1.6.2.1.1.128.94.192.1.2.3.2", 200);
          says (rows, E6 ".1.2.1.30.1.1.8.1.9.2.1.1.128.94.192.1.2.3.2", "VOICE");
          is (rows, E6 ".1.2.1.30.1.1.8.1.12.2.1.1.128.94.192.1.2.3.2", 2);
        }
      mib_free (rows);
      g_hash_table_add (s->no_tables, g_strdup ("users"));
      rows = mib_rows (s);
      gone (rows, aos8 ? E8 ".1.2.1.63.1.1.9.1.4.1001.128.94.192.1.2.3.200" : E6 ".1.2.1.30.1.1.8.1.12.2.1.1.128.94.192.1.2.3.2");
      mib_free (rows);
      lab_switch_free (s);
    }
}

/* ---- from a recording ------------------------------------------------------------------------------------------------ */

/* As the recorders write it. */
static void
record (const GArray *rows, const char *path)
{
  FILE *out = fopen (path, "w");
  for (guint i = 0; i < rows->len; i++)
    {
      const MibRow *r = &g_array_index (rows, MibRow, i);
      for (guint k = 0; k < r->n; k++)
        fprintf (out, "%s%u", k ? "." : "", r->oid[k]);
      fprintf (out, "|%u%s|", r->type, r->type == MIB_STR ? "x" : "");
      for (gsize k = 0; r->type == MIB_STR && k < r->size; k++)
        fprintf (out, "%02x", (guint8) r->octets[k]);
      if (r->type == MIB_OID)
        fputs (r->octets, out);
      else if (r->type != MIB_STR)
        fprintf (out, "%" G_GINT64_FORMAT, r->number);
      fputc ('\n', out);
    }
  fclose (out);
}

/* A switch, recorded, and a copy made from the recording tell the same. */
static void
test_copy (void **state)
{
  static const char *const tables6[] = { E6 ".1.2.1.3.1.1.1.1.1.2",
                                         E6 ".1.2.1.3.1.1.2.1.1.3",
                                         E6 ".1.2.1.4.1.1.2.1.1.2",
                                         E6 ".1.2.1.13",
                                         E6 ".1.2.1.58",
                                         "1.3.6.1.2.1.105.1.1.1.3",
                                         "1.3.6.1.2.1.105.1.1.1.7",
                                         E6 ".1.2.1.27.1.1.1.1.1",
                                         MED_ ".1.2.1.2",
                                         LLDP_ ".4.1.1.9",
                                         LLDP_ ".4.1.1.12",
                                         "1.3.6.1.2.1.31.1.1.1.18",
                                         "1.3.6.1.2.1.2.2.1.2",
                                         IF_ "14",
                                         IFX_ "6",
                                         DUPLEX_ "1001",
                                         STP_ "15",
                                         E6 ".1.2.1.12",
                                         E6 ".1.2.1.30",
                                         NULL };
  static const char *const tables8[] = { E8 ".1.2.1.3.1.1.1.1.1.2",
                                         E8 ".1.2.1.3.1.1.2.1.1.3",
                                         E8 ".1.2.1.13",
                                         E8 ".1.2.1.58",
                                         "1.3.6.1.2.1.105.1.1.1.3",
                                         "1.3.6.1.2.1.105.1.1.1.7",
                                         E8 ".1.2.1.27.1.1.1.1.1",
                                         MED_ ".1.2.1.2",
                                         LLDP_ ".1.6.1.2",
                                         LLDP_ ".4.1.1.5",
                                         "1.3.6.1.2.1.31.1.1.1.18",
                                         "1.3.6.1.2.1.2.2.1.7",
                                         IF_ "14",
                                         IFX_ "6",
                                         DUPLEX_ "1001",
                                         STP_ "15",
                                         E8 ".1.2.1.12",
                                         E8 ".1.2.1.63.1.1.9",
                                         NULL };
  for (guint aos8 = 0; aos8 < 2; aos8++)
    {
      g_autofree char *path = g_strdup_printf ("%s/lab-copy-%d.snmprec", g_get_tmp_dir (), (int) getpid ());
      LabSwitch *s = rich (aos8);
      port (s, aos8 ? "1/1/1" : "1/1")->past = (LabPast){ .in_errors = 1200, .edge = TRUE, .stp = LAB_STP_BLOCKING };
      port (s, aos8 ? "1/1/1" : "1/1")->device->auth = LAB_AUTH_FAILED;
      GArray *rows = mib_rows (s);
      record (rows, path);
      LabSwitch *copy = copy_of (path);
      GArray *again = mib_rows (copy);
      for (const char *const *table = aos8 ? tables8 : tables6; *table; table++)
        compare_below (rows, again, *table);
      assert_string_equal (copy->model, s->model);
      assert_string_equal (copy->version, s->version);
      must (copy, aos8 ? "vlan 200 members port 1/1/9 tagged" : "vlan 200 802.1q 1/9"); /* its command line works */
      g_unlink (path);
      mib_free (rows);
      mib_free (again);
      lab_switch_free (s);
      lab_switch_free (copy);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_order),   cmocka_unit_test (test_aos8_numbers), cmocka_unit_test (test_aos6_numbers),
    cmocka_unit_test (test_choices), cmocka_unit_test (test_copy),
    cmocka_unit_test (test_counters), cmocka_unit_test (test_links),       cmocka_unit_test (test_spanning_tree),
    cmocka_unit_test (test_users),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab mib", tests, NULL, NULL);
}
