/* A copy of a recorded switch. Its rows become the state, so that the command line works on them; what the lab has no notion of
 * is told as it was recorded. What a recording does not hold (often PoE and LLDP-MED) is as from the factory. */
#include <string.h>

#include "cli.h"
#include "fleet.h"
#include "mib.h"

#define NO_MAC "02:00:5e:00:00:01"

typedef struct {
  LabSwitch *s;
  const GArray *rows;
  const char *root;
  gboolean aos6;
} Capture;

/* Calls back for every row of a column; index: what follows it. */
typedef void (*OnRow) (Capture *c, const MibRow *row, const guint32 *index, guint n);

static void
each (Capture *c, const char *column, OnRow on_row)
{
  guint32 prefix[MIB_MAX_OID];
  g_autofree char *own = *column == '%' ? g_strconcat (c->root, column + 1, NULL) : g_strdup (column);
  guint n = mib_parse_oid (own, prefix);
  for (guint i = mib_next (c->rows, prefix, n); i < c->rows->len; i++)
    {
      const MibRow *row = &g_array_index (c->rows, MibRow, i);
      if (!mib_is_below (row, prefix, n))
        return;
      on_row (c, row, row->oid + n, row->n - n);
    }
}

static char *
text_of (const GArray *rows, const char *oid)
{
  guint32 name[MIB_MAX_OID];
  const MibRow *row = mib_get (rows, name, mib_parse_oid (oid, name));
  return row && row->octets ? g_strndup (row->octets, row->size) : NULL;
}

/* ---- ports ----------------------------------------------------------------------------------------------------------- */

static LabPort *
port_by_if (const LabSwitch *s, guint32 index)
{
  for (guint i = 0; i < s->ports->len; i++)
    if (lab_if_index (s->ports->pdata[i]) == index)
      return s->ports->pdata[i];
  return NULL;
}

static LabPort *
port_by_base (const LabSwitch *s, guint32 base)
{
  for (guint i = 0; i < s->ports->len; i++)
    if (lab_base_port (s, s->ports->pdata[i]) == base)
      return s->ports->pdata[i];
  return NULL;
}

/* A port of the recording that the model has not (another NI, say) is added; PoE only where the model has it. */
static void
add_recorded_port (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  guint32 i = n ? index[0] : 0;
  if (i > 40000000 && i < 40001000)
    lab_add_aggregate (c->s, i - 40000000);
  if (i < 1001 || i >= 900000 || i % 1000 == 0 || port_by_if (c->s, i))
    return;
  guint chassis = c->aos6 ? 0 : i / 100000 + 1, slot = c->aos6 ? i / 1000 : i % 100000 / 1000;
  lab_add_port (c->s, chassis, slot, i % 1000, FALSE, 0);
  if (lab_find_unit (c->s, chassis, slot))
    return;
  LabUnit unit = { .chassis = chassis, .slot = slot };
  g_array_append_val (c->s->units, unit);
}

static int
by_index (gconstpointer a, gconstpointer b)
{
  guint x = lab_if_index (*(LabPort *const *) a), y = lab_if_index (*(LabPort *const *) b);
  return x < y ? -1 : x > y;
}

/* The model has ports that this one was not seen to have: they go, or nobody could tell where they came from. */
static void
drop_unseen_ports (Capture *c)
{
  for (guint i = c->s->ports->len; i-- > 0;)
    {
      guint32 name[MIB_MAX_OID], index = lab_if_index (c->s->ports->pdata[i]);
      g_autofree char *oid = g_strdup_printf ("1.3.6.1.2.1.2.2.1.2.%u", index);
      guint n = mib_parse_oid (oid, name);
      if (!mib_get (c->rows, name, n))
        g_ptr_array_remove_index (c->s->ports, i);
    }
  g_ptr_array_sort (c->s->ports, by_index);
}

static void
take_alias (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = port_by_if (c->s, index[0]);
  if (!p || p->aggregate_id || !row->octets)
    return;
  g_free (p->alias);
  p->alias = g_strndup (row->octets, row->size);
}

static void
take_admin (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = port_by_if (c->s, index[0]);
  if (p)
    p->admin_down = row->number == 2;
}

/* A link that is up has something at its other end, whatever that is. */
static void
take_oper (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = port_by_if (c->s, index[0]);
  if (!p || p->aggregate_id || p->device || row->number != 1)
    return;
  g_autofree char *mac =
      g_strdup_printf ("02:00:5e:%02x:%02x:%02x", index[0] >> 16 & 0xff, index[0] >> 8 & 0xff, index[0] & 0xff);
  p->device = lab_device_new (LAB_PC, mac);
}

/* ---- VLANs ----------------------------------------------------------------------------------------------------------- */

/* Is the column there at all? */
static gboolean
is_recorded (const Capture *c, const char *column)
{
  guint32 prefix[MIB_MAX_OID];
  g_autofree char *own = g_strconcat (c->root, column + 1, NULL);
  guint n = mib_parse_oid (own, prefix), i = mib_next (c->rows, prefix, n);
  return i < c->rows->len && mib_is_below (&g_array_index (c->rows, MibRow, i), prefix, n);
}

static void
take_vlan (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabVlan *v = lab_add_vlan (c->s, index[0]);
  g_autofree char *usual = g_strdup_printf ("VLAN %u", index[0]), *name = g_strndup (row->octets ? row->octets : "", row->size);
  g_free (v->name);
  v->name = *name && strcmp (name, usual) ? g_steal_pointer (&name) : NULL;
  if (c->aos6 || index[0] != 4094)
    return;
  g_free (v->type);
  v->type = g_strdup ("vcm");
}

static void
take_member (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = n == 2 ? port_by_if (c->s, index[1]) : NULL;
  if (!p || !lab_find_vlan (c->s, index[0]))
    return;
  if (row->number == 1)
    p->untagged = index[0];
  else if (row->number == 2)
    lab_set_bit (p->tags, index[0], TRUE);
  else if (row->number == 9 || row->number == 10)
    lab_set_bit (row->number == 9 ? p->unp_untagged : p->unp_tags, index[0], TRUE);
  p->unp = p->unp || row->number == 9 || row->number == 10;
  p->up_since = -1; /* seen in a VLAN */
}

/* A port without a row in any VLAN is a member of an aggregate, or ties a stack together. Where the recording does not tell which
 * (`aggregates` of the fleet file can), it is taken for the latter. */
static void
find_links (Capture *c)
{
  gboolean any = FALSE;
  for (guint i = 0; i < c->s->ports->len; i++)
    any = any || ((LabPort *) c->s->ports->pdata[i])->up_since < 0;
  for (guint i = 0; i < c->s->ports->len; i++)
    {
      LabPort *p = c->s->ports->pdata[i];
      p->vfl = any && !p->up_since && !p->aggregate_id && !p->member_of;
      p->up_since = 0;
    }
}

static void
take_aggregate (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = port_by_if (c->s, index[0]);
  if (p && row->number > 0 && lab_add_aggregate (c->s, (guint) row->number))
    p->member_of = (guint) row->number;
}

static void
take_mobile (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = port_by_if (c->s, index[0]);
  if (p)
    p->mobile = row->number == 1;
}

/* ---- neighbours ------------------------------------------------------------------------------------------------------ */

static LabDevice *
neighbour (Capture *c, const guint32 *index, guint n)
{
  LabPort *p = n == 3 ? port_by_base (c->s, index[1]) : NULL;
  return p ? p->device : NULL;
}

static void
take_chassis (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = n == 3 ? port_by_base (c->s, index[1]) : NULL;
  const guint8 *o = (const guint8 *) row->octets;
  guint8 mac[6];
  if (!p || !o)
    return;
  g_autofree char *text = row->size == 6 ? g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", o[0], o[1], o[2], o[3], o[4], o[5])
                                         : g_strndup (row->octets, row->size);
  lab_device_free (p->device);
  p->device = lab_device_new (LAB_SWITCH_DEVICE, lab_parse_mac (text, mac) ? text : NO_MAC);
}

/* A phone whose chassis has an IPv4 address for a name has its MAC for a port. */
static void
take_far_port (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabDevice *d = neighbour (c, index, n);
  guint8 mac[6];
  if (!d || !row->octets)
    return;
  g_free (d->far_port);
  d->far_port = g_strndup (row->octets, row->size);
  if (strcmp (d->mac, NO_MAC) || !lab_parse_mac (d->far_port, mac))
    return;
  g_free (d->mac);
  d->mac = g_steal_pointer (&d->far_port);
}

static void
take_system_name (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabDevice *d = neighbour (c, index, n);
  if (!d || !row->octets || !row->size)
    return;
  g_free (d->name);
  d->name = g_strndup (row->octets, row->size);
}

/* Enabled capabilities; a recorder may have stored BITS as text ("24 2 5"). */
static void
take_capabilities (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabDevice *d = neighbour (c, index, n);
  if (!d || !row->octets || !row->size)
    return;
  guint bits = row->size == 1 || row->size == 2 ? (guint8) row->octets[0] : (guint) g_ascii_strtoull (row->octets, NULL, 16);
  d->kind = bits & 0x04 ? LAB_PHONE : bits & 0x10 ? LAB_AP : LAB_SWITCH_DEVICE;
  d->milliwatts = d->kind == LAB_PHONE ? 3000 : d->kind == LAB_AP ? 9000 : 0;
}

/* ---- PoE and policies, where they were recorded ---------------------------------------------------------------------- */

static LabPort *
poe_port (Capture *c, const guint32 *index, guint n)
{
  guint32 group = n == 2 ? index[0] : 0;
  LabPort *p = group
                   ? port_by_if (c->s, c->aos6 ? group * 1000 + index[1] : group / 1000 * 100000 + group % 1000 * 1000 + index[1])
                   : NULL;
  return p;
}

static void
take_poe_admin (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = poe_port (c, index, n);
  if (!p)
    return;
  p->poe_capable = TRUE;
  p->poe_off = row->number == 2;
}

static void
take_poe_priority (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = poe_port (c, index, n);
  if (p && row->number >= 1 && row->number <= 3)
    p->poe_priority = (guint) row->number;
}

static void
take_poe_limit (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = poe_port (c, index, n);
  if (p && row->number > 0)
    p->poe_limit_mw = (guint) row->number;
}

static void
take_poe_service (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabUnit *u =
      n == 1 ? (c->aos6 ? lab_find_unit (c->s, 0, index[0]) : lab_find_unit (c->s, index[0] / 1000 + 1, index[0] % 1000)) : NULL;
  if (!u)
    return;
  u->poe = TRUE;
  u->service = row->number == 1;
}

static void
take_policy (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  if (lab_find_policy (c->s, index[0]) || index[0] > 31)
    return;
  LabPolicy *p = g_new0 (LabPolicy, 1);
  *p = (LabPolicy){ index[0], g_strdup ("voice"), 't', (guint) row->number, 0, 0 };
  g_ptr_array_add (c->s->policies, p);
}

static void
take_policy_priority (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPolicy *p = lab_find_policy (c->s, index[0]);
  if (p)
    p->priority = (guint) row->number;
}

static void
take_policy_dscp (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPolicy *p = lab_find_policy (c->s, index[0]);
  if (p)
    p->dscp = (guint) row->number;
}

static void
take_binding (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  guint32 id = n == 2 ? index[c->aos6 ? 0 : 1] : 32, port = n == 2 ? index[c->aos6 ? 1 : 0] : 0;
  LabPort *p = port_by_base (c->s, port) ? port_by_base (c->s, port) : port_by_if (c->s, port);
  if (p && id < 32)
    p->policies |= G_GUINT64_CONSTANT (1) << id;
}

static void
take_med_tlvs (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = port_by_base (c->s, index[0]);
  if (p && row->size == 1)
    p->tlvs = (guint8) row->octets[0];
}

static void
take_lldp_admin (Capture *c, const MibRow *row, const guint32 *index, guint n)
{
  LabPort *p = port_by_base (c->s, index[0]);
  if (p && row->number >= 1 && row->number <= 4)
    p->lldp_admin = (guint) row->number;
}

/* ---- all of it ------------------------------------------------------------------------------------------------------- */

/* In this order: aggregates before members, chassis before what is said about it. */
static const struct {
  const char *column;
  OnRow take;
} columns[] = {
  { "1.3.6.1.2.1.2.2.1.2", add_recorded_port },
  { "1.3.6.1.2.1.31.1.1.1.18", take_alias },
  { "1.3.6.1.2.1.2.2.1.7", take_admin },
  { "%.1.2.1.3.1.1.1.1.1.2", take_vlan },
  { "%.1.2.1.13.1.1.2.1.1.24", take_aggregate },
  { "%.1.2.1.3.1.1.2.1.1.3", take_member },
  { "%.1.2.1.4.1.1.2.1.1.2", take_mobile },
  { LLDP ".4.1.1.5", take_chassis },
  { LLDP ".4.1.1.7", take_far_port },
  { LLDP ".4.1.1.9", take_system_name },
  { LLDP ".4.1.1.12", take_capabilities },
  { "1.3.6.1.2.1.2.2.1.8", take_oper },
  { LLDP ".1.6.1.2", take_lldp_admin },
  { MED ".1.2.1.2", take_med_tlvs },
  { "%.1.2.1.58.1.1.1.1.1.4", take_policy },
  { "%.1.2.1.58.1.1.1.1.1.5", take_policy_priority },
  { "%.1.2.1.58.1.1.1.1.1.6", take_policy_dscp },
  { "%.1.2.1.58.1.1.1.2.1.2", take_binding },
  { "1.3.6.1.2.1.105.1.1.1.3", take_poe_admin },
  { "1.3.6.1.2.1.105.1.1.1.7", take_poe_priority },
  { "%.1.2.1.27.1.1.1.1.1", take_poe_limit },
  { "%.1.2.1.27.1.1.2.1.1", take_poe_service },
};

/* "Alcatel-Lucent Enterprise OS6450-P24 6.7.2.191.R04 GA, ..." */
static gboolean
identify (LabSwitch *s, const GArray *rows, char **why)
{
  g_autofree char *descr = text_of (rows, "1.3.6.1.2.1.1.1.0");
  g_autoptr (GRegex) form = g_regex_new ("\\b(OS[0-9A-Z-]+) (\\d+(?:\\.\\d+)+\\.R\\d+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) found = NULL;
  if (!descr || !g_regex_match (form, descr, 0, &found))
    {
      *why = g_strdup ("no OmniSwitch in its sysDescr");
      return FALSE;
    }
  g_autofree char *model = g_match_info_fetch (found, 1);
  guint units = 1;
  for (guint chassis = 2; chassis <= 8; chassis++)
    {
      g_autofree char *first = g_strdup_printf ("1.3.6.1.2.1.2.2.1.2.%u", (chassis - 1) * 100000 + 1001);
      g_autofree char *text = text_of (rows, first);
      units = text ? chassis : units;
    }
  g_free (s->version);
  s->version = g_match_info_fetch (found, 2);
  return lab_switch_set_model (s, model, units, why);
}

gboolean
lab_start_from_capture (LabSwitch *s, const char *path, char **why)
{
  s->recorded = mib_load_walk (path, why);
  if (!s->recorded || !identify (s, s->recorded, why))
    return FALSE;
  Capture c = { s, s->recorded, s->family == LAB_AOS6 ? "1.3.6.1.4.1.6486.800" : "1.3.6.1.4.1.6486.801", s->family == LAB_AOS6 };
  each (&c, columns[0].column, columns[0].take);
  drop_unseen_ports (&c);
  if (is_recorded (&c, "%.1.2.1.3.1.1.1.1.1.2"))
    g_ptr_array_set_size (s->vlans, 0);
  for (guint i = 1; i < G_N_ELEMENTS (columns); i++)
    each (&c, columns[i].column, columns[i].take);
  find_links (&c);
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      p->pending_trusted = p->trusted;
    }
  return TRUE;
}
