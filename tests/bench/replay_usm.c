#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/keytools.h>
#include <net-snmp/library/scapi.h>
#include <net-snmp/library/transform_oids.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "replay.h"

#define BOOTS 1
#define WINDOW 150 /* seconds, RFC 3414 2.2.3 */
#define ENGINE_SIZE 9
#define KEY_SIZE 32
#define KU_ROOM 64 /* net-snmp wants that much, whatever the hash */
#define AES_KEY_SIZE 16
#define MAC_SIZE 24
#define SALT_SIZE 8
#define AUTH usmHMAC192SHA256AuthProtocol, OID_LENGTH (usmHMAC192SHA256AuthProtocol)
#define PRIV usmAESPrivProtocol, OID_LENGTH (usmAESPrivProtocol)

enum { FLAG_AUTH = 1, FLAG_PRIV = 2 };
enum { TAG_INTEGER = 2, TAG_OCTETS = 4, TAG_SEQUENCE = 0x30, TAG_REPORT = 0xa8 };

typedef struct {
  guint8 id[ENGINE_SIZE], auth[KEY_SIZE], priv[KEY_SIZE];
} Engine;

struct _Usm {
  char *user;
  Engine *engines;
  gint64 start;
  guint64 salt;
  guint32 reports;
};

typedef struct {
  const guint8 *p;
  gsize n;
} Part;

typedef struct {
  Part engine, user, mac, salt, scoped; /* scoped: encrypted, or the sequence */
  guint32 id, boots, time;
  guint8 flags;
} Message;

const guint8 *
ber_body (const guint8 *p, const guint8 *end, gsize *size)
{
  if (end - p < 2)
    return NULL;
  guint8 first = p[1];
  p += 2;
  *size = first;
  if (first & 0x80)
    for (*size = 0, first &= 0x7f; first && p < end; first--)
      *size = *size << 8 | *p++;
  return p <= end && *size <= (gsize) (end - p) ? p : NULL;
}

/* The next element of what is left, which then begins behind it. */
static gboolean
take (Part *left, guint8 tag, Part *out)
{
  out->p = left->n && left->p[0] == tag ? ber_body (left->p, left->p + left->n, &out->n) : NULL;
  if (!out->p)
    return FALSE;
  left->n -= (gsize) (out->p - left->p) + out->n;
  left->p = out->p + out->n;
  return TRUE;
}

static gboolean
take_number (Part *left, guint32 *out)
{
  Part number;
  if (!take (left, TAG_INTEGER, &number) || number.n > 5)
    return FALSE;
  *out = 0;
  for (gsize i = 0; i < number.n; i++)
    *out = *out << 8 | number.p[i];
  return TRUE;
}

static void
put (GByteArray *out, guint8 tag, const void *data, gsize n)
{
  const guint8 large[] = { tag, 0x82, (guint8) (n >> 8), (guint8) n }, small[] = { tag, (guint8) n };
  if (n < 0x80)
    g_byte_array_append (out, small, sizeof small);
  else
    g_byte_array_append (out, large, sizeof large);
  g_byte_array_append (out, data, (guint) n);
}

static void
put_all (GByteArray *out, guint8 tag, GByteArray *whole)
{
  put (out, tag, whole->data, whole->len);
  g_byte_array_unref (whole);
}

static void
put_number (GByteArray *out, guint8 tag, guint32 value)
{
  guint8 bytes[] = { 0, (guint8) (value >> 24), (guint8) (value >> 16), (guint8) (value >> 8), (guint8) value };
  gsize skip = 0;
  while (skip < 4 && !bytes[skip] && !(bytes[skip + 1] & 0x80))
    skip++;
  put (out, tag, bytes + skip, sizeof bytes - skip);
}

static void
localise (Engine *e, guint i, const guint8 *auth, const guint8 *priv)
{
  gsize auth_n = KEY_SIZE, priv_n = KEY_SIZE;
  /* RFC 3411: net-snmp's enterprise number with the first bit set, 4: text chosen by an administrator */
  const guint8 id[ENGINE_SIZE] = { 0x80, 0, 0x1f, 0x88, 4, 'b', 'e', (guint8) (i >> 8), (guint8) i };
  memcpy (e->id, id, sizeof id);
  if (generate_kul (AUTH, id, sizeof id, auth, KEY_SIZE, e->auth, &auth_n) || generate_kul (AUTH, id, sizeof id, priv, KEY_SIZE, e->priv, &priv_n))
    g_error ("no keys");
}

Usm *
usm_new (const char *user, const char *auth_secret, const char *priv_secret, guint engines)
{
  guint8 auth[KU_ROOM], priv[KU_ROOM];
  gsize auth_n = sizeof auth, priv_n = sizeof priv;
  if (sc_init () || generate_Ku (AUTH, (const guint8 *) auth_secret, strlen (auth_secret), auth, &auth_n)
      || generate_Ku (AUTH, (const guint8 *) priv_secret, strlen (priv_secret), priv, &priv_n))
    {
      fprintf (stderr, "bench-replay: secrets of at least 8 characters are needed\n");
      exit (1);
    }
  Usm *u = g_new0 (Usm, 1);
  u->user = g_strdup (user);
  u->engines = g_new (Engine, engines);
  u->start = g_get_monotonic_time ();
  for (guint i = 0; i < engines; i++)
    localise (&u->engines[i], i, auth, priv);
  return u;
}

static guint32
engine_time (const Usm *u)
{
  return (guint32) ((g_get_monotonic_time () - u->start) / G_USEC_PER_SEC) + 1;
}

static gboolean
parse (const guint8 *data, gsize size, Message *m)
{
  Part left = { data, size }, all, header, flags, octets, usm;
  guint32 version, most, model;
  if (!take (&left, TAG_SEQUENCE, &all) || !take_number (&all, &version) || version != 3 || !take (&all, TAG_SEQUENCE, &header)
      || !take_number (&header, &m->id) || !take_number (&header, &most) || !take (&header, TAG_OCTETS, &flags) || flags.n != 1
      || !take_number (&header, &model) || model != 3 || !take (&all, TAG_OCTETS, &octets) || !take (&octets, TAG_SEQUENCE, &usm))
    return FALSE;
  m->flags = flags.p[0];
  return take (&usm, TAG_OCTETS, &m->engine) && take_number (&usm, &m->boots) && take_number (&usm, &m->time)
         && take (&usm, TAG_OCTETS, &m->user) && take (&usm, TAG_OCTETS, &m->mac) && take (&usm, TAG_OCTETS, &m->salt)
         && take (&all, m->flags & FLAG_PRIV ? TAG_OCTETS : TAG_SEQUENCE, &m->scoped);
}

static void
vector (guint8 out[16], guint32 boots, guint32 time, const guint8 salt[SALT_SIZE])
{
  const guint32 clock[] = { GUINT32_TO_BE (boots), GUINT32_TO_BE (time) };
  memcpy (out, clock, sizeof clock);
  memcpy (out + sizeof clock, salt, SALT_SIZE);
}

static GByteArray *
encrypt (Usm *u, Engine *e, GByteArray *plain, guint32 time, guint8 salt[SALT_SIZE])
{
  guint8 iv[16];
  guint64 next = GUINT64_TO_BE (++u->salt);
  memcpy (salt, &next, SALT_SIZE);
  vector (iv, BOOTS, time, salt);
  GByteArray *secret = g_byte_array_new ();
  gsize n = plain->len;
  g_byte_array_set_size (secret, plain->len);
  if (sc_encrypt (PRIV, e->priv, AES_KEY_SIZE, iv, sizeof iv, plain->data, plain->len, secret->data, &n) || n != plain->len)
    g_error ("cannot encrypt");
  g_byte_array_unref (plain);
  return secret;
}

/* Takes scoped, the whole sequence. */
static GBytes *
message (Usm *u, guint i, guint32 id, guint8 flags, GByteArray *scoped)
{
  static const guint8 nothing[MAC_SIZE];
  Engine *e = &u->engines[i];
  guint8 salt[SALT_SIZE];
  guint32 time = engine_time (u);
  gsize mac_n = flags & FLAG_AUTH ? MAC_SIZE : 0, salt_n = flags & FLAG_PRIV ? SALT_SIZE : 0;
  GByteArray *data = g_byte_array_new (), *header = g_byte_array_new (), *usm = g_byte_array_new (), *octets = g_byte_array_new (),
             *all = g_byte_array_new (), *out = g_byte_array_new ();
  if (flags & FLAG_PRIV)
    put_all (data, TAG_OCTETS, encrypt (u, e, scoped, time, salt));
  else
    {
      g_byte_array_append (data, scoped->data, scoped->len);
      g_byte_array_unref (scoped);
    }
  put_number (header, TAG_INTEGER, id);
  put_number (header, TAG_INTEGER, 65507);
  put (header, TAG_OCTETS, &flags, 1);
  put_number (header, TAG_INTEGER, 3);
  put (usm, TAG_OCTETS, e->id, ENGINE_SIZE);
  put_number (usm, TAG_INTEGER, BOOTS);
  put_number (usm, TAG_INTEGER, time);
  put (usm, TAG_OCTETS, u->user, flags & FLAG_AUTH ? strlen (u->user) : 0);
  put (usm, TAG_OCTETS, nothing, mac_n);
  put (usm, TAG_OCTETS, salt, salt_n);
  put_all (octets, TAG_SEQUENCE, usm);
  put_number (all, TAG_INTEGER, 3);
  put_all (all, TAG_SEQUENCE, header);
  put_all (all, TAG_OCTETS, octets);
  g_byte_array_append (all, data->data, data->len);
  put_all (out, TAG_SEQUENCE, all);
  if (mac_n && sc_generate_keyed_hash (AUTH, e->auth, KEY_SIZE, out->data, out->len, out->data + out->len - data->len - salt_n - 2 - mac_n, &mac_n))
    g_error ("cannot sign");
  g_byte_array_unref (data);
  return g_byte_array_free_to_bytes (out);
}

static GByteArray *
scoped_pdu (const Engine *e, const void *pdu, gsize n)
{
  GByteArray *in = g_byte_array_new (), *out = g_byte_array_new ();
  put (in, TAG_OCTETS, e->id, ENGINE_SIZE);
  put (in, TAG_OCTETS, "", 0);
  g_byte_array_append (in, pdu, (guint) n);
  put_all (out, TAG_SEQUENCE, in);
  return out;
}

/* RFC 3414 5: usmStats..., the number before the last .0 */
static GBytes *
report (Usm *u, guint i, const Message *m, guint8 which, guint8 flags)
{
  const guint8 oid[] = { 0x2b, 6, 1, 6, 3, 15, 1, 1, which, 0 };
  GByteArray *bind = g_byte_array_new (), *list = g_byte_array_new (), *body = g_byte_array_new (), *pdu = g_byte_array_new ();
  put (bind, 6, oid, sizeof oid);
  put_number (bind, 0x41, ++u->reports);
  put_all (list, TAG_SEQUENCE, bind);
  for (guint k = 0; k < 3; k++) /* request id, which is not known, error, index */
    put_number (body, TAG_INTEGER, 0);
  put_all (body, TAG_SEQUENCE, list);
  put_all (pdu, TAG_REPORT, body);
  GByteArray *scoped = scoped_pdu (&u->engines[i], pdu->data, pdu->len);
  g_byte_array_unref (pdu);
  return message (u, i, m->id, flags, scoped);
}

static gboolean
signature_holds (const Engine *e, const guint8 *data, gsize size, const Message *m)
{
  if (m->mac.n != MAC_SIZE)
    return FALSE;
  g_autofree guint8 *copy = g_memdup2 (data, size);
  memset (copy + (m->mac.p - data), 0, MAC_SIZE);
  return sc_check_keyed_hash (AUTH, e->auth, KEY_SIZE, copy, (guint) size, m->mac.p, MAC_SIZE) == 0;
}

/* The PDU behind context engine and name, as a v2c message. */
static GBytes *
as_v2c (Part scoped)
{
  Part skipped;
  if (!take (&scoped, TAG_OCTETS, &skipped) || !take (&scoped, TAG_OCTETS, &skipped))
    return NULL;
  GByteArray *in = g_byte_array_new (), *out = g_byte_array_new ();
  put_number (in, TAG_INTEGER, 1);
  put (in, TAG_OCTETS, "public", 6);
  g_byte_array_append (in, scoped.p, (guint) scoped.n);
  put_all (out, TAG_SEQUENCE, in);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
usm_open (Usm *u, guint i, const guint8 *data, gsize size, UsmAsked *asked, GBytes **out)
{
  Message m;
  Engine *e = &u->engines[i];
  guint8 iv[16];
  *out = NULL;
  if (!parse (data, size, &m))
    return NULL;
  if (m.engine.n != ENGINE_SIZE || memcmp (m.engine.p, e->id, ENGINE_SIZE))
    {
      *out = report (u, i, &m, 4, 0);
      return NULL;
    }
  if (m.user.n != strlen (u->user) || memcmp (m.user.p, u->user, m.user.n) || m.flags % 4 != (FLAG_AUTH | FLAG_PRIV)
      || m.salt.n != SALT_SIZE || !signature_holds (e, data, size, &m))
    return NULL;
  if (m.boots != BOOTS || ABS ((gint64) m.time - engine_time (u)) > WINDOW)
    {
      *out = report (u, i, &m, 2, FLAG_AUTH);
      return NULL;
    }
  vector (iv, m.boots, m.time, m.salt.p);
  gsize n = m.scoped.n;
  g_autofree guint8 *plain = g_malloc (n + 1);
  Part whole = { plain, n }, scoped;
  if (sc_decrypt (PRIV, e->priv, AES_KEY_SIZE, iv, sizeof iv, (guint8 *) (gpointer) m.scoped.p, (guint) m.scoped.n, plain, &n)
      || !take (&whole, TAG_SEQUENCE, &scoped))
    return NULL;
  *asked = (UsmAsked){ m.id };
  return as_v2c (scoped);
}

GBytes *
usm_close (Usm *u, guint i, const UsmAsked *asked, GBytes *answer)
{
  Part left = { NULL, 0 }, all, community;
  guint32 version;
  left.p = g_bytes_get_data (answer, &left.n);
  if (!take (&left, TAG_SEQUENCE, &all) || !take_number (&all, &version) || !take (&all, TAG_OCTETS, &community))
    return NULL;
  return message (u, i, asked->id, FLAG_AUTH | FLAG_PRIV, scoped_pdu (&u->engines[i], all.p, all.n));
}
