/* The switch takes it back by itself if we vanish (product 6.7): the exact undo lies in a file on the switch, and the switch's own
 * configuration timer would run it. Armed before the first command, disarmed when the switch reads as wanted or as before. */
#include <glib/gi18n.h>
#include <string.h>

#include "apply/engine.h"
#include "live/cli.h"

/* A line takes AOS a good second at worst (a stack, a busy CPU); the window that was asked for comes on top. */
#define LINE_S 1
/* The switch counts in whole minutes, and may begin in the middle of one. */
#define GRAIN_MIN 1
#define LAST_US (120 * G_USEC_PER_SEC) /* product 6.7: with less than two minutes left no more changes */

/* ---- the file -------------------------------------------------------------------------------------------------------- */

/* Undo of all work so far, the last first. The path stays out where other switches of this run need it. */
static char *
undo_text (SwitchRun *run, gboolean with_path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "! vlanctl %s %s\n", run->engine->run_id, run->plan->name);
  for (guint i = run->work->len; i-- > 0;)
    {
      const Work *w = run->work->pdata[i];
      if (w->left_out || (w->path && !with_path))
        continue;
      g_autoptr (GPtrArray) lines = plan_change_lines (run->family, w->change, TRUE, NULL, error);
      if (!lines)
        return NULL;
      for (guint k = 0; k < lines->len; k++)
        g_string_append_printf (text, "%s\n", (char *) lines->pdata[k]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Nobody else's file has this name, and ours of another run neither. At most 30 characters (AOS 6). */
static char *
new_file_name (const Family *family)
{
  g_autofree char *token = g_uuid_string_random ();
  return g_strdup_printf ("%svlanctl-%.8s.txt", family->undo_folder, token);
}

static guint
count_lines (const SwitchRun *run)
{
  guint n = 0;
  for (guint i = 0; i < run->work->len; i++)
    n += ((Work *) run->work->pdata[i])->lines->len;
  return n;
}

static guint
armed_minutes (const SwitchRun *run)
{
  const ApplyOptions *o = run->engine->options;
  guint seconds = count_lines (run) * LINE_S + o->verify_timeout_s + o->evidence_wait_s + apply_undo_timer_of (o, run->plan->name);
  return (seconds + 59) / 60 + GRAIN_MIN;
}

/* ---- what the switch says ---------------------------------------------------------------------------------------------- */

typedef enum { PENDING_UNREAD, PENDING_NONE, PENDING_OURS, PENDING_OTHER } Pending;

/* A bare name lies in /flash (SMG p. 134): the folder need not be said. */
gboolean
timer_is_ours (const SwitchRun *run, const char *file)
{
  g_autofree char *own = run->timer.file ? g_path_get_basename (run->timer.file) : NULL;
  g_autofree char *other = file ? g_path_get_basename (file) : NULL;
  return own && other && g_str_equal (own, other);
}

/* *ran: the switch says that our file has been run. *whose: the name that it gives, or NULL. */
static Pending
read_pending (SwitchRun *run, gboolean *ran, char **whose)
{
  g_autofree char *text = session_show (run->session, OP_SHOW_CONFIGURATION_STATUS, NULL, NULL);
  SwitchState *state = switch_state_new (run->plan->name, NULL);
  Pending pending = PENDING_UNREAD;
  if (text && cli_reader_for (run->family, OP_SHOW_CONFIGURATION_STATUS) (run->family, text, state, NULL))
    {
      g_autofree char *base = run->timer.file ? g_path_get_basename (run->timer.file) : NULL;
      gboolean ours = timer_is_ours (run, state->timer_file);
      pending = state->timer == TIMER_IDLE ? PENDING_NONE : state->timer == TIMER_UNKNOWN ? PENDING_UNREAD : ours ? PENDING_OURS : PENDING_OTHER;
      if (ran)
        *ran = pending == PENDING_NONE && base && strstr (text, base) && strstr (text, "completed");
      if (whose)
        *whose = g_strdup (state->timer_file);
    }
  switch_state_free (state);
  return pending;
}

/* ---- arming ------------------------------------------------------------------------------------------------------------ */

/* Words of the books for a file without faults; anything else about it is none (SMG p. 133-137, training book p. 231). */
static char *
judge_check (const Family *family, const char *reply)
{
  g_auto (GStrv) lines = g_strsplit (reply, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      const char *line = g_strstrip (lines[i]);
      gboolean fine = !*line || strspn (line, ".") == strlen (line) || g_regex_match_simple ("completed with (no|0) errors?\\.?$", line, G_REGEX_CASELESS, 0)
                      || g_regex_match_simple ("^Errors: *0$", line, G_REGEX_CASELESS, 0) || *line == '!' || family_line_is_known (family, line);
      if (!fine)
        return g_strdup (line);
    }
  return NULL;
}

/* By SFTP; where that is off, through the shell where the family has one. */
static gboolean
put_file (SwitchRun *run, const char *text, GError **error)
{
  SshTarget target = { 0 };
  const TransportMaker *maker = NULL;
  g_autoptr (GError) sftp = NULL, shell = NULL;
  const ApplyWorld *world = run->engine->world;
  if (!world->ssh_target (run->plan->name, &target, &maker, world->user, error))
    return FALSE;
  gint64 begin = g_get_monotonic_time ();
  gboolean put = transport_may_log_in (&target, &sftp) && maker->put_file (&target, run->timer.file, text, &sftp);
  stats_file (target.stats, target.name, g_get_monotonic_time () - begin);
  if (put)
    return TRUE;
  transport_settle_error (&target, &sftp);
  if (run->family->heredoc && session_write_file (run->session, run->timer.file, text, &shell))
    return TRUE;
  g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_FILE, "%s%s%s", sftp->message, shell ? "; " : "", shell ? shell->message : "");
  return FALSE;
}

static gboolean
write_down (SwitchRun *run, UndoTimerState state, GError **error)
{
  const Engine *e = run->engine;
  return journal_timer (e->journal, run->timer.run_id ? run->timer.run_id : e->run_id, run->plan->name, run->timer.file, run->timer.fires, state, error);
}

static char *
cannot (const char *what)
{
  return g_strdup_printf (_ ("undo-timer: %s (--without-timer goes on without it: then nobody takes the changes back if this program vanishes)"), what);
}

static char *
somebodys (const char *whose)
{
  return g_strdup_printf (_ ("pending-timer: %s is scheduled on the switch, and a second file would replace it"), whose ? whose : _ ("a file"));
}

/* The file is on the switch, sound, and nothing else is pending. NULL, or why not. */
static char *
stage (SwitchRun *run, gboolean with_path)
{
  g_autofree char *whose = NULL, *reply = NULL, *reason = NULL;
  g_autoptr (GError) error = NULL;
  Pending pending = read_pending (run, NULL, &whose);
  if (pending == PENDING_UNREAD)
    return cannot (_ ("whether something is scheduled cannot be read"));
  if (pending != PENDING_NONE)
    return somebodys (whose);
  g_autofree char *text = undo_text (run, with_path, &error);
  if (!text)
    return cannot (error->message);
  run->timer.file = new_file_name (run->family);
  if (!write_down (run, TIMER_STAGED, &error) || !put_file (run, text, &error))
    return cannot (error->message);
  const OpArgs args = { .file = run->timer.file };
  if (keeping_send (run, OP_TIMER_CHECK, &args, &reply, &reason) != STEP_DONE)
    return cannot (reason);
  g_autofree char *bad = judge_check (run->family, reply);
  return bad ? cannot (bad) : NULL;
}

static void
note_time (SwitchRun *run, guint minutes)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local (), then = g_date_time_add_minutes (now, (gint) minutes);
  g_free (run->timer.fires);
  run->timer.fires = g_date_time_format_iso8601 (then);
  run->timer.until = g_get_monotonic_time () + (gint64) minutes * 60 * G_USEC_PER_SEC;
}

static void
set_armed (SwitchRun *run, gboolean armed)
{
  run->timer.armed = armed;
  timer_board_set (run->engine->options->timers_armed, run->plan->name, armed ? run->timer.fires : NULL);
}

static void
remove_file (SwitchRun *run)
{
  g_autofree char *reason = NULL;
  const OpArgs args = { .file = run->timer.file };
  if (run->session && session_is_alive (run->session) && keeping_send (run, OP_FILE_REMOVE, &args, NULL, &reason) != STEP_DONE)
    switch_run_note (run, reason);
}

/* Something of it may be on the switch, and no command has been sent yet. */
static void
clear_away (SwitchRun *run)
{
  g_autofree char *why = NULL;
  if (!run->timer.file)
    return;
  if (run->timer.armed)
    timer_disarm (run, &why);
  else
    {
      remove_file (run);
      write_down (run, TIMER_DISARMED, NULL);
    }
}

/* A run from another machine shares no lock with us, and the switch lets a second file replace the first without a word. Whoever
 * looked before we armed was logged in before: where somebody is, he gets the time to arm (twice what it took us, and more), and
 * then the last one has it. */
static Pending
read_armed (SwitchRun *run, gint64 began, char **whose)
{
  Pending pending = read_pending (run, NULL, whose);
  g_autofree char *whoami = session_show (run->session, OP_SHOW_WHOAMI, NULL, NULL), *who = session_show (run->session, OP_SHOW_WHO, NULL, NULL);
  g_autoptr (GPtrArray) others = who && whoami ? cli_other_sessions (who, whoami) : NULL;
  if (pending != PENDING_OURS || (others && !others->len))
    return pending;
  g_usleep ((gulong) (2 * (g_get_monotonic_time () - began) + G_USEC_PER_SEC / 2));
  g_clear_pointer (whose, g_free);
  return read_pending (run, NULL, whose);
}

/* Somebody else's file is scheduled: ours is not, and nothing was done under it. */
static char *
yield_to (SwitchRun *run, const char *whose)
{
  set_armed (run, FALSE);
  remove_file (run);
  write_down (run, TIMER_DISARMED, NULL);
  return somebodys (whose);
}

char *
timer_arm (SwitchRun *run, gboolean with_path)
{
  const ApplyOptions *o = run->engine->options;
  g_autofree char *reason = NULL, *whose = NULL;
  g_autoptr (GError) error = NULL;
  if (run->timer.armed || run->timer.run_id || o->without_timer)
    return NULL; /* one of the run that is cleared up is still there: it stays the only one */
  switch_run_progress (run, _ ("arming the undo timer"));
  g_clear_pointer (&run->timer.file, g_free);
  char *why = stage (run, with_path);
  if (why)
    {
      clear_away (run);
      return why;
    }
  const OpArgs args = { .file = run->timer.file, .minutes = armed_minutes (run) };
  note_time (run, args.minutes);
  if (!write_down (run, TIMER_ARMED, &error)) /* before the wire: it may be armed from now on */
    {
      clear_away (run);
      return cannot (error->message);
    }
  set_armed (run, TRUE);
  gint64 began = g_get_monotonic_time ();
  if (read_pending (run, NULL, &whose) == PENDING_OTHER) /* it came while the file was put there */
    return yield_to (run, whose);
  StepOutcome sent = keeping_send (run, OP_TIMER_ARM, &args, NULL, &reason);
  g_clear_pointer (&whose, g_free);
  Pending pending = sent == STEP_DONE ? read_armed (run, began, &whose) : PENDING_UNREAD;
  if (pending == PENDING_OURS)
    return NULL;
  if (pending == PENDING_OTHER)
    return yield_to (run, whose);
  why = cannot (reason ? reason : _ ("the switch does not say that it is pending"));
  clear_away (run);
  return why;
}

gboolean
timer_runs_out (const SwitchRun *run)
{
  return run->timer.armed && g_get_monotonic_time () > run->timer.until - LAST_US;
}

/* ---- disarming --------------------------------------------------------------------------------------------------------- */

static gboolean
disarmed (SwitchRun *run)
{
  set_armed (run, FALSE);
  remove_file (run);
  write_down (run, TIMER_DISARMED, NULL);
  return TRUE;
}

/* PENDING_NONE: it is off. *cancelled: it has said that we did that. */
static Pending
cancel_pending (SwitchRun *run, gboolean *cancelled, gboolean *ran, char **whose, char **said)
{
  static const OpArgs none = { 0 };
  g_clear_pointer (whose, g_free);
  Pending pending = switch_run_open (run, NULL) ? read_pending (run, ran, whose) : PENDING_UNREAD;
  if (pending != PENDING_OURS)
    return pending;
  StepOutcome outcome = keeping_send (run, OP_TIMER_CANCEL, &none, NULL, said);
  *cancelled = outcome == STEP_DONE;
  if (outcome != STEP_FAILED && read_pending (run, NULL, NULL) == PENDING_NONE)
    return PENDING_NONE;
  return pending;
}

gboolean
timer_disarm (SwitchRun *run, char **reason)
{
  g_autofree char *whose = NULL, *said = NULL;
  gboolean ran = FALSE, cancelled = FALSE;
  if (!run->timer.armed)
    return TRUE;
  switch_run_progress (run, _ ("disarming the undo timer"));
  Pending pending = cancel_pending (run, &cancelled, &ran, &whose, &said);
  if (pending != PENDING_NONE && run->session && !session_is_alive (run->session))
    pending = cancel_pending (run, &cancelled, &ran, &whose, &said); /* cut off meanwhile: a new login is better than a timer left armed */
  if (pending == PENDING_NONE)
    {
      run->timer.ran = ran;
      run->timer.gone = !cancelled;
      return disarmed (run);
    }
  g_autofree char *why = pending == PENDING_OTHER    ? g_strdup_printf (_ ("%s is scheduled instead of our file, and was left alone"), whose ? whose : "?")
                         : pending == PENDING_UNREAD ? g_strdup (_ ("whether it is pending cannot be read"))
                                                     : g_strdup (said ? said : _ ("it is still pending after `configuration cancel`"));
  g_free (*reason);
  *reason = g_strdup_printf (_ ("the undo timer is not disarmed: %s; unless somebody cancels it (configuration cancel), the switch takes the changes back at %s"),
                             why, run->timer.fires);
  g_ptr_array_add (run->result->by_hand, g_strdup (run->family->ops[OP_TIMER_CANCEL].line));
  return FALSE;
}

/* ---- the board: what is armed, for whoever must leave at once ------------------------------------------------------------ */

struct TimerBoard {
  GMutex mutex;
  GHashTable *armed; /* switch name -> when it fires */
};

TimerBoard *
timer_board_new (void)
{
  TimerBoard *b = g_new0 (TimerBoard, 1);
  g_mutex_init (&b->mutex);
  b->armed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return b;
}

void
timer_board_free (TimerBoard *b)
{
  if (!b)
    return;
  g_hash_table_unref (b->armed);
  g_mutex_clear (&b->mutex);
  g_free (b);
}

void
timer_board_set (TimerBoard *b, const char *switch_name, const char *fires)
{
  if (!b)
    return;
  g_mutex_lock (&b->mutex);
  if (fires)
    g_hash_table_insert (b->armed, g_strdup (switch_name), g_strdup (fires));
  else
    g_hash_table_remove (b->armed, switch_name);
  g_mutex_unlock (&b->mutex);
}

GPtrArray *
timer_board_lines (TimerBoard *b)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name, fires;
  if (!b)
    return lines;
  g_mutex_lock (&b->mutex);
  g_hash_table_iter_init (&iter, b->armed);
  while (g_hash_table_iter_next (&iter, &name, &fires))
    g_ptr_array_add (lines, g_strdup_printf (_ ("%s: its undo timer is armed: the switch takes the changes back by itself at %s"), (char *) name, (char *) fires));
  g_mutex_unlock (&b->mutex);
  return lines;
}
