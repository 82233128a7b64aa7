#include "meaning.h"

static const char *
or_none (const char *text)
{
  return text ? text : "-";
}

static void
tell_port (GString *out, const DesiredPort *p)
{
  g_autofree char *port = port_to_string (p->id), *tagged = vlan_set_to_string (&p->cfg.tagged), *owned = vlan_set_to_string (&p->owned_tags);
  g_autofree char *policy = p->cfg.policies ? med_policy_to_string (&g_array_index (p->cfg.policies, MedPolicy, 0)) : NULL;
  g_string_append_printf (out, "  %s %s %x %u %s %s %s lldp %u %x poe %d %u %u qos %d jack %s\n", port, p->role, p->cfg.has, p->cfg.untagged, tagged,
                          owned, or_none (policy), p->cfg.lldp_admin, p->cfg.med_tlvs, p->cfg.poe_admin, p->cfg.poe_limit_mw, p->cfg.poe_priority,
                          p->cfg.qos_trust, or_none (p->jack));
  if (p->phone)
    g_string_append_printf (out, "    phone %s %s %s %s\n", or_none (p->phone->mac), or_none (p->phone->model), or_none (p->phone->extension),
                            or_none (p->phone->user));
}

static void
tell_secret (GString *out, const char *name, const SecretRef *ref)
{
  g_autofree char *argv = ref->argv ? g_strjoinv ("|", ref->argv) : NULL;
  g_string_append_printf (out, "  %s %d %s %s\n", name, ref->kind, or_none (ref->text), or_none (argv));
}

static void
tell_credentials (GString *out, const Credentials *c)
{
  g_autofree char *algorithms = c->ssh.algorithms ? g_strjoinv ("|", c->ssh.algorithms) : NULL;
  g_string_append_printf (out, "credentials %s snmp %d %d %s %s %s ssh %d %s %s %s %s %d %d %s\n", c->name, c->snmp.present, c->snmp.version,
                          or_none (c->snmp.user), or_none (c->snmp.auth_protocol), or_none (c->snmp.priv_protocol), c->ssh.present,
                          or_none (c->ssh.user), or_none (c->ssh.key), or_none (c->ssh.jump), or_none (c->ssh.known_hosts), c->ssh.openssh,
                          c->ssh.legacy, or_none (algorithms));
  tell_secret (out, "community", &c->snmp.community);
  tell_secret (out, "auth", &c->snmp.auth);
  tell_secret (out, "priv", &c->snmp.priv);
  tell_secret (out, "password", &c->ssh.secret);
}

static void
tell_switch (GString *out, const DesiredSwitch *s)
{
  g_autofree char *uplinks = port_set_to_string (s->uplinks);
  g_string_append_printf (out, "switch %s %s %u %u %s %s by %s timeout %u uplinks %s canary %d timer %d share %d %d macs %d\n", s->name,
                          or_none (s->address), s->snmp_port, s->ssh_port, or_none (s->location), or_none (s->model),
                          s->credentials ? s->credentials->name : "-", s->timeout_ms, uplinks, s->canary, s->undo_timer_s, s->max_share_percent,
                          s->min_share_ports, s->uplink_macs);
  for (guint p = 0; p < s->ports->len; p++)
    tell_port (out, s->ports->pdata[p]);
}

char *
meaning_of (const Desired *d)
{
  GString *out = g_string_new (NULL);
  g_autofree char *voice = vlan_set_to_string (&d->voice_vlans), *gateway = port_to_string (d->gateway_port);
  g_string_append_printf (out, "site %s voice %s gateway %s %s\n", or_none (d->site), voice, or_none (d->gateway_switch), gateway);
  for (guint i = 0; i < d->vlans->len; i++)
    {
      const DesiredVlan *v = d->vlans->pdata[i];
      g_string_append_printf (out, "vlan %u %s %s %d\n", v->id, v->key, or_none (v->name), v->voice);
    }
  for (guint i = 0; i < d->credentials->len; i++)
    tell_credentials (out, d->credentials->pdata[i]);
  for (guint i = 0; i < d->switches->len; i++)
    tell_switch (out, d->switches->pdata[i]);
  if (d->defaults)
    tell_switch (out, d->defaults);
  return g_string_free (out, FALSE);
}
