#include "panel.h"

#include "../lab/fixture.h"

static LabSwitch *
make (const Panel *panel)
{
  static const char *const priorities[] = { "?", "critical", "high", "low" };
  g_autoptr (GString) lines = g_string_new (NULL);
  g_string_append_printf (lines, "lanpower slot 1/1 maxpower %u\nlanpower slot 1/1 priority-disconnect %s\nlanpower slot 1/1 class-detection %s\n",
                          panel->budget_w, panel->disconnect ? "enable" : "disable", panel->class_detection ? "enable" : "disable");
  for (guint i = 0; i < PANEL_PORTS; i++)
    g_string_append_printf (lines, "lanpower port 1/1/%u power %u\nlanpower port 1/1/%u priority %s\n", i + 1, panel->ports[i].limit_mw, i + 1,
                            priorities[panel->ports[i].priority]);
  g_string_append (lines, "lanpower slot 1/1 service start\n");
  return switch_new ("OS6860-P24", "8.9.221.R03", 1, lines->str);
}

static void
plug_in (LabSwitch *s, const Panel *panel, guint i)
{
  char *why = NULL;
  g_autofree char *name = g_strdup_printf ("1/1/%u", i + 1);
  if (!lab_plug (s, name, "phone", NULL, &why))
    fail_msg ("%s", why);
  LabDevice *d = port (s, name)->device;
  d->milliwatts = panel->ports[i].draw_mw;
  d->poe_class = (guint) panel->ports[i].poe_class;
}

static gboolean
is_fed (LabSwitch *s, guint i)
{
  g_autofree char *name = g_strdup_printf ("1/1/%u", i + 1);
  return port (s, name)->poe_status == LAB_POE_DELIVERING;
}

static void
settle_first (LabSwitch *s, Panel *panel)
{
  for (guint i = 0; i < PANEL_PORTS; i++)
    if (panel->ports[i].plugged && panel->ports[i].there)
      plug_in (s, panel, i);
  lab_changed (s);
  for (guint i = 0; i < PANEL_PORTS; i++)
    {
      PanelPort *p = &panel->ports[i];
      g_autofree char *name = g_strdup_printf ("1/1/%u", i + 1);
      char *why = NULL;
      if (!p->plugged || !p->there || is_fed (s, i))
        continue;
      assert_true (lab_unplug (s, name, &why));
      p->plugged = FALSE;
    }
  lab_changed (s);
}

void
panel_play (Panel *panel, gboolean at_once, gboolean fed[PANEL_PORTS])
{
  LabSwitch *s = make (panel);
  if (!at_once)
    settle_first (s, panel);
  for (guint i = 0; i < PANEL_PORTS; i++)
    {
      if (!panel->ports[i].plugged || (!at_once && panel->ports[i].there))
        continue;
      plug_in (s, panel, i);
      if (!at_once)
        lab_changed (s);
    }
  if (at_once)
    lab_changed (s);
  for (guint i = 0; i < PANEL_PORTS; i++)
    fed[i] = is_fed (s, i);
  lab_switch_free (s);
}
