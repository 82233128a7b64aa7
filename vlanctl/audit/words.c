#include "audit/audit.h"

const char *
audit_severity_to_string (AuditSeverity s)
{
  static const char *const words[] = { "error", "unknown", "warning", "info" };
  return words[s];
}

const char *
audit_status_to_string (AuditStatus s)
{
  static const char *const words[] = { "ready", "not-ready", "unknown", "unmanaged" };
  return words[s];
}

const char *
audit_theme_to_string (AuditTheme t)
{
  static const char *const words[] = { "switch", "voice-vlan", "lldp", "poe", "path", "port", "phone" };
  return words[t];
}

const char *
phone_verdict_to_string (PhoneVerdict v)
{
  static const char *const words[] = { "not-listed", "unknown", "confirmed", "no-phone", "wrong-vlan", "moved", "gone" };
  return words[v];
}
