/* The configuration as the switch writes it. */
#include <string.h>

#include "snapshot.h"

/* ---- ports ----------------------------------------------------------------------------------------------------------- */

/* AOS 8 collapses neighbours into ranges; AOS 6 writes one port a line. */
void
snapshot_ports (const LabSwitch *s, GString *out, LabPortTest test, guint what, const char *before, const char *after)
{
  gboolean ranges = s->family == LAB_AOS8;
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (p->aggregate_id || !test (p, what))
        continue;
      guint last = i;
      while (ranges && last + 1 < s->ports->len)
        {
          const LabPort *q = s->ports->pdata[last + 1];
          if (q->aggregate_id || q->chassis != p->chassis || q->slot != p->slot || !test (q, what))
            break;
          last++;
        }
      g_autofree char *name = lab_port_name (p);
      g_string_append_printf (out, "%s%s", before, name);
      if (last > i)
        g_string_append_printf (out, "-%u", ((LabPort *) s->ports->pdata[last])->number);
      g_string_append_printf (out, "%s\n", after);
      i = last;
    }
}

/* ---- the rest -------------------------------------------------------------------------------------------------------- */

static gboolean
test_trusted (const LabPort *p, guint what)
{
  return p->trusted;
}

/* What is applied; what is pending is nobody's yet. */
static void
write_qos (const LabSwitch *s, GString *out)
{
  gsize before = out->len;
  if (s->trust_ports)
    g_string_append (out, s->family == LAB_AOS6 ? "qos trust ports\n" : "qos trust-ports\n");
  if (s->phones_priority == 9)
    g_string_append (out, "qos no phones\n");
  else if (s->phones_priority < 8)
    g_string_append_printf (out, "qos phones priority %u\n", s->phones_priority);
  snapshot_ports (s, out, test_trusted, 0, "qos port ", " trusted");
  if (out->len > before)
    g_string_append (out, "qos apply\n");
}

static gboolean
test_admin_down (const LabPort *p, guint what)
{
  return p->admin_down;
}

static void
write_interfaces (const LabSwitch *s, GString *out)
{
  gboolean aos6 = s->family == LAB_AOS6;
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (!p->aggregate_id && *p->alias)
        g_string_append_printf (out, "interfaces %s%s alias \"%s\"\n", aos6 ? "" : "port ", name, p->alias);
    }
  snapshot_ports (s, out, test_admin_down, 0, aos6 ? "interfaces " : "interfaces port ",
                  aos6 ? " admin down" : " admin-state disable");
}

static gboolean
test_member (const LabPort *p, guint id)
{
  return p->member_of == id;
}

static void
write_aggregates (const LabSwitch *s, GString *out)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      guint id = ((LabPort *) s->ports->pdata[i])->aggregate_id;
      g_autofree char *after = g_strdup_printf (s->family == LAB_AOS6 ? " agg num %u" : " agg %u", id);
      if (!id)
        continue;
      g_string_append_printf (out,
                              s->family == LAB_AOS6 ? "static linkagg %u size 8 admin state enable\n"
                                                    : "linkagg static agg %u size 8 admin-state enable\n",
                              id);
      snapshot_ports (s, out, test_member, id, s->family == LAB_AOS6 ? "static agg " : "linkagg static port ", after);
    }
}

static void
write_port_security (const LabSwitch *s, GString *out)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (p->lps_max)
        g_string_append_printf (out, "port-security %s%s maximum %u\n", s->family == LAB_AOS6 ? "" : "port ", name, p->lps_max);
    }
}

static void
write_session (const LabSwitch *s, GString *out)
{
  gboolean aos6 = s->family == LAB_AOS6;
  if (strcmp (s->prompt, "-> "))
    g_string_append_printf (out, "session prompt default \"%s\"\n", s->prompt);
  if (s->idle_minutes != 4)
    g_string_append_printf (out, aos6 ? "session timeout cli %u\n" : "session cli timeout %u\n", s->idle_minutes);
  if (s->logs_commands)
    g_string_append (out, "command-log enable\n");
}

static void
write_configuration (const LabSwitch *s, GString *out)
{
  if (s->error_files != 1)
    g_string_append_printf (out, "configuration error-file-limit %u\n", s->error_files);
}

static void
write_snmp (const LabSwitch *s, GString *out)
{
  static const char *const levels[] = { "",           "no security", "authentication set", "authentication all", "privacy set",
                                        "privacy all" };
  if (s->snmp_security != 5)
    g_string_append_printf (out, "snmp security %s\n",
                            s->family == LAB_AOS8 && s->snmp_security == 1 ? "no-security" : levels[s->snmp_security]);
}

static void
write_aaa (const LabSwitch *s, GString *out)
{
  if (s->snmp_login)
    g_string_append (out, "aaa authentication snmp \"local\"\n");
  if (s->ssh_login)
    g_string_append (out, "aaa authentication ssh \"local\"\n");
}

/* ---- sections -------------------------------------------------------------------------------------------------------- */

/* Keywords of `show configuration snapshot`; headings have a blank before the colon on AOS 6 and none on AOS 8, and stand there
 * also when their section is empty. AOS 6 has no keyword for LLDP and PoE: they come with `all` (LLDP with `aip`, perhaps). */
static const struct {
  const char *word6, *word8, *heading6, *heading8;
  void (*write) (const LabSwitch *s, GString *out);
} sections[] = {
  { "chassis", "chassis", "! Chassis :", "! Chassis:", NULL },
  { NULL, NULL, "! Configuration:", "! Configuration:", write_configuration },
  { "interface", "interface", "! Interface :", "! Interface:", write_interfaces },
  { "linkagg", "linkagg", "! Link Aggregate :", "! Link Aggregate:", write_aggregates },
  { "vlan", "vlan", "! VLAN :", "! VLAN:", snapshot_vlans },
  { "802.1q", NULL, "! 802.1Q :", NULL, snapshot_tags },
  { NULL, "da-unp", NULL, "! DA-UNP:", snapshot_unp },
  { "bridge", "bridge", "! Bridging :", "! Bridging:", write_port_security },
  { "ip", "ip", "! IP :", "! IP:", NULL },
  { "aaa", "aaa", "! AAA :", "! AAA:", write_aaa },
  { "qos", "qos", "! QOS :", "! QOS:", write_qos },
  { "aip", "lldp", "! 802.1AB :", "! LLDP:", snapshot_lldp },
  { "session", "session", "! Session manager :", "! Session Manager:", write_session },
  { "snmp", "snmp", "! SNMP :", "! SNMP:", write_snmp },
  { NULL, "lanpower", "! Lan Power :", "! LAN Power:", snapshot_power },
};

gboolean
lab_is_feature (const LabSwitch *s, const char *word)
{
  static const char *const others6[] = {
    "all",          "webmgt", "udld",         "system", "stp",     "stack-manager",      "saa",  "ripng", "rip",  "rdp",
    "port-mapping", "policy", "pmm",          "ntp",    "module",  "loopback-detection", "ipv6", "ipms",  "ipmr", "ip-routing",
    "ip-helper",    "health", "ethernet-oam", "erp",    "efm-oam", "test-oam",           NULL
  };
  static const char *const others8[] = { "all",
                                         "virtual-chassis",
                                         "webmgt",
                                         "vrrp",
                                         "udld",
                                         "system",
                                         "stp",
                                         "ripng",
                                         "rip",
                                         "policy",
                                         "pmm",
                                         "ospf",
                                         "ntp",
                                         "mvrp",
                                         "module",
                                         "ipv6",
                                         "ipms",
                                         "ip-routing",
                                         "health",
                                         "ha-vlan",
                                         "erp",
                                         "dhcp-snooping",
                                         "pvlan",
                                         "capability",
                                         "loopback-detection",
                                         "cloud-agent",
                                         "device-profile",
                                         "port-manager",
                                         "security",
                                         "udld",
                                         NULL };
  g_autofree char *lower = g_ascii_strdown (word, -1);
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (!g_strcmp0 (s->family == LAB_AOS6 ? sections[i].word6 : sections[i].word8, lower))
      return TRUE;
  return g_strv_contains (s->family == LAB_AOS6 ? others6 : others8, lower);
}

static gboolean
is_wanted (const char *const *features, const char *word)
{
  if (!features)
    return TRUE;
  for (guint i = 0; features[i]; i++)
    if (!g_ascii_strcasecmp (features[i], "all") || (word && !g_ascii_strcasecmp (features[i], word)))
      return TRUE;
  return FALSE;
}

char *
lab_snapshot (const LabSwitch *s, const char *const *features)
{
  GString *out = g_string_new (NULL);
  gboolean aos6 = s->family == LAB_AOS6;
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      const char *heading = aos6 ? sections[i].heading6 : sections[i].heading8;
      if (!heading || !is_wanted (features, aos6 ? sections[i].word6 : sections[i].word8))
        continue;
      gsize before = out->len;
      g_string_append_printf (out, "%s\n", heading);
      if (sections[i].write)
        sections[i].write (s, out);
      if (!aos6 && out->len > before + strlen (heading) + 1)
        g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}
