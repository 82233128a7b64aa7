/* Inventories with one mistake each, marked where it is: one mistake, one message, at the very characters. */
#pragma once
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "inventory/inventory.h"

typedef struct {
  char *dir, *path, *policy;
  InventorySources *sources;
  Diagnostics *found;
  Desired *desired; /* NULL when linted */
} Loaded;

/* policy NULL: loaded, as plan does; "": linted; else linted with that policy beside it. */
static Loaded
load_with (const char *text, const char *policy)
{
  Loaded l = { g_dir_make_tmp ("vlanctl-inv-XXXXXX", NULL), NULL, NULL, inventory_sources_new (), diagnostics_new (), NULL };
  l.path = g_build_filename (l.dir, "inventory.yaml", NULL);
  l.policy = g_build_filename (l.dir, ".vlanctl-lint.yaml", NULL);
  assert_true (g_file_set_contents (l.path, text, -1, NULL));
  assert_true (!policy || !*policy || g_file_set_contents (l.policy, policy, -1, NULL));
  const char *paths[] = { l.path, NULL };
  if (!policy)
    {
      l.desired = inventory_load (paths, l.sources, l.found);
      return l;
    }
  g_autoptr (Diagnostics) in_policy = diagnostics_new ();
  g_autoptr (LintPolicy) read = *policy ? lint_policy_load (l.policy, l.sources, in_policy) : NULL;
  inventory_lint (paths, read, l.sources, l.found);
  diagnostics_take (l.found, in_policy);
  inventory_ignore (l.sources, l.found);
  if (read)
    lint_policy_apply (read, l.found);
  return l;
}

static inline Loaded
load (const char *text)
{
  return load_with (text, NULL);
}

static void
unload (Loaded *l)
{
  g_unlink (l->path);
  g_unlink (l->policy);
  g_rmdir (l->dir);
  desired_free (l->desired);
  inventory_sources_free (l->sources);
  diagnostics_free (l->found);
  g_free (l->path);
  g_free (l->policy);
  g_free (l->dir);
}

static void
tell (const Loaded *l)
{
  for (guint i = 0; i < l->found->items->len; i++)
    {
      const Diagnostic *d = l->found->items->pdata[i];
      printf ("#   %s%u:%u-%u %s %s\n", !g_strcmp0 (d->pos.file, l->policy) ? "policy " : "", d->pos.line, d->pos.column, d->pos.end_column, d->rule, d->message);
    }
}

#define BEGIN "\x11" /* where the complaint must begin and end */
#define END "\x12"
#define AT(bad) BEGIN bad END

/* Takes the two marks out of the text and says where they were. */
static char *
unmark (const char *marked, SrcPos *pos)
{
  GString *text = g_string_new (NULL);
  guint line = 1, column = 1;
  for (const char *p = marked; *p; p++)
    {
      if (*p == *BEGIN)
        pos->line = line, pos->column = column;
      else if (*p == *END)
        pos->end_line = line, pos->end_column = column;
      else
        {
          g_string_append_c (text, *p);
          column = *p == '\n' || !strcmp (text->str, "\xef\xbb\xbf") ? 1 : column + ((*p & 0xc0) != 0x80);
          line += *p == '\n';
        }
    }
  return g_string_free (text, FALSE);
}

typedef struct {
  const char *rule, *text, *policy; /* the marks stand in one of the two */
} Case;

static gboolean
is_at (const Diagnostic *d, const char *file, const SrcPos *want)
{
  return !g_strcmp0 (d->pos.file, file) && d->pos.line == want->line && d->pos.column == want->column
         && (!d->pos.end_line || d->pos.end_line != want->line || d->pos.end_column == want->end_column);
}

/* One mistake, one message: of this rule, and at the very characters. */
static guint
check_cases (const Case *cases, guint n)
{
  guint wrong = 0;
  for (guint i = 0; i < n; i++)
    {
      SrcPos want = { 0 };
      g_autofree char *text = unmark (cases[i].text, &want), *policy = cases[i].policy ? unmark (cases[i].policy, &want) : NULL;
      Loaded l = load_with (text, policy);
      const Diagnostic *d = NULL;
      for (guint k = 0; k < l.found->items->len && !d; k++)
        if (((Diagnostic *) l.found->items->pdata[k])->severity != SEVERITY_NOTE)
          d = l.found->items->pdata[k];
      gboolean good = l.found->errors + l.found->warnings == 1 && !strcmp (d->rule, cases[i].rule)
                      && is_at (d, strchr (cases[i].text, *BEGIN) ? l.path : l.policy, &want);
      if (!good)
        {
          printf ("# not only %s at %u:%u-%u, but:\n", cases[i].rule, want.line, want.column, want.end_column);
          tell (&l);
          wrong++;
        }
      unload (&l);
    }
  return wrong;
}
