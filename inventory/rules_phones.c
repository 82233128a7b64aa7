/* Rules: what phone models draw, who makes them, and what a switch has for all of them. */
#include "inventory/rules.h"

#include <glib/gi18n.h>
#include <string.h>

#include "profiles/family.h"

/* ---- models --------------------------------------------------------------------------------------------------------- */

/* By its name, or as it calls itself by LLDP. */
static const PhoneProfile *
find_model (const GPtrArray *profiles, const char *text)
{
  const PhoneProfile *named = phone_profile_find (profiles, text);
  for (guint i = 0; !named && i < profiles->len; i++)
    for (char **pattern = ((PhoneProfile *) profiles->pdata[i])->lldp_models; *pattern && !named; pattern++)
      if (g_pattern_match_simple (*pattern, text))
        named = profiles->pdata[i];
  return named;
}

/* Few models, many phones: each model is looked for once. */
void
load_phone_models (Inventory *inv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < inv->entries->len; i++)
    {
      PortEntry *entry = inv->entries->pdata[i];
      gpointer known;
      if (!entry->phone || !entry->phone->model)
        continue;
      if (!inv->phone_profiles)
        inv->phone_profiles = phone_profiles_load (inv->diagnostics);
      if (!g_hash_table_lookup_extended (seen, entry->phone->model, NULL, &known))
        {
          known = (gpointer) find_model (inv->phone_profiles, entry->phone->model);
          g_hash_table_insert (seen, entry->phone->model, known);
        }
      entry->model = known;
    }
}

/* The model that was probably meant, as it is compared: without its maker, too. */
static const char *
near_model (const GPtrArray *profiles, const char *text)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (guint i = 0; i < profiles->len; i++)
    {
      const PhoneProfile *p = profiles->pdata[i];
      gsize maker = strlen (p->maker);
      g_ptr_array_add (words, p->model);
      if (g_str_has_prefix (p->model, p->maker) && p->model[maker] == ' ')
        g_ptr_array_add (words, p->model + maker + 1);
    }
  g_ptr_array_add (words, NULL);
  return nearest_word (text, (const char *const *) words->pdata);
}

/* Once for each model, at its first phone. */
void
phone_model_unknown (const Rule *rule, const Inventory *inv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; inv->phone_profiles && i < inv->entries->len; i++)
    {
      const PortEntry *entry = inv->entries->pdata[i];
      const char *model = entry->phone ? entry->phone->model : NULL;
      if (!model || entry->model || !g_hash_table_add (seen, (char *) model))
        continue;
      const char *near = near_model (inv->phone_profiles, model);
      g_autofree char *meant = near ? g_strdup_printf (_ ("; did you mean `%s`?"), near) : g_strdup ("");
      rule_say (rule, inv, entry->phone->model_pos, _ ("correct it, or describe the model: vlanctl-inventory(5), PHONE MODELS"),
                _ ("no phone model `%.60s` is known%s"), model, meant);
    }
}

void
phone_of_other_maker (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  const char *mac = entry->model ? entry->phone->mac : NULL;
  const PhoneProfile *other = NULL;
  if (!mac || phone_profile_has_oui (entry->model, mac))
    return;
  for (guint i = 0; i < inv->phone_profiles->len; i++)
    {
      const PhoneProfile *p = inv->phone_profiles->pdata[i];
      if (!phone_profile_has_oui (p, mac))
        continue;
      if (strcmp (p->maker, entry->model->maker) == 0)
        return; /* another file of the same maker has it */
      other = p;
    }
  if (other)
    diagnostic_see (rule_say (rule, inv, entry->phone->mac_pos, _ ("correct the one that is wrong"),
                              _ ("%s is an address of %s, and the phone is one of %s"), mac, other->maker, entry->model->maker),
                    entry->phone->model_pos, _ ("its model"));
}

/* ---- power ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_unpowered (const PortEntry *entry)
{
  return entry->role && entry->role->cfg.has & HAS (ATTR_POE_ADMIN) && !entry->role->cfg.poe_admin;
}

void
limit_below_draw (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  gboolean limited = entry->role && entry->role->cfg.has & HAS (ATTR_POE_LIMIT);
  guint limit = limited ? entry->role->cfg.poe_limit_mw : 0, draw = entry->model ? entry->model->draw_mw : 0;
  if (!limited || limit >= draw || is_unpowered (entry))
    return;
  g_autofree char *most = value_with_unit (draw, TYPE_POWER), *help = g_strdup_printf (_ ("a role with a limit of %s or more"), most);
  diagnostic_see (rule_say (rule, inv, entry->phone->model_pos, help, _ ("%.60s draws up to %.1f W, and its port gives %.1f W"),
                            entry->model->model, draw / 1000.0, limit / 1000.0),
                  entry->role->attr_pos[ATTR_POE_LIMIT], _ ("the limit"));
}

#define UNITS (PORT_MAX_CHASSIS + 1)

/* A limit is not a draw: 24 phones of 7 W with a limit of 8 W come up out of 180 W. */
static void
add_draw (guint draw_mw[UNITS], guint n_phones[UNITS], const PortEntry *entry)
{
  PortId port = entry->model && port_set_size (entry->ports) ? port_set_get (entry->ports, 0) : PORT_NONE;
  guint unit = port_chassis (port) ? port_chassis (port) : port_slot (port);
  if (port == PORT_NONE || !entry->model->draw_mw || unit >= UNITS || is_unpowered (entry))
    return;
  draw_mw[unit] += entry->model->draw_mw;
  n_phones[unit]++;
}

static void
judge_units (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw, guint budget_w, const guint draw_mw[UNITS], const guint n_phones[UNITS])
{
  for (guint u = 0; u < UNITS; u++)
    if (draw_mw[u] > budget_w * 1000)
      rule_say (rule, inv, sw->model_pos, _ ("move phones to another switch, or take a model with more power"),
                _ ("%u phones of %s draw up to %.1f W, and an %s has at most %u W"), n_phones[u], sw->name, draw_mw[u] / 1000.0, sw->model, budget_w);
}

/* The lines of a switch follow each other. */
void
budget_short (const Rule *rule, const Inventory *inv)
{
  for (guint i = 0, next; i < inv->entries->len; i = next)
    {
      const DesiredSwitch *sw = ((PortEntry *) inv->entries->pdata[i])->sw;
      guint budget_w = family_model_budget_w (sw->model), draw_mw[UNITS] = { 0 }, n_phones[UNITS] = { 0 };
      for (next = i; next < inv->entries->len && ((PortEntry *) inv->entries->pdata[next])->sw == sw; next++)
        if (budget_w)
          add_draw (draw_mw, n_phones, inv->entries->pdata[next]);
      if (budget_w)
        judge_units (rule, inv, sw, budget_w, draw_mw, n_phones);
    }
}
