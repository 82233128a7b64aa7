/* One datagram of SNMPv2c, as anybody may send it. What comes out of it must be readable in full, also when it is called broken. */
#include "fuzz.h"
#include "live/snmp_answer.h"

static volatile guint kept; /* or a compiler leaves the reading out */

static guint
read_in_full (const SnmpAnswer *a)
{
  guint sum = 0;
  for (guint i = 0; i < a->vars->len; i++)
    {
      const WalkVar *var = &g_array_index (a->vars, WalkVar, i);
      g_assert_true (var->n <= ROW_MAX_OID);
      for (guint k = 0; k < var->n; k++)
        sum += var->oid[k];
      if (var->tag != ASN_OCTET_STR && var->tag != ASN_IPADDRESS && var->tag != ASN_OPAQUE && var->tag != ASN_OBJECT_ID)
        continue;
      const guint8 *octets = var->octets;
      for (gsize k = 0; k < var->size; k++)
        sum += octets[k];
      g_assert_true (octets[var->size] == 0);
    }
  return sum;
}

/* What the library makes of the same message. */
static void
compare (const SnmpAnswer *a, const guint8 *data, gsize size)
{
  g_autofree guint8 *message = g_memdup2 (data, size);
  u_char community[COMMUNITY_MAX_LEN];
  size_t community_size = sizeof community, left = size;
  long version;
  guint n = 0;
  netsnmp_pdu *pdu = snmp_pdu_create (SNMP_MSG_RESPONSE);
  u_char *at = snmp_comstr_parse (message, &left, community, &community_size, &version);
  if (at && snmp_pdu_parse (pdu, at, &left) == 0)
    for (const netsnmp_variable_list *v = pdu->variables; v; v = v->next_variable, n++)
      {
        const WalkVar *var = &g_array_index (a->vars, WalkVar, n);
        g_assert_true (n < a->vars->len && var->n == v->name_length);
        for (guint k = 0; k < var->n; k++)
          g_assert_true (var->oid[k] == v->name[k]);
      }
  snmp_free_pdu (pdu);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* Of its own and no longer than the message, so that a byte read behind it is seen. */
  g_autofree guint8 *message = g_memdup2 (data, size);
  netsnmp_pdu pdu = { 0 };
  SnmpAnswer answer = { 0 };
  if (size == 0)
    return 0;
  snmp_answer_init (&answer);
  if (snmp_answer_parse (&answer, &pdu, message, size))
    {
      kept += read_in_full (&answer);
      compare (&answer, data, size);
    }
  snmp_answer_clear (&answer);
  return 0;
}
