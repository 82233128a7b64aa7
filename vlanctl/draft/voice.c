/* Which VLANs carry voice, and where phones are: by what LLDP-MED says on both sides, by MAC addresses, last by names. */
#include "draft/internal.h"

#include <glib/gi18n.h>
#include <string.h>

#include "inventory/schema.h"

gboolean
draft_is_phone (const Neighbour *n)
{
  return (n->has_caps && n->caps_enabled & SYSCAP_TELEPHONE) || n->med_class == 3;
}

/* ---- VLANs ------------------------------------------------------------------------------------------------------------ */

static void G_GNUC_PRINTF (3, 4)
is_voice (Draft *d, guint vlan, const char *format, ...)
{
  if (vlan <= 1 || vlan > VLAN_MAX || vlan_set_contains (&d->desired->voice_vlans, vlan))
    return;
  va_list args;
  va_start (args, format);
  g_hash_table_insert (d->vlan_notes, GUINT_TO_POINTER (vlan), g_strdup_vprintf (format, args));
  va_end (args);
  vlan_set_add (&d->desired->voice_vlans, vlan);
}

static void
ask_policies (Draft *d, const DraftSwitch *s, const PortState *p)
{
  for (guint i = 0; p->cfg.policies && i < p->cfg.policies->len; i++)
    {
      const MedPolicy *m = &g_array_index (p->cfg.policies, MedPolicy, i);
      g_autofree char *port = port_to_string (p->id);
      if (m->app == MED_APP_VOICE && m->vlan_type == MED_VLAN_TAGGED)
        is_voice (d, m->vlan, _ ("voice: %s tells phones of it by LLDP-MED, on %s first"), s->want->name, port);
    }
}

static void
ask_phones (Draft *d, const DraftSwitch *s, const PortState *p)
{
  for (guint i = 0; p->neighbours && i < p->neighbours->len; i++)
    {
      const Neighbour *n = p->neighbours->pdata[i];
      g_autofree char *port = port_to_string (p->id);
      if (n->voice_vlan > 0 && vlan_set_contains (&p->cfg.tagged, (guint) n->voice_vlan))
        is_voice (d, (guint) n->voice_vlan, _ ("voice: the phone at %s %s says that it uses it"), s->want->name, port);
    }
}

static gboolean
sounds_like_voice (const char *name)
{
  static const char *const words[] = { "voice", "voix", "voip", "toip", "phone", "telefon", NULL };
  g_autofree char *small = name ? g_ascii_strdown (name, -1) : g_strdup ("");
  for (guint i = 0; words[i]; i++)
    if (strstr (small, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_tagged_somewhere (const SwitchState *state, guint vlan)
{
  for (guint i = 0; i < state->ports->len; i++)
    if (vlan_set_contains (&((PortState *) state->ports->pdata[i])->cfg.tagged, vlan))
      return TRUE;
  return FALSE;
}

static void
ask_names (Draft *d, const DraftSwitch *s)
{
  const SwitchState *state = s->source->state;
  for (guint i = 0; i < state->vlans->len; i++)
    {
      const Vlan *vlan = state->vlans->pdata[i];
      if (sounds_like_voice (vlan->name) && is_tagged_somewhere (state, vlan->id))
        is_voice (d, vlan->id, _ ("voice by its name alone: is it?"));
    }
}

static void
ask_ports (Draft *d, void (*ask) (Draft *, const DraftSwitch *, const PortState *))
{
  for (guint s = 0; s < d->switches->len; s++)
    {
      const SwitchState *state = ((DraftSwitch *) d->switches->pdata[s])->source->state;
      for (guint p = 0; p < state->ports->len; p++)
        ask (d, d->switches->pdata[s], state->ports->pdata[p]);
    }
}

void
draft_voice_vlans (Draft *d)
{
  ask_ports (d, ask_policies);
  ask_ports (d, ask_phones);
  for (guint s = 0; !d->desired->voice_vlans.n && s < d->switches->len; s++)
    ask_names (d, d->switches->pdata[s]);
}

/* ---- phones ----------------------------------------------------------------------------------------------------------- */

/* The address of one device; NULL. */
static char *
unicast_mac (const char *text)
{
  char *mac = value_parse_mac (text);
  if (mac && (g_ascii_xdigit_value (mac[1]) & 1 || !strcmp (mac, "00:00:00:00:00:00")))
    g_clear_pointer (&mac, g_free);
  return mac;
}

/* The one address that is learned there in a voice VLAN; NULL when there are none or several. */
static char *
mac_in_voice (const Draft *d, const PortState *p)
{
  const char *found = NULL;
  for (guint i = 0; p->macs && i < p->macs->len; i++)
    {
      const MacEntry *m = &g_array_index (p->macs, MacEntry, i);
      if (!vlan_set_contains (&d->desired->voice_vlans, m->vlan) || !g_strcmp0 (found, m->mac))
        continue;
      if (found)
        return NULL;
      found = m->mac;
    }
  return found ? unicast_mac (found) : NULL;
}

static const Neighbour *
phone_neighbour (const PortState *p)
{
  for (guint i = 0; p->neighbours && i < p->neighbours->len; i++)
    if (draft_is_phone (p->neighbours->pdata[i]))
      return p->neighbours->pdata[i];
  return NULL;
}

DesiredPhone *
draft_phone_of (const Draft *d, const PortState *p, char **text)
{
  const Neighbour *n = phone_neighbour (p);
  char *mac = n ? unicast_mac (n->chassis) : mac_in_voice (d, p);
  if (!mac && n)
    mac = unicast_mac (n->port);
  if (!mac && !n)
    return NULL;
  DesiredPhone *phone = g_new0 (DesiredPhone, 1);
  phone->mac = mac;
  phone->model = n && n->med_model && *n->med_model ? g_utf8_make_valid (n->med_model, -1) : NULL;
  *text = g_strdup_printf ("%s%s%s", mac ? mac : "?", phone->model ? " " : "", phone->model ? phone->model : "");
  return phone;
}
