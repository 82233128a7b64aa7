/* The voice path as a picture: the gateway on the left, each switch as many columns from it as it has links between; every link with
 * its ports, drawn by what it does with the voice VLANs. The table below says the same. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_html.h"

enum { BOX_WIDTH = 144, GAP = 120, PITCH_MIN = 62, END = 17, MARGIN = 8, LINKS_DRAWN = 60 };

typedef struct {
  const char *name;
  AuditStatus status;
  gboolean known, gateway;
  int column;       /* -1 = not placed yet */
  guint left, right, left_used, right_used; /* ends of links on its sides */
  int y, height;
} Node;

typedef struct {
  GPtrArray *nodes;      /* Node*, owned */
  GPtrArray *links;      /* AuditLink*: those that are drawn */
  GArray *from, *to;     /* guint: their nodes */
} Graph;

/* ---- nodes -------------------------------------------------------------------------------------------------------------- */

static const AuditSwitch *
switch_by_name (const Audit *a, const char *name)
{
  for (guint i = 0; i < a->switches->len; i++)
    if (!g_strcmp0 (((const AuditSwitch *) a->switches->pdata[i])->name, name))
      return a->switches->pdata[i];
  return NULL;
}

/* The gateway is "SWITCH PORT". */
static gboolean
is_gateway (const Audit *a, const char *name)
{
  gsize n = strlen (name);
  return a->gateway && !strncmp (a->gateway, name, n) && (a->gateway[n] == ' ' || !a->gateway[n]);
}

/* A neighbour without a name is a box of its own each time: two of them may be two. */
static guint
node_of (Graph *g, const Audit *a, const char *name)
{
  gboolean nameless = !strcmp (name, "?");
  const AuditSwitch *s = switch_by_name (a, name);
  for (guint i = 0; i < g->nodes->len && !nameless; i++)
    if (!strcmp (((const Node *) g->nodes->pdata[i])->name, name))
      return i;
  Node *n = g_new0 (Node, 1);
  *n = (Node){ .name = name, .status = s ? s->status : AUDIT_IS_UNKNOWN, .known = s != NULL, .gateway = !nameless && is_gateway (a, name), .column = -1 };
  g_ptr_array_add (g->nodes, n);
  return g->nodes->len - 1;
}

/* Both ends may tell of one link. */
static gboolean
told_before (const Graph *g, const AuditLink *l)
{
  for (guint i = 0; i < g->links->len; i++)
    {
      const AuditLink *o = g->links->pdata[i];
      if (l->to_port && o->from_port == l->to_port && o->to_port == l->from_port && !strcmp (o->from, l->to) && !strcmp (o->to, l->from)
          && (o->status == l->status || o->status == AUDIT_NOT_READY))
        return TRUE;
    }
  return FALSE;
}

static Graph *
graph_new (const Audit *a)
{
  Graph *g = g_new0 (Graph, 1);
  gboolean all = a->links->len <= LINKS_DRAWN;
  g->nodes = g_ptr_array_new_with_free_func (g_free);
  g->links = g_ptr_array_new ();
  g->from = g_array_new (FALSE, FALSE, sizeof (guint));
  g->to = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < a->switches->len; i++)
    if (is_gateway (a, ((const AuditSwitch *) a->switches->pdata[i])->name))
      node_of (g, a, ((const AuditSwitch *) a->switches->pdata[i])->name);
  for (guint i = 0; i < a->links->len; i++)
    {
      AuditLink *l = a->links->pdata[i];
      if ((!all && (l->status == AUDIT_READY || g->links->len == LINKS_DRAWN)) || told_before (g, l))
        continue;
      guint from = node_of (g, a, l->from), to = node_of (g, a, l->to);
      g_ptr_array_add (g->links, l);
      g_array_append_val (g->from, from);
      g_array_append_val (g->to, to);
    }
  return g;
}

static void
graph_free (Graph *g)
{
  g_ptr_array_unref (g->nodes);
  g_ptr_array_unref (g->links);
  g_array_unref (g->from);
  g_array_unref (g->to);
  g_free (g);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Graph, graph_free)

static Node *
end_of (const Graph *g, guint link, gboolean to)
{
  return g->nodes->pdata[g_array_index (to ? g->to : g->from, guint, link)];
}

/* ---- places ------------------------------------------------------------------------------------------------------------- */

/* One column further for everything that hangs on what is placed, until nothing is left. */
static void
spread (Graph *g)
{
  for (gboolean moved = TRUE; moved;)
    {
      moved = FALSE;
      for (guint i = 0; i < g->links->len; i++)
        for (guint way = 0; way < 2; way++)
          {
            const Node *near = end_of (g, i, way);
            Node *far = end_of (g, i, !way);
            if (near->column >= 0 && (far->column < 0 || far->column > near->column + 1))
              {
                far->column = near->column + 1;
                moved = TRUE;
              }
          }
    }
}

/* From the gateway; then what has no way to it, from its nameless or foreign neighbours, as if these were on the way. */
static void
place_columns (Graph *g)
{
  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < g->nodes->len; i++)
      {
        Node *n = g->nodes->pdata[i];
        if (n->column >= 0 || !(pass == 0 ? n->gateway : pass == 1 ? !n->known : TRUE))
          continue;
        n->column = 0;
        spread (g);
      }
}

static void
count_ends (Graph *g)
{
  for (guint i = 0; i < g->links->len; i++)
    {
      Node *a = end_of (g, i, FALSE), *b = end_of (g, i, TRUE);
      a->right += a->column <= b->column;
      a->left += a->column > b->column;
      b->right += b->column <= a->column;
      b->left += b->column > a->column;
    }
}

/* Two switches as far from the gateway: their link bulges to the right of its column. */
static gboolean
has_bulge (const Graph *g)
{
  for (guint i = 0; i < g->links->len; i++)
    if (end_of (g, i, FALSE)->column == end_of (g, i, TRUE)->column)
      return TRUE;
  return FALSE;
}

/* Gives the size of the whole; columns are centred on the tallest. */
static void
place_rows (Graph *g, int *width, int *height)
{
  guint columns = 0;
  int tallest = 0;
  for (guint i = 0; i < g->nodes->len; i++)
    columns = MAX (columns, (guint) ((const Node *) g->nodes->pdata[i])->column + 1);
  g_autofree int *filled = g_new0 (int, columns + 1);
  for (guint i = 0; i < g->nodes->len; i++)
    {
      Node *n = g->nodes->pdata[i];
      n->height = MAX (44, (int) MAX (n->left, n->right) * END + 8);
      n->y = filled[n->column];
      filled[n->column] += MAX (n->height + 18, PITCH_MIN);
      tallest = MAX (tallest, filled[n->column]);
    }
  for (guint i = 0; i < g->nodes->len; i++)
    {
      Node *n = g->nodes->pdata[i];
      n->y += MARGIN + (tallest - filled[n->column]) / 2;
    }
  *width = (int) columns * BOX_WIDTH + (int) (columns - 1) * GAP + 2 * MARGIN + (has_bulge (g) ? GAP / 2 : 0);
  *height = tallest + 2 * MARGIN;
}

static int
x_of (const Node *n)
{
  return MARGIN + n->column * (BOX_WIDTH + GAP);
}

/* Where a link ends on its box: on the side that looks to the other end, each at a height of its own. */
static void
take_end (Node *n, const Node *other, int *x, int *y)
{
  gboolean right = n->column <= other->column;
  guint of = right ? n->right : n->left, k = right ? n->right_used++ : n->left_used++;
  *x = x_of (n) + (right ? BOX_WIDTH : 0);
  *y = n->y + (int) (2 * k + 1) * n->height / (int) (2 * of);
}

/* ---- drawing ------------------------------------------------------------------------------------------------------------ */

static void
add_port_name (Markup *m, PortId port, int x, int y, gboolean right)
{
  g_autofree char *name = port ? port_to_string (port) : g_strdup ("?");
  markup_open (m, "text", "end");
  markup_attr_printf (m, "x", "%d", x + (right ? 5 : -5));
  markup_attr_printf (m, "y", "%d", y - 4);
  markup_attr (m, "text-anchor", right ? "start" : "end");
  markup_text (m, name);
  markup_close (m);
}

static void
add_link_title (Markup *m, const AuditLink *l)
{
  markup_open (m, "title", NULL);
  markup_printf (m, "%s - %s: %s%s%s", l->from, l->to, audit_status_label (l->status), l->why ? ". " : "", l->why ? l->why : "");
  markup_close (m);
}

static void
add_link (Markup *m, Graph *g, guint i)
{
  const AuditLink *l = g->links->pdata[i];
  Node *a = end_of (g, i, FALSE), *b = end_of (g, i, TRUE);
  int ax, ay, bx, by;
  gboolean a_right = a->column <= b->column, b_right = b->column <= a->column;
  Look look = html_look (l->status, FALSE);
  g_autofree char *class = g_strdup_printf ("link %s", html_look_class (look));
  take_end (a, b, &ax, &ay);
  take_end (b, a, &bx, &by);
  int bend = GAP / 2, ac = ax + (a_right ? bend : -bend), bc = bx + (b_right ? bend : -bend);
  markup_open (m, "g", class);
  add_link_title (m, l);
  markup_open (m, "path", "line");
  markup_attr_printf (m, "d", "M%d %dC%d %d %d %d %d %d", ax, ay, ac, ay, bc, by, bx, by);
  markup_close_void (m);
  if (look != LOOK_READY)
    {
      markup_open (m, "g", NULL); /* the middle of the curve: (a + 3 ac + 3 bc + b) / 8 */
      markup_attr_printf (m, "transform", "translate(%d %d)", (ax + 3 * ac + 3 * bc + bx) / 8 - 10, (ay + by) / 2 - 10);
      html_glyph (m, look);
      markup_close (m);
    }
  add_port_name (m, l->from_port, ax, ay, a_right);
  add_port_name (m, l->to_port, bx, by, b_right);
  markup_close (m);
}

/* A name that is longer than its box ends in an ellipsis; the title has the whole. */
static char *
fitting (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  if (g_utf8_strlen (valid, -1) <= 19)
    return g_steal_pointer (&valid);
  g_autofree char *cut = g_utf8_substring (valid, 0, 18);
  return g_strconcat (cut, "…", NULL);
}

static void
add_node (Markup *m, const Node *n)
{
  g_autofree char *class = g_strdup_printf ("node%s%s", n->known ? "" : " foreign", n->gateway ? " gateway" : ""),
                  *name = strcmp (n->name, "?") ? fitting (n->name) : g_strdup (_ ("unknown neighbour"));
  const char *under = n->gateway ? _ ("voice gateway here") : n->known ? audit_status_label (n->status) : _ ("not in the inventory");
  markup_open (m, "g", class);
  markup_leaf (m, "title", NULL, n->name);
  markup_open (m, "rect", NULL);
  markup_attr_printf (m, "x", "%d", x_of (n));
  markup_attr_printf (m, "y", "%d", n->y);
  markup_attr_printf (m, "width", "%d", BOX_WIDTH);
  markup_attr_printf (m, "height", "%d", n->height);
  markup_attr (m, "rx", "5");
  markup_close_void (m);
  for (guint line = 0; line < 2; line++)
    {
      markup_open (m, "text", line ? "under" : "name");
      markup_attr_printf (m, "x", "%d", x_of (n) + BOX_WIDTH / 2);
      markup_attr_printf (m, "y", "%d", n->y + n->height / 2 + (line ? 13 : -3));
      markup_text (m, line ? under : name);
      markup_close (m);
    }
  markup_close (m);
}

static void
draw (Markup *m, Graph *g)
{
  int width, height;
  place_columns (g);
  count_ends (g);
  place_rows (g, &width, &height);
  markup_open (m, "div", "scroll");
  markup_open (m, "svg", "path");
  markup_attr_printf (m, "viewBox", "0 0 %d %d", width, height);
  markup_attr_printf (m, "width", "%d", width);
  markup_attr (m, "role", "img");
  markup_attr (m, "aria-label", _ ("The links between the switches and what they do with the voice VLANs"));
  for (guint i = 0; i < g->links->len; i++)
    add_link (m, g, i);
  for (guint i = 0; i < g->nodes->len; i++)
    add_node (m, g->nodes->pdata[i]);
  markup_close (m);
  markup_close (m);
}

/* ---- and in words ------------------------------------------------------------------------------------------------------- */

static char *
end_text (const char *name, PortId port)
{
  g_autofree char *text = port ? port_to_string (port) : NULL;
  return text ? g_strdup_printf ("%s %s", name, text) : g_strdup (name);
}

static char *
vlans_text (const AuditLink *l)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; l->vlans && i < l->vlans->len; i++)
    g_string_append_printf (out, "%s%u", i ? ", " : "", g_array_index (l->vlans, guint, i));
  return g_string_free (out, FALSE);
}

static void
add_table (Markup *m, const Audit *a)
{
  const char *const heads[] = { _ ("From"), _ ("To"), _ ("VLAN"), _ ("State"), NULL };
  html_columns (m, "links", heads);
  for (guint i = 0; i < a->links->len; i++)
    {
      const AuditLink *l = a->links->pdata[i];
      g_autofree char *from = end_text (l->from, l->from_port), *to = end_text (l->to, l->to_port), *vlans = vlans_text (l);
      markup_open (m, "tr", NULL);
      markup_leaf (m, "td", NULL, from);
      markup_leaf (m, "td", NULL, to);
      markup_leaf (m, "td", NULL, vlans);
      markup_open (m, "td", NULL);
      html_badge (m, html_look (l->status, FALSE), audit_status_label (l->status));
      if (l->why)
        markup_leaf (m, "div", "note", l->why);
      if (!l->on_path)
        markup_leaf (m, "div", "note", _ ("on no path to the gateway"));
      markup_close (m);
      markup_close (m);
    }
  html_end_table (m);
}

void
html_path (Markup *m, const Audit *a)
{
  markup_open (m, "section", "keep");
  markup_leaf (m, "h2", NULL, _ ("The voice path"));
  if (a->gateway)
    html_note (m, _ ("Every link, also a standby one, must carry the voice VLANs to the gateway at %s."), a->gateway);
  else
    html_note (m, "%s", _ ("The inventory declares no gateway (voice-path): how far the voice VLAN must reach is not known."));
  if (a->links->len)
    {
      g_autoptr (Graph) g = graph_new (a);
      if (a->links->len > LINKS_DRAWN)
        html_note (m, _ ("Of %u links, %u that are not ready are drawn."), a->links->len, g->links->len);
      if (g->links->len)
        draw (m, g);
      add_table (m, a);
    }
  for (guint i = 0; i < a->findings->len; i++)
    {
      const AuditFinding *f = a->findings->pdata[i];
      if (f->switch_name)
        continue;
      g_autofree char *text = g_strdup_printf ("%s. %s", f->message, audit_cure (f));
      markup_open (m, "p", NULL);
      html_badge (m, html_finding_look (f), f->check->id);
      html_known (m, f);
      html_prose (m, "span", "note", text);
      markup_close (m);
    }
  markup_close (m);
}
