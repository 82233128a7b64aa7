/* Writes of several threads share a transaction, and with it the wait for the disk: one thread commits for all that came while the one
 * before was at it. Each returns when its own is on disk, as if it had been alone. */
#include "journal/internal.h"

typedef struct {
  JournalWrite *write;
  gpointer data;
  GError **error;
  gboolean ok, over;
} Pending;

struct JournalGroup {
  GMutex mutex;
  GCond cond;
  GPtrArray *pending; /* Pending* */
  gboolean led;       /* some thread is committing */
};

JournalGroup *
journal_group_new (void)
{
  JournalGroup *g = g_new0 (JournalGroup, 1);
  g_mutex_init (&g->mutex);
  g_cond_init (&g->cond);
  g->pending = g_ptr_array_new ();
  return g;
}

void
journal_group_free (JournalGroup *g)
{
  if (!g)
    return;
  g_ptr_array_unref (g->pending);
  g_mutex_clear (&g->mutex);
  g_cond_clear (&g->cond);
  g_free (g);
}

static void
write_alone (Journal *j, Pending *p)
{
  p->ok = journal_begin (j, p->error) && journal_end (j, p->write (j, p->data, p->error), p->error);
}

/* FALSE: nothing of it was done. */
static gboolean
write_together (Journal *j, const GPtrArray *list)
{
  gboolean ok = TRUE;
  if (!journal_begin (j, NULL))
    return FALSE;
  for (guint i = 0; i < list->len && ok; i++)
    {
      const Pending *p = list->pdata[i];
      ok = p->write (j, p->data, NULL);
    }
  return journal_end (j, ok, NULL);
}

/* Where one of them fails, each is on its own: what fails is that one's alone. */
static void
write_all (Journal *j, const GPtrArray *list)
{
  gboolean together = list->len > 1 && write_together (j, list);
  for (guint i = 0; i < list->len; i++)
    if (together)
      ((Pending *) list->pdata[i])->ok = TRUE;
    else
      write_alone (j, list->pdata[i]);
}

static void
lead (Journal *j, JournalGroup *g)
{
  g_autoptr (GPtrArray) list = g->pending;
  g->pending = g_ptr_array_new ();
  g->led = TRUE;
  g_mutex_unlock (&g->mutex);
  write_all (j, list);
  g_mutex_lock (&g->mutex);
  g->led = FALSE;
  for (guint i = 0; i < list->len; i++)
    ((Pending *) list->pdata[i])->over = TRUE;
  g_cond_broadcast (&g->cond);
}

gboolean
journal_write (Journal *j, JournalWrite *write, gpointer data, GError **error)
{
  JournalGroup *g = journal_group (j);
  Pending own = { write, data, error, FALSE, FALSE };
  g_mutex_lock (&g->mutex);
  g_ptr_array_add (g->pending, &own);
  while (!own.over && g->led)
    g_cond_wait (&g->cond, &g->mutex);
  if (!own.over)
    lead (j, g);
  g_mutex_unlock (&g->mutex);
  return own.ok;
}

typedef struct {
  const char *sql, *types;
  va_list args;
} Statement;

static gboolean
write_statement (Journal *j, gpointer data, GError **error)
{
  Statement *s = data;
  va_list args;
  va_copy (args, s->args); /* it may be written twice */
  gboolean ok = journal_vexec (j, error, s->sql, s->types, args);
  va_end (args);
  return ok;
}

gboolean
journal_write_one (Journal *j, GError **error, const char *sql, const char *types, ...)
{
  Statement s = { .sql = sql, .types = types };
  va_start (s.args, types);
  gboolean ok = journal_write (j, write_statement, &s, error);
  va_end (s.args);
  return ok;
}
