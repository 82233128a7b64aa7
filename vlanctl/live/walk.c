#include "live/readback.h"
#include "live/walk_table.h"

#include <glib/gi18n.h>

typedef enum { STAGE_IDENTIFY, STAGE_TABLES, STAGE_OVER } Stage;

/* One request under way at a time, and what it is about. */
typedef struct {
  Walk *walk;
  gboolean asking;
  gboolean probing;      /* it was silent: is anybody there? */
  gboolean in_table, reads_back; /* at most one of the two */
  WalkTable table;
  ReadBackPart part;
} Lane;

struct Walk {
  LiveRows *rows;
  guint port;
  guint32 want;
  Stage stage;
  Lane lanes[WALK_LANES];
  gboolean taken[TABLE_N];   /* a lane has it, or had it */
  guint n_done;              /* tables read */
  /* learnt on the way */
  guint window;              /* requests that it is given at a time */
  gboolean window_shut;      /* a datagram was lost, or not taken: it stays at one */
  gboolean names_model;      /* sysDescr does */
  WalkLearnt learnt;
  /* reading back */
  const LiveRows *earlier;   /* NULL */
  const LiveOnly *only;
  ReadBack *back;            /* NULL: all is read */
};

Walk *
walk_new (const char *name, const char *address, guint port, guint32 want)
{
  Walk *w = g_new0 (Walk, 1);
  w->rows = rows_new (name, address);
  w->port = port;
  w->want = want;
  w->learnt.ceiling = WALK_MAX_VARS;
  w->window = 1;
  for (guint i = 0; i < WALK_LANES; i++)
    w->lanes[i].walk = w;
  return w;
}

void
walk_read_back (Walk *w, const LiveRows *earlier, const LiveOnly *only)
{
  w->earlier = earlier;
  w->only = only;
}

void
walk_free (Walk *w)
{
  if (!w)
    return;
  readback_free (w->back);
  live_rows_free (w->rows);
  g_free (w);
}

LiveRows *
walk_take_rows (Walk *w)
{
  rows_settle (w->rows);
  if (w->back)
    readback_note_gone (w->back);
  return g_steal_pointer (&w->rows);
}

static const TableSpec *
spec_of (const Walk *w, TableId table)
{
  /* the system group stands in the same place everywhere: it is read before the family is known */
  const Family *family = w->rows->family ? w->rows->family : families[0];
  return &family->snmp->tables[table];
}

/* ---- which tables ---------------------------------------------------------------------------------------------------- */

static gboolean
descr_names_model (const Walk *w)
{
  static const guint32 zero = 0;
  const LiveRow *row = rows_find (w->rows, TABLE_SYSTEM, 1, &zero, 1);
  g_autofree char *text = row ? row_text (row) : NULL;
  g_autofree char *model = NULL, *version = NULL;
  family_parse_descr (text, &model, &version);
  return model != NULL;
}

static gboolean
is_wanted (const Walk *w, TableId table)
{
  const TableSpec *spec = spec_of (w, table);
  if (!spec->root || table == TABLE_SYSTEM || (spec->attrs && !(spec->attrs & w->want)))
    return FALSE;
  if (table == TABLE_ENTITY && w->names_model)
    return FALSE;
  if (!spec->instead_of)
    return TRUE;
  if (w->back && readback_has_table (w->back, spec->instead_of))
    return FALSE; /* it has rows, if not the ones that were asked for */
  return !rows_count (w->rows, spec->instead_of) && w->rows->tables[spec->instead_of].status != ROWS_CUT;
}

static gboolean
is_under_way (const Walk *w, TableId table)
{
  return w->taken[table] && w->rows->tables[table].status == ROWS_UNREAD;
}

guint
walk_tables_read (const Walk *w)
{
  return 1 + w->n_done + (w->back ? readback_tables_done (w->back) : 0); /* the system group */
}

guint
walk_tables_wanted (const Walk *w)
{
  guint n = walk_tables_read (w);
  for (guint t = 0; w->rows && w->rows->family && w->stage != STAGE_OVER && t < TABLE_N; t++)
    n += is_wanted (w, t) && (!w->taken[t] || is_under_way (w, t));
  return n;
}

/* What answers well may be asked more at a time. */
static void
end_well (Walk *w)
{
  if (!w->window_shut)
    w->window = MIN (w->window + 1, WALK_LANES);
}

static void
end_table (Lane *l)
{
  Walk *w = l->walk;
  rows_end (w->rows, l->table.id, l->table.why ? ROWS_CUT : ROWS_COMPLETE, l->table.why);
  l->in_table = FALSE;
  w->n_done += w->stage == STAGE_TABLES;
  if (!l->table.why)
    end_well (w);
}

/* Everything wanted that was not read any more is unread, and says why. */
static void
give_up (Walk *w, const char *note, const char *silence)
{
  if (w->rows->family)
    for (TableId t = 0; t < TABLE_N; t++)
      if (is_wanted (w, t) && w->rows->tables[t].status == ROWS_UNREAD)
        rows_end (w->rows, t, rows_count (w->rows, t) ? ROWS_CUT : ROWS_UNREAD, note);
  w->rows->incomplete = TRUE;
  g_free (w->rows->silence);
  w->rows->silence = g_strdup (silence);
  w->stage = STAGE_OVER;
}

void
walk_abort (Walk *w, const char *why)
{
  give_up (w, why, why);
}

/* ---- asking ---------------------------------------------------------------------------------------------------------- */

static void
ask_uptime (WalkRequest *out)
{
  static const guint32 uptime[] = { 1, 3, 6, 1, 2, 1, 1, 3, 0 }; /* sysUpTime */
  *out = (WalkRequest){ .kind = WALK_GET, .n = 1, .names = { { uptime, G_N_ELEMENTS (uptime) } } };
}

/* It stands for a table of which it is not known yet whether it has rows. */
static gboolean
must_wait (const Walk *w, TableId table)
{
  TableId other = spec_of (w, table)->instead_of;
  return other && other < table && (is_under_way (w, other) || (!w->taken[other] && is_wanted (w, other)));
}

static gboolean
take_table (Lane *l)
{
  Walk *w = l->walk;
  TableId table = TABLE_SYSTEM;
  while (w->stage == STAGE_TABLES && table < TABLE_N && (w->taken[table] || !is_wanted (w, table) || must_wait (w, table)))
    table++;
  if (table == TABLE_N || w->taken[table])
    return FALSE;
  w->taken[table] = l->in_table = TRUE;
  walk_table_begin (&l->table, table, spec_of (w, table), w->rows, &w->learnt);
  return TRUE;
}

static gboolean
take_part (Lane *l)
{
  return l->reads_back = l->walk->back && readback_take (l->walk->back, &l->part);
}

static guint
requests_under_way (const Walk *w)
{
  guint n = 0;
  for (guint i = 0; i < WALK_LANES; i++)
    n += w->lanes[i].asking;
  return n;
}

static gboolean
any_lane_is_busy (const Walk *w)
{
  for (guint i = 0; i < WALK_LANES; i++)
    if (w->lanes[i].in_table || w->lanes[i].reads_back || w->lanes[i].asking)
      return TRUE;
  return FALSE;
}

gboolean
walk_next (Walk *w, guint lane, guint64 spent_ms, guint64 budget_ms, WalkRequest *out)
{
  Lane *l = &w->lanes[lane];
  if (w->stage != STAGE_OVER && spent_ms > budget_ms)
    give_up (w, _ ("out of time"), _ ("it answers too slowly: not everything was read in time"));
  if (w->stage == STAGE_OVER || l->asking || requests_under_way (w) >= w->window)
    return FALSE;
  if (l->probing)
    ask_uptime (out);
  else if (l->reads_back || (!l->in_table && take_part (l)))
    readback_ask (w->back, &l->part, out);
  else if (l->in_table || take_table (l))
    walk_table_ask (&l->table, out);
  else
    {
      if (!any_lane_is_busy (w))
        w->stage = STAGE_OVER;
      return FALSE;
    }
  return l->asking = TRUE;
}

gboolean
walk_has_room (const Walk *w)
{
  return w->stage == STAGE_TABLES && requests_under_way (w) < w->window;
}

gboolean
walk_is_over (const Walk *w)
{
  return w->stage == STAGE_OVER;
}

/* ---- hearing --------------------------------------------------------------------------------------------------------- */

static void
hear_part (Lane *l, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  l->reads_back = !readback_hear (l->walk->back, &l->part, trouble, vars, n);
  if (!l->reads_back && trouble == WALK_FINE)
    end_well (l->walk);
}

/* The system group was read: is it a switch of ours? */
static void
identified (Walk *w)
{
  const LiveTable *system = &w->rows->tables[TABLE_SYSTEM];
  rows_settle (w->rows);
  rows_recognise (w->rows);
  w->names_model = descr_names_model (w);
  if (!w->rows->family && system->status == ROWS_CUT)
    {
      g_free (w->rows->refusal);
      w->rows->refusal = g_strdup_printf (_ ("it answers, but does not say what it is: %s"), system->note);
    }
  w->stage = w->rows->family ? STAGE_TABLES : STAGE_OVER;
  if (w->rows->family && w->earlier)
    w->back = readback_new (w->rows, w->earlier, w->only, w->want);
  for (TableId t = 0; w->back && t < TABLE_N; t++)
    w->taken[t] = w->taken[t] || readback_has_table (w->back, t);
}

void
walk_answer (Walk *w, guint lane, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  Lane *l = &w->lanes[lane];
  l->asking = FALSE;
  if (w->stage == STAGE_OVER)
    return;
  if (l->probing)
    {
      l->probing = FALSE;
      return;
    }
  if (trouble == WALK_FINE && !n)
    trouble = WALK_ERROR;
  if (l->reads_back)
    hear_part (l, trouble, vars, n);
  else if (walk_table_hear (&l->table, trouble, vars, n))
    end_table (l);
  if (w->stage == STAGE_IDENTIFY && !l->in_table)
    identified (w);
}

static void
nobody_there (Walk *w, const char *hint)
{
  w->rows->mute = !hint;
  g_autofree char *why = g_strdup_printf (_ ("no answer to SNMP from %s port %u (is it on? address, community or user right? "
                                             "OmniSwitches answer nobody until `snmp security` and `aaa authentication snmp` allow it)"),
                                          w->rows->address, w->port);
  give_up (w, _ ("no answer"), hint ? hint : why);
}

void
walk_lost (Walk *w)
{
  w->window = 1;
  w->window_shut = TRUE;
}

void
walk_silent (Walk *w, guint lane, const char *hint)
{
  Lane *l = &w->lanes[lane];
  l->asking = FALSE;
  walk_lost (w);
  if (w->stage == STAGE_IDENTIFY)
    nobody_there (w, hint);
  else if (w->stage == STAGE_TABLES && l->probing)
    give_up (w, _ ("no answer"), _ ("it stopped answering SNMP half way"));
  else if (w->stage == STAGE_TABLES)
    {
      if (l->reads_back)
        l->reads_back = !readback_silent (w->back, &l->part);
      else if (walk_table_silent (&l->table))
        end_table (l);
      l->probing = TRUE;
    }
}
