/* What may be told, and which line lets an old switch in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "apply/transport.h"

static void
test_redact (void **state)
{
  static const char *const secrets[] = { "hunter2", "ab", "", NULL };
  static const char *const rows[][2] = {
    { "nothing", "nothing" }, { "hunter2", "***" }, { "xhunter2hunter2y", "x***" "***y" }, { "hunter", "hunter" },
    { "ab", "***" }, { "cab abs", "cab abs" }, { "(ab)", "(***)" }, { "", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *clean = transport_redact (rows[i][0], secrets);
      assert_string_equal (clean, rows[i][1]);
    }
  assert_null (transport_redact (NULL, secrets));
  g_autofree char *same = transport_redact ("hunter2", NULL);
  assert_string_equal (same, "hunter2");
}

static void
test_error_is_settled (void **state)
{
  static const char *const secrets[] = { "hunter2", NULL };
  gint refused = 0;
  const SshTarget target = { .address = "192.0.2.1", .user = "admin", .secrets = secrets, .refused = &refused };
  GError *error = g_error_new_literal (SSH_TRANSPORT_ERROR, SSH_ERR_LOST, "said hunter2");
  transport_settle_error (&target, &error);
  assert_string_equal (error->message, "said ***");
  assert_true (transport_may_log_in (&target, NULL));
  g_clear_error (&error);
  error = g_error_new_literal (SSH_TRANSPORT_ERROR, SSH_ERR_AUTH, "refused");
  transport_settle_error (&target, &error);
  g_clear_error (&error);
  assert_false (transport_may_log_in (&target, &error));
  assert_true (g_error_matches (error, SSH_TRANSPORT_ERROR, SSH_ERR_AUTH));
  g_clear_error (&error);
}

static void
test_cures (void **state)
{
  static const char *const named[] = { "ssh-rsa", NULL };
  static const struct {
    const char *offer;
    gboolean legacy, named, openssh;
    const char *says;
  } rows[] = {
    { "hmac-md5,hmac-sha1", FALSE, FALSE, FALSE, "`algorithms: [hmac-sha1]`" },
    { "hmac-md5,hmac-sha1", FALSE, TRUE, FALSE, "`algorithms: [ssh-rsa, hmac-sha1]`" },
    { "ssh-dss", TRUE, FALSE, FALSE, "`transport: openssh, algorithms: [ssh-dss]`" },
    { "ssh-dss", FALSE, FALSE, TRUE, "`algorithms: [ssh-dss]`" },
    { "arcfour", TRUE, FALSE, TRUE, "no part for" },
    { "diffie-hellman-group1-sha1,kex-strict-s-v00@openssh.com", FALSE, FALSE, TRUE, "only diffie-hellman-group1-sha1: say" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const SshTarget target = { .legacy = rows[i].legacy, .algorithms = rows[i].named ? (char **) named : NULL };
      g_autofree char *text = transport_cure_algorithms (&target, rows[i].offer, rows[i].openssh);
      if (!g_strrstr (text, rows[i].says))
        fail_msg ("row %u: %s", i, text);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_redact), cmocka_unit_test (test_error_is_settled), cmocka_unit_test (test_cures) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("transport", tests, NULL, NULL);
}
