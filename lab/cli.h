/* The command line: one line in, text out. Grammars are tables, one per family. */
#pragma once
#include "state.h"

#define CLI_MAX_ARGS 12

/* What the holes of a pattern matched. */
typedef struct {
  LabSwitch *s;
  guint n;
  char *words[CLI_MAX_ARGS];
  guint session;    /* number of the asking session; 0 = none */
  const char *user;
} CliArgs;

/* Appends what is printed; FALSE = refused (it has printed the ERROR line). */
typedef gboolean (*CliHandler) (CliArgs *a, GString *out);

typedef enum { CLI_SHOW, CLI_CONFIG, CLI_KEEP } CliClass;

/* Pattern words: literal; `a|b` a choice; <vlan> <vlans> (one or a range) <port> <ports> (one range) <agg> <policy> <number> <unit>
 * <word> (anything, quoted or not) <app> <pvlan>. Holes and choices become arguments. */
typedef struct {
  const char *pattern;
  CliHandler handler;
  CliClass class;
} CliRule;

extern const CliRule cli_rules_aos6[], cli_rules_aos8[]; /* ended by a NULL pattern */

/* Runs one line. TRUE when it was done; what it prints goes to out. class may be NULL. */
gboolean lab_run_line (LabSwitch *s, const char *line, guint session, const char *user, GString *out, CliClass *class);
/* Which class a line is of; CLI_SHOW when it is nothing. */
CliClass lab_line_class (LabSwitch *s, const char *line);
gboolean cli_error (GString *out, const char *format, ...) G_GNUC_PRINTF (2, 3); /* "ERROR: ..."; always FALSE */

/* ---- handlers, by theme */
gboolean cli_vlan_create (CliArgs *a, GString *out);
gboolean cli_vlan_state (CliArgs *a, GString *out);
gboolean cli_vlan_state_name (CliArgs *a, GString *out);
gboolean cli_vlan_name (CliArgs *a, GString *out);
gboolean cli_vlan_delete (CliArgs *a, GString *out);
gboolean cli_untagged (CliArgs *a, GString *out);
gboolean cli_untagged_agg (CliArgs *a, GString *out);
gboolean cli_no_default (CliArgs *a, GString *out);
gboolean cli_tag (CliArgs *a, GString *out);
gboolean cli_tag_agg (CliArgs *a, GString *out);
gboolean cli_untag (CliArgs *a, GString *out);
gboolean cli_untag_agg (CliArgs *a, GString *out);
gboolean cli_mobile (CliArgs *a, GString *out);
gboolean cli_no_mobile (CliArgs *a, GString *out);
gboolean cli_unp (CliArgs *a, GString *out);
gboolean cli_no_unp (CliArgs *a, GString *out);
gboolean cli_prompt_on_deletion (CliArgs *a, GString *out);
gboolean cli_alias (CliArgs *a, GString *out);
gboolean cli_admin (CliArgs *a, GString *out);

gboolean cli_policy (CliArgs *a, GString *out);
gboolean cli_no_policy (CliArgs *a, GString *out);
gboolean cli_bind (CliArgs *a, GString *out);
gboolean cli_unbind (CliArgs *a, GString *out);
gboolean cli_bind_chassis (CliArgs *a, GString *out);
gboolean cli_unbind_chassis (CliArgs *a, GString *out);
gboolean cli_tlv (CliArgs *a, GString *out);
gboolean cli_tlv_ignored (CliArgs *a, GString *out);
gboolean cli_lldpdu (CliArgs *a, GString *out);

gboolean cli_poe_service (CliArgs *a, GString *out);
gboolean cli_poe_port (CliArgs *a, GString *out);
gboolean cli_poe_power (CliArgs *a, GString *out);
gboolean cli_poe_priority (CliArgs *a, GString *out);
gboolean cli_poe_maxpower (CliArgs *a, GString *out);
gboolean cli_trusted (CliArgs *a, GString *out);
gboolean cli_no_trusted (CliArgs *a, GString *out);
gboolean cli_qos_pending (CliArgs *a, GString *out);
gboolean cli_qos_apply (CliArgs *a, GString *out);
gboolean cli_qos_revert (CliArgs *a, GString *out);

gboolean cli_write_memory (CliArgs *a, GString *out);
gboolean cli_certify (CliArgs *a, GString *out);
gboolean cli_snapshot_file (CliArgs *a, GString *out);
gboolean cli_syntax_check (CliArgs *a, GString *out);
gboolean cli_apply_file (CliArgs *a, GString *out);
gboolean cli_apply_in (CliArgs *a, GString *out);
gboolean cli_cancel (CliArgs *a, GString *out);
gboolean cli_rm (CliArgs *a, GString *out);
gboolean cli_ls (CliArgs *a, GString *out);
gboolean cli_reload_in (CliArgs *a, GString *out);
gboolean cli_reload_cancel (CliArgs *a, GString *out);
gboolean cli_nothing (CliArgs *a, GString *out);

gboolean cli_show_system (CliArgs *a, GString *out);
gboolean cli_show_vlan (CliArgs *a, GString *out);
gboolean cli_show_members (CliArgs *a, GString *out);
gboolean cli_show_running_directory (CliArgs *a, GString *out);
gboolean cli_show_configuration_status (CliArgs *a, GString *out);
gboolean cli_show_snapshot (CliArgs *a, GString *out);
gboolean cli_show_lanpower (CliArgs *a, GString *out);
gboolean cli_show_lanpower_status (CliArgs *a, GString *out);
gboolean cli_show_policies (CliArgs *a, GString *out);
gboolean cli_show_bindings (CliArgs *a, GString *out);
gboolean cli_show_qos (CliArgs *a, GString *out);
gboolean cli_show_reload (CliArgs *a, GString *out);
gboolean cli_show_units (CliArgs *a, GString *out);
gboolean cli_show_session (CliArgs *a, GString *out);
gboolean cli_whoami (CliArgs *a, GString *out);
gboolean cli_show_remote (CliArgs *a, GString *out);
gboolean cli_show_macs (CliArgs *a, GString *out);
