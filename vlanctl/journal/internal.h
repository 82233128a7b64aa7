/* Shared inside the journal room: the database as this room speaks to it, without SQLite's names. */
#pragma once
#include "journal/journal.h"

/* Arguments of a statement, one letter each: t = const char * (NULL is allowed), i = gint64. */
gboolean journal_exec (Journal *j, GError **error, const char *sql, const char *types, ...);
gboolean journal_vexec (Journal *j, GError **error, const char *sql, const char *types, va_list args);
gint64 journal_last_id (Journal *j);
guint journal_rows_changed (Journal *j); /* by the last journal_exec */

/* A query while it is read. Strings returned are valid until the next row. */
typedef struct Query Query;
Query *journal_query (Journal *j, GError **error, const char *sql, const char *types, ...);
/* FALSE at the end, and on an error (then error is set). */
gboolean query_next (Query *q, GError **error);
const char *query_text (Query *q, int column); /* NULL for null */
/* Of a column that is never null: where it is, in a file that was damaged, "" now and JOURNAL_ERR_DAMAGED from the next query_next. */
const char *query_must (Query *q, int column);
gint64 query_int (Query *q, int column);
void query_free (Query *q);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Query, query_free)

/* One transaction of one thread; the others wait. _end commits when ok, else (and when the commit fails) takes everything back. */
gboolean journal_begin (Journal *j, GError **error);
gboolean journal_end (Journal *j, gboolean ok, GError **error);
/* What one thread writes in one go. It may be called twice: the first time was taken back then. */
typedef gboolean JournalWrite (Journal *j, gpointer data, GError **error);
/* Writes it, in a transaction that is on disk when this returns; those of several threads share one (group.c). Not between _begin and
 * _end, nor while a query is open. */
gboolean journal_write (Journal *j, JournalWrite *write, gpointer data, GError **error);
gboolean journal_write_one (Journal *j, GError **error, const char *sql, const char *types, ...); /* a statement, in the same way */
typedef struct JournalGroup JournalGroup;
JournalGroup *journal_group_new (void);
void journal_group_free (JournalGroup *group);
JournalGroup *journal_group (Journal *j);
/* The lock alone, around a query. */
void journal_hold (Journal *j);
void journal_let_go (Journal *j);

/* "r7" as 7; FALSE + JOURNAL_ERR_NOT_FOUND for anything else. */
gboolean journal_run_number (const char *run_id, gint64 *number, GError **error);

char *journal_now (void); /* RFC 3339, UTC, milliseconds */

/* The folder and what lies below it: place.c. */
char *journal_place (const char *state_dir);
gboolean journal_prepare_place (const char *dir, GError **error);   /* creates it 0700 */
gboolean journal_check_filesystem (const char *dir, GError **error); /* JOURNAL_ERR_NETWORK_FS */
gboolean journal_filesystem_is_network (gint64 magic, const char *mount_type);
char *journal_mount_type (const char *mountinfo, guint major, guint minor); /* "fuse.sshfs" of that device; NULL */

/* Who is running: a process is known by pid, start time and boot. */
typedef struct {
  gint64 pid, start; /* start: field 22 of /proc/PID/stat */
  char *boot;
} Holder;
void journal_holder_self (Holder *holder);
gboolean journal_holder_is_alive (gint64 pid, gint64 start, const char *boot);
void journal_holder_clear (Holder *holder);
