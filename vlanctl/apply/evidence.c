/* Phones after the change (field.md F5): those on the ports of this run must be seen in the voice VLAN before a deadline. One in
 * another VLAN, or one that was there before and is gone, is a failure; a port without a phone is none. */
#include "apply/engine.h"

#include <glib/gi18n.h>

#define POLL_MS 500
#define EVIDENCE_ATTRS (HAS (ATTR_NEIGHBOURS) | HAS (ATTR_MACS) | HAS (ATTR_POE_STATUS))

typedef enum
{
  SEEN_UNREAD,
  SEEN_NONE,
  SEEN_COMING,
  SEEN_WRONG,
  SEEN_CONFIRMED
} Seen;

/* The voice VLAN that each port of the work was given: by a policy, or as a tag. */
static GHashTable *
ports_with_voice (const GPtrArray *work)
{
  GHashTable *ports = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < work->len; i++)
    {
      const Work *w = work->pdata[i];
      guint vlan = w->change->kind == CHANGE_MED_BIND   ? w->change->policy.vlan
                   : w->change->kind == CHANGE_PORT_TAG ? w->change->vlan
                                                        : 0;
      for (guint k = 0; vlan && !w->left_out && k < port_set_size (w->change->ports); k++)
        g_hash_table_insert (ports, GUINT_TO_POINTER (port_set_get (w->change->ports, k)), GUINT_TO_POINTER (vlan));
    }
  return ports;
}

static const Neighbour *
phone_on (const PortState *port)
{
  for (guint i = 0; port && port->neighbours && i < port->neighbours->len; i++)
    {
      const Neighbour *n = port->neighbours->pdata[i];
      if ((n->has_caps && (n->caps_enabled & SYSCAP_TELEPHONE)) || n->med_class == 3)
        return n;
    }
  return NULL;
}

static gboolean
is_learnt (const PortState *port, const char *mac, guint vlan)
{
  for (guint i = 0; port->macs && i < port->macs->len; i++)
    {
      const MacEntry *m = &g_array_index (port->macs, MacEntry, i);
      if (m->vlan == vlan && !g_strcmp0 (m->mac, mac))
        return TRUE;
    }
  return FALSE;
}

static Seen
look (const PortState *port, guint vlan)
{
  const Neighbour *phone = phone_on (port);
  if (!port || !(port->has & HAS (ATTR_NEIGHBOURS)))
    return SEEN_UNREAD;
  if (!phone)
    return (port->has & HAS (ATTR_POE_STATUS)) && port->poe_status == POE_ST_DELIVERING ? SEEN_COMING : SEEN_NONE;
  if (phone->voice_vlan == (int)vlan || is_learnt (port, phone->port, vlan) || is_learnt (port, phone->chassis, vlan))
    return SEEN_CONFIRMED;
  return SEEN_WRONG;
}

typedef struct
{
  PortSet *confirmed, *none, *wrong, *gone, *unread;
  gboolean wait; /* some may still come right */
} Evidence;

static void
evidence_clear (Evidence *e)
{
  PortSet **sets[] = { &e->confirmed, &e->none, &e->wrong, &e->gone, &e->unread };
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    g_clear_pointer (sets[i], port_set_free);
}

static void
judge (Evidence *e, GHashTable *ports, const SwitchState *before, const SwitchState *now)
{
  GHashTableIter iter;
  gpointer key, vlan;
  *e = (Evidence){ port_set_new (), port_set_new (), port_set_new (), port_set_new (), port_set_new (), FALSE };
  g_hash_table_iter_init (&iter, ports);
  while (g_hash_table_iter_next (&iter, &key, &vlan))
    {
      PortId id = GPOINTER_TO_UINT (key);
      Seen seen = look (switch_state_find_port (now, id), GPOINTER_TO_UINT (vlan));
      gboolean there = before && phone_on (switch_state_find_port (before, id));
      gboolean absent = seen == SEEN_NONE || seen == SEEN_COMING;
      PortSet *set = seen == SEEN_CONFIRMED ? e->confirmed
                     : seen == SEEN_WRONG   ? e->wrong
                     : seen == SEEN_UNREAD  ? e->unread
                     : there                ? e->gone
                                            : e->none;
      port_set_add (set, id);
      e->wait |= seen == SEEN_WRONG || seen == SEEN_UNREAD || seen == SEEN_COMING || (absent && there);
    }
}

static void
add_part (GString *text, const PortSet *ports, const char *what)
{
  g_autofree char *list = port_set_to_string (ports);
  if (*list)
    g_string_append_printf (text, "%s%s (%s)", text->len ? "; " : "", what, list);
}

static gboolean
conclude (SwitchRun *run, const Evidence *e, char **reason)
{
  g_autoptr (GString) bad = g_string_new (NULL), good = g_string_new (NULL);
  add_part (bad, e->wrong, _ ("phones that are not in the voice VLAN"));
  add_part (bad, e->gone, _ ("phones that were there before and are gone"));
  add_part (good, e->confirmed, _ ("phones confirmed in the voice VLAN"));
  add_part (good, e->none, _ ("configured, no phone there"));
  add_part (good, e->unread, _ ("whether phones are there could not be read"));
  if (good->len)
    switch_run_note (run, good->str);
  if (port_set_size (e->unread))
    switch_run_worse (run, EXIT_INCOMPLETE);
  if (bad->len)
    *reason = g_strdup (bad->str);
  return !bad->len;
}

/* Where phones were before this run, for `audit --since`: "RUN SWITCH PORTS". */
gboolean
evidence_remember (SwitchRun *run, GError **error)
{
  const Engine *e = run->engine;
  g_autoptr (PortSet) ports = port_set_new ();
  for (guint i = 0; i < run->before->ports->len; i++)
    if (phone_on (run->before->ports->pdata[i]))
      port_set_add (ports, ((PortState *)run->before->ports->pdata[i])->id);
  g_autofree char *list = port_set_to_string (ports), *key = g_strdup_printf ("%s %s %s", e->run_id, run->plan->name, list);
  return !port_set_size (ports) || journal_remember (e->journal, "phone", key, e->run_id, error);
}

gboolean
evidence_wait (SwitchRun *run, const GPtrArray *work, char **reason)
{
  guint wait_s = run->engine->options->evidence_wait_s;
  gint64 deadline = g_get_monotonic_time () + (gint64)wait_s * G_USEC_PER_SEC;
  g_autoptr (GHashTable) ports = ports_with_voice (work);
  if (!wait_s || !g_hash_table_size (ports))
    return TRUE;
  switch_run_progress (run, _ ("waiting for phones"));
  for (;;)
    {
      Evidence e;
      SwitchState *now = observe (run, EVIDENCE_ATTRS, FALSE);
      judge (&e, ports, run->before, now);
      switch_state_free (now);
      gboolean over = !e.wait || g_get_monotonic_time () >= deadline, interrupted = switch_run_interrupted (run);
      gboolean good = over && conclude (run, &e, reason);
      evidence_clear (&e);
      if (over)
        return good;
      if (interrupted || timer_runs_out (run))
        {
          *reason = g_strdup (interrupted ? _ ("interrupted") : _ ("its undo timer is about to fire"));
          return FALSE;
        }
      g_usleep (POLL_MS * 1000);
    }
}
