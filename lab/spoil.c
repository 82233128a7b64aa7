#include "spoil.h"

#include <string.h>

#include "faults.h"

static void
make_text (MibRow *row, const char *text)
{
  g_free (row->octets);
  row->octets = g_strdup (text);
  row->size = strlen (text);
}

static void
wrong_type (GArray *rows, const char *text)
{
  guint32 prefix[MIB_MAX_OID];
  guint n = mib_parse_oid (text, prefix);
  for (guint i = 0; n && i < rows->len; i++)
    {
      MibRow *row = &g_array_index (rows, MibRow, i);
      if (!mib_is_below (row, prefix, n))
        continue;
      row->type = MIB_STR;
      make_text (row, "???");
    }
}

/* "OID=VALUE", the row itself or a whole column. */
static void
lie (GArray *rows, const char *text)
{
  guint32 prefix[MIB_MAX_OID];
  guint n = mib_parse_oid (text, prefix);
  const char *value = strchr (text, '=');
  for (guint i = 0; n && value && i < rows->len; i++)
    {
      MibRow *row = &g_array_index (rows, MibRow, i);
      if (!mib_is_below (row, prefix, n))
        continue;
      if (row->type == MIB_STR || row->type == MIB_OID)
        make_text (row, value + 1);
      else
        row->number = g_ascii_strtoll (value + 1, NULL, 10);
    }
}

/* "OID=N": only the first N rows below it are there. */
static void
cut (GArray *rows, const char *text)
{
  guint32 prefix[MIB_MAX_OID];
  guint n = mib_parse_oid (text, prefix), kept = 0;
  const char *equals = strchr (text, '=');
  guint most = equals ? (guint) g_ascii_strtoull (equals + 1, NULL, 10) : 0;
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (MibRow));
  for (guint i = 0; i < rows->len; i++)
    {
      MibRow *row = &g_array_index (rows, MibRow, i);
      if (n && mib_is_below (row, prefix, n) && ++kept > most)
        g_free (row->octets);
      else
        g_array_append_val (left, *row);
    }
  g_array_set_size (rows, 0);
  g_array_append_vals (rows, left->data, left->len);
}

static const struct {
  const char *name;
  void (*spoil) (GArray *rows, const char *text);
} spoilers[] = { { "snmp-wrongtype", wrong_type }, { "snmp-lie", lie }, { "snmp-cut", cut } };

void
lab_spoil_rows (LabSwitch *s, GArray *rows)
{
  for (guint i = 0; i < s->faults->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (spoilers); k++)
      {
        const LabFault *f = s->faults->pdata[i];
        if (!strcmp (f->row->name, spoilers[k].name))
          spoilers[k].spoil (rows, f->text);
      }
}

gboolean
lab_is_in_truncated (LabSwitch *s, const MibRow *row)
{
  guint32 prefix[MIB_MAX_OID];
  LabFault *f = lab_fault (s, "snmp-truncate");
  guint n = f ? mib_parse_oid (f->text, prefix) : 0;
  return n && row->n > n && mib_is_below (row, prefix, n);
}
