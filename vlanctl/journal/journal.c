/* The database itself: opening, checking, upgrading, and the few calls through which the room uses it. */
#include "journal/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 10000
/* The log is begun again before it outgrows the reserve of a run (runs.c): 200 pages of 4 KiB. */
#define CHECKPOINT_PAGES "200"

struct Journal {
  sqlite3 *db;
  char *path;
  GRecMutex mutex; /* one connection, many threads; recursive, as a transaction holds it over its statements */
  JournalGroup *group;
};

struct Query {
  Journal *journal;
  sqlite3_stmt *statement;
  gboolean damaged; /* a null where none can be */
};

G_DEFINE_QUARK (journal-error-quark, journal_error)

/* Step k brings a database of version k to k+1. Rows are only ever added at the end. */
static const char *const upgrades[] = {
  "CREATE TABLE run (n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, plan_id TEXT, plan_json TEXT, undoes_run TEXT,"
  "  status INTEGER NOT NULL, exit_code INTEGER NOT NULL DEFAULT 0, started TEXT NOT NULL, ended TEXT,"
  "  pid INTEGER NOT NULL, pid_start INTEGER NOT NULL, boot TEXT NOT NULL);"
  "CREATE TABLE run_switch (run INTEGER NOT NULL REFERENCES run (n), name TEXT NOT NULL, address TEXT, family TEXT, model TEXT,"
  "  version TEXT, outcome INTEGER NOT NULL, reason TEXT, saved TEXT NOT NULL DEFAULT 'none', started TEXT NOT NULL, ended TEXT,"
  "  PRIMARY KEY (run, name));"
  "CREATE TABLE step (id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, name TEXT NOT NULL, change_index INTEGER NOT NULL,"
  "  command TEXT NOT NULL, undo TEXT NOT NULL, ports TEXT NOT NULL, observed_json TEXT NOT NULL, is_undo INTEGER NOT NULL,"
  "  outcome INTEGER NOT NULL, reply TEXT, intended_at TEXT NOT NULL, sent_at TEXT, ended_at TEXT,"
  "  FOREIGN KEY (run, name) REFERENCES run_switch (run, name));"
  "CREATE INDEX step_of_switch ON step (run, name, id);"
  "CREATE TABLE snapshot (id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, name TEXT NOT NULL, which TEXT NOT NULL,"
  "  taken TEXT NOT NULL, text TEXT NOT NULL, FOREIGN KEY (run, name) REFERENCES run_switch (run, name));"
  "CREATE INDEX snapshot_of_switch ON snapshot (name, which, id);"
  "CREATE TABLE switch_lock (name TEXT PRIMARY KEY, run INTEGER NOT NULL REFERENCES run (n), pid INTEGER NOT NULL,"
  "  pid_start INTEGER NOT NULL, boot TEXT NOT NULL, taken TEXT NOT NULL);"
  "CREATE TABLE memory (kind TEXT NOT NULL, key TEXT NOT NULL, run TEXT, since TEXT NOT NULL, PRIMARY KEY (kind, key));"
  "CREATE TABLE used_plan (plan_id TEXT PRIMARY KEY, used TEXT NOT NULL);"
  "CREATE TABLE reserve (n INTEGER PRIMARY KEY, filler BLOB);",
  /* 2: undo timers */
  "CREATE TABLE timer (run INTEGER NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, fires TEXT, state INTEGER NOT NULL,"
  "  PRIMARY KEY (run, name), FOREIGN KEY (run, name) REFERENCES run_switch (run, name));",
};

char *
journal_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *seconds = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03dZ", seconds, g_date_time_get_microsecond (now) / 1000);
}

/* What a person can do about it, by SQLite's result code (sqlite.org/rescode.html). */
static void
set_error (Journal *j, int code, GError **error)
{
  const char *text = j->db && code != SQLITE_CORRUPT ? sqlite3_errmsg (j->db) : sqlite3_errstr (code); /* that one we find too */
  switch (code & 0xff)
    {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_FULL,
                   _ ("the journal %s cannot be written (%s): make room or choose another folder with --state"), j->path, text);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_DAMAGED,
                   _ ("the journal %s is damaged (%s): keep a copy, try `sqlite3 journal.db .recover`, or move it away to begin a new one;"
                      " until then open runs cannot be recovered"),
                   j->path, text);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_LOCKED, _ ("the journal %s is held by another process (%s)"), j->path, text);
      break;
    default:
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_OPEN, _ ("the journal %s: %s"), j->path, text);
    }
}

/* ---- statements ---------------------------------------------------------------------------------------------------- */

void
journal_hold (Journal *j)
{
  g_rec_mutex_lock (&j->mutex);
}

void
journal_let_go (Journal *j)
{
  g_rec_mutex_unlock (&j->mutex);
}

static sqlite3_stmt *
prepare (Journal *j, const char *sql, const char *types, va_list args, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (j->db, sql, -1, &statement, NULL);
  for (int i = 0; code == SQLITE_OK && types[i]; i++)
    if (types[i] == 'i')
      code = sqlite3_bind_int64 (statement, i + 1, va_arg (args, gint64));
    else
      code = sqlite3_bind_text (statement, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
  if (code == SQLITE_OK)
    return statement;
  set_error (j, code, error);
  sqlite3_finalize (statement);
  return NULL;
}

gboolean
journal_vexec (Journal *j, GError **error, const char *sql, const char *types, va_list args)
{
  journal_hold (j);
  sqlite3_stmt *statement = prepare (j, sql, types, args, error);
  int code = SQLITE_ERROR;
  if (statement)
    {
      while ((code = sqlite3_step (statement)) == SQLITE_ROW)
        ;
      if (code != SQLITE_DONE)
        set_error (j, code, error);
      sqlite3_finalize (statement);
    }
  journal_let_go (j);
  return code == SQLITE_DONE;
}

gboolean
journal_exec (Journal *j, GError **error, const char *sql, const char *types, ...)
{
  va_list args;
  va_start (args, types);
  gboolean ok = journal_vexec (j, error, sql, types, args);
  va_end (args);
  return ok;
}

gint64
journal_last_id (Journal *j)
{
  return sqlite3_last_insert_rowid (j->db);
}

guint
journal_rows_changed (Journal *j)
{
  return (guint) sqlite3_changes (j->db);
}

Query *
journal_query (Journal *j, GError **error, const char *sql, const char *types, ...)
{
  va_list args;
  journal_hold (j);
  va_start (args, types);
  sqlite3_stmt *statement = prepare (j, sql, types, args, error);
  va_end (args);
  if (!statement)
    {
      journal_let_go (j);
      return NULL;
    }
  Query *q = g_new0 (Query, 1);
  q->journal = j;
  q->statement = statement;
  return q; /* holds the lock until query_free */
}

gboolean
query_next (Query *q, GError **error)
{
  if (q->damaged)
    {
      set_error (q->journal, SQLITE_CORRUPT, error);
      return FALSE;
    }
  int code = sqlite3_step (q->statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    set_error (q->journal, code, error);
  return code == SQLITE_ROW;
}

const char *
query_text (Query *q, int column)
{
  return (const char *) sqlite3_column_text (q->statement, column);
}

const char *
query_must (Query *q, int column)
{
  const char *text = query_text (q, column);
  q->damaged = q->damaged || !text;
  return text ? text : "";
}

gint64
query_int (Query *q, int column)
{
  return sqlite3_column_int64 (q->statement, column);
}

void
query_free (Query *q)
{
  if (!q)
    return;
  sqlite3_finalize (q->statement);
  journal_let_go (q->journal);
  g_free (q);
}

gboolean
journal_begin (Journal *j, GError **error)
{
  journal_hold (j);
  if (journal_exec (j, error, "BEGIN IMMEDIATE", ""))
    return TRUE;
  journal_let_go (j);
  return FALSE;
}

gboolean
journal_end (Journal *j, gboolean ok, GError **error)
{
  if (ok)
    ok = journal_exec (j, error, "COMMIT", "");
  if (!ok)
    journal_exec (j, NULL, "ROLLBACK", ""); /* fails when SQLite has done it already */
  journal_let_go (j);
  return ok;
}

JournalGroup *
journal_group (Journal *j)
{
  return j->group;
}

/* ---- opening ------------------------------------------------------------------------------------------------------- */

static gboolean
exec_script (Journal *j, const char *script, GError **error)
{
  int code = sqlite3_exec (j->db, script, NULL, NULL, NULL);
  if (code != SQLITE_OK)
    set_error (j, code, error);
  return code == SQLITE_OK;
}

static gboolean
query_one (Journal *j, const char *sql, char **text, GError **error)
{
  g_autoptr (Query) q = journal_query (j, error, sql, "");
  if (!q || !query_next (q, error))
    return FALSE;
  *text = g_strdup (query_text (q, 0));
  return TRUE;
}

static gboolean
check_sound (Journal *j, GError **error)
{
  g_autofree char *verdict = NULL;
  g_autoptr (GError) local = NULL;
  if (!query_one (j, "PRAGMA quick_check (1)", &verdict, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_strcmp0 (verdict, "ok") == 0)
    return TRUE;
  g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_DAMAGED,
               _ ("the journal %s is damaged (%s): keep a copy, try `sqlite3 journal.db .recover`, or move it away to begin a new one;"
                  " until then open runs cannot be recovered"),
               j->path, verdict ? verdict : "?");
  return FALSE;
}

/* All versions in one transaction: another process that opens at the same time waits and finds it done. */
static gboolean
upgrade (Journal *j, GError **error)
{
  if (!journal_begin (j, error))
    return FALSE;
  g_autofree char *text = NULL;
  gboolean ok = query_one (j, "PRAGMA user_version", &text, error);
  guint64 version = ok && text ? g_ascii_strtoull (text, NULL, 10) : 0;
  if (ok && version > G_N_ELEMENTS (upgrades))
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_NEWER, _ ("the journal %s was written by a newer vlanctl (version %" G_GUINT64_FORMAT ")"),
                   j->path, version);
      ok = FALSE;
    }
  gboolean changed = FALSE;
  for (; ok && version < G_N_ELEMENTS (upgrades); version++, changed = TRUE)
    ok = exec_script (j, upgrades[version], error);
  g_autofree char *stamp = g_strdup_printf ("PRAGMA user_version = %" G_GUINT64_FORMAT, version);
  if (ok && changed)
    ok = exec_script (j, stamp, error);
  return journal_end (j, ok, error);
}

static gboolean
configure (Journal *j, GError **error)
{
  sqlite3_extended_result_codes (j->db, 1);
  sqlite3_busy_timeout (j->db, BUSY_TIMEOUT_MS);
  /* A file that is no database must not be believed to be a schema with tricks in it. */
  sqlite3_db_config (j->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return exec_script (j, "PRAGMA trusted_schema = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                      " PRAGMA wal_autocheckpoint = " CHECKPOINT_PAGES,
                      error)
         && check_sound (j, error) && upgrade (j, error);
}

/* The file is made here, so that it is private from its first byte; -wal and -shm take its mode. */
static gboolean
make_file (Journal *j, GError **error)
{
  int fd = g_open (j->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  int saved = errno;
  gboolean ok = fd >= 0 && fchmod (fd, 0600) == 0;
  if (fd >= 0)
    close (fd);
  if (!ok)
    g_set_error (error, JOURNAL_ERROR, saved == ENOSPC || saved == EROFS || saved == EDQUOT ? JOURNAL_ERR_FULL : JOURNAL_ERR_OPEN,
                 _ ("the journal %s cannot be opened for writing: %s"), j->path, g_strerror (saved));
  return ok;
}

Journal *
journal_open (const char *state_dir, gboolean create, GError **error)
{
  g_autofree char *dir = journal_place (state_dir);
  g_autofree char *path = g_build_filename (dir, "journal.db", NULL);
  if (!create && !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  if (!journal_prepare_place (dir, error) || !journal_check_filesystem (dir, error))
    return NULL;
  g_autoptr (Journal) j = g_new0 (Journal, 1);
  g_rec_mutex_init (&j->mutex);
  j->group = journal_group_new ();
  j->path = g_steal_pointer (&path);
  if (!make_file (j, error))
    return NULL;
  int code = sqlite3_open_v2 (j->path, &j->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_NOFOLLOW, NULL);
  if (code != SQLITE_OK)
    {
      set_error (j, code, error);
      return NULL;
    }
  return configure (j, error) ? g_steal_pointer (&j) : NULL;
}

void
journal_close (Journal *j)
{
  if (!j)
    return;
  sqlite3_close (j->db);
  g_rec_mutex_clear (&j->mutex);
  journal_group_free (j->group);
  g_free (j->path);
  g_free (j);
}
