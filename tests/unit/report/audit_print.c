/* Prints an audit made by hand in one form: what the checks by other people's programs (browser, promtool, tidy, InfluxDB) are fed. */
#include <stdio.h>

#include "audit_fixture.h"
#include "report/audit_report.h"

int
main (int argc, char **argv)
{
  g_autoptr (Fixture) f = argc == 3 ? fixture_new (argv[1]) : NULL;
  const AuditFormat *format = argc == 3 ? audit_format_find (argv[2]) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  if (!f || !format)
    return 64;
  format->write (f->audit, out, NULL);
  fputs (out->str, stdout);
  return 0;
}
