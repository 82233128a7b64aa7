/* Which column is which, and what its cells say. */
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/import_internal.h"
#include "profiles/family.h"

const char *const column_names[] = { "mac",       "switch", "port",       "jack",      "model", "maker",
                                     "extension", "user",   "first-name", "last-name", "role",  NULL };

/* What people and PBXs call them, squeezed: letters without accents and digits. */
static const char *const aliases[COLUMN_N] = {
  [COLUMN_MAC] = "mac macaddress macaddr macadress adressemac adressephysique physicaladdress macid hwaddr ethernetmac phonemac "
                 "macadresse macdutelephone macduposte devicemac",
  [COLUMN_SWITCH] = "switch switchname commutateur nomducommutateur nomcommutateur nomduswitch nomswitch sw device equipement",
  [COLUMN_PORT] =
      "port switchport portswitch portduswitch portcommutateur portducommutateur interface numerodeport portnumber nport",
  [COLUMN_JACK] = "jack prise prisemurale priserj45 rj45 nprise numerodeprise outlet wallsocket walljack socket walloutlet",
  [COLUMN_MODEL] =
      "model modele phonemodel modeletelephone modeledetelephone modeleduposte devicemodel typedeposte typedetelephone phonetype",
  [COLUMN_MAKER] = "maker vendor brand marque fabricant constructeur manufacturer",
  [COLUMN_EXTENSION] = "extension ext number extensionnumber numero numerodeposte poste nposte numerointerne interne "
                       "internalnumber numeroposte extnumber",
  [COLUMN_USER] = "user username name displayname nom utilisateur nomcomplet fullname nomutilisateur affectation nomaffiche",
  [COLUMN_FIRST_NAME] = "firstname prenom givenname",
  [COLUMN_LAST_NAME] = "lastname nomdefamille surname familyname",
  [COLUMN_ROLE] = "role portrole roleduport",
};

/* ---- columns -------------------------------------------------------------------------------------------------------- */

static char *
squeeze (const char *title)
{
  g_autofree char *ascii = g_str_to_ascii (title, "C");
  GString *out = g_string_new (NULL);
  for (const char *p = ascii; *p; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (out, g_ascii_tolower (*p));
  return g_string_free (out, FALSE);
}

static int
key_of_alias (const char *squeezed)
{
  for (int k = 0; k < COLUMN_N; k++)
    {
      g_auto (GStrv) words = g_strsplit (aliases[k], " ", -1);
      if (g_strv_contains ((const char *const *) words, squeezed))
        return k;
    }
  return -1;
}

static int
key_of_name (const char *name)
{
  for (int k = 0; k < COLUMN_N; k++)
    if (!strcmp (column_names[k], name))
      return k;
  return -1;
}

gboolean
phone_columns_check (const char *columns, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (columns, ",", -1);
  if (!g_utf8_validate (columns, -1, NULL) || !*columns)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s", _ ("--columns: it is KEY=TITLE,KEY=TITLE, in UTF-8"));
  for (char **part = parts; *part && !*error; part++)
    {
      g_auto (GStrv) halves = g_strsplit (*part, "=", 2);
      g_autofree char *all = g_strjoinv (", ", (char **) column_names);
      if (!halves[0] || !halves[1] || !*g_strstrip (halves[1]))
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("--columns %s: it is KEY=TITLE,KEY=TITLE"), columns);
      else if (key_of_name (g_strstrip (halves[0])) < 0)
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("--columns: `%s` is no key; they are %s"), halves[0],
                     all);
    }
  return *error == NULL;
}

static Diagnostic *
complain_of_header (const CsvTable *t, Diagnostics *d, const char *help, char *message)
{
  g_autofree char *text = message;
  return diagnostics_add (d, SEVERITY_ERROR, "VI104", (SrcPos){ t->file, 1, 1, 0, 0 }, help, "%s", text);
}

static int
find_title (const CsvTable *t, const char *title)
{
  g_autofree char *want = squeeze (title);
  for (guint i = 0; i < t->n; i++)
    if (!strcmp (t->titles[i], title))
      return (int) i;
  for (guint i = 0; i < t->n; i++)
    {
      g_autofree char *have = squeeze (t->titles[i]);
      if (*want && !strcmp (have, want))
        return (int) i;
    }
  return -1;
}

/* `--columns`; FALSE when a title is not there. */
static gboolean
take_given (const CsvTable *t, const char *columns, int *at, Diagnostics *d)
{
  g_auto (GStrv) parts = g_strsplit (columns ? columns : "", ",", -1);
  gboolean good = TRUE;
  for (char **part = parts; *part; part++)
    {
      g_auto (GStrv) halves = g_strsplit (*part, "=", 2);
      int column = find_title (t, g_strstrip (halves[1])), key = key_of_name (g_strstrip (halves[0]));
      g_autofree char *all = g_strjoinv (", ", t->titles), *help = g_strdup_printf (_ ("its columns are: %s"), all);
      if (column < 0)
        complain_of_header (t, d, help, g_strdup_printf (_ ("--columns: no column is called `%s`"), halves[1]));
      else
        at[key] = column;
      good &= column >= 0;
    }
  return good;
}

static gboolean
is_taken (const int *at, int column)
{
  for (guint k = 0; k < COLUMN_N; k++)
    if (at[k] == column)
      return TRUE;
  return FALSE;
}

static void
tell_unused (const CsvTable *t, const int *at, GPtrArray *notes)
{
  for (guint i = 0; i < t->n; i++)
    if (!is_taken (at, (int) i))
      {
        const char *near = t->titles[i][0] ? nearest_word (t->titles[i], column_names) : NULL;
        near = near && at[key_of_name (near)] < 0 ? near : NULL;
        g_ptr_array_add (
            notes, near ? g_strdup_printf (_ ("column `%s` is not used (is it `%s`? --columns says so)"), t->titles[i], near)
                   : t->titles[i][0] ? g_strdup_printf (_ ("column `%s` is not used"), t->titles[i])
                                     : g_strdup_printf (_ ("column %u is not used: it has no title"), i + 1));
      }
}

/* at[key]: which column tells it; -1 none. */
static gboolean
map_columns (const CsvTable *t, const char *columns, int *at, GPtrArray *notes, Diagnostics *d)
{
  gboolean given[COLUMN_N];
  for (guint k = 0; k < COLUMN_N; k++)
    at[k] = -1;
  gboolean good = take_given (t, columns, at, d);
  for (guint k = 0; k < COLUMN_N; k++)
    given[k] = at[k] >= 0;
  for (guint i = 0; i < t->n; i++)
    {
      g_autofree char *squeezed = squeeze (t->titles[i]);
      int key = is_taken (at, (int) i) ? -1 : key_of_alias (squeezed);
      if (key < 0 || given[key])
        continue;
      if (at[key] >= 0)
        {
          g_autofree char *help = g_strdup_printf (_ ("say which: --columns '%s=%s'"), column_names[key], t->titles[i]);
          complain_of_header (t, d, help,
                              g_strdup_printf (_ ("the columns `%s` and `%s` both look like `%s`"), t->titles[at[key]],
                                               t->titles[i], column_names[key]));
          good = FALSE;
        }
      else
        at[key] = (int) i;
    }
  if (good && at[COLUMN_MAC] < 0 && at[COLUMN_EXTENSION] < 0)
    {
      g_autofree char *all = g_strjoinv (", ", t->titles);
      g_autofree char *help =
          g_strdup_printf (_ ("its columns are: %s; say which is which: --columns 'mac=TITLE,switch=TITLE,port=TITLE'"), all);
      complain_of_header (t, d, help, g_strdup (_ ("no column tells MAC addresses or extensions")));
      good = FALSE;
    }
  tell_unused (t, at, notes);
  return good;
}

/* ---- cells ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const CsvTable *table;
  const int *at;
  const Desired *desired;
  Diagnostics *diagnostics;
  const CsvRow *cells;
  PhoneRow *row;
} Reading;

static void G_GNUC_PRINTF (5, 6)
    bad_cell (const Reading *r, ColumnKey key, const char *rule, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  const char *title = r->at[key] >= 0 ? r->table->titles[r->at[key]] : column_names[key];
  diagnostics_add (r->diagnostics, SEVERITY_ERROR, rule, r->row->pos[key], help, _ ("row %u, column `%s`: %s"), r->row->row,
                   title, text);
}

/* The cell as a text on one line; NULL when nothing stands there. ="0015" and '0015 are how people stop Excel from counting. */
static char *
cell (const Reading *r, ColumnKey key)
{
  const char *text = r->at[key] >= 0 ? r->cells->cells[r->at[key]] : "";
  gsize n = strlen (text);
  if (n > 3 && g_str_has_prefix (text, "=\"") && text[n - 1] == '"')
    text += 2, n -= 3;
  else if (*text == '\'')
    text++, n--;
  g_autofree char *inner = g_strndup (text, n);
  g_auto (GStrv) words = g_strsplit_set (inner, " \t\r\n", -1);
  g_autoptr (GString) out = g_string_new (NULL);
  for (char **word = words; *word; word++)
    if (**word)
      g_string_append_printf (out, "%s%s", out->len ? " " : "", *word);
  if (!out->len || !strcmp (out->str, "-") || !g_ascii_strcasecmp (out->str, "n/a"))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* 8.05E+11, 1,56512E+09: digits are lost. */
static gboolean
is_scientific (const char *text)
{
  gsize n = strspn (text, "0123456789.,");
  const char *e = text + n;
  if (!n || (*e != 'e' && *e != 'E') || !e[1])
    return FALSE;
  gsize signs = strspn (e + 1, "+-");
  gsize digits = strspn (e + 1 + signs, "0123456789");
  return digits && !e[1 + signs + digits] && (signs || strcspn (text, ".,") < n);
}

static char *
read_mac (const Reading *r)
{
  g_autofree char *text = cell (r, COLUMN_MAC), *mac = text ? value_parse_mac (text) : NULL;
  if (!text)
    return NULL;
  gsize digits = strspn (text, "0123456789");
  if (is_scientific (text))
    bad_cell (r, COLUMN_MAC, "VI202", _ ("format the column as text, paste the addresses again from their source, and save"),
              _ ("`%.40s` was a MAC address until the spreadsheet made a number of it: digits are lost"), text);
  else if (!mac && digits >= 6 && digits < 12 && !text[digits])
    {
      g_autofree char *padded = g_strdup_printf ("%0*d%s", (int) (12 - digits), 0, text), *meant = value_parse_mac (padded);
      g_autofree char *help = g_strdup_printf (_ ("it was %s, probably: format the column as text, and write it so"), meant);
      bad_cell (r, COLUMN_MAC, "VI202", help, _ ("`%.40s` lost its leading zeros in the spreadsheet"), text);
    }
  else if (!mac)
    bad_cell (r, COLUMN_MAC, "VI201", _ ("six pairs of hexadecimal digits"), _ ("`%.40s` is no MAC address"), text);
  else if (g_ascii_xdigit_value (mac[1]) & 1 || !strcmp (mac, "00:00:00:00:00:00"))
    bad_cell (r, COLUMN_MAC, "VI201", _ ("copy it from the label of the phone"), _ ("`%.40s` is not the address of one device"),
              text);
  return g_steal_pointer (&mac);
}

static char *
read_extension (const Reading *r)
{
  g_autofree char *text = cell (r, COLUMN_EXTENSION);
  if (text && is_scientific (text))
    bad_cell (r, COLUMN_EXTENSION, "VI203", _ ("format the column as text, and write the extensions again"),
              _ ("`%.40s` is a number that the spreadsheet rounded"), text);
  else if (text && g_str_has_suffix (text, ".0") && strspn (text, "0123456789") == strlen (text) - 2)
    {
      g_autofree char *whole = g_strndup (text, strlen (text) - 2),
                      *help = g_strdup_printf (_ ("it was %s, probably: format the column as text"), whole);
      bad_cell (r, COLUMN_EXTENSION, "VI203", help, _ ("`%.40s` is no extension"), text);
    }
  else if (text && strlen (text) > 64)
    bad_cell (r, COLUMN_EXTENSION, "VI203", NULL, _ ("`%.40s...` is too long"), text);
  return g_steal_pointer (&text);
}

static char *
read_text (const Reading *r, ColumnKey key)
{
  g_autofree char *text = cell (r, key);
  for (const char *p = text; p && *p; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)) || g_utf8_get_char (p) == 0xfffd)
      {
        bad_cell (r, key, "VI203", _ ("take it out"), _ ("a character in it is not for people to read"));
        return NULL;
      }
  if (text && strlen (text) > 200)
    bad_cell (r, key, "VI203", NULL, _ ("`%.40s...` is too long"), text);
  return g_steal_pointer (&text);
}

/* "Jeanne" "Dupont"; a column `Nom` beside `Prénom` holds the family name. */
static char *
read_user (const Reading *r)
{
  g_autofree char *first = read_text (r, COLUMN_FIRST_NAME), *last = read_text (r, COLUMN_LAST_NAME),
                  *user = read_text (r, COLUMN_USER);
  if (!last && first && r->at[COLUMN_LAST_NAME] < 0)
    last = g_steal_pointer (&user);
  if (user || !(first || last))
    return g_steal_pointer (&user);
  return g_strstrip (g_strdup_printf ("%s %s", first ? first : "", last ? last : ""));
}

static char *
read_model (const Reading *r)
{
  g_autofree char *model = read_text (r, COLUMN_MODEL), *maker = read_text (r, COLUMN_MAKER);
  if (!model || !maker || g_ascii_strncasecmp (model, maker, strlen (maker)) == 0)
    return g_steal_pointer (&model);
  return g_strdup_printf ("%s %s", maker, model);
}

static DesiredSwitch *
read_switch (const Reading *r)
{
  const GPtrArray *all = r->desired->switches;
  g_autofree char *text = cell (r, COLUMN_SWITCH);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  DesiredSwitch *found = NULL;
  if (!text)
    return NULL;
  if ((found = desired_find_switch (r->desired, text)))
    return found;
  for (guint i = 0; i < all->len; i++)
    {
      DesiredSwitch *sw = all->pdata[i];
      g_ptr_array_add (names, sw->name);
      if (!g_ascii_strcasecmp (sw->name, text) || !strcmp (sw->address, text))
        found = sw;
    }
  if (found)
    return found;
  g_ptr_array_add (names, NULL);
  const char *near = nearest_word (text, (const char *const *) names->pdata);
  g_autofree char *help = near ? g_strdup_printf (_ ("did you mean `%s`?"), near)
                               : g_strdup (_ ("switches stand under `switches`, each by its name"));
  bad_cell (r, COLUMN_SWITCH, "VI206", help, _ ("no switch `%.60s` in the inventory"), text);
  return NULL;
}

static PortId
read_port (const Reading *r, const DesiredSwitch *sw)
{
  g_autofree char *text = cell (r, COLUMN_PORT);
  g_autoptr (PortSet) set = NULL;
  const Family *family = sw ? family_by_model (sw->model) : NULL;
  g_autofree char *meant = text ? import_undate (text, family && family->port_form == PORT_FORM_SLOT_PORT) : NULL;
  if (meant)
    {
      g_autofree char *help = g_strdup_printf (_ ("it was %s, probably: format the column as text, and write it so"), meant);
      bad_cell (r, COLUMN_PORT, "VI205", help, _ ("`%.40s` is a date: the spreadsheet made it of a port"), text);
    }
  else if (text
           && (!port_set_parse (text, &set, NULL, NULL) || port_set_size (set) != 1 || port_is_linkagg (port_set_get (set, 0))))
    bad_cell (r, COLUMN_PORT, "VI204", _ ("as the switch writes it: 1/12 on AOS 6, 1/1/12 on AOS 8"),
              _ ("`%.40s` is not one port"), text);
  else if (text && family && !port_has_form (port_set_get (set, 0), family->port_form))
    bad_cell (r, COLUMN_PORT, "VI204", family->port_form == PORT_FORM_SLOT_PORT ? _ ("1/12") : _ ("1/1/12"),
              _ ("%s is not how an %s writes a port"), text, sw->model);
  else if (text)
    return port_set_get (set, 0);
  return PORT_NONE;
}

static void
read_place (const Reading *r)
{
  PhoneRow *row = r->row;
  guint before = r->diagnostics->errors;
  row->sw = read_switch (r);
  if (!row->sw && r->at[COLUMN_SWITCH] < 0 && r->desired->switches->len == 1)
    row->sw = r->desired->switches->pdata[0];
  row->id = read_port (r, row->sw);
  if (row->id && !row->sw && r->diagnostics->errors == before)
    bad_cell (r, COLUMN_PORT, "VI206", _ ("fill in the column `switch`"), _ ("of which switch?"));
}

static void
row_free (gpointer data)
{
  PhoneRow *row = data;
  char *texts[] = { row->mac, row->jack, row->model, row->extension, row->user, row->role };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (row);
}

static PhoneRow *
read_row (Reading *r, const CsvRow *cells)
{
  PhoneRow *row = r->row = g_new0 (PhoneRow, 1);
  r->cells = cells;
  row->row = cells->row;
  for (guint k = 0; k < COLUMN_N; k++)
    row->pos[k] = csv_pos (r->table, cells, r->at[k] >= 0 ? (guint) r->at[k] : 0);
  row->mac = read_mac (r);
  row->extension = read_extension (r);
  row->user = read_user (r);
  row->model = read_model (r);
  row->jack = read_text (r, COLUMN_JACK);
  row->role = read_text (r, COLUMN_ROLE);
  read_place (r);
  return row;
}

/* One phone, one row. */
static void
check_macs (const GPtrArray *rows, Diagnostics *d)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < rows->len; i++)
    {
      const PhoneRow *row = rows->pdata[i], *first = row->mac ? g_hash_table_lookup (seen, row->mac) : NULL;
      if (first)
        diagnostic_see (diagnostics_add (d, SEVERITY_ERROR, "VI209", row->pos[COLUMN_MAC], _ ("keep one of the two rows"),
                                         _ ("row %u: the phone %s stands in row %u already"), row->row, row->mac, first->row),
                        first->pos[COLUMN_MAC], _ ("first here"));
      else if (row->mac)
        g_hash_table_insert (seen, row->mac, (gpointer) row);
    }
}

GPtrArray *
phone_rows_read (const CsvTable *table, const char *columns, const Desired *desired, GPtrArray *notes, Diagnostics *diagnostics)
{
  int at[COLUMN_N];
  guint before = diagnostics->errors;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  Reading r = { .table = table, .at = at, .desired = desired, .diagnostics = diagnostics };
  if (!map_columns (table, columns, at, notes, diagnostics))
    return NULL;
  for (guint i = 0; i < table->rows->len; i++)
    g_ptr_array_add (rows, read_row (&r, table->rows->pdata[i]));
  check_macs (rows, diagnostics);
  return diagnostics->errors == before ? g_steal_pointer (&rows) : NULL;
}
