/* A plan file: whatever it says, only published lines come out of it. Text is taken as it comes; anything else says the typed values
 * of a plan, which is then written as the program writes it, with the lines and the id that follow from them, and read again. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "plan/diff.h"
#include "profiles/family.h"
#include "report/report.h"

static void
check_lines (const Family *family, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    if (!family_line_is_known (family, lines->pdata[i]))
      abort ();
}

static void
check_plan (const Plan *plan)
{
  for (guint i = 0; i < plan->switches->len; i++)
    {
      const SwitchPlan *s = plan->switches->pdata[i];
      const Family *family = s->family ? family_by_id (s->family) : NULL;
      for (guint k = 0; family && k < s->changes->len; k++)
        {
          const Change *c = s->changes->pdata[k];
          check_lines (family, c->commands);
          check_lines (family, c->undo);
        }
    }
}

/* ---- a plan from bytes -------------------------------------------------------------------------------------------------- */

typedef struct {
  const guint8 *at, *end;
} Bytes;

static guint
take (Bytes *b, guint below)
{
  guint high = b->at < b->end ? *b->at++ : 0, low = below > 256 && b->at < b->end ? *b->at++ : 0;
  return (high | low << 8) % below;
}

static Value
take_value (Bytes *b)
{
  static const char *const words[] = { "VOIX", "tx-and-rx", "disable", "high", "low", "\"; no vlan 1", "a\nb", "" };
  switch (take (b, 5))
    {
    case 0: return value_null ();
    case 1: return value_bool (take (b, 2) != 0);
    case 2: return value_int (take (b, 65536));
    case 3: return value_int (take (b, 4096));
    default: return value_string (words[take (b, G_N_ELEMENTS (words))]);
    }
}

static MedPolicy
take_policy (Bytes *b)
{
  return (MedPolicy){ .id = (int) take (b, 33) - 1, .app = MED_APP_VOICE, .vlan_type = (MedVlanType) (MED_VLAN_TAGGED + take (b, 3)), .vlan = take (b, 4095),
                      .priority = take (b, 8), .dscp = take (b, 64) };
}

/* What each kind is made of: P ports, V a VLAN, L a policy, T a TLV, S a slot; b, i, s: what its values are. */
static const char *const made_of[CHANGE_N] = {
  [CHANGE_VLAN_CREATE] = "Vs", [CHANGE_VLAN_ADMIN] = "Vb", [CHANGE_VLAN_NAME] = "Vs", [CHANGE_UPLINK_TAG] = "PVb", [CHANGE_PORT_UNTAGGED] = "PVi",
  [CHANGE_PORT_TAG] = "PVb", [CHANGE_PORT_UNTAG] = "PVb", [CHANGE_MED_POLICY_CREATE] = "L", [CHANGE_MED_POLICY_DELETE] = "L",
  [CHANGE_MED_BIND] = "PLb", [CHANGE_MED_UNBIND] = "PLb", [CHANGE_MED_TLV] = "PTb", [CHANGE_LLDP_ADMIN] = "Ps", [CHANGE_POE_SERVICE] = "Sb",
  [CHANGE_POE_ADMIN] = "Pb", [CHANGE_POE_LIMIT] = "Pi", [CHANGE_POE_PRIORITY] = "Ps", [CHANGE_QOS_TRUST] = "Pb",
};

/* Most changes are of a kind that the program could make: random ones are refused before anything is looked at. */
static void
make_fit (Bytes *b, Change *c)
{
  const char *parts = made_of[c->kind];
  gboolean back = c->kind == CHANGE_PORT_UNTAG || c->kind == CHANGE_MED_UNBIND, on = c->kind == CHANGE_PORT_TAG || c->kind == CHANGE_MED_BIND;
  gboolean forward = !back && (on || take (b, 2));
  if (!strchr (parts, 'L'))
    c->policy.id = -1;
  c->policy_before.id = -1;
  c->vlan = strchr (parts, 'L') ? c->policy.vlan : strchr (parts, 'V') ? c->vlan : 0;
  if (!strchr (parts, 'S'))
    c->chassis = c->slot = 0;
  if (!strchr (parts, 'T'))
    c->tlv = 0;
  value_clear (&c->from);
  value_clear (&c->to);
  if (strchr (parts, 'b'))
    {
      c->from = value_bool (!forward);
      c->to = value_bool (forward);
    }
  else if (strchr (parts, 'i'))
    {
      c->from = value_int (take (b, 40000));
      c->to = value_int (c->vlan ? c->vlan : take (b, 40000));
    }
  else if (strchr (parts, 's'))
    {
      static const char *const lldp[] = { "tx", "rx", "tx-and-rx", "disable" }, *const priority[] = { "low", "high", "critical", "low" },
                        *const names[] = { "VOIX", "DATA 2", "a-b_c", "Z" };
      const char *const *words = c->kind == CHANGE_LLDP_ADMIN ? lldp : c->kind == CHANGE_POE_PRIORITY ? priority : names;
      c->from = c->kind == CHANGE_VLAN_CREATE ? value_null () : value_string (words[take (b, 4)]);
      c->to = value_string (words[take (b, 4)]);
    }
  else
    {
      g_autofree char *text = med_policy_to_string (&c->policy);
      c->from = c->kind == CHANGE_MED_POLICY_DELETE ? value_string (text) : value_null ();
      c->to = c->kind == CHANGE_MED_POLICY_DELETE ? value_null () : value_string (text);
    }
}

static Change *
take_change (Bytes *b, const Family *family)
{
  Change *c = change_new ((ChangeKind) take (b, CHANGE_N));
  guint n_ports = take (b, 4), chassis = family->port_form == PORT_FORM_SLOT_PORT ? 0 : 1, first = take (b, 48) + 1;
  c->vlan = take (b, 4095);
  c->from = take_value (b);
  c->to = take_value (b);
  c->policy = take_policy (b);
  c->policy_before = take (b, 4) ? (MedPolicy){ .id = -1 } : take_policy (b);
  c->chassis = take (b, 2);
  c->slot = take (b, 3);
  c->tlv = take (b, 2) ? MED_TLV_CAPABILITY : MED_TLV_NETWORK_POLICY;
  c->guess = take (b, 2) != 0;
  if (take (b, 8))
    {
      make_fit (b, c);
      n_ports = strchr (made_of[c->kind], 'P') ? MAX (n_ports, 1) : 0;
    }
  for (guint i = 0; i < MAX (n_ports, 1); i++)
    {
      PortId port = n_ports ? port_make (chassis, 1, first + i) : PORT_NONE;
      if (n_ports)
        port_set_add (c->ports, port);
      change_observe (c, port, &c->from);
    }
  return c;
}

static void
there_and_back (Bytes *b)
{
  g_autoptr (Plan) plan = plan_new ();
  SwitchPlan *s = switch_plan_new ("sw");
  const Family *family = families[take (b, 2)];
  gboolean sound = TRUE;
  plan->created = g_strdup ("2026-01-01T00:00:00Z");
  plan->inventory_path = g_strdup ("inventory.yaml");
  plan->inventory_sha256 = g_strdup ("0");
  s->address = g_strdup ("192.0.2.1");
  s->family = g_strdup (family->id);
  g_ptr_array_add (plan->switches, s);
  for (guint n = take (b, 4) + 1; n; n--)
    {
      Change *c = take_change (b, family);
      const char *why;
      if (plan_render_change (family, c, NULL))
        {
          sound = sound && plan_change_is_sound (c, &why);
          g_ptr_array_add (s->changes, c);
        }
      else
        change_free (c);
    }
  plan_finish (plan, NULL);
  check_plan (plan);
  g_autoptr (GString) text = g_string_new (NULL);
  report_plan_json (plan, 0, text, NULL);
  g_autoptr (Plan) again = report_plan_load (text->str, NULL);
  if ((again != NULL) != sound || (again && g_strcmp0 (again->id, plan->id)))
    abort (); /* what is sound comes back as it was, and nothing else does */
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size && *data != '{')
    {
      Bytes b = { data + 1, data + size };
      there_and_back (&b);
      return 0;
    }
  g_autofree char *text = fuzz_text (data, size);
  Plan *plan = report_plan_load (text, NULL);
  if (!plan)
    return 0;
  check_plan (plan);
  plan_free (plan);
  return 0;
}
