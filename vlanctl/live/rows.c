#include "live/rows.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const status_texts[] = {
  [ROWS_UNREAD] = "unread", [ROWS_COMPLETE] = "complete", [ROWS_EMPTY] = "empty", [ROWS_ABSENT] = "absent", [ROWS_CUT] = "cut-short",
};

const char *
rows_status_to_string (RowsStatus status)
{
  return status_texts[status];
}

gboolean
rows_status_parse (const char *text, RowsStatus *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (status_texts); i++)
    if (!g_strcmp0 (text, status_texts[i]))
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}

LiveRows *
rows_new (const char *name, const char *address)
{
  LiveRows *rows = g_new0 (LiveRows, 1);
  rows->name = g_strdup (name);
  rows->address = g_strdup (address);
  rows->blocks = g_ptr_array_new_with_free_func (g_free);
  return rows;
}

void
live_rows_free (LiveRows *rows)
{
  if (!rows)
    return;
  for (guint t = 0; t < TABLE_N; t++)
    {
      if (rows->tables[t].rows)
        g_array_unref (rows->tables[t].rows);
      g_free (rows->tables[t].note);
    }
  g_ptr_array_unref (rows->blocks);
  g_free (rows->name);
  g_free (rows->address);
  g_free (rows->refusal);
  g_free (rows->silence);
  g_free (rows->read_at);
  live_only_free (rows->only);
  port_set_clear (&rows->gone);
  g_free (rows);
}

LiveOnly *
live_only_new (void)
{
  LiveOnly *only = g_new0 (LiveOnly, 1);
  only->policies = g_array_new (FALSE, FALSE, sizeof (guint));
  return only;
}

LiveOnly *
live_only_copy (const LiveOnly *only)
{
  LiveOnly *copy = live_only_new ();
  port_set_add_set (&copy->ports, &only->ports);
  vlan_set_add_all (&copy->vlans, &only->vlans);
  g_array_append_vals (copy->policies, only->policies->data, only->policies->len);
  return copy;
}

void
live_only_free (LiveOnly *only)
{
  if (!only)
    return;
  port_set_clear (&only->ports);
  vlan_set_clear (&only->vlans);
  g_array_unref (only->policies);
  g_free (only);
}

/* ---- memory: rows are many, small, and die together ------------------------------------------------------------------ */

#define BLOCK_SIZE (64 * 1024)

static gpointer
take (LiveRows *rows, gsize size)
{
  size = (size + 7) & ~(gsize) 7;
  if (size > BLOCK_SIZE)
    {
      /* a block of its own, put before the one in use */
      gpointer big = g_malloc (size);
      g_ptr_array_insert (rows->blocks, 0, big);
      if (rows->blocks->len == 1)
        rows->block_used = BLOCK_SIZE;
      return big;
    }
  if (!rows->blocks->len || rows->block_used + size > BLOCK_SIZE)
    {
      g_ptr_array_add (rows->blocks, g_malloc (BLOCK_SIZE));
      rows->block_used = 0;
    }
  guint8 *at = (guint8 *) rows->blocks->pdata[rows->blocks->len - 1] + rows->block_used;
  rows->block_used += size;
  return at;
}

gboolean
rows_add (LiveRows *rows, TableId table, const guint32 *oid, guint n, RowTag tag, guint64 number, const void *octets, gsize size)
{
  LiveTable *t = &rows->tables[table];
  gsize bytes = sizeof (LiveRow) + n * sizeof (guint32) + size;
  if (n == 0 || n > ROW_MAX_OID || size > ROW_MAX_OCTETS || rows->bytes + bytes > ROWS_MAX_BYTES)
    return FALSE;
  rows->bytes += bytes;
  if (!t->rows)
    t->rows = g_array_sized_new (FALSE, FALSE, sizeof (LiveRow), 8); /* few have less */
  LiveRow row = { .n = n, .tag = tag, .number = number, .size = (guint) size };
  row.oid = memcpy (take (rows, n * sizeof (guint32)), oid, n * sizeof (guint32));
  guint8 *copy = take (rows, size + 1);
  if (size)
    memcpy (copy, octets, size);
  copy[size] = '\0';
  row.octets = copy;
  g_array_append_val (t->rows, row);
  return TRUE;
}

void
rows_end (LiveRows *rows, TableId table, RowsStatus status, const char *note)
{
  rows->tables[table].status = status;
  g_free (rows->tables[table].note);
  rows->tables[table].note = g_strdup (note);
}

/* ---- order ----------------------------------------------------------------------------------------------------------- */

int
oid_compare (const guint32 *a, guint na, const guint32 *b, guint nb)
{
  for (guint i = 0; i < na && i < nb; i++)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return na == nb ? 0 : na < nb ? -1 : 1;
}

static int
row_compare (gconstpointer a, gconstpointer b)
{
  const LiveRow *x = a, *y = b;
  return oid_compare (x->oid, x->n, y->oid, y->n);
}

static gboolean
same_value (const LiveRow *a, const LiveRow *b)
{
  return a->tag == b->tag && a->number == b->number && a->size == b->size && memcmp (a->octets, b->octets, a->size) == 0;
}

static void
drop_doubles (GArray *array)
{
  guint kept = 0;
  for (guint i = 0; i < array->len; i++)
    {
      LiveRow *row = &g_array_index (array, LiveRow, i);
      LiveRow *last = kept ? &g_array_index (array, LiveRow, kept - 1) : NULL;
      if (!last || row_compare (row, last) != 0)
        g_array_index (array, LiveRow, kept++) = *row;
      else if (!same_value (row, last))
        last->tag = TAG_NULL;
    }
  g_array_set_size (array, kept);
}

/* A table that was read to its end without a row: nothing there, or no such table? */
static RowsStatus
meaning_of_no_row (const LiveRows *rows, const TableSpec *spec)
{
  if (spec->no_row == NO_ROW_NONE)
    return ROWS_EMPTY;
  if (spec->no_row == NO_ROW_WITNESS && rows_count (rows, spec->witness))
    return ROWS_EMPTY;
  return ROWS_ABSENT;
}

void
rows_settle (LiveRows *rows)
{
  for (guint t = 0; t < TABLE_N; t++)
    if (rows->tables[t].rows)
      {
        g_array_sort (rows->tables[t].rows, row_compare);
        drop_doubles (rows->tables[t].rows);
      }
  for (guint t = 0; rows->family && t < TABLE_N; t++)
    if (rows->tables[t].status == ROWS_COMPLETE && !rows_count (rows, t))
      rows->tables[t].status = meaning_of_no_row (rows, &rows->family->snmp->tables[t]);
}

void
rows_recognise (LiveRows *rows)
{
  static const guint32 zero = 0;
  const LiveRow *descr = rows_find (rows, TABLE_SYSTEM, 1, &zero, 1);
  const LiveRow *object = rows_find (rows, TABLE_SYSTEM, 2, &zero, 1);
  g_autofree char *text = descr ? row_text (descr) : NULL;
  g_clear_pointer (&rows->refusal, g_free);
  if (object && object->tag == TAG_OID)
    rows->family = family_recognise ((const char *) object->octets, text ? text : "", &rows->refusal);
  else
    rows->refusal = g_strdup (_ ("it does not say what it is (no sysObjectID): may this community or user read it?"));
}

/* ---- looking --------------------------------------------------------------------------------------------------------- */

guint
rows_count (const LiveRows *rows, TableId table)
{
  return rows->tables[table].rows ? rows->tables[table].rows->len : 0;
}

const LiveRow *
rows_get (const LiveRows *rows, TableId table, guint i)
{
  return &g_array_index (rows->tables[table].rows, LiveRow, i);
}

const LiveRow *
rows_find (const LiveRows *rows, TableId table, guint column, const guint32 *index, guint n)
{
  guint32 oid[ROW_MAX_OID];
  guint at;
  if (n >= ROW_MAX_OID || !rows->tables[table].rows)
    return NULL;
  oid[0] = column;
  memcpy (oid + 1, index, n * sizeof (guint32));
  LiveRow wanted = { .oid = oid, .n = n + 1 };
  if (!g_array_binary_search (rows->tables[table].rows, &wanted, row_compare, &at))
    return NULL;
  return rows_get (rows, table, at);
}

gboolean
rows_usable (const LiveRows *rows, TableId table)
{
  return rows->tables[table].status == ROWS_COMPLETE || rows->tables[table].status == ROWS_EMPTY;
}

gboolean
live_rows_whole (const LiveRows *rows)
{
  for (guint t = 0; t < TABLE_N; t++)
    if (rows->tables[t].status == ROWS_CUT || (rows->tables[t].status == ROWS_UNREAD && rows->tables[t].note))
      return FALSE;
  return rows->family && !rows->incomplete;
}

gboolean
row_uint (const LiveRow *row, guint *out)
{
  switch (row->tag)
    {
    case TAG_INTEGER: case TAG_COUNTER: case TAG_GAUGE: case TAG_TIMETICKS: case TAG_COUNTER64:
      if (row->number > G_MAXUINT32)
        return FALSE;
      *out = (guint) row->number;
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
row_octets (const LiveRow *row)
{
  return row->tag == TAG_OCTETS;
}

char *
row_text (const LiveRow *row)
{
  if (row->tag != TAG_OCTETS)
    return NULL;
  /* names of AOS 6 aggregates come with a trailing NUL */
  return g_utf8_make_valid ((const char *) row->octets, (gssize) strnlen ((const char *) row->octets, row->size));
}

guint
oid_parse (const char *text, guint32 *out)
{
  guint n = 0;
  if (*text == '.')
    text++;
  while (n < ROW_MAX_OID && g_ascii_isdigit (*text))
    {
      guint64 value = 0;
      for (; g_ascii_isdigit (*text); text++)
        if ((value = value * 10 + (guint) (*text - '0')) > G_MAXUINT32)
          return 0;
      out[n++] = (guint32) value;
      if (*text == '\0')
        return n;
      if (*text++ != '.')
        return 0;
    }
  return 0;
}
