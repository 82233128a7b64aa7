/* Rules: what is referred to is there, what is there is used. */
#include "inventory/rules.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- what is defined is used ---------------------------------------------------------------------------------------- */

void
no_switch (const Rule *rule, const Inventory *inv)
{
  if (!inv->desired->switches->len)
    rule_say (rule, inv, ((InventoryFile *) inv->files->pdata[0])->root->pos, _ ("add `switches`"), _ ("the inventory has no switch"));
}

static void
unused (const Rule *rule, const Inventory *inv, NameKind kind, const char *help, const char *message)
{
  for (guint i = 0; i < inv->names[kind]->len; i++)
    {
      const Name *name = inv->names[kind]->pdata[i];
      const DesiredVlan *vlan = kind == NAME_VLAN ? name->thing : NULL;
      if (!name->uses && !(vlan && vlan->voice))
        rule_say (rule, inv, name->pos, help, "%s `%.60s`", message, name->text);
    }
}

void
unused_role (const Rule *rule, const Inventory *inv)
{
  unused (rule, inv, NAME_ROLE, _ ("take it out, or give it to ports"), _ ("no port has the role"));
}

void
unused_vlan (const Rule *rule, const Inventory *inv)
{
  unused (rule, inv, NAME_VLAN, _ ("take it out, or name it in a role"), _ ("no role uses the VLAN"));
}

void
unused_credentials (const Rule *rule, const Inventory *inv)
{
  unused (rule, inv, NAME_CREDENTIALS, _ ("take them out, or give them to a switch"), _ ("no switch has the credentials"));
}

static guint
address_hash (gconstpointer sw)
{
  return g_str_hash (((const DesiredSwitch *) sw)->address) ^ ((const DesiredSwitch *) sw)->snmp_port;
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  const DesiredSwitch *x = a, *y = b;
  return x->snmp_port == y->snmp_port && strcmp (x->address, y->address) == 0;
}

/* Two names for one switch would change it twice, side by side. */
void
address_twice (const Rule *rule, const Inventory *inv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (address_hash, address_equal);
  for (guint i = 0; i < inv->desired->switches->len; i++)
    {
      const DesiredSwitch *sw = inv->desired->switches->pdata[i], *first;
      if (!*sw->address)
        continue;
      if ((first = g_hash_table_lookup (seen, sw)))
        diagnostic_see (rule_say (rule, inv, sw->address_pos, _ ("correct the one that is wrong"), _ ("%s and %s have one address"),
                                  first->name, sw->name),
                        first->address_pos, _ ("first here"));
      else
        g_hash_table_add (seen, (gpointer) sw);
    }
}
