/* Raw bytes at the renderer: whatever stands in the holes, a line that comes out is one of the published ones, whole, and carries
 * nothing that a shell or a CLI acts on. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "profiles/family.h"

#define HARMLESS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-/:\""

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  OpArgs args = { 0 };
  MedPolicy policy = { 0 };
  guint32 raw[8] = { 0 };
  if (size < sizeof raw + 2)
    return 0;
  memcpy (raw, data + 2, sizeof raw);
  const Family *family = families[data[0] % 2];
  OpId op = data[1] % OP_N;
  g_autofree char *text = fuzz_text (data + 2 + sizeof raw, size - 2 - sizeof raw);
  policy.app = (MedApp) (raw[0] % 12);
  policy.vlan_type = (MedVlanType) (raw[0] >> 8 & 3);
  policy.vlan = raw[1] & 0x1fff;
  policy.priority = raw[2] & 15;
  policy.dscp = raw[2] >> 8 & 127;
  args = (OpArgs){ .vlan = raw[3] & 0x1fff, .name = text, .ports = { raw[4], raw[5] }, .policy = (int) (raw[6] & 127) - 8, .policy_values = &policy,
                   .enable = raw[6] >> 8 & 1, .lldp_admin = (LldpAdmin) (raw[6] >> 9 & 7), .chassis = raw[7] & 31, .slot = raw[7] >> 5 & 31,
                   .milliwatts = raw[7] >> 10 & 0x1ffff, .poe_priority = (PoePriority) (raw[6] >> 12 & 7), .file = text, .minutes = raw[0] >> 10 & 0x7ff };
  if (port_make (0, 1, 1) && data[0] & 4) /* often a port that is one */
    args.ports.first = args.ports.last = port_make (data[0] % 2 ? raw[4] % 18 : 0, raw[4] >> 5 & 31, raw[4] >> 10 & 255);
  g_autofree char *line = family_render (family, op, &args, NULL);
  if (line && (!family_line_is_known (family, line) || strspn (line, op == OP_FILE_BEGIN ? HARMLESS "<>" : HARMLESS) != strlen (line)))
    abort ();
  /* a line as it comes, too: what is taken for a known one must carry nothing else */
  if (family_line_is_known (family, text) && strspn (text, HARMLESS "<>") != strlen (text))
    abort ();
  return 0;
}
