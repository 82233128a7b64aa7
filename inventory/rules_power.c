/* Rules: power over Ethernet, and the phones that need it. */
#include "inventory/rules.h"

#include <glib/gi18n.h>
#include <string.h>

#include "profiles/family.h"

void
no_power (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  const guint32 power = HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY);
  gboolean known = FALSE;
  if (entry->role && entry->role->cfg.has & power && !family_model_has_poe (entry->sw->model, &known) && known)
    rule_say (rule, inv, entry->pos, _ ("correct the model, or give the ports a role without poe"),
         _ ("an %s gives no power (role `%.60s`)"), entry->sw->model, entry->role->name);
}

/* ---- phones --------------------------------------------------------------------------------------------------------- */

void
phone_at_range (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  if (entry->phone && port_set_size (entry->ports) > 1)
    rule_say (rule, inv, entry->phone->pos, _ ("give each port a line of its own"), _ ("one phone cannot stand at %u ports"),
         port_set_size (entry->ports));
}

void
phone_twice (const Rule *rule, const Inventory *inv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < inv->phones->len; i++)
    {
      const DesiredPhone *phone = ((PortEntry *) inv->phones->pdata[i])->phone, *first;
      if (!phone->mac)
        continue;
      if ((first = g_hash_table_lookup (seen, phone->mac)))
        diagnostic_see (rule_say (rule, inv, phone->mac_pos, _ ("one phone, one port"), _ ("phone %s stands at two ports"), phone->mac),
                        first->mac_pos, _ ("first here"));
      else
        g_hash_table_insert (seen, phone->mac, (gpointer) phone);
    }
}

void
extension_twice (const Rule *rule, const Inventory *inv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < inv->phones->len; i++)
    {
      const DesiredPhone *phone = ((PortEntry *) inv->phones->pdata[i])->phone, *first;
      if (!phone->extension)
        continue;
      if ((first = g_hash_table_lookup (seen, phone->extension)))
        diagnostic_see (rule_say (rule, inv, phone->extension_pos, _ ("correct the one that is wrong"), _ ("extension %.40s is of two phones"),
                                  phone->extension),
                        first->extension_pos, _ ("first here"));
      else
        g_hash_table_insert (seen, phone->extension, (gpointer) phone);
    }
}

void
phone_without_voice (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  if (entry->phone && entry->role && !entry->role->has_voice)
    diagnostic_see (rule_say (rule, inv, entry->phone->pos, _ ("give the port a role with `voice-vlan`, or take the phone out"),
                              _ ("a phone stands at a port whose role `%.60s` has no voice VLAN"), entry->role->name),
                    entry->role->pos, _ ("the role"));
}

/* ---- limits --------------------------------------------------------------------------------------------------------- */

void
limit_beyond (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  gboolean limited = entry->role && entry->role->cfg.has & HAS (ATTR_POE_LIMIT);
  const Family *family = limited ? entry->family : NULL;
  if (!family || entry->role->cfg.poe_limit_mw <= family->poe_limit_max_mw)
    return;
  g_autofree char *most = value_with_unit (family->poe_limit_max_mw, TYPE_POWER), *help = g_strdup_printf (_ ("at most %s"), most);
  diagnostic_see (rule_say (rule, inv, entry->role->attr_pos[ATTR_POE_LIMIT], help, _ ("an %s cannot give a port that much"),
                            entry->sw->model),
                  entry->pos, _ ("used here"));
}

void
limit_not_settable (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  gboolean limited = entry->role && entry->role->cfg.has & HAS (ATTR_POE_LIMIT);
  const Family *family = limited ? entry->family : NULL;
  for (guint i = 0; family && family->poe_limit_not_models[i]; i++)
    if (g_str_has_prefix (entry->sw->model, family->poe_limit_not_models[i]))
      diagnostic_see (rule_say (rule, inv, entry->pos, _ ("give these ports a role without `limit`"),
                                _ ("an %s has no limit per port: it is left out"), entry->sw->model),
                      entry->role->attr_pos[ATTR_POE_LIMIT], _ ("the limit"));
}

void
voice_unpowered (const Rule *rule, const Inventory *inv, const Role *role)
{
  if (role->voice_vlan && role->cfg.has & HAS (ATTR_POE_ADMIN) && !role->cfg.poe_admin)
    rule_say (rule, inv, role->attr_pos[ATTR_POE_ADMIN], _ ("write `enabled: true`, or leave `poe` out where phones have a plug of their own"),
              _ ("role `%.60s` is for phones, and takes their power away"), role->name);
}

void
power_off_details (const Rule *rule, const Inventory *inv, const Role *role)
{
  guint32 has = role->cfg.has;
  if (has & HAS (ATTR_POE_ADMIN) && !role->cfg.poe_admin && has & (HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY)))
    rule_say (rule, inv, role->attr_pos[has & HAS (ATTR_POE_LIMIT) ? ATTR_POE_LIMIT : ATTR_POE_PRIORITY], _ ("take it out"),
              _ ("role `%.60s` gives no power: a limit or a priority means nothing"), role->name);
}
