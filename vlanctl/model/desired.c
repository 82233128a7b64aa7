#include "model/desired.h"

#include <string.h>

void
secret_wipe (char *secret)
{
  if (!secret)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
secret_ref_clear (SecretRef *ref)
{
  g_clear_pointer (&ref->text, secret_wipe); /* of SECRET_LITERAL it is one */
  g_clear_pointer (&ref->argv, g_strfreev);
}

void
credentials_free (Credentials *c)
{
  if (!c)
    return;
  g_free (c->name);
  g_free (c->snmp.user);
  g_free (c->snmp.auth_protocol);
  g_free (c->snmp.priv_protocol);
  secret_ref_clear (&c->snmp.community);
  secret_ref_clear (&c->snmp.auth);
  secret_ref_clear (&c->snmp.priv);
  g_free (c->ssh.user);
  g_free (c->ssh.key);
  g_free (c->ssh.jump);
  g_free (c->ssh.known_hosts);
  g_strfreev (c->ssh.algorithms);
  secret_ref_clear (&c->ssh.secret);
  g_free (c);
}

SrcPos *
attr_places_new (void)
{
  return g_rc_box_alloc0 ((ATTR_QOS_TRUST + 1) * sizeof (SrcPos));
}

DesiredPort *
desired_port_new_at (PortId id, SrcPos *attr_pos)
{
  DesiredPort *p = g_new0 (DesiredPort, 1);
  p->id = id;
  p->attr_pos = g_rc_box_acquire (attr_pos);
  return p;
}

DesiredPort *
desired_port_new (PortId id)
{
  SrcPos *places = attr_places_new ();
  DesiredPort *p = desired_port_new_at (id, places);
  g_rc_box_release (places);
  return p;
}

static void
desired_phone_free (DesiredPhone *phone)
{
  if (!phone)
    return;
  g_free (phone->mac);
  g_free (phone->model);
  g_free (phone->extension);
  g_free (phone->user);
  g_free (phone);
}

void
desired_port_free (DesiredPort *p)
{
  if (!p)
    return;
  port_config_clear (&p->cfg);
  vlan_set_clear (&p->owned_tags);
  g_free (p->jack);
  desired_phone_free (p->phone);
  g_rc_box_release (p->attr_pos);
  g_free (p);
}

DesiredSwitch *
desired_switch_new (const char *name)
{
  DesiredSwitch *s = g_new0 (DesiredSwitch, 1);
  s->name = g_strdup (name);
  s->snmp_port = 161;
  s->ssh_port = 22;
  s->timeout_ms = 5000;
  s->undo_timer_s = s->max_share_percent = s->min_share_ports = s->uplink_macs = -1;
  s->uplinks = port_set_new ();
  s->ports = g_ptr_array_new_with_free_func ((GDestroyNotify) desired_port_free);
  return s;
}

void
desired_switch_free (DesiredSwitch *s)
{
  if (!s)
    return;
  g_free (s->name);
  g_free (s->address);
  g_free (s->location);
  g_free (s->model);
  port_set_free (s->uplinks);
  g_ptr_array_unref (s->ports);
  g_free (s);
}

static void
desired_vlan_free (DesiredVlan *v)
{
  g_free (v->key);
  g_free (v->name);
  g_free (v);
}

Desired *
desired_new (void)
{
  Desired *d = g_new0 (Desired, 1);
  d->vlans = g_ptr_array_new_with_free_func ((GDestroyNotify) desired_vlan_free);
  d->credentials = g_ptr_array_new_with_free_func ((GDestroyNotify) credentials_free);
  d->switches = g_ptr_array_new_with_free_func ((GDestroyNotify) desired_switch_free);
  return d;
}

void
desired_free (Desired *d)
{
  if (!d)
    return;
  g_free (d->site);
  g_free (d->path);
  g_free (d->sha256);
  g_free (d->gateway_switch);
  g_ptr_array_unref (d->vlans);
  g_ptr_array_unref (d->switches);
  desired_switch_free (d->defaults);
  g_ptr_array_unref (d->credentials);
  vlan_set_clear (&d->voice_vlans);
  g_free (d);
}

DesiredSwitch *
desired_find_switch (const Desired *d, const char *name)
{
  for (guint i = 0; i < d->switches->len; i++)
    {
      DesiredSwitch *s = d->switches->pdata[i];
      if (g_strcmp0 (s->name, name) == 0)
        return s;
    }
  return NULL;
}

DesiredPort *
desired_find_port (const DesiredSwitch *s, PortId id)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      DesiredPort *p = s->ports->pdata[i];
      if (p->id == id)
        return p;
    }
  return NULL;
}

DesiredVlan *
desired_find_vlan (const Desired *d, guint id)
{
  for (guint i = 0; i < d->vlans->len; i++)
    {
      DesiredVlan *v = d->vlans->pdata[i];
      if (v->id == id)
        return v;
    }
  return NULL;
}
