#include "paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
object_free (gpointer data)
{
  g_free (((Object *) data)->text);
  g_free (data);
}

void
add (Agent *a, const char *oid, RowTag tag, guint64 number, const char *text)
{
  Object *o = g_new0 (Object, 1);
  o->oid.n = oid_parse (oid, o->oid.oid);
  assert_true (o->oid.n > 0);
  o->tag = tag;
  o->number = number;
  o->text = g_strdup (text);
  o->size = text ? strlen (text) : 0;
  g_ptr_array_add (a->objects, o);
}

static gint
by_oid (gconstpointer a, gconstpointer b)
{
  const Object *x = *(Object *const *) a, *y = *(Object *const *) b;
  return oid_compare (x->oid.oid, x->oid.n, y->oid.oid, y->oid.n);
}

Agent
agent_blank (Manners manners)
{
  return (Agent){ g_ptr_array_new_with_free_func (object_free), manners, 0, 0 };
}

void
agent_clear (Agent *a)
{
  g_ptr_array_unref (a->objects);
}

static void
add_value (Object *o, const char *tag, const char *value)
{
  guint n = strlen (value) / 2, byte;
  o->tag = (RowTag) strtoul (tag, NULL, 10);
  if (g_str_has_suffix (tag, "x"))
    {
      o->text = g_malloc0 (n + 1);
      o->size = n;
      for (guint i = 0; i < n && sscanf (value + 2 * i, "%2x", &byte) == 1; i++)
        o->text[i] = (char) byte;
    }
  else if (o->tag == TAG_OCTETS || o->tag == TAG_OID)
    {
      o->text = g_strdup (value);
      o->size = strlen (value);
    }
  else
    o->number = (guint64) strtoll (value, NULL, 10);
}

void
add_lines (Agent *a, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "|", 3);
      if (g_strv_length (parts) != 3)
        continue;
      Object *o = g_new0 (Object, 1);
      o->oid.n = oid_parse (parts[0], o->oid.oid);
      assert_true (o->oid.n > 0);
      add_value (o, parts[1], parts[2]);
      g_ptr_array_add (a->objects, o);
    }
}

void
sort (Agent *a)
{
  g_ptr_array_sort (a->objects, by_oid); /* keeps the order of equals */
  for (guint i = a->objects->len; i-- > 1;)
    if (!by_oid (&a->objects->pdata[i], &a->objects->pdata[i - 1]))
      g_ptr_array_remove_index (a->objects, i);
}

const Object *
find (const Agent *a, const WalkName *oid, gboolean next)
{
  guint low = 0, high = a->objects->len;
  while (low < high) /* the first that is not before it, or (next) is behind it */
    {
      guint middle = (low + high) / 2;
      const Object *o = a->objects->pdata[middle];
      int order = oid_compare (o->oid.oid, o->oid.n, oid->oid, oid->n);
      if (order < 0 || (next && order == 0))
        low = middle + 1;
      else
        high = middle;
    }
  const Object *o = low < a->objects->len ? a->objects->pdata[low] : NULL;
  return o && (next || !oid_compare (o->oid.oid, o->oid.n, oid->oid, oid->n)) ? o : NULL;
}

static WalkVar
var_of (const Object *o, const WalkName *asked)
{
  if (!o)
    return (WalkVar){ .oid = asked->oid, .n = asked->n, .nothing = TRUE, .end = TRUE };
  return (WalkVar){ .oid = o->oid.oid, .n = o->oid.n, .tag = o->tag, .number = o->number, .octets = o->text, .size = o->size };
}

static gboolean
asks_for (const WalkRequest *r, const char *root)
{
  WalkOid oid;
  oid.n = oid_parse (root, oid.oid);
  for (guint i = 0; i < r->n; i++)
    if (r->names[i].n >= oid.n && !oid_compare (r->names[i].oid, oid.n, oid.oid, oid.n))
      return TRUE;
  return FALSE;
}

static gboolean
is_silent (const Agent *a, const WalkRequest *r)
{
  if (a->manners == FRAGMENTS_LOST && r->kind == WALK_BULK && r->n * r->repetitions > 20)
    return TRUE;
  return (a->manners == SILENT_LATER && a->requests > 4) || (a->manners == SILENT_TABLE && asks_for (r, VLAN_TABLE))
         || ((a->manners == NEXT_ONLY || a->manners == OLD) && r->kind == WALK_BULK);
}

static WalkTrouble
trouble (const Agent *a, const WalkRequest *r)
{
  if ((a->manners == TOO_BIG && r->kind == WALK_BULK && r->repetitions > 2)
      || (a->manners == ONE_AT_A_TIME && r->n * (r->kind == WALK_BULK ? r->repetitions : 1) > 1))
    return WALK_TOO_BIG;
  if (a->manners == DENIED && r->kind != WALK_GET)
    return WALK_DENIED;
  gboolean column = a->manners == COLUMN_ERROR && asks_for (r, VLAN_TABLE ".3");
  if (column || (a->manners == GEN_ERROR && r->kind != WALK_GET) || (a->manners == BULK_ERROR && r->kind == WALK_BULK))
    return WALK_ERROR;
  for (guint i = 0; i < r->n && a->manners == OLD; i++)
    if (!find (a, &r->names[i], r->kind != WALK_GET))
      return WALK_NO_NAME;
  return WALK_FINE;
}

gboolean
answer (Agent *a, Walk *walk, guint lane, const WalkRequest *r)
{
  WalkVar vars[WALK_MAX_NAMES * 64];
  guint n = 0;
  a->requests++;
  if (is_silent (a, r))
    return a->silences++, FALSE;
  if (trouble (a, r) != WALK_FINE)
    return walk_answer (walk, lane, trouble (a, r), NULL, 0), TRUE;
  WalkName at[WALK_MAX_NAMES];
  memcpy (at, r->names, sizeof at);
  for (guint round = 0; round < (r->kind == WALK_BULK ? MIN (r->repetitions, 64) : 1); round++)
    for (guint c = 0; c < r->n && n < G_N_ELEMENTS (vars); c++)
      {
        const Object *o = find (a, &at[c], r->kind != WALK_GET);
        if (o && r->kind != WALK_GET && a->manners == LOOPING && a->requests > 3)
          o = find (a, &r->names[c], TRUE); /* the same rows for ever */
        if (o && r->kind != WALK_GET && a->manners == BACKWARDS && round == 1)
          o = a->objects->pdata[0];
        vars[n++] = var_of (o, &at[c]);
        if (a->manners == STOPS_IN_THE_MIDDLE && r->kind != WALK_GET && round == 1)
          vars[n - 1] = (WalkVar){ .oid = at[c].oid, .n = at[c].n, .nothing = TRUE }; /* noSuchInstance, where only an end may be */
        if (o)
          at[c] = (WalkName){ o->oid.oid, o->oid.n };
      }
  if (a->manners == EMPTY && r->kind != WALK_GET)
    n = 0;
  else if (a->manners == SHORT && r->kind != WALK_GET)
    n = 1;
  walk_answer (walk, lane, WALK_FINE, vars, n);
  return TRUE;
}

LiveRows *
read_walk (Agent *a, Walk *walk, guint limit)
{
  WalkRequest request;
  while (walk_next (walk, 0, a->requests * 10, 60000, &request))
    {
      assert_true (request.n > 0 && request.n <= WALK_MAX_NAMES);
      if (a->requests > limit)
        fail_msg ("more than %u requests", limit);
      if (!answer (a, walk, 0, &request))
        walk_silent (walk, 0, NULL);
    }
  assert_true (walk_is_over (walk));
  LiveRows *rows = walk_take_rows (walk);
  walk_free (walk);
  return rows;
}
