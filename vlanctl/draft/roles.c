/* Ports that are configured alike have a role in common. The biggest of a kind has the plain name, `phone` or `desk`; the others are
 * called after what makes them different from it. */
#include "draft/internal.h"

#include <string.h>

#include "inventory/schema.h"

/* ---- alike or not ----------------------------------------------------------------------------------------------------- */

static const MedPolicy *
policy_of (const PortConfig *c)
{
  return c->has & HAS (ATTR_POLICIES) && c->policies && c->policies->len ? &g_array_index (c->policies, MedPolicy, 0) : NULL;
}

/* What a role would say of the port, as a text to be compared. */
static char *
signature (const PortConfig *c)
{
  const MedPolicy *m = policy_of (c);
  return g_strdup_printf ("%08x %u %u %u %u %u %u %u", c->has, c->has & HAS (ATTR_UNTAGGED) ? c->untagged : 0, c->tagged.n ? c->tagged.ids[0] : 0,
                          m ? m->priority << 6 | m->dscp : 0, c->has & HAS (ATTR_POE_ADMIN) ? c->poe_admin : 0,
                          c->has & HAS (ATTR_POE_PRIORITY) ? (guint) c->poe_priority : 0, c->has & HAS (ATTR_POE_LIMIT) ? c->poe_limit_mw : 0,
                          c->has & HAS (ATTR_QOS_TRUST) ? c->qos_trust : 0);
}

static void
collect (Draft *d, GHashTable *by_signature)
{
  for (guint i = 0; i < d->switches->len; i++)
    {
      const DraftSwitch *s = d->switches->pdata[i];
      g_autoptr (GHashTable) here = g_hash_table_new (NULL, NULL);
      for (guint p = 0; p < s->want->ports->len; p++)
        {
          const DesiredPort *port = s->want->ports->pdata[p];
          char *text = signature (&port->cfg);
          DraftRole *role = g_hash_table_lookup (by_signature, text);
          if (!role)
            {
              role = g_new0 (DraftRole, 1);
              role->example = port;
              g_ptr_array_add (d->roles, role);
            }
          role->ports++;
          role->switches += g_hash_table_add (here, role);
          g_hash_table_insert (by_signature, text, role);
        }
    }
}

/* Most ports first; equal ones in the order in which they were found. */
static int
by_size (gconstpointer a, gconstpointer b)
{
  const DraftRole *x = *(DraftRole *const *) a, *y = *(DraftRole *const *) b;
  if (x->ports != y->ports)
    return x->ports > y->ports ? -1 : 1;
  g_autofree char *s = signature (&x->example->cfg), *t = signature (&y->example->cfg);
  return strcmp (s, t);
}

/* ---- names ------------------------------------------------------------------------------------------------------------ */

static const char *
key_of (const Draft *d, guint vlan)
{
  const DesiredVlan *v = desired_find_vlan (d->desired, vlan);
  return v ? v->key : "";
}

/* "-desks", "-unpowered-trusted": where the role is not as the first of its kind. */
static void
append_differences (const Draft *d, const PortConfig *c, const PortConfig *first, GString *out)
{
  const MedPolicy *m = policy_of (c), *n = policy_of (first);
  guint32 other = c->has ^ first->has;
  if (other & HAS (ATTR_UNTAGGED) || c->untagged != first->untagged)
    g_string_append_printf (out, "-%s", c->has & HAS (ATTR_UNTAGGED) ? key_of (d, c->untagged) : "no-data");
  if (c->tagged.n && first->tagged.n && c->tagged.ids[0] != first->tagged.ids[0])
    g_string_append_printf (out, "-%s", key_of (d, c->tagged.ids[0]));
  if (m && (!n || m->priority != n->priority || m->dscp != n->dscp))
    g_string_append_printf (out, "-med-%u-%u", m->priority, m->dscp);
  else if (!m && n)
    g_string_append (out, "-no-med");
  if (other & HAS (ATTR_POE_ADMIN) || c->poe_admin != first->poe_admin)
    g_string_append (out, !(c->has & HAS (ATTR_POE_ADMIN)) ? "-no-poe" : c->poe_admin ? "-powered" : "-unpowered");
  if (c->has & HAS (ATTR_POE_PRIORITY) && c->poe_priority != first->poe_priority)
    g_string_append_printf (out, "-%s", poe_priority_to_string (c->poe_priority));
  if (c->has & HAS (ATTR_POE_LIMIT) && c->poe_limit_mw != first->poe_limit_mw)
    {
      g_autofree char *limit = value_with_unit (c->poe_limit_mw, TYPE_POWER), *small = g_ascii_strdown (limit, -1);
      g_string_append_printf (out, "-%s", small);
    }
  if (other & HAS (ATTR_QOS_TRUST))
    g_string_append (out, c->has & HAS (ATTR_QOS_TRUST) ? "-trusted" : "-untrusted");
}

static void
name_roles (Draft *d)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < d->roles->len; i++)
    {
      DraftRole *role = d->roles->pdata[i];
      const PortConfig *c = &role->example->cfg;
      const char *kind = c->has & HAS (ATTR_TAGGED) ? "phone" : "desk";
      const DraftRole *first = g_hash_table_lookup (taken, kind);
      g_autoptr (GString) name = g_string_new (kind);
      if (first)
        append_differences (d, c, &first->example->cfg, name);
      gsize whole = name->len;
      for (guint n = 2; g_hash_table_contains (taken, name->str); n++)
        {
          g_string_truncate (name, whole);
          g_string_append_printf (name, "-%u", n);
        }
      role->name = g_intern_string (name->str);
      g_hash_table_insert (taken, (gpointer) role->name, role);
    }
}

static void
assign (GHashTable *by_signature, GPtrArray *ports)
{
  for (guint p = 0; p < ports->len; p++)
    {
      DesiredPort *port = ports->pdata[p];
      g_autofree char *text = signature (&port->cfg);
      const DraftRole *role = g_hash_table_lookup (by_signature, text);
      port->role = role ? role->name : NULL; /* a held port may be like no other */
    }
}

void
draft_roles (Draft *d)
{
  g_autoptr (GHashTable) by_signature = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect (d, by_signature);
  g_ptr_array_sort (d->roles, by_size);
  name_roles (d);
  for (guint i = 0; i < d->switches->len; i++)
    {
      const DraftSwitch *s = d->switches->pdata[i];
      assign (by_signature, s->want->ports);
      assign (by_signature, s->held);
    }
}
