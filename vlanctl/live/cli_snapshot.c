/* `show configuration snapshot`: LLDP, its MED policies and QoS trust. It holds what differs from the defaults; a line that is
 * missing means the default, which the guides give for each of these: LLDPDU tx-and-rx, TLVs off, no policy, ports not trusted
 * (AOS 8: CLI guide p. 1402, NCG p. 674, CLI guide p. 3801). */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "live/cli_text.h"

typedef struct {
  const Family *family;
  SwitchState *state;
  GPtrArray *words;
  guint at; /* next word */
} Line;

static const char *
peek (const Line *l, guint ahead)
{
  return l->at + ahead < l->words->len ? l->words->pdata[l->at + ahead] : "";
}

static gboolean
take (Line *l, const char *word)
{
  if (g_ascii_strcasecmp (peek (l, 0), word))
    return FALSE;
  l->at++;
  return TRUE;
}

static void
take_agent (Line *l)
{
  static const char *const agents[] = { "nearest-bridge", "nearest-customer", "non-tpmr", "all" };
  for (guint i = 0; i < G_N_ELEMENTS (agents); i++)
    if (take (l, agents[i]))
      return;
}

/* Ports that a line speaks of: `port P[-P2]`, `P`, `slot S`, `chassis`; NULL when it is none of these. */
static PortSet *
take_scope (Line *l, gboolean *wide)
{
  g_autoptr (PortSet) set = port_set_new ();
  *wide = take (l, "chassis");
  gboolean slot = !*wide && take (l, "slot");
  if (!*wide && !slot)
    take (l, "port");
  PortSet *named = NULL;
  const char *word = peek (l, 0);
  if (!*wide && !slot && (!port_set_parse (word, &named, NULL, NULL) || !port_has_form (port_set_get (named, 0), l->family->port_form)))
    {
      port_set_free (named);
      return NULL;
    }
  if (named)
    return l->at++, named;
  guint chassis = 0, number = 0;
  if (slot && sscanf (word, "%u/%u", &chassis, &number) != 2 && sscanf (word, "%u", &number) != 1)
    return NULL;
  l->at += slot;
  for (guint i = 0; i < l->state->ports->len; i++)
    {
      PortId id = ((PortState *) l->state->ports->pdata[i])->id;
      if (!port_is_linkagg (id) && (*wide || (port_slot (id) == number && port_chassis (id) == chassis)))
        port_set_add (set, id);
    }
  *wide = TRUE;
  return g_steal_pointer (&set);
}

/* ---- policies ------------------------------------------------------------------------------------------------------- */

static gboolean
read_policy (Line *l)
{
  MedPolicy p = { .id = (int) g_ascii_strtoull (peek (l, 0), NULL, 10), .vlan_type = MED_VLAN_TAGGED };
  l->at++;
  if (!take (l, "application") || !med_app_parse (peek (l, 0), &p.app))
    return FALSE;
  l->at++;
  p.priority = p.app == MED_APP_VOICE ? 5 : 0; /* defaults, p. 1406 */
  if (!take (l, "vlan"))
    return FALSE;
  if (take (l, "untagged"))
    p.vlan_type = MED_VLAN_UNTAGGED;
  else if (take (l, "priority-tag"))
    p.vlan_type = MED_VLAN_PRIORITY_TAGGED;
  else
    {
      p.vlan = (guint) g_ascii_strtoull (peek (l, 0), NULL, 10);
      l->at++;
    }
  for (; l->at + 1 < l->words->len; l->at += 2)
    if (g_str_equal (peek (l, 0), "l2-priority"))
      p.priority = (guint) g_ascii_strtoull (peek (l, 1), NULL, 10);
    else if (g_str_equal (peek (l, 0), "dscp"))
      p.dscp = (guint) g_ascii_strtoull (peek (l, 1), NULL, 10);
    else
      return FALSE;
  if (p.priority > 7 || p.dscp > 63 || p.vlan > VLAN_MAX)
    return FALSE;
  g_array_append_val (l->state->policies, p);
  return TRUE;
}

static gboolean
bind_one (Line *l, const PortSet *ports, gboolean wide, int id)
{
  const MedPolicy *policy = switch_state_find_policy (l->state, id);
  if (!policy)
    return FALSE;
  MedPolicy bound = *policy;
  bound.chassis = wide;
  for (guint i = 0; i < port_set_size (ports); i++)
    {
      PortState *p = switch_state_find_port (l->state, port_set_get (ports, i));
      if (!p)
        continue;
      if (!p->cfg.policies)
        p->cfg.policies = g_array_new (FALSE, FALSE, sizeof (MedPolicy));
      g_array_append_val (p->cfg.policies, bound);
    }
  return TRUE;
}

/* `med network-policy 1-4 5 6` */
static gboolean
read_binding (Line *l, const PortSet *ports, gboolean wide)
{
  for (; l->at < l->words->len; l->at++)
    {
      guint first, last;
      int n = sscanf (peek (l, 0), "%u-%u", &first, &last);
      if (n < 1)
        return FALSE;
      for (guint id = first; id <= MIN (n == 2 ? last : first, 4096); id++)
        if (!bind_one (l, ports, wide, (int) id))
          return FALSE;
    }
  return TRUE;
}

/* ---- the rest of LLDP ----------------------------------------------------------------------------------------------- */

static void
set_tlv (PortState *p, MedTlv tlv, gboolean on)
{
  p->cfg.med_tlvs = (guint8) (on ? p->cfg.med_tlvs | tlv : p->cfg.med_tlvs & ~tlv);
}

static gboolean
read_tlv (Line *l, const PortSet *ports)
{
  gboolean capability = g_str_equal (peek (l, 0), "capability"), policy = g_str_equal (peek (l, 0), "network-policy");
  gboolean on = g_str_equal (peek (l, 1), "enable");
  for (guint i = 0; (capability || policy) && i < port_set_size (ports); i++)
    {
      PortState *p = switch_state_find_port (l->state, port_set_get (ports, i));
      if (p)
        set_tlv (p, capability ? MED_TLV_CAPABILITY : MED_TLV_NETWORK_POLICY, on);
    }
  return TRUE;
}

static gboolean
read_lldpdu (Line *l, const PortSet *ports)
{
  LldpAdmin admin;
  if (!lldp_admin_parse (peek (l, 0), &admin))
    return FALSE;
  for (guint i = 0; i < port_set_size (ports); i++)
    {
      PortState *p = switch_state_find_port (l->state, port_set_get (ports, i));
      if (p)
        p->cfg.lldp_admin = admin;
    }
  return TRUE;
}

static gboolean
read_lldp (Line *l)
{
  if (take (l, "network-policy"))
    return read_policy (l);
  gboolean wide;
  take_agent (l);
  g_autoptr (PortSet) ports = take_scope (l, &wide);
  if (!ports) /* timers and the like say nothing about ports */
    return !g_str_equal (peek (l, 0), "port") && !strchr (peek (l, 0), '/');
  if (take (l, "lldpdu"))
    return read_lldpdu (l, ports);
  if (take (l, "tlv"))
    return !take (l, "med") || read_tlv (l, ports);
  if (g_str_equal (peek (l, 0), "med") && g_str_equal (peek (l, 1), "network-policy"))
    {
      l->at += 2;
      return read_binding (l, ports, wide);
    }
  return TRUE;
}

static gboolean
read_qos (Line *l)
{
  gboolean wide;
  if (!g_str_equal (peek (l, 0), "port"))
    return TRUE;
  g_autoptr (PortSet) ports = take_scope (l, &wide);
  if (!ports)
    return FALSE;
  gboolean no = take (l, "no");
  for (; l->at < l->words->len; l->at++)
    for (guint i = 0; g_str_equal (peek (l, 0), "trusted") && i < port_set_size (ports); i++)
      {
        PortState *p = switch_state_find_port (l->state, port_set_get (ports, i));
        if (p)
          p->cfg.qos_trust = !no;
      }
  return TRUE;
}

static gboolean
read_line (Line *l)
{
  if (take (l, "lldp"))
    return read_lldp (l);
  if (take (l, "qos"))
    return read_qos (l);
  return TRUE;
}

static void
begin (const Family *family, const char *text, SwitchState *state)
{
  g_free (state->snapshot);
  state->snapshot = g_strdup (text);
  g_array_set_size (state->policies, 0);
  for (guint i = 0; i < state->ports->len; i++)
    {
      PortConfig *cfg = &((PortState *) state->ports->pdata[i])->cfg;
      g_clear_pointer (&cfg->policies, g_array_unref);
      cfg->med_tlvs = 0;
      cfg->lldp_admin = family->lldp_admin_default;
      cfg->qos_trust = family->tagged_always_trusted;
    }
}

/* A snapshot that cannot be followed to its end tells nothing: what it had told so far is not known either. */
static void
end (const Family *family, SwitchState *state, gboolean ok)
{
  guint32 told = HAS (ATTR_MED_TLVS) | HAS (ATTR_POLICIES) | HAS (ATTR_LLDP_ADMIN) | (family->ops[OP_QOS_TRUST].line ? HAS (ATTR_QOS_TRUST) : 0);
  for (guint i = 0; i < state->ports->len; i++)
    {
      PortState *p = state->ports->pdata[i];
      if (port_is_linkagg (p->id))
        continue;
      p->cfg.has = ok ? p->cfg.has | told : p->cfg.has & ~told;
      p->cfg.med_tlvs_known = ok ? MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY : 0;
    }
  for (guint a = 0; a < ATTR_N; a++)
    if (told & HAS (a))
      state->via[a] = ok ? VIA_CLI : VIA_UNREAD;
}

/* Policies first: a snapshot may bind before it defines. */
static gboolean
read_pass (const Family *family, SwitchState *state, char **lines, gboolean definitions, GError **error)
{
  for (guint i = 0; lines[i]; i++)
    {
      gboolean defines = g_str_has_prefix (lines[i], "lldp network-policy ");
      if (lines[i][0] == '!' || defines != definitions)
        continue;
      g_autoptr (GPtrArray) words = cli_words (lines[i]);
      Line l = { family, state, words, 0 };
      if (!read_line (&l))
        return cli_bad_line (lines[i], error);
    }
  return TRUE;
}

gboolean
cli_read_snapshot (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  if (!strchr (text, '!')) /* every snapshot has at least its headings */
    return cli_bad_line (lines[0] ? lines[0] : "", error);
  begin (family, text, state);
  gboolean ok = read_pass (family, state, lines, TRUE, error) && read_pass (family, state, lines, FALSE, error);
  end (family, state, ok);
  return ok;
}
