/* Time on the lab's own clock: it can be put forward or stopped, so that what falls due does so when a test wants it. */
#include "state.h"

#define DAY_MS (24 * 3600 * 1000)
#define AGING_MS 300000      /* forwarding entries: NCG, default 300 s */
#define TRUST_MS 90000       /* trust agent: no LLDPDU within 3 x 30 s after the link came up */

gint64
lab_now (const LabSwitch *s)
{
  return s->stopped_at >= 0 ? s->stopped_at : g_get_monotonic_time () / 1000 + s->clock_offset;
}

gint64
lab_wall (const LabSwitch *s)
{
  return (s->wall_at_zero + lab_now (s)) / 1000;
}

void
lab_set_wall (LabSwitch *s, gint64 seconds)
{
  s->wall_at_zero = seconds * 1000 - lab_now (s);
}

/* ---- what falls due -------------------------------------------------------------------------------------------------- */

static void
fire_timer (LabSwitch *s)
{
  g_autofree char *path = g_steal_pointer (&s->timer_file), *text = lab_file_text (s, path);
  g_free (s->task_name);
  s->task_name = g_steal_pointer (&s->timer_name);
  s->task = LAB_TASK_DONE;
  lab_wire (s, "timer-fired", path);
  s->task_errors = text ? lab_run_text (s, text, NULL) : 1;
}

static void
finish_certifying (LabSwitch *s)
{
  s->certify_at = 0;
  lab_copy_config (s, s->running_directory, "certified");
  lab_wire (s, "certified", s->running_directory);
  lab_changed (s);
}

static void
end_idle_sessions (LabSwitch *s)
{
  for (guint i = 0; i < s->sessions->len; i++)
    {
      LabSession *who = s->sessions->pdata[i];
      if (who->idle_minutes && lab_now (s) - who->heard_at >= (gint64) who->idle_minutes * 60000)
        who->over = TRUE;
    }
}

void
lab_tick (LabSwitch *s)
{
  gint64 now = lab_now (s);
  if (s->booting_until && now >= s->booting_until)
    s->booting_until = 0;
  if (s->certify_at && now >= s->certify_at)
    finish_certifying (s);
  if (s->timer_file && now >= s->timer_at)
    fire_timer (s);
  if (s->reload_at && now >= s->reload_at)
    {
      g_autofree char *to = g_steal_pointer (&s->reload_to);
      lab_boot (s, to);
    }
  end_idle_sessions (s);
  lab_refresh (s);
}

static gint64
sooner (gint64 a, gint64 b)
{
  return b > 0 && b < a ? b : a;
}

static gint64
next_of_device (const LabSwitch *s, const LabPort *p, gint64 next)
{
  const LabDevice *d = p->device;
  gint64 now = lab_now (s), half = s->boot_ms / 2;
  const gint64 stages[] = { d->power_since ? d->power_since + half : 0, d->power_since ? d->power_since + s->boot_ms : 0,
                            d->told_since ? d->told_since + half : 0,   d->left_at ? d->left_at + AGING_MS : 0,
                            d->flushed_at ? d->flushed_at + half : 0,   p->trust_agent && p->up ? p->up_since + TRUST_MS : 0 };
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (stages[i] > now)
      next = sooner (next, stages[i]);
  return next;
}

gint64
lab_next_event (const LabSwitch *s)
{
  gint64 next = G_MAXINT64;
  next = sooner (next, s->certify_at);
  next = sooner (next, s->booting_until);
  next = sooner (next, s->timer_file ? s->timer_at : 0);
  next = sooner (next, s->reload_at);
  for (guint i = 0; i < s->units->len; i++)
    next = sooner (next, g_array_index (s->units, LabUnit, i).delayed_until);
  for (guint i = 0; i < s->sessions->len; i++)
    {
      const LabSession *who = s->sessions->pdata[i];
      next = sooner (next, who->idle_minutes && !who->over ? who->heard_at + (gint64) who->idle_minutes * 60000 : 0);
    }
  for (guint i = 0; i < s->ports->len; i++)
    if (((LabPort *) s->ports->pdata[i])->device)
      next = next_of_device (s, s->ports->pdata[i], next);
  return next;
}
