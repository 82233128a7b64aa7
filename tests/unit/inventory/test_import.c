/* Phone lists: every way in which spreadsheets write them, every way in which they spoil them, and what becomes of the inventory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "inventory/edit.h"
#include "inventory/import_internal.h"

static const char inventory_text[] =
    "vlanctl: 1\n"
    "vlans:\n"
    "  data: { id: 10, name: DATA }\n"
    "  voice: { id: 200, name: VOIX }\n"
    "roles:\n"
    "  phone: { data-vlan: data, voice-vlan: voice, lldp-med: { priority: 5, dscp: 46 } }\n"
    "  desk: { data-vlan: data, voice-vlan: none }\n"
    "credentials:\n"
    "  default: { snmp: { version: 2c, community: { env: C } }, ssh: { user: admin, secret: { env: S } } }\n"
    "defaults: { credentials: default }\n"
    "switches:\n"
    "  - name: sw-1\n"
    "    address: 192.0.2.1\n"
    "    model: OS6860E-P24\n"
    "    uplinks: [1/1/25-26]\n"
    "    ports:\n"
    "      1/1/1-4: phone   # ground floor\n"
    "      1/1/5: desk # window\n"
    "      1/1/6:\n"
    "        role: phone\n"
    "        jack: B-112   # by the door\n"
    "        phone: { mac: \"80:5e:c0:8e:a0:05\", model: yealink-t21p-e2, extension: \"8885\", user: Accueil }\n"
    "      1/1/7:\n"
    "        role: phone\n"
    "        phone:\n"
    "          mac: 80-5E-C0-8E-A0-06 # label\n"
    "          extension: \"8886\"\n"
    "        jack: B-113\n"
    "  - { name: sw-2, address: 192.0.2.2, model: OS6450-P48, uplinks: 1/49, ports: { 1/1-4: phone, 1/5: { role: phone, jack: "
    "C-1 } } } # small\n"
    "  - name: sw-3\n"
    "    address: 192.0.2.3\n"
    "    model: OS6360-P24\n"
    "    uplinks: 1/1/25\n";

typedef struct
{
  char *dir, *path;
  const char *paths[2];
  InventorySources *sources;
  Diagnostics *found;
  Desired *desired;
  GPtrArray *notes;
  ImportResult *result; /* NULL = refused */
} Case;

static void
case_open (Case *c, const char *text)
{
  *c = (Case){ .dir = g_dir_make_tmp ("vlanctl-import-XXXXXX", NULL) };
  c->path = g_build_filename (c->dir, "inventory.yaml", NULL);
  c->paths[0] = c->path;
  assert_true (g_file_set_contents (c->path, text, -1, NULL));
  c->sources = inventory_sources_new ();
  c->found = diagnostics_new ();
  c->notes = g_ptr_array_new_with_free_func (g_free);
  c->desired = inventory_load (c->paths, c->sources, c->found);
  assert_int_equal (c->found->errors, 0);
}

static void
case_close (Case *c)
{
  g_unlink (c->path);
  g_rmdir (c->dir);
  g_free (c->path);
  g_free (c->dir);
  desired_free (c->desired);
  inventory_sources_free (c->sources);
  diagnostics_free (c->found);
  g_ptr_array_unref (c->notes);
  import_result_free (c->result);
}

static const char *
case_import (Case *c, const char *csv, gsize size, const char *columns)
{
  g_autoptr (CsvTable) table = csv_parse ("list.csv", csv, size, c->found);
  g_autoptr (GPtrArray) rows = table ? phone_rows_read (table, columns, c->desired, c->notes, c->found) : NULL;
  c->result = rows ? import_phones (c->desired, c->paths, rows, c->found) : NULL;
  for (guint i = 0; i < c->found->items->len; i++)
    if (((Diagnostic *) c->found->items->pdata[i])->severity == SEVERITY_ERROR)
      return ((Diagnostic *) c->found->items->pdata[i])->rule;
  assert_non_null (c->result);
  return NULL;
}

static void
tell (const Case *c)
{
  for (guint i = 0; i < c->found->items->len; i++)
    {
      const Diagnostic *d = c->found->items->pdata[i];
      printf ("#   %u:%u %s %s (%s)\n", d->pos.line, d->pos.column, d->rule, d->message, d->help ? d->help : "");
    }
}

/* ---- tables --------------------------------------------------------------------------------------------------------- */

/* The text as it would be saved: with this separator, line break and encoding. */
static GByteArray *
encode (const char *text, char separator, const char *eol, const char *encoding, const char *mark)
{
  g_autoptr (GString) out = g_string_new (mark);
  for (const char *p = text; *p; p++)
    if (*p == '|')
      g_string_append_c (out, separator);
    else if (*p == '\n')
      g_string_append (out, eol);
    else
      g_string_append_c (out, *p);
  gsize n;
  char *bytes = g_convert (out->str, (gssize) out->len, encoding, "UTF-8", NULL, &n, NULL);
  assert_non_null (bytes);
  GByteArray *array = g_byte_array_new_take ((guint8 *) bytes, n);
  g_byte_array_append (array, (const guint8 *) "\0\0", 2);
  g_byte_array_set_size (array, (guint) n);
  return array;
}

static void
test_tables (void **state)
{
  static const char text[] = "Pr\xc3\xa9nom|MAC|\"Note | libre\"\nRen\xc3\xa9"
                             "e|80:5e:c0:8e:a0:05|\"deux\nlignes, \"\"ou|plus\"\"\"\n\n||\nZo\xc3\xab|x\n";
  static const char separators[] = ",;\t", *const eols[] = { "\n", "\r\n", "\r" };
  static const char *const encodings[][2] = { { "UTF-8", "" },
                                              { "UTF-8", "\xef\xbb\xbf" },
                                              { "WINDOWS-1252", "" },
                                              { "UTF-16LE", "\xef\xbb\xbf" },
                                              { "UTF-16BE", "\xef\xbb\xbf" } };
  for (guint s = 0; s < 3; s++)
    for (guint e = 0; e < G_N_ELEMENTS (eols); e++)
      for (guint k = 0; k < G_N_ELEMENTS (encodings); k++)
        {
          g_autoptr (Diagnostics) found = diagnostics_new ();
          g_autoptr (GByteArray) bytes = encode (text, separators[s], eols[e], encodings[k][0], encodings[k][1]);
          g_autoptr (CsvTable) t = csv_parse ("x.csv", (const char *) bytes->data, bytes->len, found);
          assert_int_equal (found->errors, 0);
          assert_int_equal (t->n, 3);
          assert_int_equal (t->separator, separators[s]);
          assert_int_equal (t->rows->len, 2);
          const CsvRow *a = t->rows->pdata[0], *b = t->rows->pdata[1];
          g_autofree char *title = g_strdup_printf ("Note %c libre", separators[s]);
          assert_string_equal (t->titles[0], "Pr\xc3\xa9nom");
          assert_string_equal (t->titles[2], title);
          assert_string_equal (a->cells[0], "Ren\xc3\xa9"
                                            "e");
          assert_true (g_str_has_prefix (a->cells[2], "deux") && strchr (a->cells[2], separators[s])
                       && strstr (a->cells[2], "\"ou"));
          assert_string_equal (b->cells[0], "Zo\xc3\xab");
          assert_string_equal (b->cells[2], "");
          assert_int_equal (a->row, 2);
          assert_int_equal (b->row, 5);
          assert_int_equal (b->lines[1], 6);
          assert_int_equal (b->columns[1], 5);
        }
}

static void
test_table_mistakes (void **state)
{
  static const struct
  {
    const char *rule, *text;
    gsize size;
    guint line, column;
  } rows[] = {
    { "VI104", "", 0, 1, 1 },
    { "VI104", "\n\n", 2, 1, 1 },
    { "VI102", "a,b\n1,\"x\n2,y\n", 0, 2, 3 },
    { "VI102", "a,b\n1,\"x\"y\n", 0, 2, 6 },
    { "VI103", "a,b\n1,2,3\n", 0, 2, 5 },
    { NULL, "a,b\n1,2,,\n", 0, 0, 0 },
    { NULL, "a,b,\n1\n", 0, 0, 0 },
    { NULL, "sep=|\na|b\n1|2\n", 0, 0, 0 },
    { "VL108", "a\0b\n", 4, 1, 1 },
    { "VL108", "PK\3\4\0\0", 6, 1, 1 },
    { "VL108", "a,b\n1,\x81\n", 0, 2, 3 },
    { "VL108",
      "\xff\xfe"
      "a\0\0\0",
      6, 1, 1 },
    { "VL108",
      "\xff\xfe"
      "a",
      3, 1, 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Diagnostics) found = diagnostics_new ();
      g_autoptr (CsvTable) t = csv_parse ("x.csv", rows[i].text, rows[i].size ? rows[i].size : strlen (rows[i].text), found);
      const Diagnostic *d = found->items->len ? found->items->pdata[0] : NULL;
      if ((t == NULL) == (rows[i].rule != NULL) && (d == NULL) == (rows[i].rule == NULL)
          && (!d || (!strcmp (d->rule, rows[i].rule) && d->pos.line == rows[i].line && d->pos.column == rows[i].column)))
        continue;
      printf ("# row %u: %s %u:%u\n", i, d ? d->rule : "-", d ? d->pos.line : 0, d ? d->pos.column : 0);
      fail ();
    }
}

/* ---- traps ---------------------------------------------------------------------------------------------------------- */

static void
test_dates (void **state)
{
  static const struct
  {
    const char *text, *aos8, *aos6;
  } rows[] = {
    { "01/01/2024", "1/1/24", "1/1 or 1/24" },
    { "1/1/2024", "1/1/24", "1/1 or 1/24" },
    { "01/01/24", "1/1/24", "1/1 or 1/24" },
    { "01/12/2026", "1/12/26", "1/12 or 12/26" },
    { "02/03/2012", "2/3/12", "2/3" },
    { "1/24/2026", "1/24/26", "1/24" },
    { "2024-01-01", "1/1/24", "1/1 or 1/24" },
    { "2024-02-01 00:00:00", "1/2/24 or 2/1/24", "1/2 or 2/1 or 2/24" },
    { "1.1.2024", "1/1/24", "1/1 or 1/24" },
    { "1-Dec", "1/12 or 12/1", "1/12 or 12/1" },
    { "01-d\xc3\xa9"
      "c.",
      "1/12 or 12/1", "1/12 or 12/1" },
    { "Jan-24", "1/24", "1/24" },
    { "janv.-24", "1/24", "1/24" },
    { "ao\xc3\xbbt-12", "8/12", "8/12" },
    { "24-Jan", "24/1 or 1/24", "24/1 or 1/24" },
    { "45292", "1/1/24", "1/1 or 1/24" },
    { "1-Jan-24", "1/1/24", "1/1 or 1/24" },
    { "1/1/24", NULL, NULL },
    { "1/12", NULL, NULL },
    { "1/1/1-24", NULL, NULL },
    { "2/1/8", NULL, NULL },
    { "24", NULL, NULL },
    { "x", NULL, NULL },
    { "", NULL, NULL },
    { "port 5", NULL, NULL },
    { "99999", NULL, NULL },
    { "1/2/3/4", NULL, NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint aos6 = 0; aos6 < 2; aos6++)
      {
        g_autofree char *got = import_undate (rows[i].text, aos6);
        const char *want = aos6 ? rows[i].aos6 : rows[i].aos8;
        if (g_strcmp0 (got, want))
          printf ("# %s: %s, not %s\n", rows[i].text, got ? got : "-", want ? want : "-");
        assert_int_equal (g_strcmp0 (got, want), 0);
      }
}

#define HEAD "mac;switch;port;jack;extension;user;role;model\n"

/* One mistake, one refusal: of this rule, in this row and column; nothing else of the list is taken. */
static void
test_mistakes (void **state)
{
  static const struct
  {
    const char *rule, *csv, *said;
    guint line;
  } rows[] = {
    { "VI201", "805ec08ea0;sw-1;1/1/1\n", "no MAC address", 3 },
    { "VI201", "805ec08ea0g1;sw-1;1/1/1\n", "no MAC address", 3 },
    { "VI201", "01:5e:c0:8e:a0:10;sw-1;1/1/1\n", "one device", 3 },
    { "VI201", "000000000000;sw-1;1/1/1\n", "one device", 3 },
    { "VI202", "8.05E+11;sw-1;1/1/1\n", "digits are lost", 3 },
    { "VI202", "\"1,56512E+09\";sw-1;1/1/1\n", "digits are lost", 3 },
    { "VI202", "1565123456;sw-1;1/1/1\n", "00:15:65:12:34:56", 3 },
    { "VI203", ";sw-1;1/1/1;;1.0E+03\n", "rounded", 3 },
    { "VI203", ";sw-1;1/1/1;;8885.0\n", "8885,", 3 },
    { "VI203",
      ";sw-1;1/1/1;;1;a\x02"
      "b\n",
      "not for people", 3 },
    { "VI204", "805ec08ea010;sw-1;24\n", "not one port", 3 },
    { "VI204", "805ec08ea010;sw-1;1/1/1-2\n", "not one port", 3 },
    { "VI204", "805ec08ea010;sw-1;1/12\n", "not how an OS6860E-P24", 3 },
    { "VI205", "805ec08ea010;sw-1;01/01/2024\n", "1/1/24, probably", 3 },
    { "VI205", "805ec08ea010;sw-2;janv-24\n", "1/24, probably", 3 },
    { "VI206", "805ec08ea010;sw-9;1/1/1\n", "did you mean `sw-1`", 3 },
    { "VI206", "805ec08ea010;;1/1/1\n", "of which switch", 3 },
    { "VI207", "805ec08ea010;sw-1;1/1/20\n", "add a column `role`", 3 },
    { "VI207", "805ec08ea010;sw-1;1/1/25\n", "uplink", 3 },
    { "VI209", "80:5e:c0:8e:a0:99;sw-1;1/1/1\n", "row 2 already", 3 },
    { "VI209", "805ec08ea010;sw-3;1/1/1;;;;phone\n", "taken by row 2", 3 },
    { "VL201", "805ec08ea010;sw-1;1/1/1;;;;phon\n", "did you mean `phone`", 6 },
    { "VL303", "805ec08ea010;sw-3;1/1/99;;;;phone\n", "", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Case c;
      case_open (&c, inventory_text);
      g_autofree char *csv = g_strconcat (HEAD "80-5e-c0-8e-a0-99;sw-3;1/1/1;;;;phone\n", rows[i].csv, NULL);
      const char *rule = case_import (&c, csv, strlen (csv), NULL);
      const Diagnostic *d = NULL;
      for (guint k = 0; k < c.found->items->len && !d; k++)
        if (!g_strcmp0 (((Diagnostic *) c.found->items->pdata[k])->rule, rule))
          d = c.found->items->pdata[k];
      g_autofree char *all = d ? g_strconcat (d->message, ". ", d->help, NULL) : NULL;
      gboolean place = rows[i].rule[1] == 'L' || (d && d->pos.line == rows[i].line);
      if (g_strcmp0 (rule, rows[i].rule) || !strstr (all, rows[i].said) || !place || c.result)
        {
          printf ("# %s\n", rows[i].csv);
          tell (&c);
          fail ();
        }
      case_close (&c);
    }
}

static void
test_columns (void **state)
{
  static const struct
  {
    const char *columns, *csv, *rule, *notes;
  } rows[] = {
    { NULL, "Adresse MAC,Commutateur,Port,Poste\n805ec08ea010,sw-1,1/1/1,1\n", NULL, "" },
    { NULL, "MAC Address,Switch name,Switch port,Ext.,Secret\n805ec08ea010,sw-1,1/1/1,1,x\n", NULL,
      "column `Secret` is not used" },
    { "mac=Etiquette,port=Prise de brassage", "etiquette,switch,prise de brassage,extension\n805ec08ea010,sw-1,1/1/1,1\n", NULL,
      "" },
    { NULL, "mac,swich,port\n805ec08ea005,sw-1,\n", NULL, "column `swich` is not used (is it `switch`? --columns says so)" },
    { NULL, "mac,extension,poste\n805ec08ea010,1,2\n", "VI104", NULL },
    { "extension=poste", "mac,extension,poste\n805ec08ea005,1,2\n", NULL, "column `extension` is not used" },
    { "mac=Nope", "mac,extension\n805ec08ea010,1\n", "VI104", NULL },
    { NULL, "a,b\n805ec08ea010,1\n", "VI104", NULL },
    { NULL, "mac,,extension\n805ec08ea005,?,1\n", NULL, "column 2 is not used: it has no title" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Case c;
      case_open (&c, inventory_text);
      const char *rule = case_import (&c, rows[i].csv, strlen (rows[i].csv), rows[i].columns);
      g_ptr_array_add (c.notes, NULL);
      g_autofree char *notes = g_strjoinv ("; ", (char **) c.notes->pdata);
      if (g_strcmp0 (rule, rows[i].rule) || (rows[i].notes && strcmp (notes, rows[i].notes)))
        {
          printf ("# row %u: %s, %s\n", i, rule ? rule : "-", notes);
          tell (&c);
          fail ();
        }
      case_close (&c);
    }
  static const char *const bad[] = { "", "mac", "mac=", "mc=MAC", "mac=MAC,", "mac=\xe9" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      assert_false (phone_columns_check (bad[i], &error));
      assert_non_null (error);
    }
}

/* ---- what becomes of it --------------------------------------------------------------------------------------------- */

static const char *const macs[] = { "80:5e:c0:8e:a0:10",  "80-5E-C0-8E-A0-10", "805e.c08e.a010", "805EC08EA010",
                                    "805ec0-8ea010",      "80 5e c0 8e a0 10", "'805ec08ea010",  "\"=\"\"805ec08ea010\"\"\"",
                                    " 80:5E:c0:8e:A0:10 " };

static void
test_spellings (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (macs); i++)
    {
      Case c;
      case_open (&c, inventory_text);
      g_autofree char *csv = g_strdup_printf (HEAD "%s;SW-1;1/1/1\n", macs[i]);
      assert_null (case_import (&c, csv, strlen (csv), NULL));
      assert_non_null (strstr (((ImportFile *) c.result->files->pdata[0])->text,
                               "1/1/1: { role: phone, phone: { mac: \"80:5e:c0:8e:a0:10\" } }"));
      case_close (&c);
    }
}

/* A row, and the lines of the diff that begin with + or -, after the head. */
static void
test_merges (void **state)
{
  static const struct
  {
    const char *row;
    ImportAction action;
    const char *diff;
  } rows[] = {
    { "80:5e:c0:8e:a0:05;sw-1;1/1/6;B-112;8885;Accueil;phone;Yealink SIP-T21P_E2", IMPORT_SAME, "" },
    { "80:5e:c0:8e:a0:06", IMPORT_SAME, "" },
    { ";;;;8885;Standard", IMPORT_CHANGED,
      "-        phone: { mac: \"80:5e:c0:8e:a0:05\", model: yealink-t21p-e2, extension: \"8885\", user: Accueil }\n"
      "+        phone: { mac: \"80:5e:c0:8e:a0:05\", model: yealink-t21p-e2, extension: \"8885\", user: Standard }\n" },
    { "80:5e:c0:8e:a0:77;;;;8886", IMPORT_CHANGED,
      "-          mac: 80-5E-C0-8E-A0-06 # label\n+          mac: \"80:5e:c0:8e:a0:77\" # label\n" },
    { "80:5e:c0:8e:a0:06;;;;;Zo\xc3\xab \"Z\" O'Hara", IMPORT_CHANGED, "+          user: \"Zo\xc3\xab \\\"Z\\\" O'Hara\"\n" },
    { ";sw-1;1/1/5;B-200", IMPORT_ADDED, "-      1/1/5: desk # window\n+      1/1/5: { role: desk, jack: B-200 } # window\n" },
    { "80:5e:c0:8e:a0:10;sw-1;1/1/5;;;;phone", IMPORT_ADDED,
      "-      1/1/5: desk # window\n+      1/1/5: { role: phone, phone: { mac: \"80:5e:c0:8e:a0:10\" } } # window\n" },
    { "80:5e:c0:8e:a0:10;sw-1;1/1/1", IMPORT_ADDED,
      "-      1/1/1-4: phone   # ground floor\n+      1/1/2-4: phone   # ground floor\n+      1/1/1: { role: phone, phone: { "
      "mac: \"80:5e:c0:8e:a0:10\" } }\n" },
    { "80:5e:c0:8e:a0:10;sw-1;1/1/20;;1;;phone", IMPORT_ADDED,
      "+      1/1/20: { role: phone, phone: { mac: \"80:5e:c0:8e:a0:10\", extension: \"1\" } }\n" },
    { "80:5e:c0:8e:a0:10;sw-3;1/1/2;;;;phone", IMPORT_ADDED,
      "+    ports:\n+      1/1/2: { role: phone, phone: { mac: \"80:5e:c0:8e:a0:10\" } }\n" },
    { "80:5e:c0:8e:a0:05;sw-1;1/1/7", IMPORT_MOVED,
      "-        phone: { mac: \"80:5e:c0:8e:a0:05\", model: yealink-t21p-e2, extension: \"8885\", user: Accueil }\n"
      "-          mac: 80-5E-C0-8E-A0-06 # label\n-          extension: \"8886\"\n"
      "+          mac: \"80:5e:c0:8e:a0:05\" # label\n+          extension: \"8885\"\n+          model: yealink-t21p-e2\n+       "
      "   user: Accueil\n" },
    { "80:5e:c0:8e:a0:06;sw-1;1/1/6", IMPORT_MOVED,
      "-        phone: { mac: \"80:5e:c0:8e:a0:05\", model: yealink-t21p-e2, extension: \"8885\", user: Accueil }\n"
      "+        phone: { mac: \"80:5e:c0:8e:a0:06\", extension: \"8886\" }\n"
      "-        phone:\n-          mac: 80-5E-C0-8E-A0-06 # label\n-          extension: \"8886\"\n" },
    { "80:5e:c0:8e:a0:05;sw-1;1/1/7\n;sw-1;1/1/6;B-112", IMPORT_MOVED,
      "-        phone: { mac: \"80:5e:c0:8e:a0:05\", model: yealink-t21p-e2, extension: \"8885\", user: Accueil }\n"
      "-          mac: 80-5E-C0-8E-A0-06 # label\n-          extension: \"8886\"\n"
      "+          mac: \"80:5e:c0:8e:a0:05\" # label\n+          extension: \"8885\"\n+          model: yealink-t21p-e2\n+       "
      "   user: Accueil\n" },
    { "80:5e:c0:8e:a0:10;;;C-1;yes", IMPORT_ADDED, NULL },
    { "80:5e:c0:8e:a0:10;sw-2;1/4;;;;desk", IMPORT_ADDED, NULL },
    { "80:5e:c0:8e:a0:10;;;Z-9", IMPORT_UNPLACED, "" },
    { "80:5e:c0:8e:a0:10", IMPORT_UNPLACED, "" },
    { ";;;;4444", IMPORT_UNPLACED, "" },
    { ";;;;;Nobody", IMPORT_UNPLACED, "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Case c;
      case_open (&c, inventory_text);
      g_autofree char *csv = g_strconcat (HEAD, rows[i].row, "\n", NULL);
      const char *rule = case_import (&c, csv, strlen (csv), NULL);
      g_autoptr (GString) got = g_string_new (NULL);
      g_auto (GStrv) lines =
          g_strsplit (c.result && c.result->files->len ? ((ImportFile *) c.result->files->pdata[0])->diff : "", "\n", -1);
      for (char **line = lines; *line; line++)
        if ((**line == '+' || **line == '-') && !g_str_has_prefix (*line, "+++") && !g_str_has_prefix (*line, "---"))
          g_string_append_printf (got, "%s\n", *line);
      if (rule || ((ImportItem *) c.result->items->pdata[0])->action != rows[i].action
          || (rows[i].diff && strcmp (got->str, rows[i].diff)))
        {
          printf ("# %s: %s\n# %s", rows[i].row, rule ? rule : "", got->str);
          tell (&c);
          fail ();
        }
      case_close (&c);
    }
}

/* ---- property: what was exported is imported without a change, what was imported stays ------------------------------ */

static void
quote (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text ? text : ""; *p; p++)
    g_string_append_printf (out, *p == '"' ? "\"\"" : "%c", *p);
  g_string_append_c (out, '"');
}

static char *export(const Desired *desired)
{
  GString *out = g_string_new ("switch,port,role,jack,mac,model,extension,user\n");
  for (guint s = 0; s < desired->switches->len; s++)
    {
      const DesiredSwitch *sw = desired->switches->pdata[s];
      for (guint p = 0; p < sw->ports->len; p++)
        {
          const DesiredPort *port = sw->ports->pdata[p];
          const DesiredPhone none = { 0 }, *phone = port->phone ? port->phone : &none;
          g_autofree char *id = port_to_string (port->id);
          const char *cells[] = { sw->name, id, port->role, port->jack, phone->mac, phone->model, phone->extension, phone->user };
          for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
            {
              g_string_append (out, i ? "," : "");
              quote (out, cells[i]);
            }
          g_string_append_c (out, '\n');
        }
    }
  return g_string_free (out, FALSE);
}

/* Rows for random ports, some of phones that are there, with texts that YAML or CSV could misread. */
static char *
random_list (GRand *rand, const Desired *desired)
{
  static const char *const users[] = { "",     "Accueil",         "yes",    "007",  "a: b",
                                       "# no", "Zo\xc3\xab",      "\"q\"",  "x, y", "- z",
                                       "{a}",  "12:30",           "O'Hara", "\\n",  "~",
                                       "*a",   "\xf0\x9f\x93\x9e" };
  GString *out = g_string_new ("switch,port,role,jack,mac,model,extension,user\n");
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  guint first = (guint) g_rand_int_range (rand, 16, 200);
  for (gint32 n = g_rand_int_range (rand, 1, 12), i = 0; i < n; i++)
    {
      const DesiredSwitch *sw = desired->switches->pdata[g_rand_int_range (rand, 0, (gint32) desired->switches->len)];
      gboolean aos6 = !strcmp (sw->name, "sw-2");
      guint number = (guint) g_rand_int_range (rand, 1, 13);
      PortId id = port_make (aos6 ? 0 : 1, 1, number);
      if (!g_hash_table_add (taken, GUINT_TO_POINTER (id * 4 + (guint) (sw->name[3] - '0'))))
        continue;
      g_autofree char *port = port_to_string (id),
                      *mac = g_strdup_printf ("80:5e:c0:8e:a0:%02x",
                                              i == 0 ? (guint) g_rand_int_range (rand, 5, 7) : first + (guint) i),
                      *extension = g_rand_boolean (rand) ? g_strdup_printf ("0%d", 100 + i) : g_strdup ("");
      const char *cells[] = { sw->name,
                              port,
                              g_rand_boolean (rand) ? "phone" : "desk",
                              users[g_rand_int_range (rand, 0, G_N_ELEMENTS (users))],
                              g_rand_int_range (rand, 0, 4) ? mac : "",
                              "",
                              extension,
                              users[g_rand_int_range (rand, 0, G_N_ELEMENTS (users))] };
      for (guint k = 0; k < G_N_ELEMENTS (cells); k++)
        {
          g_string_append (out, k ? "," : "");
          quote (out, cells[k]);
        }
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static void
check_no_op (const char *text)
{
  Case c;
  case_open (&c, text);
  g_autofree char *csv = export(c.desired);
  const char *rule = case_import (&c, csv, strlen (csv), NULL);
  if (rule || c.result->files->len || c.result->n[IMPORT_SAME] != c.result->items->len)
    {
      printf ("# %s\n# %s\n", rule ? rule : "",
              rule                   ? ""
              : c.result->files->len ? ((ImportFile *) c.result->files->pdata[0])->diff
                                     : "");
      tell (&c);
      fail ();
    }
  case_close (&c);
}

static void
test_property (void **state)
{
  GRand *rand = g_rand_new_with_seed (1924);
  g_autofree char *text = g_strdup (inventory_text);
  guint changed = 0;
  for (guint round = 0; round < 300; round++)
    {
      Case c;
      if (round % 10 == 0)
        {
          g_free (text);
          text = g_strdup (inventory_text);
        }
      if (round % 20 == 5) /* the same with the other line break */
        {
          g_auto (GStrv) lines = g_strsplit (inventory_text, "\n", -1);
          g_free (text);
          text = g_strjoinv ("\r\n", lines);
        }
      case_open (&c, text);
      g_autofree char *csv = random_list (rand, c.desired);
      const char *rule = case_import (&c, csv, strlen (csv), NULL);
      if (rule)
        {
          printf ("# %s\n%s", csv, text);
          tell (&c);
          fail ();
        }
      if (c.result->files->len)
        {
          const ImportFile *file = c.result->files->pdata[0];
          const char *mark[] = { "# ground floor", "# window", "# by the door", "# small" };
          for (guint i = 0; i < G_N_ELEMENTS (mark); i++)
            assert_non_null (strstr (file->text, mark[i]));
          g_free (text);
          text = g_strdup (file->text);
          changed++;
        }
      case_close (&c);
      check_no_op (text);
    }
  assert_true (changed > 200);
  g_rand_free (rand);
}

/* ---- editing -------------------------------------------------------------------------------------------------------- */

static void
test_edits (void **state)
{
  static const struct
  {
    const char *before, *key, *value, *after;
  } rows[] = {
    { "m: { a: 1, b: 2 }\n", "c", "3", "m: { a: 1, b: 2, c: 3 }\n" },
    { "m: {}\n", "c", "3", "m: { c: 3 }\n" },
    { "m: { a: 1, b: 2 }\n", "a", NULL, "m: { b: 2 }\n" },
    { "m: { a: 1, b: 2 }\n", "b", NULL, "m: { a: 1 }\n" },
    { "m:\n  a: 1\n", "a", NULL, "m:\n" },
    { "m: { a: 1,\n  b: 2 # two\n}\n", "c", "3", "m: { a: 1,\n  b: 2, c: 3 # two\n}\n" },
    { "m:\n  a: 1 # one\n  b: 2\n", "a", "\"x\"", "m:\n  a: \"x\" # one\n  b: 2\n" },
    { "m:\n  a: 1\n  b: 2 # two\nn: 3\n", "c", "3", "m:\n  a: 1\n  b: 2 # two\n  c: 3\nn: 3\n" },
    { "m:\n  a: 1\n  b:\n    - x\n    - y\n\n# end\n", "c", "3", "m:\n  a: 1\n  b:\n    - x\n    - y\n  c: 3\n\n# end\n" },
    { "m:\n  a: 1\n  b: 2", "c", "3", "m:\n  a: 1\n  b: 2\n  c: 3" },
    { "m:\n  a: 1\n  b: 2\n", "b", NULL, "m:\n  a: 1\n" },
    { "m:\n  a:\n    x: 1 # gone\n  b: 2\n", "a", NULL, "m:\n  b: 2\n" },
    { "m:\r\n  a: 1\r\n", "c", "3", "m:\r\n  a: 1\r\n  c: 3\r\n" },
    { "\xef\xbb\xbfm: { \xc3\xa9: 1 }\n", "c", "3", "\xef\xbb\xbfm: { \xc3\xa9: 1, c: 3 }\n" },
    { "m:\n  a: |\n    x\n    y\nn: 1\n", "c", "3", "m:\n  a: |\n    x\n    y\n  c: 3\nn: 1\n" },
    { "m:\n  a: 1\n", "c", "\n  d: 1\n  e: 2", "m:\n  a: 1\n  c:\n    d: 1\n    e: 2\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Diagnostics) found = diagnostics_new ();
      g_autoptr (Node) root = tree_parse ("x.yaml", rows[i].before, strlen (rows[i].before), found);
      g_autoptr (TextEdit) edit = text_edit_new (rows[i].before);
      const YamlWant want = { rows[i].key, rows[i].value };
      yaml_edit_mapping (edit, node_get (root, "m", NULL), &want, 1);
      g_autofree char *after = text_edit_apply (edit);
      assert_string_equal (after, rows[i].after);
    }
}

static void
test_diff (void **state)
{
  g_autoptr (TextEdit) edit = text_edit_new ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14");
  text_edit_replace (edit, 2, 3, "two");
  text_edit_replace (edit, 3, 3, "\n2a");
  text_edit_replace (edit, 32, 32, "\n15");
  text_edit_replace (edit, 8, 8, ""); /* changes nothing */
  g_autofree char *diff = text_edit_diff (edit, "/x", FALSE), *text = text_edit_apply (edit);
  assert_string_equal (text, "1\ntwo\n2a\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15");
  assert_string_equal (
      diff, "--- a/x\n+++ b/x\n@@ -1,5 +1,6 @@\n 1\n-2\n+two\n+2a\n 3\n 4\n 5\n"
            "@@ -11,4 +12,5 @@\n 11\n 12\n 13\n-14\n\\ No newline at end of file\n+14\n+15\n\\ No newline at end of file\n");
  g_autoptr (TextEdit) fresh = text_edit_new ("");
  text_edit_replace (fresh, 0, 0, "a\nb\n");
  g_autofree char *made = text_edit_diff (fresh, "x", TRUE);
  assert_string_equal (made, "--- /dev/null\n+++ b/x\n@@ -0,0 +1,2 @@\n+a\n+b\n");
  text_edit_replace (edit, 0, 5, "x");
  assert_null (text_edit_apply (edit));
}

/* Any text stands in YAML so that it is read back. */
static void
test_texts (void **state)
{
  static const char *const rows[][2] = { { "Accueil", "Accueil" },
                                         { "yes", "\"yes\"" },
                                         { "8885", "\"8885\"" },
                                         { "a: b", "\"a: b\"" },
                                         { "x\ty", "\"x\\x09y\"" },
                                         { "B-112", "B-112" },
                                         { "Ren\xc3\xa9"
                                           "e",
                                           "Ren\xc3\xa9"
                                           "e" },
                                         { "", "\"\"" },
                                         { "a#", "\"a#\"" },
                                         { "\xe2\x80\xa8", "\"\\u2028\"" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = yaml_text (rows[i][0]), *yaml = g_strdup_printf ("{ k: %s }\n", text);
      g_autoptr (Diagnostics) found = diagnostics_new ();
      g_autoptr (Node) root = tree_parse ("x.yaml", yaml, strlen (yaml), found);
      assert_string_equal (text, rows[i][1]);
      assert_string_equal (node_get (root, "k", NULL)->text, rows[i][0]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_tables),   cmocka_unit_test (test_table_mistakes), cmocka_unit_test (test_dates),
    cmocka_unit_test (test_mistakes), cmocka_unit_test (test_columns),        cmocka_unit_test (test_spellings),
    cmocka_unit_test (test_merges),   cmocka_unit_test (test_property),       cmocka_unit_test (test_edits),
    cmocka_unit_test (test_diff),     cmocka_unit_test (test_texts),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("import", tests, NULL, NULL);
}
