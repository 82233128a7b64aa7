/* The id of a plan: over everything that matters, so that a plan that was changed by hand has another one. */
#include "plan/internal.h"

static void
hash_text (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guchar *) (text ? text : ""), -1);
  g_checksum_update (sum, (const guchar *) "\n", 1);
}

static void
hash_number (GChecksum *sum, guint64 n)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  hash_text (sum, text);
}

static void
hash_change (GChecksum *sum, const Change *c)
{
  g_autofree char *ports = port_set_to_string (c->ports);
  g_autofree char *to = value_to_string (&c->to);
  hash_text (sum, change_kind_to_string (c->kind));
  hash_number (sum, c->phase);
  hash_number (sum, c->vlan);
  hash_text (sum, ports);
  hash_text (sum, to);
  for (guint i = 0; i < c->observed->len; i++)
    {
      const Observed *o = &g_array_index (c->observed, Observed, i);
      g_autofree char *prior = value_to_string (&o->value);
      for (guint k = 0; k < subjects_size (&o->ports); k++)
        hash_text (sum, prior);
    }
  for (guint i = 0; i < c->commands->len; i++)
    hash_text (sum, c->commands->pdata[i]);
  for (guint i = 0; i < c->undo->len; i++)
    hash_text (sum, c->undo->pdata[i]);
}

static void
hash_switch (GChecksum *sum, const SwitchPlan *sw)
{
  hash_text (sum, sw->name);
  hash_text (sum, plan_status_to_string (sw->status));
  for (guint i = 0; i < sw->refusals->len; i++)
    {
      const Refusal *r = sw->refusals->pdata[i];
      hash_text (sum, r->rule);
      hash_number (sum, r->overridden);
    }
  for (guint i = 0; i < sw->changes->len; i++)
    hash_change (sum, sw->changes->pdata[i]);
}

char *
diff_identify (const Plan *plan)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  hash_text (sum, plan->inventory_sha256);
  hash_number (sum, plan->runs);
  hash_number (sum, plan->from_capture);
  for (guint i = 0; i < plan->switches->len; i++)
    hash_switch (sum, plan->switches->pdata[i]);
  return g_strndup (g_checksum_get_string (sum), 12);
}
