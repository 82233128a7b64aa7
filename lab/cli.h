/* The command line: one line in, text out. Grammars are tables, one per family. */
#pragma once
#include "state.h"

#define CLI_MAX_ARGS 12

typedef enum { CLI_SHOW, CLI_CONFIG, CLI_KEEP, CLI_SESSION } CliClass;

/* What the named parts of a pattern matched. */
typedef struct {
  LabSwitch *s;
  LabSession *session; /* who asks; NULL = a file, a timer, or an administrator elsewhere */
  const char *line;    /* as it was typed */
  guint n;
  struct { char name[16]; char *value; } args[CLI_MAX_ARGS];
  gboolean partly;     /* a refused line has changed something before */
} CliArgs;

/* Appends what is printed; FALSE = refused (it has printed the ERROR line). */
typedef gboolean (*CliHandler) (CliArgs *a, GString *out);

/* Pattern words, blanks between:
 *   word              a keyword
 *   a|b               one of several keywords
 *   [ ... ]           may be left out
 *   <type>            a value; `<type>+` one or more of it, joined by blanks
 *   name:a|b, <name:type>   the same, kept under that name (a value is kept under its type otherwise) */
typedef struct {
  const char *pattern;
  CliHandler handler;
  CliClass class;
  guint since, until;  /* releases, CLI_RELEASE; 0 = always */
  const char *not_on;  /* models without it: prefixes, blanks between */
  guint prefix;        /* AOS 6 remembers so many first words of it (prefix recognition) */
} CliRule;

#define CLI_RELEASE(major, minor, release) ((major) * 10000 + (minor) * 100 + (release))

extern const CliRule cli_rules_aos6[], cli_rules_aos8[]; /* ended by a NULL pattern */

/* Runs one line. TRUE when it was done; what it prints goes to out. A question is left in session->asks. */
gboolean lab_run_line (LabSwitch *s, const char *line, LabSession *session, GString *out);
/* Which class a line is of; CLI_SHOW when it is nothing. */
CliClass lab_line_class (LabSwitch *s, const char *line, const LabSession *session);
gboolean lab_is_known_line (LabSwitch *s, const char *line);
/* What may come after these words: the text of `?`. */
char *lab_help (LabSwitch *s, const char *typed);

/* ---- for handlers */
const char *cli_arg (const CliArgs *a, const char *name); /* NULL when that part was left out */
guint cli_number (const CliArgs *a, const char *name);    /* 0 when left out */
gboolean cli_is (const CliArgs *a, const char *name, const char *value);
/* The ports of the line's <port>, <ports>, or of its <unit>; else all of the switch. Free it. */
GPtrArray *cli_scope (const CliArgs *a);
LabUnit *cli_unit (const CliArgs *a, const char *name);
gboolean cli_error (GString *out, const char *format, ...) G_GNUC_PRINTF (2, 3); /* "ERROR: ..."; always FALSE */
/* TRUE: go on. FALSE: the question was put, and the line comes again once it is answered. Nobody there: TRUE. */
gboolean cli_confirm (CliArgs *a, const char *question);
/* Every number of a blank-separated list of ids and ranges. */
typedef gboolean (*CliEach) (CliArgs *a, guint id, GString *out);
gboolean cli_each_id (CliArgs *a, const char *name, CliEach each, GString *out);
gboolean cli_parse_hours_minutes (const char *word, gboolean bare_is_hours, guint *minutes);
char *cli_full_path (const char *word); /* a bare name lies in /flash */

/* ---- handlers, by theme: a name per line of a grammar */
#define CLI_HANDLERS(X) \
  X (vlan) X (vlan_delete) X (ask_on_deletion) X (untagged) X (tag) X (untag) X (no_default) X (frame_type) X (mobile_tag) X (vlan_rule) \
  X (no_vlan_rule) X (mobile) X (dot1x) X (default_vlan) X (unp_type) X (no_unp) X (unp_vlan) X (no_unp_vlan) X (unp_setting) X (profile) \
  X (no_profile) X (alias) X (admin) X (clear_violation) X (aggregate) X (no_aggregate) X (member) X (no_member) X (lps) X (no_lps) \
  X (policy) X (no_policy) X (bind) X (unbind) X (tlv_med) X (tlv_management) X (tlv_other) X (lldpdu) X (notification) X (trust_agent) \
  X (trust_action) X (poe_service) X (poe_port) X (poe_power) X (poe_priority) X (poe_type) X (poe_maxpower) X (poe_switch) X (poe_reset) \
  X (poe_delay) X (poe_usage) X (port_trust) X (trust_ports) X (phones) X (qos_other) X (qos_apply) X (qos_revert) X (qos_flush) X (qos_reset) \
  X (write_memory) X (certify) X (restore) X (modify_directory) X (certify_on_reboot) X (not_supported) X (snapshot_file) X (syntax_check) \
  X (apply_file) X (cancel) X (error_limit) X (rm) X (ls) X (cat) X (cp) X (mv) X (more_file) X (freespace) X (echo) X (reload) X (reload_from) \
  X (reload_cancel) X (prompt_default) X (prompt_now) X (timeout) X (pager) X (page_size) X (command_log) X (kill) X (aaa) X (ip_service) \
  X (snmp_security) X (community) X (nothing) \
  X (show_system) X (show_chassis) X (show_vlan) X (show_members) X (show_mobile) X (show_rules) X (show_802_1q) X (show_unp) X (show_unp_vlans) \
  X (show_interfaces) X (show_link) X (show_alias) X (show_aggregates) X (show_lps) X (show_macs) X (show_running_directory) \
  X (show_configuration_status) X (show_snapshot) X (show_reload) X (show_units) X (show_session) X (show_log) X (show_ssh) X (show_history) \
  X (show_command_log) X (show_microcode) X (show_more) X (whoami) X (who) X (show_snmp_security) X (show_community) X (show_aaa) \
  X (show_policies) X (show_bindings) X (show_lldp_config) X (show_remote) X (show_remote_med) X (show_local) X (show_trust_agent) \
  X (show_lanpower) X (show_lanpower_config) X (show_lanpower_status) X (show_lanpower_one) X (show_power) X (show_qos)
#define CLI_DECLARE(name) gboolean cli_##name (CliArgs *a, GString *out);
CLI_HANDLERS (CLI_DECLARE)
#undef CLI_DECLARE
