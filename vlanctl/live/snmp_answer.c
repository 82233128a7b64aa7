#include "live/snmp_answer.h"

#include <string.h>

void
snmp_answer_init (SnmpAnswer *a)
{
  if (a->vars)
    return;
  a->vars = g_array_new (FALSE, TRUE, sizeof (WalkVar));
  a->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  a->octets = g_byte_array_new ();
}

void
snmp_answer_clear (SnmpAnswer *a)
{
  g_clear_pointer (&a->vars, g_array_unref);
  g_clear_pointer (&a->numbers, g_array_unref);
  g_clear_pointer (&a->octets, g_byte_array_unref);
}

/* While an answer is put together its arrays may move: until then `oid` and `octets` are offsets. */
static void
begin (SnmpAnswer *a)
{
  g_array_set_size (a->vars, 0);
  g_array_set_size (a->numbers, 0);
  g_byte_array_set_size (a->octets, 0);
}

static void
end (SnmpAnswer *a)
{
  for (guint i = 0; i < a->vars->len; i++)
    {
      WalkVar *var = &g_array_index (a->vars, WalkVar, i);
      var->oid = &g_array_index (a->numbers, guint32, GPOINTER_TO_UINT (var->oid));
      var->octets = a->octets->data ? a->octets->data + GPOINTER_TO_UINT (var->octets) : NULL; /* numbers alone: there are none */
    }
}

/* Room for a name. */
static guint32 *
begin_name (SnmpAnswer *a, WalkVar *out, gsize n)
{
  guint at = a->numbers->len;
  out->oid = GUINT_TO_POINTER (at);
  out->n = (guint) n;
  g_array_set_size (a->numbers, at + out->n);
  return &g_array_index (a->numbers, guint32, at);
}

static void
put_name (SnmpAnswer *a, WalkVar *out, const oid *name, gsize n)
{
  guint32 *numbers = begin_name (a, out, n);
  for (guint i = 0; i < out->n; i++)
    numbers[i] = (guint32) name[i];
}

static void
put_octets (SnmpAnswer *a, WalkVar *out, const void *octets, gsize size)
{
  out->octets = GUINT_TO_POINTER (a->octets->len);
  out->size = size;
  if (size)
    g_byte_array_append (a->octets, octets, (guint) size);
  g_byte_array_append (a->octets, (const guint8 *) "", 1);
}

static void
put_oid_text (SnmpAnswer *a, WalkVar *out, const oid *id, gsize n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%lu", i ? "." : "", (gulong) id[i]);
  put_octets (a, out, text->str, text->len);
}

/* What has no value: nothing there; or a type known to nobody, which is a wrong one wherever it stands. */
static void
put_nothing (WalkVar *out, guint8 type)
{
  out->nothing = type == SNMP_NOSUCHOBJECT || type == SNMP_NOSUCHINSTANCE || type == SNMP_ENDOFMIBVIEW;
  out->end = type == SNMP_ENDOFMIBVIEW;
  if (!out->nothing)
    out->tag = TAG_NULL;
}

/* ---- out of net-snmp's list ------------------------------------------------------------------------------------------- */

static void
copy_value (SnmpAnswer *a, WalkVar *out, const netsnmp_variable_list *v)
{
  out->tag = v->type;
  switch (v->type)
    {
    case ASN_INTEGER:
      out->number = (guint64) (gint64) *v->val.integer;
      break;
    case ASN_COUNTER: case ASN_GAUGE: case ASN_TIMETICKS:
      out->number = (guint32) *v->val.integer;
      break;
    case ASN_COUNTER64:
      out->number = (guint64) v->val.counter64->high << 32 | v->val.counter64->low;
      break;
    case ASN_OBJECT_ID:
      put_oid_text (a, out, v->val.objid, v->val_len / sizeof (oid));
      break;
    case ASN_OCTET_STR: case ASN_IPADDRESS: case ASN_OPAQUE:
      put_octets (a, out, v->val.string, v->val_len);
      break;
    default:
      put_nothing (out, v->type);
      break;
    }
}

void
snmp_answer_copy (SnmpAnswer *a, const netsnmp_pdu *pdu)
{
  begin (a);
  for (const netsnmp_variable_list *v = pdu->variables; v; v = v->next_variable)
    {
      WalkVar out = { 0 };
      if (v->name_length > ROW_MAX_OID)
        continue;
      put_name (a, &out, v->name, v->name_length);
      copy_value (a, &out, v);
      g_array_append_val (a->vars, out);
    }
  end (a);
}

/* ---- out of the message ----------------------------------------------------------------------------------------------- */

/* FALSE: the value is broken. `at` is its tag; `size` counts from there to its end. */
static gboolean
parse_value (SnmpAnswer *a, WalkVar *out, guint8 type, u_char *at, size_t size)
{
  long number;
  u_long natural;
  struct counter64 wide;
  oid id[MAX_OID_LEN];
  size_t n = MAX_OID_LEN;
  out->tag = type;
  switch (type)
    {
    case ASN_INTEGER:
      at = asn_parse_int (at, &size, &type, &number, sizeof number);
      out->number = at ? (guint64) (gint64) number : 0;
      break;
    case ASN_COUNTER: case ASN_GAUGE: case ASN_TIMETICKS:
      at = asn_parse_unsigned_int (at, &size, &type, &natural, sizeof natural);
      out->number = at ? (guint32) natural : 0;
      break;
    case ASN_COUNTER64:
      at = asn_parse_unsigned_int64 (at, &size, &type, &wide, sizeof wide);
      out->number = at ? (guint64) wide.high << 32 | (guint32) wide.low : 0;
      break;
    case ASN_OBJECT_ID:
      if ((at = asn_parse_objid (at, &size, &type, id, &n)))
        put_oid_text (a, out, id, n);
      break;
    case ASN_OCTET_STR: case ASN_IPADDRESS: case ASN_OPAQUE:
      if ((at = asn_parse_header (at, &size, &type)))
        put_octets (a, out, at, size);
      break;
    default:
      put_nothing (out, type);
      break;
    }
  return at != NULL;
}

/* Sub-identifiers (X.690 8.19), straight into the numbers: net-snmp's makes long ones first, and half of what an answer costs is its names.
 * The first octets hold two numbers; none at all is read as 0, as there. */
static gboolean
parse_name (SnmpAnswer *a, WalkVar *out, const u_char *at, size_t size)
{
  guint64 x = 0;
  guint n = 1;
  if (size >= ROW_MAX_OID * 5)
    return FALSE;
  guint32 *numbers = begin_name (a, out, MAX (size, 1) + 1); /* so many at the most */
  numbers[0] = numbers[1] = 0;
  for (const u_char *end = at + size; at < end; at++)
    {
      x = x << 7 | (*at & 0x7f);
      if (x > G_MAXUINT32)
        return FALSE;
      if (*at & 0x80)
        continue;
      if (n == 1)
        numbers[0] = (guint32) MIN (x / 40, 2);
      numbers[n] = (guint32) (n == 1 ? x - 40 * numbers[0] : x);
      n++;
      x = 0;
    }
  out->n = n;
  g_array_set_size (a->numbers, GPOINTER_TO_UINT (out->oid) + out->n);
  return out->n <= ROW_MAX_OID && (!size || !(at[-1] & 0x80));
}

static gboolean
parse_variable (SnmpAnswer *a, u_char *at, size_t size)
{
  WalkVar out = { 0 };
  u_char type;
  size_t n = size;
  const u_char *name = asn_parse_header (at, &n, &type);
  if (!name || type != ASN_OBJECT_ID || !parse_name (a, &out, name, n))
    return FALSE;
  u_char *value = (u_char *) name + n;
  size_t left = size - (size_t) (value - at), content = left;
  const u_char *inside = left ? asn_parse_header (value, &content, &type) : NULL;
  if (!inside || inside + content != at + size || !parse_value (a, &out, type, value, left)) /* nothing may stand behind it */
    return FALSE;
  g_array_append_val (a->vars, out);
  return TRUE;
}

static gboolean
parse_variables (SnmpAnswer *a, u_char *at, size_t left)
{
  u_char type;
  at = asn_parse_sequence (at, &left, &type, ASN_SEQUENCE | ASN_CONSTRUCTOR, "varbinds");
  while (at && left > 0)
    {
      size_t size = left;
      u_char *variable = asn_parse_sequence (at, &size, &type, ASN_SEQUENCE | ASN_CONSTRUCTOR, "varbind");
      if (!variable || !parse_variable (a, variable, size))
        return FALSE;
      left -= (size_t) (variable - at) + size;
      at = variable + size;
    }
  return at != NULL;
}

gboolean
snmp_answer_parse (SnmpAnswer *a, netsnmp_pdu *pdu, const guint8 *message, gsize size)
{
  u_char community[COMMUNITY_MAX_LEN], type;
  size_t community_size = sizeof community, left = size;
  begin (a);
  u_char *at = snmp_comstr_parse ((u_char *) message, &left, community, &community_size, &pdu->version);
  explicit_bzero (community, sizeof community);
  if (!at || pdu->version != SNMP_VERSION_2c)
    return FALSE;
  at = asn_parse_header (at, &left, &type);
  if (!at || type != SNMP_MSG_RESPONSE)
    return FALSE;
  pdu->command = type;
  pdu->flags |= UCD_MSG_FLAG_RESPONSE_PDU;
  pdu->securityModel = SNMP_SEC_MODEL_SNMPv2c;
  pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
  long *const numbers[] = { &pdu->reqid, &pdu->errstat, &pdu->errindex };
  for (guint i = 0; at && i < G_N_ELEMENTS (numbers); i++)
    at = asn_parse_int (at, &left, &type, numbers[i], sizeof **numbers);
  gboolean whole = at && parse_variables (a, at, left);
  end (a);
  return whole;
}
