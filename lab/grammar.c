#include <string.h>

#include "cli.h"

/* AOS 8.10R4 CLI guide; page numbers where a form is narrower than one would think. */
const CliRule cli_rules_aos8[] = {
  { "vlan <vlan>", cli_vlan_create, CLI_CONFIG },
  { "vlan <vlan> admin-state enable|disable", cli_vlan_state, CLI_CONFIG },
  { "vlan <vlan> admin-state enable|disable name <word>", cli_vlan_state_name, CLI_CONFIG },
  { "vlan <vlan> name <word>", cli_vlan_name, CLI_CONFIG },
  { "vlan prompt-on-deletion", cli_prompt_on_deletion, CLI_CONFIG },
  { "no vlan <vlan>", cli_vlan_delete, CLI_CONFIG },
  { "vlan <vlans> members port <ports> untagged", cli_untagged, CLI_CONFIG },
  { "vlan <vlans> members port <ports> tagged", cli_tag, CLI_CONFIG },
  { "vlan <vlans> members linkagg <agg> untagged", cli_untagged_agg, CLI_CONFIG },
  { "vlan <vlans> members linkagg <agg> tagged", cli_tag_agg, CLI_CONFIG },
  { "no vlan <vlans> members port <ports>", cli_untag, CLI_CONFIG },
  { "no vlan <vlans> members linkagg <agg>", cli_untag_agg, CLI_CONFIG },
  { "unp port <ports> port-type bridge", cli_unp, CLI_CONFIG },
  { "no unp port <ports>", cli_no_unp, CLI_CONFIG },
  { "interfaces port <port> alias <word>", cli_alias, CLI_CONFIG },         /* one port, said so: p. 79 */
  { "interfaces port <ports> admin-state enable|disable", cli_admin, CLI_CONFIG },
  { "lldp network-policy <policy> application <app> vlan <pvlan>", cli_policy, CLI_CONFIG },
  { "lldp network-policy <policy> application <app> vlan <pvlan> l2-priority <number>", cli_policy, CLI_CONFIG },
  { "lldp network-policy <policy> application <app> vlan <pvlan> l2-priority <number> dscp <number>", cli_policy, CLI_CONFIG },
  { "no lldp network-policy <policy>", cli_no_policy, CLI_CONFIG },
  { "lldp @agent port <port> med network-policy <policy>", cli_bind, CLI_CONFIG }, /* the syntax line has one port: p. 1409 */
  { "lldp @agent chassis med network-policy <policy>", cli_bind_chassis, CLI_CONFIG },
  { "no lldp port <port> med network-policy <policy>", cli_unbind, CLI_CONFIG },   /* no agent word in the `no` form */
  { "no lldp chassis med network-policy <policy>", cli_unbind_chassis, CLI_CONFIG },
  { "lldp @agent port <ports> tlv med capability|network-policy enable|disable", cli_tlv, CLI_CONFIG },
  { "lldp @agent port <ports> tlv med power|ext-power-via-mdi enable|disable", cli_tlv_ignored, CLI_CONFIG },
  { "lldp @agent port <ports> lldpdu tx|rx|tx-and-rx|disable", cli_lldpdu, CLI_CONFIG },
  { "lanpower slot <unit> service start|stop", cli_poe_service, CLI_CONFIG },
  { "lanpower slot <unit> maxpower <number>", cli_poe_maxpower, CLI_CONFIG },
  { "lanpower port <port> admin-state enable|disable", cli_poe_port, CLI_CONFIG }, /* single port: p. 258-264 */
  { "lanpower port <port> power <number>", cli_poe_power, CLI_CONFIG },
  { "lanpower port <port> priority critical|high|low", cli_poe_priority, CLI_CONFIG },
  { "qos port <ports> trusted", cli_trusted, CLI_CONFIG },
  { "qos port <port> no trusted", cli_no_trusted, CLI_CONFIG },             /* the `no` form takes one port: p. 3837 */
  { "qos port <port> maximum bandwidth <number>", cli_qos_pending, CLI_CONFIG },
  { "qos apply", cli_qos_apply, CLI_CONFIG },
  { "qos revert", cli_qos_revert, CLI_CONFIG },
  { "write memory", cli_write_memory, CLI_KEEP },
  { "copy running certified", cli_certify, CLI_KEEP },
  { "copy running certified flash-synchro", cli_certify, CLI_KEEP },
  { "configuration syntax-check <word>", cli_syntax_check, CLI_KEEP },
  { "configuration snapshot <word> <word>", cli_snapshot_file, CLI_KEEP }, /* 8.10R4 CLI p. 6071 */
  { "configuration apply <word>", cli_apply_file, CLI_KEEP },
  { "configuration apply <word> in <word>", cli_apply_in, CLI_KEEP },
  { "configuration cancel", cli_cancel, CLI_KEEP },
  { "rm <word>", cli_rm, CLI_KEEP },
  { "ls", cli_ls, CLI_SHOW },
  { "reload all in <word>", cli_reload_in, CLI_KEEP },
  { "reload all cancel", cli_reload_cancel, CLI_KEEP },
  { "show system", cli_show_system, CLI_SHOW },
  { "show vlan", cli_show_vlan, CLI_SHOW },
  { "show vlan members", cli_show_members, CLI_SHOW },
  { "show vlan members port <port>", cli_show_members, CLI_SHOW },
  { "show running-directory", cli_show_running_directory, CLI_SHOW },
  { "show configuration status", cli_show_configuration_status, CLI_SHOW },
  { "show configuration snapshot", cli_show_snapshot, CLI_SHOW },
  { "show configuration snapshot <word>", cli_show_snapshot, CLI_SHOW },
  { "write terminal", cli_show_snapshot, CLI_SHOW },
  { "show lanpower slot <unit>", cli_show_lanpower, CLI_SHOW },
  { "show lanpower slot <unit> status", cli_show_lanpower_status, CLI_SHOW },
  { "show lldp network-policy", cli_show_policies, CLI_SHOW },
  { "show lldp med network-policy", cli_show_bindings, CLI_SHOW },
  { "show lldp remote-system", cli_show_remote, CLI_SHOW },
  { "show mac-learning", cli_show_macs, CLI_SHOW },
  { "show qos config", cli_show_qos, CLI_SHOW },
  { "show reload", cli_show_reload, CLI_SHOW },
  { "show reload status", cli_show_reload, CLI_SHOW },
  { "show virtual-chassis topology", cli_show_units, CLI_SHOW },
  { "show session config", cli_show_session, CLI_SHOW },
  { "whoami", cli_whoami, CLI_SHOW },
  { "who", cli_whoami, CLI_SHOW },
  { NULL },
};

/* AOS 6: no guide shows a range of ports for these lines. */
const CliRule cli_rules_aos6[] = {
  { "vlan <vlan>", cli_vlan_create, CLI_CONFIG },
  { "vlan <vlan> enable|disable", cli_vlan_state, CLI_CONFIG },
  { "vlan <vlan> enable|disable name <word>", cli_vlan_state_name, CLI_CONFIG },
  { "vlan <vlan> name <word>", cli_vlan_name, CLI_CONFIG },
  { "no vlan <vlan>", cli_vlan_delete, CLI_CONFIG },
  { "vlan <vlans> port default <port>", cli_untagged, CLI_CONFIG },
  { "vlan <vlans> port default <agg>", cli_untagged_agg, CLI_CONFIG },
  { "vlan <vlan> no port default <port>", cli_no_default, CLI_CONFIG },
  { "vlan <vlans> 802.1q <port>", cli_tag, CLI_CONFIG },
  { "vlan <vlans> 802.1q <port> <word>", cli_tag, CLI_CONFIG },
  { "vlan <vlans> 802.1q <agg>", cli_tag_agg, CLI_CONFIG },
  { "vlan <vlans> 802.1q <agg> <word>", cli_tag_agg, CLI_CONFIG },
  { "vlan <vlans> no 802.1q <port>", cli_untag, CLI_CONFIG },
  { "vlan <vlans> no 802.1q <agg>", cli_untag_agg, CLI_CONFIG },
  { "vlan port mobile <port>", cli_mobile, CLI_CONFIG },
  { "vlan no port mobile <port>", cli_no_mobile, CLI_CONFIG },
  { "interfaces <port> alias <word>", cli_alias, CLI_CONFIG },
  { "interfaces <port> admin up|down", cli_admin, CLI_CONFIG },
  { "lldp network-policy <policy> application <app> vlan <pvlan> l2-priority <number> dscp <number>", cli_policy, CLI_CONFIG },
  { "no lldp network-policy <policy>", cli_no_policy, CLI_CONFIG },
  { "lldp <port> med network-policy <policy>", cli_bind, CLI_CONFIG },
  { "lldp chassis med network-policy <policy>", cli_bind_chassis, CLI_CONFIG },
  { "no lldp <port> med network-policy <policy>", cli_unbind, CLI_CONFIG },
  { "no lldp chassis med network-policy <policy>", cli_unbind_chassis, CLI_CONFIG },
  { "lldp <port> tlv med capability|network-policy enable|disable", cli_tlv, CLI_CONFIG },
  { "lldp <port> tlv med power enable|disable", cli_tlv_ignored, CLI_CONFIG },
  { "lldp <port> lldpdu tx|rx|tx-and-rx|disable", cli_lldpdu, CLI_CONFIG },
  { "lanpower start|stop <unit>", cli_poe_service, CLI_CONFIG },
  { "lanpower start|stop <port>", cli_poe_port, CLI_CONFIG },
  { "lanpower <unit> maxpower <number>", cli_poe_maxpower, CLI_CONFIG },
  { "lanpower <port> power <number>", cli_poe_power, CLI_CONFIG },
  { "lanpower <port> priority critical|high|low", cli_poe_priority, CLI_CONFIG },
  { "qos port <port> trusted", cli_trusted, CLI_CONFIG },
  { "qos port <port> no trusted", cli_no_trusted, CLI_CONFIG },
  { "qos apply", cli_qos_apply, CLI_CONFIG },
  { "write memory", cli_write_memory, CLI_KEEP },
  { "copy working certified", cli_certify, CLI_KEEP },
  { "copy working certified flash-synchro", cli_certify, CLI_KEEP },
  { "configuration syntax check <word>", cli_syntax_check, CLI_KEEP },
  { "configuration snapshot <word> <word>", cli_snapshot_file, CLI_KEEP },
  { "configuration apply <word>", cli_apply_file, CLI_KEEP },
  { "configuration apply <word> in <word>", cli_apply_in, CLI_KEEP },
  { "configuration cancel", cli_cancel, CLI_KEEP },
  { "rm <word>", cli_rm, CLI_KEEP },
  { "reload in <word>", cli_reload_in, CLI_KEEP },
  { "reload cancel", cli_reload_cancel, CLI_KEEP },
  { "no more", cli_nothing, CLI_SHOW },
  { "show system", cli_show_system, CLI_SHOW },
  { "show vlan", cli_show_vlan, CLI_SHOW },
  { "show vlan port", cli_show_members, CLI_SHOW },
  { "show vlan port <port>", cli_show_members, CLI_SHOW },
  { "show running-directory", cli_show_running_directory, CLI_SHOW },
  { "show configuration status", cli_show_configuration_status, CLI_SHOW },
  { "show configuration snapshot", cli_show_snapshot, CLI_SHOW },
  { "show configuration snapshot <word>", cli_show_snapshot, CLI_SHOW },
  { "write terminal", cli_show_snapshot, CLI_SHOW },
  { "show lanpower <unit>", cli_show_lanpower, CLI_SHOW },
  { "show lldp remote-system", cli_show_remote, CLI_SHOW },
  { "show mac-address-table", cli_show_macs, CLI_SHOW },
  { "show reload", cli_show_reload, CLI_SHOW },
  { "show stack topology", cli_show_units, CLI_SHOW },
  { "show session config", cli_show_session, CLI_SHOW },
  { "whoami", cli_whoami, CLI_SHOW },
  { "who", cli_whoami, CLI_SHOW },
  { NULL },
};

/* ---- words ----------------------------------------------------------------------------------------------------------- */

static GPtrArray *
split (const char *line)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  while (*line)
    {
      line += strspn (line, " \t");
      if (!*line)
        break;
      gsize n = *line == '"' && strchr (line + 1, '"') ? (gsize) (strchr (line + 1, '"') - line) + 1 : strcspn (line, " \t");
      g_ptr_array_add (words, g_strndup (line, n));
      line += n;
    }
  return words;
}

static gboolean
is_number (const char *w, guint min, guint max)
{
  char *end;
  guint64 n = g_ascii_strtoull (w, &end, 10);
  return g_ascii_isdigit (*w) && !*end && n >= min && n <= max;
}

static gboolean
is_vlans (const char *w)
{
  g_auto (GStrv) parts = g_strsplit (w, "-", 3);
  guint n = g_strv_length (parts);
  return n && n <= 2 && is_number (parts[0], 1, 4094) && (n == 1 || is_number (parts[1], 1, 4094));
}

static gboolean
is_ports (const LabSwitch *s, const char *w, gboolean range)
{
  g_autoptr (GPtrArray) found = lab_parse_ports (s, w, range);
  return found != NULL;
}

static gboolean
is_unit (const LabSwitch *s, const char *w)
{
  g_auto (GStrv) parts = g_strsplit (w, "/", 3);
  return g_strv_length (parts) == (s->family == LAB_AOS6 ? 1 : 2) && is_number (parts[0], 1, 16) && (!parts[1] || is_number (parts[1], 1, 16));
}

static gboolean
is_choice (const char *pattern, const char *w)
{
  g_auto (GStrv) choices = g_strsplit (pattern, "|", -1);
  for (guint i = 0; choices[i]; i++)
    if (!g_ascii_strcasecmp (choices[i], w))
      return TRUE;
  return FALSE;
}

static gboolean
fits_hole (const LabSwitch *s, const char *hole, const char *w)
{
  static const char apps[] = "voice|voice-signaling|guest-voice|guest-voice-signaling|softphone-voice|video-conferencing|streaming-video|video-signaling";
  if (!strcmp (hole, "<vlan>"))
    return is_number (w, 1, 4094);
  if (!strcmp (hole, "<vlans>"))
    return is_vlans (w);
  if (!strcmp (hole, "<port>"))
    return is_ports (s, w, FALSE);
  if (!strcmp (hole, "<ports>"))
    return is_ports (s, w, TRUE);
  if (!strcmp (hole, "<agg>"))
    return is_number (w, 1, 255);
  if (!strcmp (hole, "<policy>"))
    return is_number (w, s->family == LAB_AOS6 ? 1 : 0, 31);
  if (!strcmp (hole, "<number>"))
    return is_number (w, 0, 1000000);
  if (!strcmp (hole, "<unit>"))
    return is_unit (s, w);
  if (!strcmp (hole, "<app>"))
    return is_choice (apps, w);
  if (!strcmp (hole, "<pvlan>"))
    return is_number (w, 1, 4094) || is_choice ("untagged|priority-tag", w);
  return !strcmp (hole, "<word>");
}

/* How many words of the line the pattern takes; *all when both end together. */
static guint
match (const LabSwitch *s, const char *pattern, const GPtrArray *words, gboolean *all, CliArgs *args)
{
  g_auto (GStrv) parts = g_strsplit (pattern, " ", -1);
  guint w = 0;
  args->n = 0;
  *all = FALSE;
  for (guint i = 0; parts[i]; i++)
    {
      const char *word = w < words->len ? words->pdata[w] : NULL;
      if (!strcmp (parts[i], "@agent"))
        {
          w += word && is_choice ("nearest-bridge|nearest-customer|non-tpmr|all", word);
          continue;
        }
      gboolean hole = *parts[i] == '<', choice = strchr (parts[i], '|') != NULL;
      if (!word || !(hole ? fits_hole (s, parts[i], word) : is_choice (parts[i], word)))
        return w;
      if ((hole || choice) && args->n < CLI_MAX_ARGS)
        args->words[args->n++] = words->pdata[w];
      w++;
    }
  *all = w == words->len;
  return w;
}

gboolean
cli_error (GString *out, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_string_append (out, "ERROR: ");
  g_string_append_vprintf (out, format, args);
  g_string_append_c (out, '\n');
  va_end (args);
  return FALSE;
}

static gboolean
invalid (GString *out, const char *line, const char *word)
{
  const char *at = word ? strstr (line, word) : NULL;
  if (!word)
    return cli_error (out, "Incomplete command");
  g_string_append_printf (out, "%*s^\n", at ? (int) (at - line) : 0, "");
  return cli_error (out, "Invalid entry: \"%s\"", word);
}

/* From 8.10 on the guides know no `network-policy` here (CLI guide p. 1419). */
static gboolean
is_forgotten (const LabSwitch *s, const GPtrArray *words)
{
  gboolean med = FALSE;
  if (s->family != LAB_AOS8 || !g_str_has_prefix (s->version, "8.10."))
    return FALSE;
  for (guint i = 0; i + 1 < words->len; i++)
    med = med || (!strcmp (words->pdata[i], "tlv") && !strcmp (words->pdata[i + 1], "med"));
  for (guint i = 0; i < words->len; i++)
    if (med && !strcmp (words->pdata[i], "network-policy"))
      return TRUE;
  return FALSE;
}

static const CliRule *
find_rule (LabSwitch *s, const GPtrArray *words, CliArgs *args, guint *furthest)
{
  const CliRule *rules = s->family == LAB_AOS6 ? cli_rules_aos6 : cli_rules_aos8;
  *furthest = 0;
  for (; rules->pattern; rules++)
    {
      gboolean all;
      guint taken = match (s, rules->pattern, words, &all, args);
      *furthest = MAX (*furthest, taken);
      if (all)
        return rules;
    }
  return NULL;
}

CliClass
lab_line_class (LabSwitch *s, const char *line)
{
  CliArgs args;
  guint furthest;
  g_autoptr (GPtrArray) words = split (line);
  const CliRule *rule = words->len ? find_rule (s, words, &args, &furthest) : NULL;
  return rule ? rule->class : CLI_SHOW;
}

gboolean
lab_run_line (LabSwitch *s, const char *line, guint session, const char *user, GString *out, CliClass *class)
{
  CliArgs args = { .s = s, .session = session, .user = user };
  guint furthest;
  g_autoptr (GPtrArray) words = split (line);
  if (!words->len || ((char *) words->pdata[0])[0] == '!')
    return TRUE;
  if (is_forgotten (s, words))
    return invalid (out, line, "network-policy");
  const CliRule *rule = find_rule (s, words, &args, &furthest);
  if (!rule)
    return invalid (out, line, furthest < words->len ? words->pdata[furthest] : NULL);
  if (class)
    *class = rule->class;
  args.s = s;
  gboolean ok = rule->handler (&args, out);
  if (rule->class != CLI_SHOW)
    lab_changed (s);
  return ok;
}
