/* The forecast of one power supply as a picture: what is drawn now, what is to come, what stays dark, and the room that the guard band
 * keeps. Words stand beside the drawing, not in it: it stretches with the window. */
#include <glib/gi18n.h>

#include "report/audit_html.h"

enum { WIDTH = 1000, HEIGHT = 30, STEP = 38 };

typedef struct {
  Markup *m;
  guint scale_mw; /* what the whole width stands for */
} Picture;

static double
watts (guint mw)
{
  return mw / 1000.0;
}

/* Tenths of a per mille: with integers no locale can put a comma into a number. */
static void
add_box (const Picture *p, const char *class, guint from_mw, guint mw, guint y, guint height)
{
  guint x = (guint) ((guint64) from_mw * WIDTH / p->scale_mw), end = (guint) ((guint64) (from_mw + mw) * WIDTH / p->scale_mw);
  markup_open (p->m, "rect", class);
  markup_attr_printf (p->m, "x", "%u", x);
  markup_attr_printf (p->m, "y", "%u", y);
  markup_attr_printf (p->m, "width", "%u", MAX (end - x, 1));
  markup_attr_printf (p->m, "height", "%u", height);
}

static void
add_turn (const Picture *p, const PoeTurn *t, guint from_mw)
{
  g_autofree char *port = port_to_string (t->port);
  gboolean dark = t->fate != POE_ADMITTED;
  const char *class = t->fate == POE_CUT ? "cut" : dark ? "denied" : t->expected ? "coming" : "drawn";
  add_box (p, class, from_mw, t->draw_mw, dark ? 9 : 3, dark ? HEIGHT - 12 : HEIGHT - 6);
  markup_open (p->m, "title", NULL);
  markup_printf (p->m, _ ("%s: draws %.1f W, limit %.1f W, %.1f W left before it: %s"), port, watts (t->draw_mw), watts (t->limit_mw), watts (t->left_mw),
                 t->fate == POE_CUT ? _ ("cut for another") : dark ? _ ("denied") : _ ("admitted"));
  markup_close (p->m);
  markup_close (p->m);
}

/* The first that is denied for want of room: its limit is what must be free. */
static const PoeTurn *
first_dark (const GArray *turns)
{
  for (guint i = 0; i < turns->len; i++)
    if (g_array_index (turns, PoeTurn, i).fate != POE_ADMITTED)
      return &g_array_index (turns, PoeTurn, i);
  return NULL;
}

/* Admitted ones first, then the dark ones: also those that were cut are beyond what the budget carries. Gives what all of them draw. */
static guint
add_turns (const Picture *p, const GArray *turns)
{
  guint at = 0;
  for (guint dark = 0; dark < 2; dark++)
    for (guint i = 0; i < turns->len; i++)
      {
        const PoeTurn *t = &g_array_index (turns, PoeTurn, i);
        if ((t->fate != POE_ADMITTED) != dark)
          continue;
        add_turn (p, t, at);
        at += t->draw_mw;
      }
  return at;
}

static guint
admitted_mw (const GArray *turns)
{
  guint sum = 0;
  for (guint i = 0; i < turns->len; i++)
    sum += g_array_index (turns, PoeTurn, i).fate == POE_ADMITTED ? g_array_index (turns, PoeTurn, i).draw_mw : 0;
  return sum;
}

static void
add_bar (const Picture *p, const PoeForecast *f, const GArray *turns)
{
  const PoeTurn *dark = first_dark (turns);
  guint used = admitted_mw (turns);
  markup_open (p->m, "svg", "bar");
  markup_attr_printf (p->m, "viewBox", "0 0 %d %d", WIDTH, STEP);
  markup_attr (p->m, "preserveAspectRatio", "none");
  markup_attr (p->m, "role", "img");
  markup_attr_printf (p->m, "aria-label", _ ("%.0f of %.0f W drawn"), watts (used), watts (f->budget_mw));
  add_box (p, "budget", 0, f->budget_mw, 0, HEIGHT);
  markup_close_void (p->m);
  add_turns (p, turns);
  if (dark && f->budget_mw)
    {
      guint guard = MIN (dark->limit_mw, f->budget_mw);
      add_box (p, "guard", f->budget_mw - guard, guard, HEIGHT + 2, STEP - HEIGHT - 2);
      markup_close_void (p->m);
    }
  markup_open (p->m, "path", "limit");
  markup_attr_printf (p->m, "d", "M%u 0V%d", (guint) ((guint64) f->budget_mw * WIDTH / p->scale_mw), STEP);
  markup_close_void (p->m);
  markup_close (p->m);
}

static void
add_dark (Markup *m, const PoeForecast *f, const GArray *turns, PoeCase c)
{
  g_autoptr (PortSet) denied = port_set_new (), cut = port_set_new ();
  const PoeTurn *first = first_dark (turns);
  for (guint i = 0; i < turns->len; i++)
    {
      const PoeTurn *t = &g_array_index (turns, PoeTurn, i);
      if (t->fate != POE_ADMITTED)
        port_set_add (t->fate == POE_CUT ? cut : denied, t->port);
    }
  g_autofree char *denied_text = port_set_to_string (denied), *cut_text = port_set_to_string (cut);
  markup_open (m, "p", "outcome");
  if (!first)
    markup_printf (m, _ ("All %u come up; %.1f W remain."), turns->len, watts (f->budget_mw) - watts (admitted_mw (turns)));
  if (f->denied[c])
    markup_printf (m, _ ("Denied: %s. "), denied_text);
  if (f->cut[c])
    markup_printf (m, _ ("Cut: %s. "), cut_text);
  if (first && first->fate == POE_DENIED_NOW)
    markup_printf (m, _ ("%.1f W were left, and %.1f W must be free before a port is switched on."), watts (first->left_mw), watts (first->limit_mw));
  markup_close (m);
}

static void
add_case (const Picture *p, const PoeForecast *f, PoeCase c, const char *title)
{
  markup_leaf (p->m, "h5", NULL, title);
  if (!f->turns[c])
    {
      html_note (p->m, _ ("Cannot be computed: %s."), f->why ? f->why : _ ("something it needs was not read"));
      return;
    }
  add_bar (p, f, f->turns[c]);
  add_dark (p->m, f, f->turns[c], c);
  if (!f->arithmetic[c])
    return;
  markup_open (p->m, "details", NULL);
  if (f->denied[c] || f->cut[c])
    markup_attr (p->m, "open", "");
  markup_leaf (p->m, "summary", NULL, _ ("The sums"));
  markup_open (p->m, "pre", NULL);
  markup_lines (p->m, f->arithmetic[c]);
  markup_close (p->m);
  markup_close (p->m);
}

/* Everything, in both cases: then one picture says both. */
static gboolean
comes_up (const PoeForecast *f)
{
  for (guint c = 0; c < POE_CASES; c++)
    if (!f->turns[c] || f->denied[c] || f->cut[c])
      return FALSE;
  return TRUE;
}

static void
add_key (Markup *m, const PoeForecast *f)
{
  gboolean denied = f->denied[0] || f->denied[1], cut = f->cut[0] || f->cut[1];
  static const struct { const char *class, *label; } keys[] = {
    { "drawn", N_ ("drawn now") }, { "coming", N_ ("still to come") }, { "denied", N_ ("denied") }, { "cut", N_ ("cut") }, { "guard", N_ ("must stay free (guard band)") },
  };
  const gboolean shown[G_N_ELEMENTS (keys)] = { TRUE, TRUE, denied, cut, denied || cut };
  markup_open (m, "p", "legend");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (!shown[i])
        continue;
      markup_open (m, "span", "badge");
      markup_open (m, "svg", "key");
      markup_attr (m, "viewBox", "0 0 16 12");
      markup_attr (m, "width", "16");
      markup_attr (m, "height", "12");
      markup_attr (m, "aria-hidden", "true");
      markup_open (m, "rect", keys[i].class);
      markup_attr (m, "x", "1");
      markup_attr (m, "y", "1");
      markup_attr (m, "width", "14");
      markup_attr (m, "height", "10");
      markup_close_void (m);
      markup_close (m);
      markup_printf (m, " %s", _ (keys[i].label));
      markup_close (m);
    }
  markup_close (m);
}

static guint
widest (const PoeForecast *f)
{
  guint most = MAX (f->budget_mw, 1);
  for (guint c = 0; c < POE_CASES; c++)
    {
      guint sum = 0;
      for (guint i = 0; f->turns[c] && i < f->turns[c]->len; i++)
        sum += g_array_index (f->turns[c], PoeTurn, i).draw_mw;
      most = MAX (most, sum);
    }
  return most + most / 100;
}

void
html_power (Markup *m, const PoeForecast *f)
{
  const Picture p = { m, widest (f) };
  g_autofree char *pse = audit_pse (f);
  markup_open (m, "div", "power");
  markup_open (m, "h4", NULL);
  markup_printf (m, _ ("Power over Ethernet, slot %s "), pse);
  html_badge (m, html_look (f->verdict, FALSE), audit_status_label (f->verdict));
  markup_close (m);
  if (f->budget_mw)
    html_note (m, _ ("Budget %.0f W, drawn now %.1f W, needed with all phones %.1f W."), watts (f->budget_mw), watts (f->used_mw), watts (f->needed_mw));
  else
    html_note (m, "%s", _ ("The budget could not be read."));
  if (comes_up (f))
    add_case (&p, f, POE_CASE_ONE_BY_ONE, _ ("Plugged in one by one, or all at once after a power cut"));
  else
    {
      add_case (&p, f, POE_CASE_ONE_BY_ONE, _ ("Plugged in one by one"));
      add_case (&p, f, POE_CASE_ALL_AT_ONCE, _ ("All at once, after a power cut"));
    }
  add_key (m, f);
  if (f->cure)
    {
      markup_open (m, "p", NULL);
      markup_printf (m, "%s ", _ ("Cure:"));
      html_prose (m, "span", NULL, f->cure);
      markup_close (m);
    }
  for (guint i = 0; f->guesses && i < f->guesses->len; i++)
    html_note (m, _ ("Guess: %s"), (const char *) f->guesses->pdata[i]);
  markup_close (m);
}
