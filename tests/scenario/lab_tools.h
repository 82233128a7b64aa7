/* Other people's programs against the lab: OpenSSH and net-snmp. */
#pragma once
#include "harness.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* Runs a program with this on its standard input. OpenSSH finds the password by askpass. */
static inline Ran *
tool (Scene *scene, const char *input, const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autoptr (GError) error = NULL;
  g_autofree char *askpass = scene_path (scene, "askpass");
  if (!g_file_test (askpass, G_FILE_TEST_EXISTS))
    {
      assert_true (g_file_set_contents (askpass, "#!/bin/sh\necho lab-password\n", -1, NULL));
      g_chmod (askpass, 0700);
    }
  g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS", askpass, TRUE);
  g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS_REQUIRE", "force", TRUE);
  g_subprocess_launcher_setenv (launcher, "MIBS", "", TRUE);
  g_subprocess_launcher_setenv (launcher, "SNMPCONFPATH", scene->dir, TRUE);
  g_autoptr (GSubprocess) child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (!child)
    fail_msg ("%s", error->message);
  Ran *ran = g_new0 (Ran, 1);
  g_autoptr (GBytes) in = g_bytes_new_static (input ? input : "", input ? strlen (input) : 0), out = NULL, err = NULL;
  if (!g_subprocess_communicate (child, in, NULL, &out, &err, &error))
    fail_msg ("%s: %s", argv[0], error->message);
  ran->out = g_strdup_printf ("%.*s", (int) g_bytes_get_size (out), (const char *) g_bytes_get_data (out, NULL));
  ran->err = g_strdup_printf ("%.*s", (int) g_bytes_get_size (err), (const char *) g_bytes_get_data (err, NULL));
  ran->status = g_subprocess_get_if_exited (child) ? g_subprocess_get_exit_status (child) : 128 + g_subprocess_get_term_sig (child);
  return ran;
}

#define TOOL(scene, input, ...) tool (scene, input, (const char *const[]){ __VA_ARGS__, NULL })

/* The lab does something; it must. */
static inline void
lab (Scene *scene, const char *command, const char *name, const char *a, const char *b)
{
  g_autoptr (Ran) ran = scene_lab (scene, command, name, a, b, NULL);
  assert_status (ran, 0);
}
