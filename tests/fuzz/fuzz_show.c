/* `show` output of either family: the first byte chooses whose and which line. */
#include "fuzz.h"
#include "live/cli.h"
#include "profiles/family.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 2)
    return 0;
  const Family *family = families[data[0] % 2];
  OpId op = OP_SHOW_RUNNING_DIRECTORY + data[1] % (OP_NO_MORE - OP_SHOW_RUNNING_DIRECTORY);
  CliReader reader = family->ops[op].line ? cli_reader_for (family, op) : NULL;
  g_autofree char *text = fuzz_text (data + 2, size - 2), *evidence = NULL;
  SwitchState *state = switch_state_new ("sw", "192.0.2.1");
  state->family = g_strdup (family->id);
  for (guint p = 1; p <= 4; p++)
    switch_state_ensure_port (state, port_make (family->port_form == PORT_FORM_SLOT_PORT ? 0 : 1, 1, p));
  if (reader)
    reader (family, text, state, NULL);
  cli_qos_pending (text);
  cli_may_write (text, &evidence);
  g_ptr_array_unref (cli_other_sessions (text, text));
  switch_state_free (state);
  return 0;
}
