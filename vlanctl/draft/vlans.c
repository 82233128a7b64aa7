/* VLANs that roles use, with keys that a person can read and the names that all switches agree on. */
#include "draft/internal.h"

#include <glib/gi18n.h>
#include <string.h>

/* A switch's own name for a VLAN that nobody named. */
static gboolean
is_default_name (const Vlan *vlan)
{
  g_autofree char *plain = g_strdup_printf ("VLAN %u", vlan->id);
  return !vlan->name || !*vlan->name || !g_ascii_strcasecmp (vlan->name, plain) || (vlan->id == 1 && !g_ascii_strcasecmp (vlan->name, "default"));
}

/* "voix-accueil"; NULL when it would be no word. */
static char *
slug (const char *name)
{
  static const char *const not_these[] = { "none", "on", "off", "yes", "no", "y", "n", "true", "false", "null", NULL };
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *p = name; *p; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (out, g_ascii_tolower (*p));
    else if (out->len && out->str[out->len - 1] != '-')
      g_string_append_c (out, '-');
  if (out->len && out->str[out->len - 1] == '-')
    g_string_truncate (out, out->len - 1);
  return out->len && g_ascii_isalpha (out->str[0]) && !g_strv_contains (not_these, out->str) ? g_strdup (out->str) : NULL;
}

/* What the switches call it: each name once, with who says so. */
static GPtrArray *
names_of (const Draft *d, guint id)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < d->switches->len; i++)
    {
      const DraftSwitch *s = d->switches->pdata[i];
      const Vlan *vlan = switch_state_find_vlan (s->source->state, id);
      const char *name = !vlan || !vlan->name ? NULL : is_default_name (vlan) ? "" : vlan->name;
      if (name && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (name));
    }
  return names;
}

static void
add_note (Draft *d, guint id, const char *text)
{
  const char *before = g_hash_table_lookup (d->vlan_notes, GUINT_TO_POINTER (id));
  g_hash_table_insert (d->vlan_notes, GUINT_TO_POINTER (id), before ? g_strdup_printf ("%s; %s", before, text) : g_strdup (text));
}

static void
name_vlan (Draft *d, DesiredVlan *vlan, GHashTable *keys)
{
  g_autoptr (GPtrArray) names = names_of (d, vlan->id);
  const char *best = NULL;
  for (guint i = 0; i < names->len && !best; i++)
    best = *(char *) names->pdata[i] ? names->pdata[i] : NULL;
  g_autofree char *word = best ? slug (best) : NULL;
  vlan->key = word && !g_hash_table_contains (keys, word) ? g_strdup (word) : g_strdup_printf ("vlan-%u", vlan->id);
  g_hash_table_add (keys, vlan->key);
  if (names->len == 1 && best && vlan_name_is_safe (best))
    vlan->name = g_strdup (best);
  else if (best)
    {
      g_autofree char *list = g_strjoinv (", ", (char *[]){ names->pdata[0], names->len > 1 ? names->pdata[1] : NULL, NULL });
      g_autofree char *text = names->len == 1 ? g_strdup_printf (_ ("no name: the CLI cannot carry %s"), list)
                                              : g_strdup_printf (_ ("no name: the switches differ (%s), and a plan would rename"), list);
      add_note (d, vlan->id, text);
    }
}

static void
use (VlanSet *used, const GPtrArray *ports)
{
  for (guint p = 0; p < ports->len; p++)
    {
      const DesiredPort *port = ports->pdata[p];
      if (port->cfg.has & HAS (ATTR_UNTAGGED))
        vlan_set_add (used, port->cfg.untagged);
    }
}

void
draft_vlans (Draft *d)
{
  VlanSet used = { 0 };
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  vlan_set_copy (&used, &d->desired->voice_vlans);
  for (guint i = 0; i < d->switches->len; i++)
    {
      use (&used, ((DraftSwitch *) d->switches->pdata[i])->want->ports);
      use (&used, ((DraftSwitch *) d->switches->pdata[i])->held);
    }
  for (guint i = 0; i < used.n; i++)
    {
      DesiredVlan *vlan = g_new0 (DesiredVlan, 1);
      vlan->id = used.ids[i];
      vlan->voice = vlan_set_contains (&d->desired->voice_vlans, vlan->id);
      name_vlan (d, vlan, keys);
      g_ptr_array_add (d->desired->vlans, vlan);
    }
  vlan_set_clear (&used);
}
