/* The page: YAML with the reasons as comments. Whatever came from a switch is escaped. */
#include <glib/gi18n.h>
#include <string.h>

#include "draft/writing.h"
#include "inventory/schema.h"
#include "inventory/yaml_text.h"

#define WIDTH 118

void
write_comment (GString *out, guint indent, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autoptr (GString) clean = g_string_new (NULL);
  yaml_append_comment (clean, text);
  g_auto (GStrv) words = g_strsplit (clean->str, " ", -1);
  gsize column = 0;
  for (guint i = 0; words[i]; i++)
    {
      gsize n = (gsize) g_utf8_strlen (words[i], -1);
      /* no line of a name from the wire may begin as a directive to lint would */
      if (i && (column + 1 + n <= WIDTH || !strcmp (words[i], "vlanctl:")))
        g_string_append_c (out, ' ');
      else
        {
          g_string_append_printf (out, "%s%*s# %s", i ? "\n" : "", (int) indent, "", i ? "  " : "");
          column = indent + 1;
        }
      g_string_append (out, words[i]);
      column += 1 + n;
    }
  g_string_append_c (out, '\n');
}

void
write_key (GString *out, guint indent, const char *key, const char *text)
{
  if (!text)
    return;
  g_string_append_printf (out, "%*s%s: ", (int) indent, "", key);
  yaml_append_text (out, text);
  g_string_append_c (out, '\n');
}

static void
write_notes (GString *out, guint indent, const char *lead, const GPtrArray *notes)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const DraftNote *note = notes->pdata[i];
      g_autofree char *ports = port_set_to_string (note->ports);
      write_comment (out, indent, "%s%s%s%s", lead, ports, *ports ? ": " : "", note->text);
    }
}

/* ---- VLANs and roles -------------------------------------------------------------------------------------------------- */

static void
write_vlans (const Draft *d, GString *out)
{
  const GPtrArray *vlans = d->desired->vlans;
  if (vlans->len)
    g_string_append (out, "\nvlans:\n");
  for (guint i = 0; i < vlans->len; i++)
    {
      const DesiredVlan *v = vlans->pdata[i];
      const char *note = g_hash_table_lookup (d->vlan_notes, GUINT_TO_POINTER (v->id));
      if (note)
        write_comment (out, 2, "%s", note);
      g_string_append (out, "  ");
      yaml_append_text (out, v->key);
      g_string_append_printf (out, ": { id: %u", v->id);
      if (v->name)
        {
          g_string_append (out, ", name: ");
          yaml_append_text (out, v->name);
        }
      g_string_append_printf (out, "%s }\n", v->voice ? ", voice: true" : "");
    }
}

static void
write_poe (const PortConfig *c, GString *out)
{
  const char *between = "";
  if (!(c->has & (HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_PRIORITY) | HAS (ATTR_POE_LIMIT))))
    return;
  g_string_append (out, "    poe: { ");
  if (c->has & HAS (ATTR_POE_ADMIN))
    {
      g_string_append_printf (out, "enabled: %s", c->poe_admin ? "true" : "false");
      between = ", ";
    }
  if (c->has & HAS (ATTR_POE_PRIORITY))
    {
      g_string_append_printf (out, "%spriority: %s", between, poe_priority_to_string (c->poe_priority));
      between = ", ";
    }
  if (c->has & HAS (ATTR_POE_LIMIT))
    {
      g_autofree char *limit = value_with_unit (c->poe_limit_mw, TYPE_POWER);
      g_string_append_printf (out, "%slimit: %s", between, limit);
    }
  g_string_append (out, " }\n");
}

static const char *
vlan_key (const Draft *d, guint id)
{
  return desired_find_vlan (d->desired, id)->key;
}

static void
write_role (const Draft *d, const DraftRole *role, GString *out)
{
  const PortConfig *c = &role->example->cfg;
  write_comment (out, 2, _ ("ports: %u, on switches: %u"), role->ports, role->switches);
  g_string_append_printf (out, "  %s:\n", role->name);
  if (c->has & HAS (ATTR_UNTAGGED))
    write_key (out, 4, "data-vlan", vlan_key (d, c->untagged));
  if (c->has & HAS (ATTR_TAGGED))
    write_key (out, 4, "voice-vlan", vlan_key (d, c->tagged.ids[0]));
  if (c->has & HAS (ATTR_POLICIES))
    {
      const MedPolicy *m = &g_array_index (c->policies, MedPolicy, 0);
      g_string_append_printf (out, "    lldp-med: { priority: %u, dscp: %u }\n", m->priority, m->dscp);
    }
  write_poe (c, out);
  if (c->has & HAS (ATTR_QOS_TRUST))
    g_string_append_printf (out, "    qos-trust: %s\n", c->qos_trust ? "true" : "false");
}

/* For those who come to put the first phones somewhere. */
static void
write_hint (GString *out)
{
  static const char *const lines[] = {
    "vlans:", "  voice: { id: 200, name: VOIX }", "roles:", "  phone:", "    data-vlan: ...", "    voice-vlan: voice",
    "    lldp-med: { priority: 5, dscp: 46 }", "    poe: { enabled: true, priority: high }", "    qos-trust: true",
  };
  g_string_append_c (out, '\n');
  write_comment (out, 0, "%s", _ ("No VLAN for voice was found. Phones need one, and a role for their ports:"));
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_string_append_printf (out, "#   %s\n", lines[i]);
}

static void
write_roles (const Draft *d, GString *out)
{
  if (d->roles->len)
    g_string_append (out, "\nroles:\n");
  for (guint i = 0; i < d->roles->len; i++)
    write_role (d, d->roles->pdata[i], out);
  if (!d->desired->voice_vlans.n)
    write_hint (out);
}

/* ---- switches --------------------------------------------------------------------------------------------------------- */

static void
write_phone (const DesiredPort *port, GString *out)
{
  g_string_append_printf (out, "        role: %s\n        phone: { ", port->role);
  if (port->phone->mac)
    g_string_append_printf (out, "mac: \"%s\"", port->phone->mac);
  if (port->phone->model)
    {
      g_string_append_printf (out, "%smodel: ", port->phone->mac ? ", " : "");
      yaml_append_text (out, port->phone->model);
    }
  g_string_append (out, " }\n");
}

/* The role; where no role of the draft is like the port, what it is. */
static char *
role_of (const DesiredPort *port)
{
  const PortConfig *c = &port->cfg;
  g_autoptr (GString) text = g_string_new ("?");
  if (port->role)
    return g_strdup (port->role);
  if (c->has & HAS (ATTR_UNTAGGED))
    g_string_append_printf (text, _ ("  untagged VLAN %u"), c->untagged);
  if (c->has & HAS (ATTR_TAGGED))
    g_string_append_printf (text, _ ("  voice VLAN %u"), c->tagged.ids[0]);
  return g_strdup (text->str);
}

/* Neighbours in the list that have the same role go on one line; a port with a phone has its own. `mark` stands before each line. */
static void
write_ports (const GPtrArray *ports, const char *mark, GString *out)
{
  for (guint i = 0; i < ports->len;)
    {
      const DesiredPort *first = ports->pdata[i];
      g_autofree char *role = role_of (first);
      g_autoptr (PortSet) run = port_set_new ();
      gboolean alike = TRUE;
      for (; i < ports->len && alike; i += alike)
        {
          const DesiredPort *port = ports->pdata[i];
          g_autofree char *its = role_of (port);
          alike = port == first || (!strcmp (its, role) && ((!port->phone && !first->phone) || *mark));
          if (alike)
            port_set_add (run, port->id);
        }
      g_autofree char *text = port_set_to_string (run);
      if (first->phone && !*mark)
        {
          g_string_append_printf (out, "      %s:\n", text);
          write_phone (first, out);
        }
      else
        g_string_append_printf (out, "    %s  %s: %s\n", mark, text, role);
    }
}

static void
write_uplinks (const DraftSwitch *s, GString *out)
{
  if (!port_set_size (s->want->uplinks))
    {
      write_notes (out, 4, "", s->uplinks);
      return;
    }
  g_string_append (out, "    uplinks:\n");
  for (guint i = 0; i < s->uplinks->len; i++)
    {
      const DraftNote *note = s->uplinks->pdata[i];
      write_comment (out, 6, "%s", note->text);
      for (guint k = 0; k < port_set_size (note->ports); k++)
        {
          PortId id = port_set_get (note->ports, k);
          g_autofree char *port = port_to_string (id);
          g_string_append_printf (out, port_set_contains (s->want->uplinks, id) ? "      - %s\n" : "      # - %s\n", port);
        }
    }
}

/* Ports that wait for an uplink: the # taken away, they are listed. */
static void
write_held (const DraftSwitch *s, GString *out)
{
  g_autoptr (PortSet) links = port_set_new ();
  for (guint i = 0; i < s->uplinks->len; i++)
    port_set_add_set (links, ((DraftNote *) s->uplinks->pdata[i])->ports);
  g_autofree char *text = port_set_to_string (links);
  if (!s->held->len)
    return;
  if (*text)
    {
      write_comment (out, 4, "%s", _ ("Its uplinks are not declared, so its ports are not listed. To go on with it, take the # away:"));
      g_string_append_printf (out, "    # uplinks: [%s]\n", text);
    }
  else
    write_comment (out, 4, "%s", _ ("No link to another switch is seen here (LLDP, MAC addresses, aggregates): declare it as `uplinks: [PORT]`, "
                                    "then take the # away:"));
  g_string_append (out, "    # ports:\n");
  write_ports (s->held, "# ", out);
}

static void
write_switch (const DraftSwitch *s, const Credentials *usual, GString *out)
{
  const SwitchState *state = s->source->state;
  const Credentials *own = s->source->credentials;
  write_comment (out, 2, "%s %s%s%s", state->model ? state->model : "?", state->version ? state->version : "", state->sys_name ? ", calls itself " : "",
                 state->sys_name ? state->sys_name : "");
  if (state->status != SWITCH_READ)
    write_comment (out, 2, _ ("not read as a whole: %s"), state->reason ? state->reason : "?");
  g_string_append (out, "  - ");
  write_key (out, 0, "name", s->want->name);
  if (!s->source->address)
    write_comment (out, 4, "%s", _ ("a recording has no address: write the right one"));
  write_key (out, 4, "address", s->want->address);
  write_key (out, 4, "location", s->want->location);
  write_key (out, 4, "model", s->want->model);
  if (own && own != usual)
    write_key (out, 4, "credentials", own->name);
  write_uplinks (s, out);
  write_notes (out, 4, _ ("left out "), s->left_out);
  write_notes (out, 4, "", s->remarks);
  if (s->want->ports->len)
    g_string_append (out, "    ports:\n");
  write_ports (s->want->ports, "", out);
  write_held (s, out);
}

/* ---- the page --------------------------------------------------------------------------------------------------------- */

static void
write_head (const Draft *d, const DraftSetting *setting, GString *out)
{
  guint n = d->switches->len;
  write_comment (out, 0, ngettext ("Drafted by `vlanctl discover` out of what %u switch says of itself; nothing was changed on it.",
                                   "Drafted by `vlanctl discover` out of what %u switches say of themselves; nothing was changed on them.", n), n);
  write_comment (out, 0, "%s", _ ("This is what is there today: `vlanctl plan` finds nothing to do. Read on, then say what the ports should be."));
  for (guint i = 0; setting->missed && i < setting->missed->len; i++)
    write_comment (out, 0, _ ("not in it: %s"), (const char *) setting->missed->pdata[i]);
  g_string_append (out, "vlanctl: 1\n");
}

static void
write_gateway (const Draft *d, GString *out)
{
  if (!d->desired->gateway_switch)
    return;
  g_autofree char *port = port_to_string (d->desired->gateway_port);
  g_string_append (out, "\n");
  write_comment (out, 0, "%s", d->gateway_note);
  g_string_append (out, "voice-path:\n  gateway: { switch: ");
  yaml_append_text (out, d->desired->gateway_switch);
  g_string_append_printf (out, ", port: %s }\n", port);
}

void
draft_write (const Draft *d, const DraftSetting *setting, GString *out)
{
  const Credentials *usual = usual_credentials (d);
  write_head (d, setting, out);
  write_vlans (d, out);
  write_roles (d, out);
  write_credentials (d, setting, out);
  g_string_append (out, "\nswitches:\n");
  for (guint i = 0; i < d->switches->len; i++)
    {
      g_string_append (out, i ? "\n" : "");
      write_switch (d->switches->pdata[i], usual, out);
    }
  write_gateway (d, out);
  draft_excuse (out);
}
