/* The family tables, walked: whatever is added must pass the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "profiles/family.h"

static OpArgs
good_args (const Family *f, const MedPolicy *policy)
{
  PortId port = port_make (f->port_form == PORT_FORM_CHASSIS_SLOT_PORT ? 1 : 0, 1, 7);
  return (OpArgs){ .vlan = 200, .name = "VOIX", .ports = { port, port }, .policy = f->policy_id_min, .policy_values = policy, .enable = TRUE,
                   .lldp_admin = LLDP_TX_RX, .chassis = f->port_form == PORT_FORM_CHASSIS_SLOT_PORT ? 1 : 0, .slot = 1,
                   .milliwatts = 8000, .poe_priority = POE_HIGH, .file = "/flash/undo.txt", .minutes = 75 };
}

static gboolean
is_agg (OpId op)
{
  return op == OP_AGG_TAG || op == OP_AGG_UNTAG;
}

static void
test_every_line_renders_and_is_known (void **state)
{
  MedPolicy policy = { .id = 3, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = 200, .priority = 5, .dscp = 46 };
  for (guint i = 0; families[i]; i++)
    for (guint op = 0; op < OP_N; op++)
      {
        const Family *f = families[i];
        g_autoptr (GError) error = NULL;
        OpArgs args = good_args (f, &policy);
        if (is_agg (op))
          args.ports.first = args.ports.last = port_make_linkagg (5);
        g_autofree char *line = family_render (f, op, &args, &error);
        if (!f->ops[op].line)
          {
            assert_null (line); /* a line that the family does not have is never made up */
            continue;
          }
        if (!line)
          fail_msg ("%s %s: %s", f->id, op_to_string (op), error->message);
        if (strpbrk (line, "{}\n\r") || !family_line_is_known (f, line))
          fail_msg ("%s %s: `%s`", f->id, op_to_string (op), line);
        if (!f->ops[op].cite || !*f->ops[op].cite)
          fail_msg ("%s %s has no source", f->id, op_to_string (op));
      }
}

/* A model that has a budget is one of its family, whole, and gives power. */
static void
test_budgets (void **state)
{
  for (guint i = 0; families[i]; i++)
    for (const PoeBudget *b = families[i]->poe_budgets; b->model; b++)
      {
        gboolean known;
        assert_ptr_equal (family_by_model (b->model), families[i]);
        assert_true (family_model_has_poe (b->model, &known) && known);
        assert_int_equal (family_model_budget_w (b->model), b->watts);
      }
  assert_int_equal (family_model_budget_w ("OS6360-P24"), 180); /* and not that of OS6360-P24X */
  assert_int_equal (family_model_budget_w ("OS6360-P2"), 0);
  assert_int_equal (family_model_budget_w ("C9300-48P"), 0);
  assert_int_equal (family_model_budget_w (NULL), 0);
}

/* Ranges of ports only where the guide has one for this very line. */
static void
test_ranges (void **state)
{
  for (guint i = 0; families[i]; i++)
    for (guint op = 0; op < OP_N; op++)
      {
        const Family *f = families[i];
        OpArgs args = good_args (f, NULL);
        MedPolicy policy = { .id = 3, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = 200 };
        args.policy_values = &policy;
        args.ports.last = args.ports.first + 3;
        if (!f->ops[op].line || !strstr (f->ops[op].line, "{port}"))
          continue;
        g_autofree char *line = family_render (f, op, &args, NULL);
        if ((line != NULL) != (f->ops[op].range == OP_RANGE_PORTS))
          fail_msg ("%s %s: %s", f->id, op_to_string (op), line ? line : "no range");
      }
}

static char *
ops_with (const Family *f, gboolean (*has) (const OpTemplate *op))
{
  GString *text = g_string_new (NULL);
  for (guint op = 0; op < OP_N; op++)
    if (f->ops[op].line && has (&f->ops[op]))
      g_string_append_printf (text, "%s%s", text->len ? " " : "", op_to_string (op));
  return g_string_free (text, FALSE);
}

static gboolean
has_range (const OpTemplate *op)
{
  return op->range == OP_RANGE_PORTS;
}

static gboolean
is_guess (const OpTemplate *op)
{
  return op->guess;
}

static gboolean
may_be_refused (const OpTemplate *op)
{
  return op->refusal_not_needed != NULL;
}

/* As the reference has it, line by line: whoever adds to these lists has a page to show. */
static void
test_what_the_guides_say (void **state)
{
  static const struct {
    const Family *family;
    gboolean (*has) (const OpTemplate *op);
    const char *ops;
  } rows[] = {
    { &family_aos8, has_range, "port-untagged port-tag port-untag tlv-capability tlv-network-policy lldp-admin qos-trust" },
    { &family_aos8, is_guess, "" },
    { &family_aos8, may_be_refused, "tlv-network-policy" },
    { &family_aos6, has_range, "" },
    { &family_aos6, is_guess, "policy-delete policy-unbind timer-check timer-arm timer-cancel file-remove" },
    { &family_aos6, may_be_refused, "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *ops = ops_with (rows[i].family, rows[i].has);
      assert_string_equal (ops, rows[i].ops);
    }
  for (guint i = 0; families[i]; i++) /* these wipe the settings of ports (CLI guide p. 1403 ff.) or other people's QoS (p. 3824) */
    for (guint op = 0; op < OP_N; op++)
      {
        static const char *const never[] = { "lldp chassis", "lldp slot", "nearest-bridge chassis", "nearest-bridge slot", "qos revert", "qos flush" };
        for (guint n = 0; families[i]->ops[op].line && n < G_N_ELEMENTS (never); n++)
          if (strstr (families[i]->ops[op].line, never[n]) || g_str_has_prefix (families[i]->ops[op].line, "reload"))
            fail_msg ("%s: %s", families[i]->id, families[i]->ops[op].line);
      }
}

/* Every kind of change has its way there and back. */
static void
test_pairs (void **state)
{
  for (guint i = 0; families[i]; i++)
    {
      const Family *f = families[i];
      for (OpId op = 0; op < OP_SAVE; op++)
        if (f->ops[op].line && (op_undo (op) == OP_N || !f->ops[op_undo (op)].line))
          fail_msg ("%s: no way back from %s", f->id, op_to_string (op));
      assert_true (f->ops[OP_SAVE].line && f->ops[OP_CERTIFY].line);
      assert_int_equal (f->ops[OP_QOS_TRUST].line != NULL, f->ops[OP_QOS_NO_TRUST].line != NULL);
      assert_int_equal (f->ops[OP_QOS_TRUST].line != NULL, !f->tagged_always_trusted);
    }
}

/* Whatever stands in a name or a file: the line stays one line of printable characters, or there is none. */
static void
test_hostile_text (void **state)
{
  GRand *rand = g_rand_new_with_seed (20);
  MedPolicy policy = { .id = 3, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = 200 };
  for (guint round = 0; round < 20000; round++)
    {
      char text[48];
      guint n = (guint) g_rand_int_range (rand, 0, (gint32) sizeof text);
      for (guint i = 0; i < n; i++)
        text[i] = (char) g_rand_int_range (rand, 1, 256);
      text[n] = '\0';
      for (guint i = 0; families[i]; i++)
        {
          static const OpId ops[] = { OP_VLAN_CREATE, OP_VLAN_NAME, OP_TIMER_ARM, OP_FILE_REMOVE };
          OpArgs args = good_args (families[i], &policy);
          args.name = args.file = text;
          for (guint k = 0; k < G_N_ELEMENTS (ops); k++)
            {
              g_autofree char *line = family_render (families[i], ops[k], &args, NULL);
              for (const char *c = line; c && *c; c++)
                assert_true (*c >= ' ' && *c < 127);
              if (line && strchr (line, '"'))
                assert_int_equal (strlen (strchr (line, '"') + 1) - 1, strlen (text)); /* quoted once, at both ends */
            }
        }
    }
  g_rand_free (rand);
}

static void
test_bounds (void **state)
{
  for (guint i = 0; families[i]; i++)
    {
      MedPolicy policy = { .id = 3, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = 200, .priority = 5, .dscp = 46 };
      const OpArgs good = good_args (families[i], &policy);
      OpArgs args = good;
      args.vlan = 4095;
      assert_null (family_render (families[i], OP_VLAN_DELETE, &args, NULL));
      args.vlan = 0;
      assert_null (family_render (families[i], OP_PORT_TAG, &args, NULL));
      args = good;
      args.policy = families[i]->policy_id_max + 1;
      assert_null (family_render (families[i], OP_POLICY_DELETE, &args, NULL));
      args = good;
      args.milliwatts = families[i]->poe_limit_max_mw + 1;
      assert_null (family_render (families[i], OP_POE_LIMIT, &args, NULL));
      args = good;
      policy.dscp = 64;
      assert_null (family_render (families[i], OP_POLICY_CREATE, &args, NULL));
      args.ports.first = args.ports.last = port_make_linkagg (5);
      assert_null (family_render (families[i], OP_POE_ON, &args, NULL));
    }
}

static void
test_recognition (void **state)
{
  g_autofree char *why = NULL, *model = NULL, *version = NULL;
  const Family *f = family_recognise ("1.3.6.1.4.1.6486.801.1.1.2.1.11.1.1", "Alcatel-Lucent Enterprise OS6860E-P24 8.9.221.R03 GA, October 12, 2023.", &why);
  assert_non_null (f);
  assert_int_equal (f->port_form, PORT_FORM_CHASSIS_SLOT_PORT);
  family_parse_descr ("Alcatel-Lucent Enterprise OS6860E-P24 8.9.221.R03 GA, October 12, 2023.", &model, &version);
  assert_string_equal (model, "OS6860E-P24");
  assert_string_equal (version, "8.9.221.R03");
  assert_null (family_recognise ("1.3.6.1.4.1.9.1.1", "something else", &why));
  assert_non_null (why);
}

/* What a person is told to type: each with its source, no hole left, and never a line that the program would send by itself. */
static void
test_every_cure_has_a_line (void **state)
{
  for (guint i = 0; families[i]; i++)
    for (guint cure = 0; cure < CURE_N; cure++)
      {
        const Cure *c = &families[i]->cures[cure];
        assert_true (c->lines[0] || cure == CURE_SFTP); /* AOS 8 has no line for it, and needs none: here-documents */
        assert_true (!c->lines[0] || c->cite);
        for (guint k = 0; k < G_N_ELEMENTS (c->lines) && c->lines[k]; k++)
          {
            g_autofree char *line = family_cure_line (families[i], cure, k, "{user}", "admin", "{level}", "sha+aes", "{date}", "11/24/2026", "{time}", "22:00:00", NULL);
            assert_null (strchr (line, '{'));
            assert_false (family_line_is_known (families[i], line));
          }
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_line_renders_and_is_known), cmocka_unit_test (test_budgets), cmocka_unit_test (test_ranges), cmocka_unit_test (test_what_the_guides_say), cmocka_unit_test (test_pairs),
    cmocka_unit_test (test_hostile_text), cmocka_unit_test (test_bounds), cmocka_unit_test (test_recognition), cmocka_unit_test (test_every_cure_has_a_line),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("profiles", tests, NULL, NULL);
}
