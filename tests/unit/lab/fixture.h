/* A switch of the lab, without sockets. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli.h"
#include "faults.h"
#include "fleet.h"
#include "mib.h"
#include "sftp.h"
#include "shell.h"

/* lines: a configuration, saved and certified before it comes up; its clock stands still. NULL-terminated varargs are not needed:
 * lines are separated by newlines. */
static inline LabSwitch *
switch_new (const char *model, const char *version, guint units, const char *lines)
{
  char *why = NULL;
  g_autoptr (GString) errors = g_string_new (NULL);
  LabSwitch *s = lab_switch_new ("sw");
  s->version = g_strdup (version);
  s->user = g_strdup ("admin");
  s->password = g_strdup ("switch");
  s->address = g_strdup ("127.0.0.1");
  s->stopped_at = 1000000;
  if (!lab_switch_set_model (s, model, units, &why))
    fail_msg ("%s", why);
  if (lab_run_text (s, lines, errors))
    fail_msg ("%s", errors->str);
  lab_save (s, "working");
  lab_copy_config (s, "working", "certified");
  return s;
}

static inline void
pass (LabSwitch *s, gint64 ms)
{
  s->stopped_at += ms;
  lab_tick (s);
}

static inline LabPort *
port (LabSwitch *s, const char *name)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (s, name, FALSE);
  assert_non_null (ports);
  return ports->pdata[0];
}

static inline char *
run (LabSwitch *s, const char *line, LabSession *who)
{
  GString *out = g_string_new (NULL);
  lab_run_line (s, line, who, out);
  return g_string_free (out, FALSE);
}

static inline void
must (LabSwitch *s, const char *line)
{
  g_autoptr (GString) out = g_string_new (NULL);
  if (!lab_run_line (s, line, NULL, out))
    fail_msg ("%s: %s", line, out->str);
}

static inline void
assert_has (const char *text, const char *needle)
{
  if (!strstr (text, needle))
    fail_msg ("\"%s\" is not in:\n%s", needle, text);
}

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

#define E8 "1.3.6.1.4.1.6486.801"
#define E6 "1.3.6.1.4.1.6486.800"

static inline gboolean
same_value (const MibRow *a, const MibRow *b)
{
  return a && b && a->number == b->number && a->size == b->size && (!a->size || !memcmp (a->octets, b->octets, a->size));
}

/* Rows below the prefix are the same in both. */
static inline void
compare_below (const GArray *want, const GArray *got, const char *prefix_text)
{
  guint32 prefix[MIB_MAX_OID];
  guint n = mib_parse_oid (prefix_text, prefix), seen = 0, have = 0;
  for (guint i = 0; i < got->len; i++)
    have += mib_is_below (&g_array_index (got, MibRow, i), prefix, n);
  for (guint i = 0; i < want->len; i++)
    {
      const MibRow *row = &g_array_index (want, MibRow, i);
      if (!mib_is_below (row, prefix, n))
        continue;
      seen++;
      if (!same_value (row, mib_get (got, row->oid, row->n)))
        fail_msg ("%s: row %u is another one", prefix_text, i);
    }
  assert_int_equal (seen, have);
}

static inline LabSwitch *
copy_of (const char *path)
{
  char *why = NULL;
  LabSwitch *s = lab_switch_new ("copy");
  s->stopped_at = 1000000;
  s->user = g_strdup ("admin");
  if (!lab_start_from_capture (s, path, &why))
    fail_msg ("%s", why);
  lab_changed (s);
  pass (s, 1000);
  return s;
}
