#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"
#include "inventory/schema.h"

#define DURATION_MAX (24 * 3600000u)

#define TEXT_JSON "text json"

const Command commands[] = {
  { "lint", "[PATH...]", N_ ("check inventory files and folders; talks to nobody"), USES_INVENTORY | TAKES_LINT, 0, G_MAXUINT, cmd_lint,
    "text json sarif junit github gitlab",
    "vlanctl lint\nvlanctl lint sites/ shared.yaml\nvlanctl lint --format sarif -o findings.sarif\nvlanctl lint --fix --diff\nvlanctl lint --explain VL304" },
  { "fmt", "[PATH...]", N_ ("rewrite inventory files in their canonical form, comments kept"), USES_INVENTORY | TAKES_FORM, 0, G_MAXUINT, cmd_fmt, "text",
    "vlanctl fmt\nvlanctl fmt --diff sites/\nvlanctl fmt --check" },
  { "schema", "", N_ ("the JSON Schema of the inventory, for editors"), TAKES_POLICY, 0, 0, cmd_schema, "json",
    "vlanctl schema -o vlanctl.schema.json\nvlanctl schema --policy -o vlanctl-lint.schema.json" },
  { "import", "FILE...", N_ ("merge a phone list (PBX, spreadsheet) or a NetBox export into the inventory"), TAKES_IMPORT | USES_INVENTORY, 1, G_MAXUINT, cmd_import, TEXT_JSON,
    "vlanctl import phones.csv\nvlanctl import phones.csv --write\nvlanctl import pbx.csv --columns 'mac=Adresse physique,extension=Poste'\nvlanctl import devices.json interfaces.json" },
  { "show", "", N_ ("live state as a table, nothing judged"), TAKES_SELECTION | TAKES_CAPTURE | USES_INVENTORY | USES_NETWORK, 0, 0, cmd_show, TEXT_JSON,
    "vlanctl show --only sw-annexe-1\nvlanctl show --from-capture captures/ --json" },
  { "plan", "", N_ ("what would change, and the exact commands"),
    TAKES_SELECTION | TAKES_CAPTURE | TAKES_GUARDS | TAKES_PLAN | USES_INVENTORY | USES_NETWORK | USES_JOURNAL | USES_PORTS, 0, 0, cmd_plan, "text json markdown",
    "vlanctl plan\nvlanctl plan --stats\nvlanctl plan --only 'sw-annexe-1:1/1-8' --except role=desk\nvlanctl plan -o tonight.json\nvlanctl plan --detailed-exitcode -q" },
  { "apply", "[PLAN]", N_ ("do it: check, change, verify, save, or take it back"),
    TAKES_SELECTION | TAKES_GUARDS | TAKES_APPLY | USES_INVENTORY | USES_NETWORK | USES_JOURNAL | USES_PORTS, 0, 1, cmd_apply, TEXT_JSON,
    "vlanctl apply tonight.json\nvlanctl apply --only 'location=Annexe*' --yes\nvlanctl apply --save none" },
  { "rollback", "[RUN]", N_ ("take a finished run back"),
    TAKES_SELECTION | TAKES_GUARDS | TAKES_APPLY | USES_INVENTORY | USES_NETWORK | USES_JOURNAL, 0, 1, cmd_rollback, TEXT_JSON,
    "vlanctl rollback\nvlanctl rollback RUN --only sw-annexe-1" },
  { "recover", "", N_ ("after a crash: undo (or finish) what open runs left behind"),
    TAKES_GUARDS | TAKES_APPLY | TAKES_RECOVER | USES_INVENTORY | USES_NETWORK | USES_JOURNAL, 0, 0, cmd_recover, TEXT_JSON,
    "vlanctl recover\nvlanctl recover --finish" },
  { "audit", "", N_ ("will the phones work? every port and switch, with reasons"),
    TAKES_SELECTION | TAKES_CAPTURE | TAKES_AUDIT | USES_INVENTORY | USES_NETWORK | USES_JOURNAL | USES_PORTS, 0, 0, cmd_audit,
    "text json html csv markdown junit openmetrics influx",
    "vlanctl audit\nvlanctl audit --only 'location=Annexe*' --severity error\nvlanctl audit --check poe-guard-band -v\nvlanctl audit --explain path-vlan\n"
    "vlanctl audit --from-capture captures/ --json\nvlanctl audit --format html -o audit.html\nvlanctl audit --baseline last-week.json" },
  { "history", "[RUN]", N_ ("runs and their steps"), USES_JOURNAL, 0, 1, cmd_history, TEXT_JSON, "vlanctl history\nvlanctl history RUN --json" },
  { "capture", "-o DIR", N_ ("record what SNMP answers, for --from-capture"), TAKES_SELECTION | USES_INVENTORY | USES_NETWORK, 0, 0, cmd_capture, TEXT_JSON,
    "vlanctl capture -o captures/" },
  { "explain", "SWITCH PORT", N_ ("desired, live and decision for one port"),
    TAKES_CAPTURE | TAKES_GUARDS | USES_INVENTORY | USES_NETWORK | USES_JOURNAL, 2, 2, cmd_explain, TEXT_JSON, "vlanctl explain sw-annexe-1 1/12" },
  { "doctor", "", N_ ("check every prerequisite and credential, with the cure"), TAKES_SELECTION | USES_INVENTORY | USES_NETWORK, 0, 0, cmd_doctor, TEXT_JSON,
    "vlanctl doctor\nvlanctl doctor --only sw-annexe-1 --accept-new-host-keys" },
  { "discover", "ADDRESS...", N_ ("draft an inventory from live switches"), TAKES_CAPTURE | TAKES_FORCE | USES_INVENTORY | USES_NETWORK, 0, G_MAXUINT,
    cmd_discover, TEXT_JSON,
    "vlanctl discover 192.0.2.0/24 -i credentials.yaml -o inventory.yaml\nvlanctl discover sw-1.example.org 192.0.2.7 addresses.txt\n"
    "vlanctl discover captures/" },
  { "commands", "", N_ ("every CLI line that can ever be sent"), TAKES_FAMILY, 0, 0, cmd_commands, TEXT_JSON, "vlanctl commands --family aos6" },
  { NULL },
};

const Command *
command_find (const char *name)
{
  for (const Command *c = commands; c->name; c++)
    if (!strcmp (c->name, name))
      return c;
  return NULL;
}

/* ---- texts to values -------------------------------------------------------------------------------------------------- */

#define NO_JOBS G_MININT
#define DEFAULT_JOBS 8

typedef struct {
  Options *o;
  char *timeout, *verify_timeout, *save, *on_drift, *disruption, *waves, *soak, *undo_timer, *severity, *wait_phones;
  gboolean help;
  GPtrArray *names; /* of every option, for those that are misspelled */
  gboolean hidden;  /* of what is added next */
} Raw;

static gboolean G_GNUC_PRINTF (2, 3)
usage (GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s", text);
  return FALSE;
}

/* "30s", "10m", "500ms", "1h": a bare number says nothing. */
static gboolean
parse_duration (const char *option, const char *text, guint *out, GError **error)
{
  guint n;
  if (!text)
    return TRUE;
  if (!value_parse_duration (text, &n))
    return usage (error, _ ("%s %s: a duration needs a number and a unit, as in 500ms, 30s, 10m or 1h"), option, text);
  if (n < 1 || n > DURATION_MAX)
    return usage (error, _ ("%s %s: from 1ms to 24h"), option, text);
  *out = n;
  return TRUE;
}

static gboolean
parse_word (const char *option, const char *text, const char *const *words, guint *out, GError **error)
{
  for (guint i = 0; text && words[i]; i++)
    if (!strcmp (words[i], text))
      {
        *out = i;
        return TRUE;
      }
  if (!text)
    return TRUE;
  const char *near = nearest_word (text, words);
  g_autofree char *all = g_strjoinv (", ", (char **) words), *meant = near ? g_strdup_printf (_ ("; did you mean %s?"), near) : g_strdup ("");
  return usage (error, _ ("%s %s: it is one of %s%s"), option, text, all, meant);
}

/* "1,25%,100%" */
static gboolean
parse_waves (const char *text, GArray **out, GError **error)
{
  if (!text)
    return TRUE;
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  *out = g_array_new (FALSE, FALSE, sizeof (WaveSize));
  for (guint i = 0; parts[i]; i++)
    {
      char *word = g_strstrip (parts[i]);
      WaveSize size = { .percent = g_str_has_suffix (word, "%") };
      guint64 n;
      if (size.percent)
        word[strlen (word) - 1] = '\0';
      if (!g_ascii_string_to_unsigned (word, 10, 1, size.percent ? 100 : 100000, &n, NULL))
        return usage (error, _ ("--waves %s: it is a list of numbers and shares, as in 1,25%%,100%%"), text);
      size.n = (guint) n;
      g_array_append_val (*out, size);
    }
  return (*out)->len > 0 || usage (error, _ ("--waves %s: it is a list of numbers and shares, as in 1,25%%,100%%"), text);
}

static gboolean
finish_format (const Command *command, Options *o, GError **error)
{
  guint which;
  g_auto (GStrv) formats = g_strsplit (command->formats, " ", -1);
  if (o->json && o->format && strcmp (o->format, "json"))
    return usage (error, "%s", _ ("--json and --format exclude each other"));
  if (!parse_word ("--format", o->format, (const char *const *) formats, &which, error))
    return FALSE;
  o->json |= o->format && !strcmp (o->format, "json");
  return TRUE;
}

/* Ids of checks, with the one that was probably meant. */
static gboolean
parse_checks (const Options *o, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char *explain[] = { o->explain, NULL };
  const char *const *lists[] = { (const char *const *) o->checks, o->explain && strcmp (o->explain, "all") ? explain : NULL };
  for (const AuditCheck *c = audit_checks; c->id; c++)
    g_ptr_array_add (ids, (char *) c->id);
  g_ptr_array_add (ids, NULL);
  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; lists[l] && lists[l][i]; i++)
      {
        const char *near = audit_check_find (lists[l][i]) ? NULL : nearest_word (lists[l][i], (const char *const *) ids->pdata);
        if (!audit_check_find (lists[l][i]))
          return near ? usage (error, _ ("there is no check `%s`; did you mean `%s`?"), lists[l][i], near)
                      : usage (error, _ ("there is no check `%s`; `vlanctl audit --explain all` lists them"), lists[l][i]);
      }
  return TRUE;
}

static gboolean
parse_texts (const Command *command, Raw *raw, GError **error)
{
  static const char *const saves[] = { "auto", "none", "working", "certified", NULL }, *const drifts[] = { "skip", "stop", NULL };
  static const char *const classes[] = { "silent", "traffic", "link-bounce", "poe-cycle", "slot-reset", "reboot", NULL };
  Options *o = raw->o;
  static const char *const severities[] = { "error", "unknown", "warning", "info", NULL };
  guint save = SAVE_AUTO, drift = 0, class = o->guards.allow_disruption, severity = AUDIT_INFO;
  o->verify_timeout_ms = 30000;
  gboolean ok = parse_duration ("--timeout", raw->timeout, &o->timeout_ms, error)
                && parse_duration ("--verify-timeout", raw->verify_timeout, &o->verify_timeout_ms, error)
                && parse_duration ("--wait-phones", raw->wait_phones, &o->wait_phones_ms, error)
                && parse_duration ("--soak", raw->soak, &o->soak_ms, error)
                && parse_duration ("--undo-timer", raw->undo_timer, &o->undo_timer_ms, error) && parse_waves (raw->waves, &o->waves, error)
                && parse_word ("--save", raw->save, saves, &save, error) && parse_word ("--on-drift", raw->on_drift, drifts, &drift, error)
                && parse_word ("--allow-disruption", raw->disruption, classes, &class, error)
                && parse_word ("--severity", raw->severity, severities, &severity, error) && parse_checks (o, error) && finish_format (command, o, error);
  o->save = save;
  o->severity = severity;
  o->save_given = raw->save != NULL;
  o->drift_stops = drift == 1;
  o->guards.allow_disruption = class;
  o->jobs_given = o->jobs != NO_JOBS;
  if (!o->jobs_given)
    o->jobs = DEFAULT_JOBS;
  return ok;
}

/* What cannot be meant, alone or together. */
static gboolean
check_values (const Command *command, const Options *o, GError **error)
{
  const PlanOptions *g = &o->guards;
  const struct {
    gboolean wrong;
    const char *why;
  } rows[] = {
    { (g->allow_certified || g->allow_incomplete_stack) && o->save_given && o->save != SAVE_NONE,
      _ ("--allow-certified and --allow-incomplete-stack need --save none") },
    { command->takes & TAKES_APPLY && g->allow_pending_timer && !o->without_timer,
      _ ("--allow-pending-timer needs --without-timer: a second file would replace the one that is scheduled") },
    { o->undo_timer_ms && o->without_timer, _ ("--undo-timer and --without-timer exclude each other") },
    { o->undo_timer_ms && (o->undo_timer_ms < 60000 || o->undo_timer_ms > 12 * 3600 * 1000), _ ("--undo-timer is from 1m to 12h") },
    { o->jobs < 1 || o->jobs > 1000, _ ("--jobs is a number from 1 to 1000") },
    { o->max_failures < 0, _ ("--max-failures is a number from 1 on") },
    { o->explain && audit_format_find (o->format), _ ("--explain answers in text or JSON") },
    { o->diff && !o->fix && command->takes & TAKES_LINT, _ ("--diff goes with --fix") },
    { o->baseline && o->write_baseline, _ ("--baseline and --write-baseline exclude each other") },
    { o->undo && o->finish, _ ("--undo and --finish exclude each other") },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].wrong)
      return usage (error, "%s", rows[i].why);
  return TRUE;
}

/* ---- the table -------------------------------------------------------------------------------------------------------- */

typedef struct {
  GOptionGroup *group;
  Raw *raw;
} Table;

static void
add (const Table *t, const char *name, char letter, GOptionArg arg, gpointer data, const char *help, const char *value)
{
  const GOptionEntry entries[] = { { name, letter, t->raw->hidden ? G_OPTION_FLAG_HIDDEN : 0, arg, data, help, value }, { NULL } };
  g_option_group_add_entries (t->group, entries);
  g_ptr_array_add (t->raw->names, (char *) name);
}

static void
add_guards (const Table *g, Raw *raw)
{
  PlanOptions *p = &raw->o->guards;
  add (g, "allow-uplink", 0, G_OPTION_ARG_NONE, &p->allow_uplink, _ ("change ports that look like uplinks"), NULL);
  add (g, "allow-certified", 0, G_OPTION_ARG_NONE, &p->allow_certified, _ ("change a switch that runs from certified (with --save none)"), NULL);
  add (g, "allow-incomplete-stack", 0, G_OPTION_ARG_NONE, &p->allow_incomplete_stack, _ ("change a stack with a missing unit (with --save none)"), NULL);
  add (g, "allow-unsaved", 0, G_OPTION_ARG_NONE, &p->allow_unsaved, _ ("change a switch with unsaved changes of others"), NULL);
  add (g, "allow-pending-reload", 0, G_OPTION_ARG_NONE, &p->allow_pending_reload, _ ("change a switch with a scheduled reload"), NULL);
  add (g, "allow-pending-timer", 0, G_OPTION_ARG_NONE, &p->allow_pending_timer, _ ("change a switch with a scheduled configuration file"), NULL);
  add (g, "allow-share", 0, G_OPTION_ARG_NONE, &p->allow_share, _ ("let more than the usual share of ports lose or move something"), NULL);
  add (g, "allow-no-path", 0, G_OPTION_ARG_NONE, &p->allow_no_path, _ ("go on where the far end lacks a VLAN"), NULL);
  add (g, "allow-disruption", 0, G_OPTION_ARG_STRING, &raw->disruption, _ ("the worst that may happen to a port"), "CLASS");
}

static void
add_apply (const Table *g, Raw *raw)
{
  add (g, "yes", 'y', G_OPTION_ARG_NONE, &raw->o->yes, _ ("do not ask"), NULL);
  add (g, "confirm", 0, G_OPTION_ARG_STRING, &raw->o->confirm, _ ("do not ask, if this is the plan"), "PLANID");
  add (g, "save", 0, G_OPTION_ARG_STRING, &raw->save, _ ("auto, none, working or certified"), "MODE");
  add (g, "on-drift", 0, G_OPTION_ARG_STRING, &raw->on_drift, _ ("skip the ports that moved since the plan, or stop the switch"), "skip|stop");
  add (g, "verify-timeout", 0, G_OPTION_ARG_STRING, &raw->verify_timeout, _ ("how long to wait until it reads as planned (30s)"), "DUR");
  add (g, "max-failures", 0, G_OPTION_ARG_INT, &raw->o->max_failures, _ ("stop the run after so many failed switches"), "N");
  add (g, "undo-timer", 0, G_OPTION_ARG_STRING, &raw->undo_timer, _ ("if this program vanishes, the switch takes it back after so long (10m)"), "DUR");
  add (g, "without-timer", 0, G_OPTION_ARG_NONE, &raw->o->without_timer, _ ("go on without that"), NULL);
  add (g, "waves", 0, G_OPTION_ARG_STRING, &raw->waves, _ ("switches by and by: numbers and shares, as in 1,25%,100%"), "LIST");
  add (g, "soak", 0, G_OPTION_ARG_STRING, &raw->soak, _ ("pause after each wave"), "DUR");
  add (g, "wait-phones", 0, G_OPTION_ARG_STRING, &raw->wait_phones, _ ("how long to wait for the phones; one in another VLAN, or gone, is a failure (apply)"), "DUR");
  add (g, "resume", 0, G_OPTION_ARG_STRING, &raw->o->resume, _ ("go on with the plan of a run that stopped early (apply)"), "RUN");
  add (g, "rollback-wave", 0, G_OPTION_ARG_NONE, &raw->o->rollback_wave, _ ("take a failed wave back as a whole"), NULL);
}

static void
add_common (const Table *g, Raw *raw, const Command *command)
{
  Options *o = raw->o;
  guint takes = command->takes;
  g_autofree char *formats = g_strdelimit (g_strdup (command->formats), " ", '|');
  gboolean folder = command->run == cmd_capture;
  raw->hidden = !(takes & USES_INVENTORY);
  add (g, "inventory", 'i', G_OPTION_ARG_FILENAME_ARRAY, &o->inventory, _ ("inventory file or folder; may be repeated ($VLANCTL_INVENTORY, ./inventory.yaml)"), "PATH");
  raw->hidden = folder;
  add (g, "json", 0, G_OPTION_ARG_NONE, &o->json, _ ("answer in JSON"), NULL);
  add (g, "format", 0, G_OPTION_ARG_STRING, &o->format, _ ("form of the answer"), g_intern_string (formats));
  raw->hidden = FALSE;
  add (g, "output", 'o', G_OPTION_ARG_FILENAME, &o->output, folder ? _ ("folder to write to") : _ ("write the answer there"), folder ? "DIR" : "FILE");
  add (g, "quiet", 'q', G_OPTION_ARG_NONE, &o->quiet, _ ("only the answer"), NULL);
  add (g, "verbose", 'v', G_OPTION_ARG_NONE, &o->verbose, _ ("say more"), NULL);
  add (g, "no-color", 0, G_OPTION_ARG_NONE, &o->no_color, _ ("no colours"), NULL);
  raw->hidden = !(takes & USES_NETWORK);
  add (g, "stats", 0, G_OPTION_ARG_NONE, &o->stats, _ ("say at the end what it cost (standard error; with --json, in JSON)"), NULL);
  add (g, "stats-file", 0, G_OPTION_ARG_FILENAME, &o->stats_file, _ ("write that there, in JSON"), "FILE");
  add (g, "jobs", 0, G_OPTION_ARG_INT, &o->jobs, _ ("switches at once (8 logins; read by SNMP, all)"), "N");
  add (g, "timeout", 0, G_OPTION_ARG_STRING, &raw->timeout, _ ("how long to wait for an answer: 5s, 500ms"), "DUR");
  add (g, "known-hosts", 0, G_OPTION_ARG_FILENAME, &o->known_hosts, _ ("host keys, instead of your own file"), "FILE");
  add (g, "accept-new-host-keys", 0, G_OPTION_ARG_NONE, &o->accept_new_host_keys, _ ("write down host keys that are not known yet"), NULL);
  raw->hidden = !(takes & USES_JOURNAL);
  add (g, "state", 0, G_OPTION_ARG_FILENAME, &o->state, _ ("folder of the journal ($VLANCTL_STATE)"), "DIR");
  raw->hidden = FALSE;
  add (g, "help", 'h', G_OPTION_ARG_NONE, &raw->help, _ ("this"), NULL);
}

static void
add_special (const Table *g, Raw *raw, guint takes)
{
  Options *o = raw->o;
  if (takes & TAKES_SELECTION)
    {
      add (g, "only", 0, G_OPTION_ARG_FILENAME_ARRAY, &o->only, _ ("only these: SWITCH, SWITCH:PORTS, role=R, location=GLOB; may be repeated"), "SEL");
      add (g, "except", 0, G_OPTION_ARG_FILENAME_ARRAY, &o->except, _ ("all but these; may be repeated"), "SEL");
    }
  if (takes & TAKES_CAPTURE)
    add (g, "from-capture", 0, G_OPTION_ARG_FILENAME, &o->from_capture, _ ("read recorded walks instead of the network"), "DIR");
  if (takes & TAKES_PLAN)
    {
      add (g, "detailed-exitcode", 0, G_OPTION_ARG_NONE, &o->detailed_exitcode, _ ("exit 2 when changes are pending"), NULL);
      add (g, "read-cli", 0, G_OPTION_ARG_NONE, &o->read_cli, _ ("read by `show` lines what SNMP does not tell"), NULL);
    }
  if (takes & TAKES_GUARDS)
    add_guards (g, raw);
  if (takes & TAKES_APPLY)
    add_apply (g, raw);
  if (takes & TAKES_RECOVER)
    {
      add (g, "undo", 0, G_OPTION_ARG_NONE, &o->undo, _ ("take open runs back (the default)"), NULL);
      add (g, "finish", 0, G_OPTION_ARG_NONE, &o->finish, _ ("finish open runs"), NULL);
    }
  if (takes & TAKES_LINT)
    {
      add (g, "explain", 0, G_OPTION_ARG_STRING, &o->rule, _ ("the page of the manual on this rule (or on `all`)"), "RULE");
      add (g, "config", 0, G_OPTION_ARG_FILENAME, &o->config, _ ("the site's policy; else the nearest .vlanctl-lint.yaml beside or above the inventory"), "FILE");
      add (g, "fix", 0, G_OPTION_ARG_NONE, &o->fix, _ ("repair what can be repaired safely"), NULL);
      add (g, "diff", 0, G_OPTION_ARG_NONE, &o->diff, _ ("with --fix: show what it would change, and change nothing"), NULL);
      add (g, "baseline", 0, G_OPTION_ARG_FILENAME, &o->baseline, _ ("leave out the findings that are listed there"), "FILE");
      add (g, "write-baseline", 0, G_OPTION_ARG_FILENAME, &o->write_baseline, _ ("list the findings there, for --baseline"), "FILE");
    }
  if (takes & TAKES_POLICY)
    add (g, "policy", 0, G_OPTION_ARG_NONE, &o->of_policy, _ ("that of .vlanctl-lint.yaml"), NULL);
  if (takes & TAKES_FORM)
    {
      add (g, "check", 0, G_OPTION_ARG_NONE, &o->check, _ ("change nothing; exit 1 when a file is not in its form"), NULL);
      add (g, "diff", 0, G_OPTION_ARG_NONE, &o->diff, _ ("show what would change, and change nothing"), NULL);
    }
  if (takes & TAKES_IMPORT)
    {
      add (g, "write", 0, G_OPTION_ARG_NONE, &o->write, _ ("change the inventory; without it the difference is shown"), NULL);
      add (g, "columns", 0, G_OPTION_ARG_FILENAME, &o->columns, _ ("which column tells what: mac=TITLE,switch=TITLE,port=TITLE"), "LIST");
    }
  if (takes & TAKES_FORCE)
    add (g, "force", 0, G_OPTION_ARG_NONE, &o->force, _ ("write over a file that is there"), NULL);
  if (takes & TAKES_AUDIT)
    {
      add (g, "check", 0, G_OPTION_ARG_STRING_ARRAY, &o->checks, _ ("only this check; may be repeated"), "ID");
      add (g, "severity", 0, G_OPTION_ARG_STRING, &raw->severity, _ ("tell nothing less severe: error, unknown, warning or info"), "S");
      add (g, "since", 0, G_OPTION_ARG_STRING, &o->since, _ ("phones that were there before that run and are gone are told"), "RUN");
      add (g, "explain", 0, G_OPTION_ARG_STRING, &o->explain, _ ("what a check reads, why, and the cure; `all` for all of them"), "ID");
      add (g, "baseline", 0, G_OPTION_ARG_FILENAME, &o->baseline, _ ("an earlier audit in JSON: what it found is known, and only what is new counts"), "FILE");
    }
  if (takes & TAKES_FAMILY)
    add (g, "family", 0, G_OPTION_ARG_STRING, &o->family, _ ("only this family"), "F");
}

static GOptionContext *
make_context (const Command *command, Raw *raw)
{
  GOptionContext *context = g_option_context_new (command->arguments);
  GOptionGroup *group = g_option_group_new ("main", NULL, NULL, NULL, NULL);
  const Table table = { group, raw };
  g_autofree char *examples = g_strdelimit (g_strdup (command->examples), "\n", '\t');
  g_auto (GStrv) lines = g_strsplit (examples, "\t", -1);
  g_autofree char *list = g_strjoinv ("\n  ", lines);
  g_autofree char *more = g_strdup_printf (_ ("Examples:\n  %s\n\nvlanctl(1) has the exit codes and the long story."), list);
  g_option_context_set_summary (context, _ (command->summary));
  g_option_context_set_description (context, more);
  add_special (&table, raw, command->takes);
  add_common (&table, raw, command);
  g_option_context_set_main_group (context, group);
  g_option_context_set_help_enabled (context, FALSE);
  return context;
}

static void
raw_init (Raw *raw, Options *o)
{
  memset (raw, 0, sizeof *raw);
  memset (o, 0, sizeof *o);
  o->jobs = NO_JOBS;
  plan_options_init (&o->guards);
  raw->o = o;
  raw->names = g_ptr_array_new ();
}

static void
raw_clear (Raw *raw)
{
  char *texts[] = { raw->timeout, raw->verify_timeout, raw->save, raw->on_drift, raw->disruption, raw->waves, raw->soak, raw->undo_timer, raw->severity, raw->wait_phones };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_ptr_array_unref (raw->names);
}

char *
options_help (const Command *command)
{
  Options o;
  Raw raw;
  raw_init (&raw, &o);
  g_autoptr (GOptionContext) context = make_context (command, &raw);
  g_autofree char *name = g_strdup_printf ("vlanctl %s", command->name), *before = g_strdup (g_get_prgname ());
  g_set_prgname (name); /* what "Usage:" begins with */
  char *help = g_option_context_get_help (context, TRUE, NULL);
  g_set_prgname (before);
  raw_clear (&raw);
  return help;
}

/* Which word GOption did not know, and which was probably meant. */
static gboolean
unknown_option (const Command *command, const Raw *raw, char **argv, GError **error)
{
  g_ptr_array_add (raw->names, NULL);
  for (; *argv && strcmp (*argv, "--"); argv++)
    {
      g_autofree char *name = g_str_has_prefix (*argv, "--") ? g_strndup (*argv + 2, strcspn (*argv + 2, "=")) : NULL;
      if (!name || g_strv_contains ((const char *const *) raw->names->pdata, name))
        continue;
      const char *near = nearest_word (name, (const char *const *) raw->names->pdata);
      g_clear_error (error);
      return usage (error, near ? _ ("`%s` has no option --%s; did you mean --%s?") : _ ("`%s` has no option --%s; `vlanctl %s --help` lists them"), command->name,
                    name, near ? near : command->name);
    }
  return FALSE;
}

static gboolean
take_arguments (const Command *command, Options *o, char **argv, GError **error)
{
  guint n = g_strv_length (argv);
  o->arguments = g_strdupv (argv);
  for (guint i = 0; i < n; i++)
    if (!strcmp (argv[i], "--"))
      {
        g_free (o->arguments[i]);
        memmove (o->arguments + i, o->arguments + i + 1, (n - i) * sizeof (char *));
        n--;
        break;
      }
  if (n < command->min_arguments)
    return usage (error, _ ("`%s` needs %s"), command->name, command->arguments);
  if (n > command->max_arguments)
    return usage (error, _ ("`%s`: one word too many for `%s`"), o->arguments[command->max_arguments], command->name);
  return TRUE;
}

gboolean
options_parse (const Command *command, int argc, char **argv, Options *o, GError **error)
{
  Raw raw;
  raw_init (&raw, o);
  g_autoptr (GOptionContext) context = make_context (command, &raw);
  g_auto (GStrv) copy = g_new0 (char *, argc + 2);
  copy[0] = g_strdup ("vlanctl");
  for (int i = 0; i < argc; i++)
    copy[i + 1] = g_strdup (argv[i]);
  g_auto (GStrv) given = g_strdupv (copy);
  gboolean ok = g_option_context_parse_strv (context, &copy, error);
  if (!ok && g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    unknown_option (command, &raw, given, error);
  ok = ok && take_arguments (command, o, copy + 1, error) && parse_texts (command, &raw, error) && check_values (command, o, error);
  raw_clear (&raw);
  return ok;
}

void
options_clear (Options *o)
{
  g_strfreev (o->inventory);
  g_strfreev (o->only);
  g_strfreev (o->except);
  g_strfreev (o->checks);
  g_strfreev (o->arguments);
  if (o->waves)
    g_array_unref (o->waves);
  char *texts[] = { o->state, o->known_hosts, o->stats_file, o->format, o->output, o->from_capture, o->confirm, o->family, o->columns, o->resume, o->rule, o->write_baseline,
                    o->explain, o->since, o->baseline, o->config };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}
