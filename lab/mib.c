#include "mib.h"

#include <stdarg.h>
#include <string.h>

#include "faults.h"

enum { T_INT = 2, T_STR = 4, T_OID = 6, T_GAUGE = 66, T_TICKS = 67 };

#define LLDP "1.0.8802.1.1.2.1"
#define MED LLDP ".5.4795.1"

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

guint
mib_parse_oid (const char *text, guint32 *out)
{
  guint n = 0;
  if (*text == '.')
    text++;
  while (g_ascii_isdigit (*text) && n < MIB_MAX_OID)
    {
      char *end;
      out[n++] = (guint32) g_ascii_strtoull (text, &end, 10);
      text = *end == '.' ? end + 1 : end;
    }
  return n;
}

int
mib_compare (const guint32 *a, guint na, const guint32 *b, guint nb)
{
  for (guint i = 0; i < na && i < nb; i++)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return na < nb ? -1 : na > nb;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const MibRow *x = a, *y = b;
  return mib_compare (x->oid, x->n, y->oid, y->n);
}

void
mib_free (GArray *rows)
{
  for (guint i = 0; rows && i < rows->len; i++)
    g_free (g_array_index (rows, MibRow, i).octets);
  if (rows)
    g_array_unref (rows);
}

guint
mib_next (const GArray *rows, const guint32 *oid, guint n)
{
  guint low = 0, high = rows->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      const MibRow *r = &g_array_index (rows, MibRow, middle);
      if (mib_compare (r->oid, r->n, oid, n) <= 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const MibRow *
mib_get (const GArray *rows, const guint32 *oid, guint n)
{
  guint next = mib_next (rows, oid, n);
  const MibRow *r = next ? &g_array_index (rows, MibRow, next - 1) : NULL;
  return r && mib_compare (r->oid, r->n, oid, n) == 0 ? r : NULL;
}

/* ---- building -------------------------------------------------------------------------------------------------------- */

typedef struct {
  LabSwitch *s;
  GArray *rows;
  gboolean aos6;
  char root[40]; /* of the vendor's branch */
} Mib;

static MibRow *
add (Mib *m, guchar type, const char *root, guint n_index, const guint32 *index)
{
  MibRow row = { .type = type };
  row.n = mib_parse_oid (root, row.oid);
  for (guint i = 0; i < n_index && row.n < MIB_MAX_OID; i++)
    row.oid[row.n++] = index[i];
  g_array_append_val (m->rows, row);
  return &g_array_index (m->rows, MibRow, m->rows->len - 1);
}

static void
add_int (Mib *m, guchar type, gint64 value, const char *root, guint n, const guint32 *index)
{
  add (m, type, root, n, index)->number = value;
}

static void
add_bytes (Mib *m, const void *bytes, gsize size, const char *root, guint n, const guint32 *index)
{
  MibRow *row = add (m, T_STR, root, n, index);
  row->octets = g_memdup2 (bytes, size ? size : 1);
  row->size = size;
}

static void
add_text (Mib *m, const char *text, const char *root, guint n, const guint32 *index)
{
  add_bytes (m, text, strlen (text), root, n, index);
}

/* Below the vendor's own branch: 6486.800 or 6486.801. */
static char *
own (const Mib *m, const char *rest)
{
  return g_strconcat (m->root, rest, NULL);
}

static void
own_int (Mib *m, gint64 value, const char *rest, guint n, const guint32 *index)
{
  g_autofree char *root = own (m, rest);
  add_int (m, T_INT, value, root, n, index);
}

static void
own_text (Mib *m, const char *text, const char *rest, guint n, const guint32 *index)
{
  g_autofree char *root = own (m, rest);
  add_text (m, text, root, n, index);
}

#define IX(...) G_N_ELEMENTS (((guint32[]){ __VA_ARGS__ })), (guint32[]){ __VA_ARGS__ }

static void
build_system (Mib *m)
{
  LabModel model;
  const LabSwitch *s = m->s;
  g_autofree char *descr = g_strdup_printf ("Alcatel-Lucent Enterprise %s %s GA, June 20, 2018.", s->model, s->version);
  add_text (m, descr, "1.3.6.1.2.1.1.1.0", 0, NULL);
  if (lab_model_find (s->model, &model))
    {
      MibRow *row = add (m, T_OID, "1.3.6.1.2.1.1.2.0", 0, NULL);
      row->octets = g_strdup (model.object_id);
    }
  add_int (m, T_TICKS, lab_now (s) / 10 % G_MAXUINT32, "1.3.6.1.2.1.1.3.0", 0, NULL);
  add_text (m, "Alcatel-Lucent Enterprise", "1.3.6.1.2.1.1.4.0", 0, NULL);
  add_text (m, s->name, "1.3.6.1.2.1.1.5.0", 0, NULL);
  add_text (m, "Unknown", "1.3.6.1.2.1.1.6.0", 0, NULL);
}

static void
build_interfaces (Mib *m, const LabPort *p)
{
  guint32 i = lab_if_index (m->s, p);
  g_autofree char *name = p->aggregate_id && m->aos6 ? g_strdup_printf ("agg%u", p->aggregate_id) : lab_port_name (p);
  g_autofree char *descr = g_strdup_printf ("Alcatel-Lucent Enterprise %s", name);
  add_text (m, descr, "1.3.6.1.2.1.2.2.1.2", IX (i));
  add_int (m, T_INT, p->aggregate_id ? 161 : 6, "1.3.6.1.2.1.2.2.1.3", IX (i));
  add_int (m, T_INT, p->admin_down ? 2 : 1, "1.3.6.1.2.1.2.2.1.7", IX (i));
  add_int (m, T_INT, p->up ? 1 : 2, "1.3.6.1.2.1.2.2.1.8", IX (i));
  /* captured names of AOS 6 aggregates end in a NUL */
  add_bytes (m, name, strlen (name) + (p->aggregate_id && m->aos6), "1.3.6.1.2.1.31.1.1.1.1", IX (i));
  add_int (m, T_GAUGE, !p->up ? 0 : p->device && p->device->kind == LAB_PHONE ? 100 : 1000, "1.3.6.1.2.1.31.1.1.1.15", IX (i));
  add_text (m, p->alias, "1.3.6.1.2.1.31.1.1.1.18", IX (i));
  if (lab_base_port (m->s, p))
    add_int (m, T_INT, i, "1.3.6.1.2.1.17.1.4.1.2", IX (lab_base_port (m->s, p)));
}

static void
build_vlans (Mib *m)
{
  for (guint i = 0; i < m->s->vlans->len; i++)
    {
      const LabVlan *v = m->s->vlans->pdata[i];
      g_autofree char *name = v->name ? g_strdup (v->name) : g_strdup_printf ("VLAN %u", v->id);
      own_text (m, name, ".1.2.1.3.1.1.1.1.1.2", IX (v->id));
      own_int (m, v->disabled ? 2 : 1, ".1.2.1.3.1.1.1.1.1.3", IX (v->id));
      own_int (m, 2, ".1.2.1.3.1.1.1.1.1.4", IX (v->id));
      /* column 8: voice status on AOS 6, type on AOS 7/8 (5 standard, 6 ipc) */
      own_int (m, m->aos6 ? 2 : strcmp (v->type, "std") ? 6 : 5, ".1.2.1.3.1.1.1.1.1.8", IX (v->id));
    }
}

/* Members of aggregates have no row. */
static void
build_membership (Mib *m, const LabPort *p)
{
  guint32 i = lab_if_index (m->s, p);
  int forwarding = m->aos6 ? 3 : 0, inactive = m->aos6 ? 1 : 2;
  for (guint v = 1; v < 4095 && !p->member_of; v++)
    {
      int type = p->untagged == v ? 1 : lab_has_tag (p, v) ? 2 : 0;
      if (!type)
        continue;
      own_int (m, type, ".1.2.1.3.1.1.2.1.1.3", IX (v, i));
      own_int (m, p->up ? forwarding : inactive, ".1.2.1.3.1.1.2.1.1.4", IX (v, i));
    }
}

static void
build_dynamic (Mib *m, const LabPort *p)
{
  guint32 i = lab_if_index (m->s, p);
  if (p->aggregate_id)
    return;
  if (m->aos6)
    {
      own_int (m, p->mobile ? 1 : 2, ".1.2.1.4.1.1.2.1.1.2", IX (i));
      own_int (m, 3, ".1.2.1.4.1.1.2.1.1.6", IX (i));
    }
  else if (p->unp)
    {
      own_int (m, 1, ".1.2.1.63.1.1.7.1.4", IX (i));
      own_int (m, 1, ".1.2.1.63.1.1.7.1.10", IX (i));
      own_int (m, 2, ".1.2.1.63.1.1.7.1.16", IX (i));
    }
  own_int (m, p->member_of ? (gint64) p->member_of : -1, ".1.2.1.13.1.1.2.1.1.24", IX (i));
}

/* ---- LLDP ------------------------------------------------------------------------------------------------------------ */

static gboolean
parse_mac (const char *text, guint8 *mac)
{
  guint part[6];
  if (!text || sscanf (text, "%x:%x:%x:%x:%x:%x", &part[0], &part[1], &part[2], &part[3], &part[4], &part[5]) != 6)
    return FALSE;
  for (guint i = 0; i < 6; i++)
    mac[i] = (guint8) part[i];
  return TRUE;
}

static void
add_remote (Mib *m, guint column, guint32 port, guint32 index, guchar type, gint64 number, const void *bytes, gsize size)
{
  g_autofree char *root = g_strdup_printf (LLDP ".4.1.1.%u", column);
  if (type == T_INT)
    add_int (m, T_INT, number, root, IX (1, port, index));
  else
    add_bytes (m, bytes, size, root, IX (1, port, index));
}

static void
build_med_neighbour (Mib *m, const LabPort *p, guint32 port, guint32 index)
{
  guint8 caps = 0xe4;
  guint vlan = lab_phone_vlan (m->s, p);
  add_bytes (m, &caps, 1, MED ".3.1.1.1", IX (1, port, index));
  add_bytes (m, &caps, 1, MED ".3.1.1.2", IX (1, port, index));
  add_int (m, T_INT, 3, MED ".3.1.1.3", IX (1, port, index));
  add_int (m, T_INT, vlan, MED ".3.2.1.2", IX (1, port, index, 1, 64));
  add_int (m, T_INT, vlan ? 5 : 0, MED ".3.2.1.3", IX (1, port, index, 1, 64));
  add_int (m, T_INT, vlan ? 46 : 0, MED ".3.2.1.4", IX (1, port, index, 1, 64));
  add_int (m, T_INT, 2, MED ".3.2.1.5", IX (1, port, index, 1, 64));
  add_int (m, T_INT, vlan ? 1 : 2, MED ".3.2.1.6", IX (1, port, index, 1, 64));
  add_text (m, "SN0001", MED ".3.3.1.4", IX (1, port, index));
  add_text (m, "Yealink", MED ".3.3.1.5", IX (1, port, index));
  add_text (m, "T21P_E2", MED ".3.3.1.6", IX (1, port, index));
  add_int (m, T_GAUGE, p->device->milliwatts / 100, MED ".3.7.1.1", IX (1, port, index));
}

static void
build_neighbour (Mib *m, const LabPort *p)
{
  const LabDevice *d = p->device;
  guint8 mac[6], supported, enabled;
  guint32 port = lab_base_port (m->s, p), index = p->number;
  gboolean hears = p->lldp_admin == 2 || p->lldp_admin == 3;
  if (!d || !p->booted || !d->lldp || !hears || !parse_mac (d->mac, mac))
    return;
  const char *far = d->far_port ? d->far_port : d->mac;
  add_remote (m, 4, port, index, T_INT, 4, NULL, 0);
  /* the chassis' MAC: text on AOS 6, octets on AOS 7/8 */
  if (m->aos6)
    add_remote (m, 5, port, index, T_STR, 0, d->mac, strlen (d->mac));
  else
    add_remote (m, 5, port, index, T_STR, 0, mac, 6);
  add_remote (m, 6, port, index, T_INT, d->far_port ? 7 : 3, NULL, 0);
  add_remote (m, 7, port, index, T_STR, 0, far, strlen (far));
  add_remote (m, 8, port, index, T_STR, 0, "", 0);
  add_remote (m, 9, port, index, T_STR, 0, d->name ? d->name : "", d->name ? strlen (d->name) : 0);
  add_remote (m, 10, port, index, T_STR, 0, "", 0);
  supported = d->kind == LAB_PHONE ? 0x24 : d->kind == LAB_AP ? 0x30 : 0x28;
  enabled = d->kind == LAB_PHONE ? 0x04 : d->kind == LAB_AP ? 0x10 : 0x20;
  add_remote (m, 11, port, index, T_STR, 0, &supported, 1);
  add_remote (m, 12, port, index, T_STR, 0, &enabled, 1);
  if (d->kind == LAB_PHONE)
    build_med_neighbour (m, p, port, index);
}

static void
build_policies (Mib *m)
{
  static const char *const applications[] = { "unknown", "voice", "voice-signaling", "guest-voice", "guest-voice-signaling", "softphone-voice",
                                              "video-conferencing", "streaming-video", "video-signaling" };
  for (guint i = 0; i < m->s->policies->len; i++)
    {
      const LabPolicy *p = m->s->policies->pdata[i];
      g_autofree char *root = own (m, ".1.2.1.58.1.1.1.1.1.2");
      guint8 bits[2] = { 0 };
      for (guint a = 0; a < G_N_ELEMENTS (applications); a++)
        if (!strcmp (p->application, applications[a]))
          bits[a / 8] = (guint8) (0x80 >> (a % 8));
      add_bytes (m, bits, bits[1] ? 2 : 1, root, IX (p->id));
      own_int (m, p->vlan_type == 't' ? 1 : p->vlan_type == 'p' ? 2 : 3, ".1.2.1.58.1.1.1.1.1.3", IX (p->id));
      own_int (m, p->vlan, ".1.2.1.58.1.1.1.1.1.4", IX (p->id));
      own_int (m, p->priority, ".1.2.1.58.1.1.1.1.1.5", IX (p->id));
      own_int (m, p->dscp, ".1.2.1.58.1.1.1.1.1.6", IX (p->id));
      own_int (m, 1, ".1.2.1.58.1.1.1.1.1.9", IX (p->id));
    }
}

static void
build_lldp (Mib *m, const LabPort *p)
{
  guint32 port = lab_base_port (m->s, p);
  if (p->aggregate_id)
    return;
  add_int (m, T_INT, p->lldp_admin, LLDP ".1.6.1.2", IX (port));
  add_bytes (m, &p->tlvs, 1, MED ".1.2.1.2", IX (port));
  own_int (m, 2, m->aos6 ? ".1.2.1.60.1.1.1.1.2" : ".1.2.1.87.1.1.1.1.1.2", IX (port));
  own_int (m, 1, m->aos6 ? ".1.2.1.60.1.1.1.1.3" : ".1.2.1.87.1.1.1.1.1.3", IX (port));
  for (guint32 id = 0; id < 32; id++)
    if ((p->policies | m->s->chassis_policies) >> id & 1)
      {
        /* AOS 6 { policy, port }, AOS 7/8 { port, policy } */
        if (m->aos6)
          own_int (m, 1, ".1.2.1.58.1.1.1.2.1.2", IX (id, port));
        else
          own_int (m, 1, ".1.2.1.58.1.1.1.2.1.2", IX (port, id));
      }
  build_neighbour (m, p);
}

/* ---- PoE, QoS, forwarding -------------------------------------------------------------------------------------------- */

static void
build_poe_port (Mib *m, const LabPort *p)
{
  static const int status[] = { 1, 2, 3, 4, 6 };
  guint32 group = p->chassis > 1 ? (p->chassis - 1) * 1000 + p->slot : p->slot;
  if (!p->poe_capable)
    return;
  add_int (m, T_INT, p->poe_off ? 2 : 1, "1.3.6.1.2.1.105.1.1.1.3", IX (group, p->number));
  add_int (m, T_INT, status[p->poe_status], "1.3.6.1.2.1.105.1.1.1.6", IX (group, p->number));
  add_int (m, T_INT, p->poe_priority, "1.3.6.1.2.1.105.1.1.1.7", IX (group, p->number));
  add_int (m, T_INT, p->draw_mw && p->device ? (int) p->device->poe_class + 1 : 1, "1.3.6.1.2.1.105.1.1.1.10", IX (group, p->number));
  own_int (m, p->poe_limit_mw, ".1.2.1.27.1.1.1.1.1", IX (group, p->number));
  own_int (m, p->draw_mw, ".1.2.1.27.1.1.1.1.2", IX (group, p->number));
}

static void
build_poe_unit (Mib *m, const LabUnit *u)
{
  guint32 group = u->chassis > 1 ? (u->chassis - 1) * 1000 + u->slot : u->slot;
  guint mw = 0;
  for (guint i = 0; i < m->s->ports->len; i++)
    {
      const LabPort *p = m->s->ports->pdata[i];
      mw += p->slot == u->slot && p->chassis == u->chassis ? p->draw_mw : 0;
    }
  add_int (m, T_GAUGE, u->budget_watts, "1.3.6.1.2.1.105.1.3.1.1.2", IX (group));
  add_int (m, T_INT, u->service ? 1 : 2, "1.3.6.1.2.1.105.1.3.1.1.3", IX (group));
  add_int (m, T_GAUGE, (mw + 999) / 1000, "1.3.6.1.2.1.105.1.3.1.1.4", IX (group));
  own_int (m, u->service ? 1 : 2, ".1.2.1.27.1.1.2.1.1", IX (group));
  own_int (m, u->max_watts, ".1.2.1.27.1.1.2.1.2", IX (group));
}

static void
add_mac (Mib *m, const LabPort *p, guint32 vlan, const guint8 *mac)
{
  guint32 i = lab_if_index (m->s, p);
  if (m->aos6)
    {
      own_int (m, 4, ".1.2.1.8.1.1.1.1.2", IX (i, vlan, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
      own_int (m, 1, ".1.2.1.8.1.1.1.1.3", IX (i, vlan, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
    }
  else
    {
      own_int (m, 4, ".1.2.1.8.1.1.8.1.7", IX (1, 1, i, vlan, 0, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
      own_int (m, 1, ".1.2.1.8.1.1.8.1.8", IX (1, 1, i, vlan, 0, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
    }
}

static void
build_forwarding (Mib *m, const LabPort *p)
{
  guint8 mac[6];
  const LabDevice *d = p->device;
  const LabPort *at = p->member_of ? lab_find_aggregate (m->s, p->member_of) : p;
  guint voice = lab_phone_vlan (m->s, p);
  if (!d || !p->booted || !at || !parse_mac (d->mac, mac))
    return;
  add_mac (m, at, voice && lab_has_tag (p, voice) ? voice : at->untagged, mac);
  for (guint i = 1; i < d->macs; i++)
    {
      mac[4] = (guint8) (i >> 8);
      mac[5] = (guint8) i;
      add_mac (m, at, at->untagged, mac);
    }
  if (d->pc_mac && parse_mac (d->pc_mac, mac))
    add_mac (m, at, at->untagged, mac);
}

/* ---- the switch itself ----------------------------------------------------------------------------------------------- */

static void
build_keeping (Mib *m)
{
  const LabSwitch *s = m->s;
  gboolean certified = !g_strcmp0 (s->working, s->certified), runs_certified = !strcmp (s->running_directory, "CERTIFIED");
  own_text (m, s->timer_file ? s->timer_file : "", ".1.2.1.11.1.1.1.6", IX (0));
  own_text (m, s->timer_file ? "later" : "", ".1.2.1.11.1.1.1.7", IX (0));
  own_int (m, s->timer_file ? 2 : 1, ".1.2.1.11.1.1.1.8", IX (0));
  own_int (m, lab_is_unsaved (s) ? 2 : 1, ".1.2.1.11.1.1.1.45", IX (0));
  if (m->aos6)
    {
      own_int (m, runs_certified ? 3 : 2, ".1.1.1.3.1.1.1.1.1", IX (65));
      own_int (m, certified ? 3 : 2, ".1.1.1.3.1.1.1.1.5", IX (65));
      own_int (m, 2, ".1.1.1.3.1.1.1.1.6", IX (65));
      own_int (m, 1, ".1.2.1.24.1.1.1.1.10", IX (1));
      if (s->missing_unit)
        own_int (m, 4, ".1.2.1.24.1.1.1.1.10", IX (s->missing_unit));
      return;
    }
  g_autofree char *running = g_ascii_strdown (s->running_directory, -1);
  own_int (m, certified ? 3 : 2, ".1.1.1.3.1.1.1.1.4", IX (65));
  own_int (m, s->unsynchronised ? 3 : 2, ".1.1.1.3.1.1.1.1.5", IX (65));
  own_text (m, running, ".1.1.1.3.1.1.1.1.9", IX (65));
  own_int (m, 1, ".1.2.1.69.1.1.2.1.5", IX (1));
  if (s->missing_unit)
    own_int (m, 9, ".1.2.1.69.1.1.2.1.5", IX (s->missing_unit));
}

/* Tables that this release does not answer. */
static void
drop_unanswered (Mib *m)
{
  static const struct { const char *name, *prefix; gboolean own; } groups[] = {
    { "lldp-med", MED, FALSE },           { "lldp-med", ".1.2.1.58", TRUE },   { "poe", "1.3.6.1.2.1.105", FALSE }, { "poe", ".1.2.1.27", TRUE },
    { "lldp", "1.0.8802", FALSE },        { "config", ".1.2.1.11", TRUE },     { "chassis", ".1.1.1.3", TRUE },     { "qos", ".1.2.1.22", TRUE },
    { "fdb", ".1.2.1.8", TRUE },          { "unp", ".1.2.1.63", TRUE },        { "mobile", ".1.2.1.4", TRUE },      { "aggregate", ".1.2.1.13", TRUE },
    { "vpa", ".1.2.1.3.1.1.2", TRUE },    { "members", ".1.2.1.69", TRUE },    { "members", ".1.2.1.24", TRUE },    { "base-port", "1.3.6.1.2.1.17.1.4", FALSE },
  };
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      guint32 prefix[MIB_MAX_OID];
      g_autofree char *text = groups[g].own ? own (m, groups[g].prefix) : g_strdup (groups[g].prefix);
      guint n = mib_parse_oid (text, prefix);
      if (!g_hash_table_contains (m->s->no_tables, groups[g].name))
        continue;
      for (guint i = m->rows->len; i-- > 0;)
        {
          MibRow *row = &g_array_index (m->rows, MibRow, i);
          if (row->n <= n || memcmp (row->oid, prefix, n * sizeof (guint32)))
            continue;
          g_free (row->octets);
          g_array_remove_index_fast (m->rows, i);
        }
    }
}

/* Started from a recorded walk: its rows are there where the state has none of its own. */
static void
add_capture (Mib *m)
{
  g_autofree char *text = NULL;
  if (!m->s->capture || !g_file_get_contents (m->s->capture, &text, NULL, NULL))
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_strchomp (lines[i]), "|", 3);
      if (g_strv_length (parts) != 3)
        continue;
      MibRow *row = add (m, (guchar) g_ascii_strtoull (parts[1], NULL, 10), parts[0], 0, NULL);
      gboolean hex = g_str_has_suffix (parts[1], "x");
      if (row->type != T_STR && row->type != T_OID && row->type != 64)
        row->number = g_ascii_strtoll (parts[2], NULL, 10);
      else if (!hex)
        {
          row->octets = g_strdup (parts[2]);
          row->size = strlen (parts[2]);
        }
      for (const char *p = parts[2]; hex && p[0] && p[1]; p += 2)
        {
          row->octets = row->octets ? row->octets : g_malloc (strlen (parts[2]) + 1);
          row->octets[row->size++] = (char) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
        }
    }
}

GArray *
mib_rows (LabSwitch *s)
{
  Mib m = { s, g_array_new (FALSE, TRUE, sizeof (MibRow)), s->family == LAB_AOS6, "" };
  g_snprintf (m.root, sizeof m.root, "1.3.6.1.4.1.6486.%d", m.aos6 ? 800 : 801);
  if (s->capture)
    add_capture (&m);
  else
    {
      build_system (&m);
      build_vlans (&m);
      build_policies (&m);
      build_keeping (&m);
    }
  for (guint i = 0; !s->capture && i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      build_interfaces (&m, p);
      build_membership (&m, p);
      build_dynamic (&m, p);
      build_lldp (&m, p);
      build_poe_port (&m, p);
      build_forwarding (&m, p);
      if (!m.aos6 && !p->aggregate_id)
        own_int (&m, p->trusted ? 1 : 2, ".1.2.1.22.1.1.29.1.4", IX (p->chassis > 1 ? p->chassis * 1000 + p->slot : p->slot, p->number));
    }
  for (guint i = 0; !s->capture && i < s->units->len; i++)
    build_poe_unit (&m, &g_array_index (s->units, LabUnit, i));
  drop_unanswered (&m);
  g_array_sort (m.rows, compare_rows);
  return m.rows;
}
