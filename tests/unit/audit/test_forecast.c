/* Who gets power: the rule as the manuals give it, by hand; and against the lab, which was written from the same manuals by
 * itself. */
#include "panel.h"
#include "world.h"

static SwitchState *
state_of (const Panel *panel)
{
  SwitchState *s = switch_state_new ("sw", "192.0.2.1");
  s->family = g_strdup ("aos8");
  s->model = g_strdup ("OS6860-P24");
  PseState pse = { .chassis = 1,
                   .slot = 1,
                   .service = TRI_YES,
                   .budget_w = panel->budget_w,
                   .max_w = panel->budget_w,
                   .priority_disconnect = panel->disconnect ? TRI_YES : TRI_NO,
                   .class_detection = panel->class_detection ? TRI_YES : TRI_NO };
  g_array_append_val (s->pse, pse);
  for (guint i = 0; i < PANEL_PORTS; i++)
    {
      const PanelPort *p = &panel->ports[i];
      PortState *live = world_add_port (s, port_make (1, 1, i + 1));
      live->cfg.poe_limit_mw = p->limit_mw;
      live->cfg.poe_priority = (PoePriority)p->priority;
      if (!p->plugged || !p->there)
        continue;
      live->poe_status = POE_ST_DELIVERING;
      live->poe_actual_mw = p->draw_mw;
      live->poe_class = p->poe_class;
    }
  return s;
}

static DesiredSwitch *
want_of (const Panel *panel, GPtrArray *profiles)
{
  DesiredSwitch *sw = desired_switch_new ("sw");
  for (guint i = 0; i < PANEL_PORTS; i++)
    {
      const PanelPort *p = &panel->ports[i];
      if (!p->plugged || p->other)
        continue;
      DesiredPort *want = desired_port_new (port_make (1, 1, i + 1));
      PhoneProfile *profile = g_new0 (PhoneProfile, 1);
      want->phone = g_new0 (DesiredPhone, 1);
      want->phone->model = g_strdup_printf ("phone-%u", i);
      profile->model = g_strdup (want->phone->model);
      profile->draw_mw = p->draw_mw;
      profile->poe_class = p->poe_class;
      g_ptr_array_add (profiles, profile);
      g_ptr_array_add (sw->ports, want);
    }
  return sw;
}

static PoeForecast *
forecast (const Panel *panel)
{
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func ((GDestroyNotify)phone_profile_free);
  SwitchState *s = state_of (panel);
  DesiredSwitch *want = want_of (panel, profiles);
  PoeForecast *f = poe_forecast (s, &g_array_index (s->pse, PseState, 0), want, profiles);
  desired_switch_free (want);
  switch_state_free (s);
  return f;
}

static const PoeTurn *
turn (const PoeForecast *f, PoeCase c, guint port)
{
  for (guint i = 0; f->turns[c] && i < f->turns[c]->len; i++)
    if (g_array_index (f->turns[c], PoeTurn, i).port == port_make (1, 1, port))
      return &g_array_index (f->turns[c], PoeTurn, i);
  return NULL;
}

static void
has (const char *text, const char *needle)
{
  if (!text || !strstr (text, needle))
    fail_msg ("\"%s\" is not in:\n%s", needle, text);
}

static Panel
same_phones (guint n, guint budget_w, guint limit_mw, guint draw_mw, gboolean disconnect)
{
  Panel panel = { .budget_w = budget_w, .disconnect = disconnect };
  for (guint i = 0; i < PANEL_PORTS; i++)
    panel.ports[i] =
        (PanelPort){ .plugged = i < n, .limit_mw = limit_mw, .draw_mw = draw_mw, .priority = POE_LOW, .poe_class = 2 };
  return panel;
}

/* The example of the field: 180 W, ports of 30 W, 24 phones of 7 W. */
static void
test_guard_band (void **state)
{
  Panel panel = same_phones (24, 180, 30000, 7000, FALSE);
  PoeForecast *f = forecast (&panel);
  assert_int_equal (f->verdict, AUDIT_NOT_READY);
  for (PoeCase c = 0; c < POE_CASES; c++)
    {
      assert_int_equal (turn (f, c, 22)->fate, POE_ADMITTED);
      assert_int_equal (turn (f, c, 22)->left_mw, 33000);
      assert_int_equal (turn (f, c, 23)->fate, POE_DENIED_NOW);
      assert_int_equal (turn (f, c, 23)->left_mw, 26000);
      assert_int_equal (turn (f, c, 24)->fate, POE_DENIED_NOW);
      assert_int_equal (f->denied[c], 2);
      has (f->arithmetic[c], "1/1/1-22: 180 to 33 W left, 30 W needed: admitted, draws 7 W each\n"
                             "1/1/23-24: 26 W left, less than 30 W that the port may give: denied\n");
    }
  has (f->cure, "limit: 8W");
  has (f->cure, "1/1/1-24");
  assert_int_equal (f->needed_mw, 168000);
  poe_forecast_free (f);
  panel = same_phones (24, 180, 8000, 7000, FALSE);
  f = forecast (&panel);
  assert_int_equal (f->verdict, AUDIT_READY);
  assert_null (f->cure);
  has (f->arithmetic[POE_CASE_ONE_BY_ONE], "drawn in the end 168 W");
  poe_forecast_free (f);
}

/* With priority disconnect one of a higher priority takes the power of the lowest priority and highest number. */
static void
test_victim (void **state)
{
  Panel panel = same_phones (22, 180, 30000, 7000, TRUE);
  for (guint i = 0; i < 22; i++)
    panel.ports[i].there = TRUE;
  panel.ports[23] = (PanelPort){ .plugged = TRUE, .limit_mw = 30000, .draw_mw = 7000, .priority = POE_HIGH, .poe_class = 2 };
  PoeForecast *f = forecast (&panel);
  assert_int_equal (f->cut[POE_CASE_ONE_BY_ONE], 1);
  assert_int_equal (turn (f, POE_CASE_ONE_BY_ONE, 22)->fate, POE_CUT);
  assert_int_equal (turn (f, POE_CASE_ONE_BY_ONE, 22)->because_of, port_make (1, 1, 24));
  assert_int_equal (turn (f, POE_CASE_ONE_BY_ONE, 24)->fate, POE_ADMITTED);
  assert_int_equal (turn (f, POE_CASE_ALL_AT_ONCE, 22)->fate, POE_DENIED_NOW);
  assert_true (f->guesses->len > 0);
  poe_forecast_free (f);
}

/* The story that is told everywhere: 370 W light about 25 of 35 phones of 6 W; here 24 on 150 W. No limit alone is enough: one phone must
 * go, or the budget grow. Where classes are detected a limit is of no use at all. */
static void
test_no_limit_helps (void **state)
{
  Panel panel = same_phones (24, 150, 15400, 6500, FALSE);
  PoeForecast *f = forecast (&panel);
  assert_int_equal (f->denied[POE_CASE_ONE_BY_ONE], 24 - 21);
  has (f->cure, "limit: 7W");
  has (f->cure, "move 1 phone to another switch, or bring the budget from 150 W to 157 W");
  poe_forecast_free (f);
  panel.class_detection = TRUE; /* class 2: 7 W */
  f = forecast (&panel);
  has (f->cure, "no limit brings them all up: move 1 phone to another switch, or bring the budget from 150 W to 157 W");
  poe_forecast_free (f);
}

/* Cameras have all the power: the phones can only be put before them, and it says who pays. */
static void
test_phones_first (void **state)
{
  Panel panel = same_phones (24, 150, 15400, 7000, TRUE);
  for (guint i = 0; i < 20; i++)
    panel.ports[i].there = panel.ports[i].other = TRUE;
  PoeForecast *f = forecast (&panel);
  assert_int_equal (f->verdict, AUDIT_NOT_READY);
  has (f->cure, "raise the priority of the phones' ports (`poe: { priority: critical }` in their role): then no power is left for 1/1/");
  poe_forecast_free (f);
  panel.disconnect = FALSE; /* those that draw already are not cut for them */
  f = forecast (&panel);
  has (f->cure, "move 3 phones to another switch");
  poe_forecast_free (f);
}

static void
test_unknown (void **state)
{
  Panel panel = same_phones (24, 180, 30000, 7000, FALSE);
  for (guint what = 0; what < 5; what++)
    {
      g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func ((GDestroyNotify)phone_profile_free);
      panel.ports[0].there = TRUE;
      SwitchState *s = state_of (&panel);
      PseState *pse = &g_array_index (s->pse, PseState, 0);
      PortState *first = s->ports->pdata[0];
      DesiredSwitch *want = want_of (&panel, profiles);
      if (what == 0)
        pse->budget_w = pse->max_w = 0;
      else if (what == 1)
        first->has &= ~HAS (ATTR_POE_ACTUAL);
      else if (what == 2)
        first->cfg.has &= ~HAS (ATTR_POE_LIMIT);
      else if (what == 3)
        first->cfg.has &= ~HAS (ATTR_POE_PRIORITY);
      else
        {
          pse->priority_disconnect = TRI_UNKNOWN;
          first->cfg.poe_priority = POE_LOW;
          ((PortState *)s->ports->pdata[23])->cfg.poe_priority = POE_HIGH;
        }
      PoeForecast *f = poe_forecast (s, pse, want, profiles);
      assert_int_equal (f->verdict, AUDIT_IS_UNKNOWN);
      assert_non_null (f->why);
      assert_null (f->turns[POE_CASE_ONE_BY_ONE]);
      poe_forecast_free (f);
      desired_switch_free (want);
      switch_state_free (s);
    }
}

/* What a phone draws is not known: it is counted with all that its port gives, and that is said. */
static void
test_guesses (void **state)
{
  Panel panel = same_phones (3, 450, 30000, 0, FALSE);
  PoeForecast *f = forecast (&panel);
  assert_int_equal (f->needed_mw, 90000);
  has (f->guesses->pdata[0], "3 phones");
  poe_forecast_free (f);
}

/* ---- against the lab -------------------------------------------------------------------------------------------------- */

#define PANELS 1000

static Panel
random_panel (GRand *r)
{
  static const guint limits[] = { 4000, 7000, 8000, 15400, 30000 };
  Panel panel = { .budget_w = (guint)g_rand_int_range (r, 40, 300),
                  .disconnect = g_rand_boolean (r),
                  .class_detection = g_rand_int_range (r, 0, 4) == 0 };
  guint share = (guint)g_rand_int_range (r, 1, 5);
  for (guint i = 0; i < PANEL_PORTS; i++)
    {
      static const guint class_draw[] = { 12900, 3800, 6400, 12900, 25500 };
      PanelPort *p = &panel.ports[i];
      p->plugged = g_rand_int_range (r, 0, 5) > 0;
      p->there = g_rand_int_range (r, 0, 5) < (int)share - 1;
      p->limit_mw = limits[g_rand_int_range (r, 0, G_N_ELEMENTS (limits))];
      p->priority = g_rand_int_range (r, POE_CRITICAL, POE_LOW + 1);
      p->poe_class = g_rand_int_range (r, 0, 5);
      guint most = MIN (p->limit_mw, class_draw[p->poe_class]);
      p->draw_mw = (guint)g_rand_int_range (r, 2000, (int)MAX (most, 2001u));
    }
  return panel;
}

static void
print_panel (const Panel *panel, const PoeForecast *f, PoeCase c, const gboolean *fed)
{
  print_message ("# budget %u W, disconnect %d, classes %d\n", panel->budget_w, panel->disconnect, panel->class_detection);
  for (guint i = 0; i < PANEL_PORTS; i++)
    if (panel->ports[i].plugged)
      print_message ("# %2u: limit %u draw %u priority %d class %d there %d: lab %s, forecast %d\n", i + 1,
                     panel->ports[i].limit_mw, panel->ports[i].draw_mw, panel->ports[i].priority, panel->ports[i].poe_class,
                     panel->ports[i].there, fed[i] ? "fed" : "dark", turn (f, c, i + 1) ? (int)turn (f, c, i + 1)->fate : -1);
  print_message ("# %s\n", f->arithmetic[c]);
}

static gboolean
agree (Panel *panel, PoeCase c)
{
  gboolean fed[PANEL_PORTS], same = TRUE;
  panel_play (panel, c == POE_CASE_ALL_AT_ONCE, fed);
  PoeForecast *f = forecast (panel);
  for (guint i = 0; i < PANEL_PORTS; i++)
    {
      const PoeTurn *t = turn (f, c, i + 1);
      same &= panel->ports[i].plugged ? t && (t->fate == POE_ADMITTED) == fed[i] : !t;
    }
  if (!same)
    print_panel (panel, f, c, fed);
  poe_forecast_free (f);
  return same;
}

static void
test_the_lab_agrees (void **state)
{
  GRand *r = g_rand_new_with_seed (20261124);
  guint apart[POE_CASES] = { 0, 0 };
  for (guint i = 0; i < PANELS; i++)
    for (PoeCase c = 0; c < POE_CASES; c++)
      {
        Panel panel = random_panel (r);
        if (apart[c] < 3)
          apart[c] += !agree (&panel, c);
      }
  g_rand_free (r);
  assert_int_equal (apart[POE_CASE_ONE_BY_ONE], 0);
  assert_int_equal (apart[POE_CASE_ALL_AT_ONCE], 0);
}

/* ---- cures ------------------------------------------------------------------------------------------------------------ */

/* Follows what the cure says, and asks again. */
static gboolean
cured (Panel panel, const char *cure, gboolean by_budget)
{
  const char *limit = strstr (cure, "limit: "), *move = strstr (cure, "move "), *budget = strstr (cure, " W to ");
  guint moved = move && !by_budget ? (guint)atoi (move + 5) : 0;
  for (guint i = 0; limit && i < PANEL_PORTS; i++)
    if (panel.ports[i].draw_mw <= (guint)atoi (limit + 7) * 1000)
      panel.ports[i].limit_mw = MIN (panel.ports[i].limit_mw, (guint)atoi (limit + 7) * 1000);
  for (guint i = 0; strstr (cure, "priority: critical") && i < PANEL_PORTS; i++)
    panel.ports[i].priority = POE_CRITICAL;
  if (by_budget && budget)
    panel.budget_w = (guint)atoi (budget + 6);
  for (guint i = PANEL_PORTS; i-- > 0 && moved;)
    if (panel.ports[i].plugged)
      panel.ports[i].plugged = FALSE, moved--;
  PoeForecast *f = forecast (&panel);
  gboolean ready = f->verdict == AUDIT_READY;
  if (!ready)
    print_message ("# %s\n# and then: %s\n", cure, f->cure);
  poe_forecast_free (f);
  return ready;
}

static void
test_cures_cure (void **state)
{
  GRand *r = g_rand_new_with_seed (20261128);
  guint told = 0, failed = 0;
  for (guint i = 0; i < PANELS / 2 && failed < 3; i++)
    {
      Panel panel = random_panel (r);
      PoeForecast *f = forecast (&panel);
      told += f->cure != NULL;
      failed += f->cure && !(cured (panel, f->cure, FALSE) && cured (panel, f->cure, TRUE));
      assert_true ((f->verdict == AUDIT_NOT_READY) == (f->cure != NULL));
      poe_forecast_free (f);
    }
  g_rand_free (r);
  assert_int_equal (failed, 0);
  assert_true (told > PANELS / 10);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_guard_band),     cmocka_unit_test (test_victim),
                                      cmocka_unit_test (test_no_limit_helps), cmocka_unit_test (test_unknown),
                                      cmocka_unit_test (test_guesses),        cmocka_unit_test (test_the_lab_agrees),
                                      cmocka_unit_test (test_phones_first),   cmocka_unit_test (test_cures_cure) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
