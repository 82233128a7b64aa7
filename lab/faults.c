#include "faults.h"

#include <string.h>

/* One row a fault; the man page has them all (a test sees to that). */
const FaultRow lab_faults[] = {
  /* the command line */
  { "error", "TEXT", "the line is refused, with TEXT", FAULT_CONFIG },
  { "half", NULL, "a range is done half, then refused", FAULT_CONFIG },
  { "unknown", "TEXT", "an answer that nobody knows; nothing is done", FAULT_CONFIG },
  { "garbage", NULL, "bytes that are no text; nothing is done", FAULT_CONFIG },
  { "ignore", NULL, "no error, and nothing is done", FAULT_CONFIG },
  { "confirm", "TEXT", "a question (Y/N) that nobody expects", FAULT_CONFIG },
  { "prompt", "TEXT", "afterwards another prompt than before", FAULT_CONFIG },
  { "wait", NULL, "`Please wait...` before the answer", FAULT_ALL },
  { "log-line", NULL, "a block of the switch's log in the answer", FAULT_ALL },
  { "echo", NULL, "the echo is broken up by line editing", FAULT_NOT_LINES },
  { "pager", NULL, "the answer stops at a page, whatever was asked for", FAULT_ALL },
  { "delay", "DURATION", "the answer comes that much later", FAULT_ALL },
  { "chunk", "N", "the answer comes N bytes at a time", FAULT_ALL },
  { "drop", NULL, "the connection is cut before the line is done", FAULT_CONFIG },
  { "drop-middle", NULL, "it is done, and the connection cut half way through the answer", FAULT_CONFIG },
  { "drop-after", NULL, "it is done and answered, then the connection cut", FAULT_CONFIG },
  { "drop-at", "N", "every connection is cut after N bytes of output", FAULT_NOT_LINES },
  { "silent", NULL, "nothing is done, and nothing said any more", FAULT_CONFIG },
  { "silent-after", NULL, "it is done, and nothing said any more", FAULT_CONFIG },
  { "reboot", "WHERE", "the switch reboots instead (working, certified)", FAULT_CONFIG },
  { "power-off", NULL, "the switch dies instead", FAULT_CONFIG },
  { "other-admin", "LINE", "before that, another administrator types LINE", FAULT_CONFIG },
  { "cancel-refused", NULL, "`configuration cancel` fails", FAULT_NOT_LINES },
  { "read-only", NULL, "the user may not write", FAULT_NOT_LINES },
  { "write-fails", NULL, "`write memory` fails", FAULT_NOT_LINES },
  { "certify-fails", NULL, "certifying fails", FAULT_NOT_LINES },
  { "flash-full", NULL, "there is no room for a file", FAULT_NOT_LINES },
  /* the door */
  { "refuse-login", NULL, "every password is wrong", FAULT_NOT_LINES },
  { "refuse-channel", NULL, "logged in, but no shell", FAULT_NOT_LINES },
  { "no-cli", NULL, "the user may not have a terminal", FAULT_NOT_LINES },
  { "no-sftp", NULL, "no file transfer", FAULT_NOT_LINES },
  { "session-limit", NULL, "all sessions are taken", FAULT_NOT_LINES },
  { "other-session", "USER", "somebody else is logged in", FAULT_NOT_LINES },
  { "hang", NULL, "TCP is accepted and nothing said", FAULT_NOT_LINES },
  /* the world */
  { "poe-denied", NULL, "nobody gets power", FAULT_NOT_LINES },
  { "phone-lost", NULL, "phones have power and never come back", FAULT_NOT_LINES },
  /* SNMP */
  { "snmp-silent", "N", "no answer, after N requests", FAULT_NOT_LINES },
  { "snmp-loss", "P%", "so many answers are lost", FAULT_NOT_LINES },
  { "snmp-duplicate", NULL, "every answer comes twice", FAULT_NOT_LINES },
  { "snmp-delay", "DURATION", "answers come that much later", FAULT_NOT_LINES },
  { "snmp-toobig", "N", "tooBig for more than N repetitions (3)", FAULT_NOT_LINES },
  { "snmp-generr", NULL, "genErr to every GETBULK", FAULT_NOT_LINES },
  { "snmp-loop", NULL, "walks do not go forward", FAULT_NOT_LINES },
  { "snmp-truncate", "OID", "silence inside this table", FAULT_NOT_LINES },
  { "snmp-cut", "OID=N", "this table ends after N rows, without a word", FAULT_NOT_LINES },
  { "snmp-wrongtype", "OID", "values of this table have another type", FAULT_NOT_LINES },
  { "snmp-lie", "OID=VALUE", "this number or text is told instead", FAULT_NOT_LINES },
  { "snmp-frozen", "DURATION", "tells how things stood when this was set, for so long or for ever", FAULT_NOT_LINES },
  { "snmp-dies", NULL, "no answer once a line has configured something", FAULT_NOT_LINES },
  { NULL },
};

static const FaultRow *
find_row (const char *name)
{
  for (const FaultRow *row = lab_faults; row->name; row++)
    if (!strcmp (row->name, name))
      return row;
  return NULL;
}

/* "@3", "@3+", "@#3", "@{lldp *}", "@apply"; gives what follows it, NULL when it is none of these. */
static const char *
parse_aim (LabFault *f, const char *p)
{
  char *end;
  if (p[0] == '{')
    {
      const char *close = strchr (p, '}');
      g_autofree char *glob = close ? g_strndup (p + 1, (gsize) (close - p) - 1) : NULL;
      f->glob = close ? g_pattern_spec_new (glob) : NULL;
      f->when = FAULT_FROM;
      return close ? close + 1 : NULL;
    }
  if (g_str_has_prefix (p, "apply"))
    return p + 5;
  f->all_lines = *p == '#';
  p += f->all_lines;
  if (!g_ascii_isdigit (*p))
    return NULL;
  f->k = (guint) g_ascii_strtoull (p, &end, 10);
  f->when = *end == '+' ? FAULT_FROM : FAULT_ONCE;
  return end + (*end == '+');
}

void
lab_fault_free (LabFault *f)
{
  if (f->glob)
    g_pattern_spec_free (f->glob);
  g_free (f->text);
  g_free (f);
}

gboolean
lab_fault_add (LabSwitch *s, const char *text, char **why)
{
  gsize n = strspn (text, "abcdefghijklmnopqrstuvwxyz-");
  g_autofree char *name = g_strndup (text, n);
  const char *rest = text + n;
  LabFault *f = g_new0 (LabFault, 1);
  f->row = find_row (name);
  f->since = lab_now (s);
  if (f->row && *rest == '@')
    rest = f->row->lines != FAULT_NOT_LINES || !strcmp (name, "snmp-dies") ? parse_aim (f, rest + 1) : NULL;
  if (!f->row || !rest || (*rest && *rest != ':'))
    {
      *why = g_strdup_printf ("no fault `%s`", text);
      lab_fault_free (f);
      return FALSE;
    }
  if (*rest == ':' && !f->row->text)
    {
      *why = g_strdup_printf ("`%s` takes nothing after a colon", name);
      lab_fault_free (f);
      return FALSE;
    }
  f->text = g_strdup (*rest == ':' ? rest + 1 : "");
  g_ptr_array_add (s->faults, f);
  return TRUE;
}

void
lab_faults_clear (LabSwitch *s, const char *name)
{
  for (guint i = s->faults->len; i-- > 0;)
    if (!name || !strcmp (((LabFault *) s->faults->pdata[i])->row->name, name))
      g_ptr_array_remove_index (s->faults, i);
}

LabFault *
lab_fault (LabSwitch *s, const char *name)
{
  for (guint i = 0; i < s->faults->len; i++)
    {
      LabFault *f = s->faults->pdata[i];
      if (!strcmp (f->row->name, name) && !f->done && !f->k && !f->glob)
        return f;
    }
  return NULL;
}

static gboolean
strikes (const LabFault *f, guint k, guint n, const char *line)
{
  guint at = f->all_lines ? n : k;
  if (f->done)
    return FALSE;
  if (f->glob)
    return g_pattern_spec_match_string (f->glob, line);
  if (f->when == FAULT_ALWAYS)
    return k || f->row->lines == FAULT_ALL;
  return at && (f->when == FAULT_ONCE ? at == f->k : at >= f->k);
}

LabFault *
lab_fault_on (LabSwitch *s, const char *name, guint k, guint n, const char *line)
{
  for (guint i = 0; i < s->faults->len; i++)
    {
      LabFault *f = s->faults->pdata[i];
      if (strcmp (f->row->name, name) || !strikes (f, k, n, line))
        continue;
      f->done = f->when == FAULT_ONCE;
      return f;
    }
  return NULL;
}

char *
lab_fault_text (const LabFault *f)
{
  g_autofree char *aim = f->k ? g_strdup_printf ("@%s%u%s", f->all_lines ? "#" : "", f->k, f->when == FAULT_FROM ? "+" : "")
                              : g_strdup (f->glob ? "@{...}" : "");
  return g_strdup_printf ("%s%s%s%s%s", f->row->name, aim, *f->text ? ":" : "", f->text, f->done ? " (struck)" : "");
}

guint
lab_fault_ms (const LabFault *f)
{
  char *unit;
  guint64 n = f ? g_ascii_strtoull (f->text, &unit, 10) : 0;
  return (guint) (!f ? 0 : !strcmp (unit, "s") ? n * 1000 : !strcmp (unit, "m") ? n * 60000 : n);
}
