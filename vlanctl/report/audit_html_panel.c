/* Front panels: two rows, odd above even as OmniSwitch prints them, twelve ports a block; what comes after the ports that the model's
 * name counts (SFP, stacking) stands apart. Blocks wrap where the window is narrow. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_html.h"

enum { PITCH = 26, NUMBERS = 11, BLOCK = 12, ROW = 24 };

/* How many ports the name counts: 24 of "OS6860E-P24", 48 of "OS6360-PH48X"; 0 where it does not say. */
static guint
counted (const char *model)
{
  const char *p = model ? strchr (model, '-') : NULL;
  while (p && *p && !g_ascii_isdigit (*p))
    p++;
  return p && *p ? (guint) MIN (g_ascii_strtoull (p, NULL, 10), PORT_MAX_PORT) : 0;
}

static const char *
first_reason (const AuditPort *p)
{
  return p->findings->len ? ((const AuditFinding *) p->findings->pdata[0])->message : NULL;
}

/* The whole story of a port in a line or a few: what a mouse pointer shows and a screen reader reads. */
static void
add_title (Markup *m, const AuditPort *p)
{
  g_autofree char *port = port_to_string (p->id);
  const DesiredPhone *phone = p->want ? p->want->phone : NULL;
  markup_open (m, "title", NULL);
  markup_printf (m, "%s: %s%s", port, p->uplink ? _ ("uplink, ") : "", audit_status_label (p->status));
  if (p->want && p->want->role)
    markup_printf (m, ", %s", p->want->role);
  if (p->want && p->want->jack)
    markup_printf (m, _ (", jack %s"), p->want->jack);
  if (phone && phone->user)
    markup_printf (m, ", %s", phone->user);
  if (p->phone != PHONE_NOT_LISTED)
    markup_printf (m, _ ("; phone %s%s%s"), audit_phone_label (p->phone), p->phone_where ? ": " : "", p->phone_where ? p->phone_where : "");
  for (guint i = 0; i < p->findings->len; i++)
    {
      markup_raw (m, "\n");
      markup_text (m, ((const AuditFinding *) p->findings->pdata[i])->message);
    }
  markup_close (m);
}

static void
add_number (Markup *m, guint number, guint x, guint y)
{
  markup_open (m, "text", NULL);
  markup_attr_printf (m, "x", "%u", x + PITCH / 2);
  markup_attr_printf (m, "y", "%u", y);
  markup_printf (m, "%u", number);
  markup_close (m);
}

/* A port that is not listed has no status of its own: an uplink without the voice VLAN is drawn as what was found on it. */
static Look
port_look (const AuditPort *p)
{
  Look look = html_look (p->status, p->uplink);
  for (guint i = 0; p->status == AUDIT_UNMANAGED && i < p->findings->len; i++)
    {
      const AuditFinding *f = p->findings->pdata[i];
      if (audit_finding_counts (f) && look != LOOK_NOT_READY)
        look = html_finding_look (f);
    }
  return look;
}

static void
add_port (Markup *m, const AuditPort *p, guint x, guint y)
{
  Look look = port_look (p);
  g_autofree char *class = g_strdup_printf ("port %s", html_look_class (look));
  markup_open (m, "g", class);
  add_title (m, p);
  markup_open (m, "g", NULL);
  markup_attr_printf (m, "transform", "translate(%u %u)", x + (PITCH - 20) / 2, y + (ROW - 20) / 2);
  html_glyph (m, look);
  if (first_reason (p) && look != LOOK_NOT_READY && look != LOOK_UNKNOWN)
    {
      markup_open (m, "path", "corner");
      markup_attr (m, "d", "M11 0h9v9z");
      markup_close_void (m);
    }
  markup_close (m);
  markup_close (m);
}

/* Ports of one block: columns of two, odd above even. `numbers` counts places from the first port of the block, so that one that the
 * switch does not tell of leaves a gap. */
static void
add_block (Markup *m, const GPtrArray *ports, const char *class)
{
  guint first = port_number (((const AuditPort *) ports->pdata[0])->id), last = first;
  for (guint i = 0; i < ports->len; i++)
    last = MAX (last, port_number (((const AuditPort *) ports->pdata[i])->id));
  guint base = (first - 1) & ~1u, columns = (last - base + 1) / 2, height = 2 * NUMBERS + 2 * ROW;
  markup_open (m, "svg", class);
  markup_attr_printf (m, "viewBox", "0 0 %u %u", columns * PITCH, height);
  markup_attr_printf (m, "width", "%u", columns * PITCH);
  markup_attr_printf (m, "height", "%u", height);
  markup_attr (m, "role", "group");
  markup_attr_printf (m, "aria-label", _ ("Ports %u to %u"), first, last);
  for (guint i = 0; i < ports->len; i++)
    {
      const AuditPort *p = ports->pdata[i];
      guint number = port_number (p->id), x = (number - 1 - base) / 2 * PITCH;
      gboolean above = number % 2;
      add_number (m, number, x, above ? NUMBERS - 3 : height - 2);
      add_port (m, p, x, above ? NUMBERS : NUMBERS + ROW);
    }
  markup_close (m);
}

static void
flush (Markup *m, GPtrArray *block, const char *class)
{
  if (block->len)
    add_block (m, block, class);
  g_ptr_array_set_size (block, 0);
}

/* The ports of one slot, from `from` on; gives the index after them. */
static guint
add_slot (Markup *m, const AuditSwitch *s, guint from)
{
  const AuditPort *head = s->ports->pdata[from];
  guint access = counted (s->model), group = 0, i = from;
  g_autoptr (GPtrArray) block = g_ptr_array_new ();
  g_autofree char *name = port_chassis (head->id) ? g_strdup_printf ("%u/%u", port_chassis (head->id), port_slot (head->id))
                                                  : g_strdup_printf ("%u", port_slot (head->id));
  markup_open (m, "div", "panel");
  markup_leaf (m, "span", "slot", name);
  for (; i < s->ports->len && !port_is_linkagg (((const AuditPort *) s->ports->pdata[i])->id)
         && port_same_slot (((const AuditPort *) s->ports->pdata[i])->id, head->id); i++)
    {
      guint number = port_number (((const AuditPort *) s->ports->pdata[i])->id);
      gboolean apart = access && number > access;
      guint now = apart ? G_MAXUINT - (number - access - 1) / BLOCK : (number - 1) / BLOCK;
      if (now != group)
        flush (m, block, group > PORT_MAX_PORT ? "apart" : NULL);
      group = now;
      g_ptr_array_add (block, s->ports->pdata[i]);
    }
  flush (m, block, group > PORT_MAX_PORT ? "apart" : NULL);
  markup_close (m);
  return i;
}

/* Aggregates have no place on a panel. */
static void
add_aggregates (Markup *m, const AuditSwitch *s, guint from)
{
  markup_open (m, "p", "legend");
  for (guint i = from; i < s->ports->len; i++)
    {
      const AuditPort *p = s->ports->pdata[i];
      g_autofree char *name = port_to_string (p->id);
      html_badge (m, port_look (p), name);
    }
  markup_close (m);
}

void
html_panels (Markup *m, const AuditSwitch *s)
{
  guint i = 0;
  while (i < s->ports->len && !port_is_linkagg (((const AuditPort *) s->ports->pdata[i])->id))
    i = add_slot (m, s, i);
  if (i < s->ports->len)
    add_aggregates (m, s, i);
}
