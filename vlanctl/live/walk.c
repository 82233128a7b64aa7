#include "live/readback.h"
#include "live/walk_group.h"

#include <glib/gi18n.h>

typedef enum { STAGE_IDENTIFY, STAGE_TABLES, STAGE_OVER } Stage;

/* One request under way at a time, and what it is about. */
typedef struct {
  Walk *walk;
  gboolean asking;
  gboolean probing;      /* it was silent: is anybody there? */
  WalkGroup *group;      /* owned; NULL: none */
  gboolean reads_back;   /* no group, but this part of what is read back */
  ReadBackPart part;
  GArray *numbers;       /* guint32: names of its request */
} Lane;

struct Walk {
  LiveRows *rows;
  guint port;
  guint32 want;
  Stage stage;
  Lane lanes[WALK_LANES];
  WalkTable *tables[TABLE_N]; /* begun, and not at their end; owned */
  gboolean over[TABLE_N];    /* read, or not to be read as a table */
  GQueue groups;             /* WalkGroup*: of this round, and no lane has them so far */
  guint round;               /* of planning */
  guint n_done;              /* tables read */
  /* learnt on the way */
  guint window;              /* requests that it is given at a time */
  gboolean window_shut;      /* a datagram was lost, or not taken: it stays at one */
  gboolean names_model;      /* sysDescr does */
  guint ports;               /* of a switch of this model, as far as is known */
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
    {
      w->lanes[i].walk = w;
      w->lanes[i].numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
    }
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
  for (guint i = 0; i < WALK_LANES; i++)
    {
      g_free (w->lanes[i].group);
      g_array_unref (w->lanes[i].numbers);
    }
  g_queue_clear_full (&w->groups, g_free);
  for (guint t = 0; t < TABLE_N; t++)
    g_free (w->tables[t]);
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

#define SOME_PORTS 24 /* of a model that is not known */
#define UPLINKS 4     /* that are not counted in its name */

static void
learn_model (Walk *w)
{
  static const guint32 zero = 0;
  const LiveRow *row = rows_find (w->rows, TABLE_SYSTEM, 1, &zero, 1);
  g_autofree char *text = row ? row_text (row) : NULL;
  g_autofree char *model = NULL, *version = NULL;
  family_parse_descr (text, &model, &version);
  w->names_model = model != NULL;
  w->ports = model ? family_model_ports (model) : 0;
  w->ports = (w->ports ? w->ports : SOME_PORTS) + UPLINKS;
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
    n += is_wanted (w, t) && (!w->over[t] || (w->back && readback_has_table (w->back, t) && w->rows->tables[t].status == ROWS_UNREAD));
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
end_table (Walk *w, WalkTable *t)
{
  rows_end (w->rows, t->id, t->why ? ROWS_CUT : ROWS_COMPLETE, t->why);
  w->over[t->id] = TRUE;
  w->n_done += w->stage == STAGE_TABLES;
  if (!t->why)
    end_well (w);
  g_clear_pointer (&w->tables[t->id], g_free);
}

/* Everything wanted that was not read any more is unread, and says why. */
static void
give_up (Walk *w, const char *note, const char *silence)
{
  for (TableId t = 0; t < TABLE_N; t++)
    if (w->tables[t] && walk_table_is_over (w->tables[t])) /* only others of its group were not */
      end_table (w, w->tables[t]);
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
  return other && !w->over[other] && is_wanted (w, other);
}

/* How many rows a column of it has: as many as it had, or the switch has interfaces; else, until they are read, as many as a switch of
 * this model has ports. Others have as many as they have. */
static void
begin_table (Walk *w, TableId table)
{
  const TableSpec *spec = spec_of (w, table);
  WalkTable *t = w->tables[table];
  gboolean by_port = spec->index[0] >= INDEX_IF || spec->index[1] >= INDEX_IF;
  if (!t)
    t = w->tables[table] = walk_table_new (table, spec, w->rows, &w->learnt);
  t->exact = w->earlier && w->earlier->tables[table].status == ROWS_COMPLETE;
  if (t->exact)
    t->length = rows_count (w->earlier, table) / t->n_columns;
  else if (by_port && w->over[TABLE_IF] && rows_count (w->rows, TABLE_IF))
    {
      t->length = rows_count (w->rows, TABLE_IF) / table_columns (spec_of (w, TABLE_IF));
      t->exact = !spec->index[1];
    }
  else
    t->length = by_port ? w->ports : 0;
}

static WalkGroup *
new_group (Walk *w, WalkTable *t, gboolean opening)
{
  WalkGroup *g = walk_group_new (&w->learnt, opening);
  walk_group_add (g, t);
  g_queue_push_tail (&w->groups, g);
  return g;
}

/* Into the first group of this kind that has room. */
static void
add_to_group (Walk *w, WalkTable *t, gboolean opening)
{
  for (GList *i = w->groups.head; i; i = i->next)
    {
      WalkGroup *g = i->data;
      if (g->opening == opening && walk_group_has_room (g, t))
        {
          walk_group_add (g, t);
          return;
        }
    }
  new_group (w, t, opening);
}

/* The tables to be read now, in groups, and in an order that does not depend on when what was answered: first a row of each, then as long
 * as whole answers are filled, then the rest. */
static void
plan_round (Walk *w)
{
  guint round = w->stage == STAGE_IDENTIFY ? 0 : ++w->round;
  for (TableId t = 0; t < TABLE_N; t++)
    {
      if (w->over[t] || (round ? !is_wanted (w, t) || must_wait (w, t) : t != TABLE_SYSTEM))
        continue;
      const TableSpec *spec = spec_of (w, t);
      begin_table (w, t);
      if (w->learnt.alone || w->learnt.no_bulk || spec->instances[0] || !round)
        new_group (w, w->tables[t], FALSE)->closed = TRUE;
      else
        add_to_group (w, w->tables[t], round == 1);
    }
  for (GList *i = w->groups.head; i; i = i->next)
    {
      WalkGroup *g = i->data;
      g->opening = g->opening && g->n > 1;
      g->leaves_rest = round == 2 && !w->learnt.alone;
    }
}

static gboolean
any_lane_has_group (const Walk *w)
{
  for (guint i = 0; i < WALK_LANES; i++)
    if (w->lanes[i].group)
      return TRUE;
  return FALSE;
}

/* What was planned before the agent was known as it is now is planned anew. */
static WalkGroup *
next_group (Walk *w)
{
  WalkGroup *g;
  while ((g = g_queue_pop_head (&w->groups)) && walk_group_is_obsolete (g))
    g_free (g);
  return g;
}

static gboolean
take_group (Lane *l)
{
  Walk *w = l->walk;
  l->group = next_group (w);
  if (!l->group && !any_lane_has_group (w))
    {
      plan_round (w);
      l->group = next_group (w);
    }
  return l->group != NULL;
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
    if (w->lanes[i].group || w->lanes[i].reads_back || w->lanes[i].asking)
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
  else if (l->reads_back || (!l->group && take_part (l)))
    readback_ask (w->back, &l->part, out);
  else if (l->group || take_group (l))
    walk_group_ask (l->group, l->numbers, out);
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

/* Its tables that are at their end; the others are for the next round. */
static void
end_group (Lane *l)
{
  Walk *w = l->walk;
  WalkGroup *g = l->group;
  for (guint i = 0; i < g->n; i++)
    if (walk_table_is_over (g->tables[i]) || g->tables[i]->given_up)
      end_table (w, g->tables[i]);
  g_clear_pointer (&l->group, g_free);
}

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
  learn_model (w);
  if (!w->rows->family && system->status == ROWS_CUT)
    {
      g_free (w->rows->refusal);
      w->rows->refusal = g_strdup_printf (_ ("it answers, but does not say what it is: %s"), system->note);
    }
  w->stage = w->rows->family ? STAGE_TABLES : STAGE_OVER;
  if (w->rows->family && w->earlier)
    w->back = readback_new (w->rows, w->earlier, w->only, w->want);
  if (!w->back)
    w->earlier = NULL;
  for (TableId t = 0; w->back && t < TABLE_N; t++)
    w->over[t] = w->over[t] || readback_has_table (w->back, t);
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
  else if (walk_group_hear (l->group, trouble, vars, n))
    end_group (l);
  if (w->stage == STAGE_IDENTIFY && !l->group)
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
      else if (walk_group_silent (l->group))
        end_group (l);
      l->probing = TRUE;
    }
}
