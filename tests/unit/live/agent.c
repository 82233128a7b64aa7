#include "agent.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INTEGER = 0x02, OCTETS = 0x04, NIL = 0x05, OID = 0x06, SEQUENCE = 0x30, END_OF_VIEW = 0x82, NO_INSTANCE = 0x81 };
enum { GET = 0xa0, NEXT = 0xa1, RESPONSE = 0xa2, BULK = 0xa5, REPORT = 0xa8 };
enum { NO_ERROR = 0, ERROR_TOO_BIG = 1, ERROR_NO_NAME = 2, ERROR_GENERAL = 5 };

typedef struct {
  GArray *oid;       /* guint32 */
  GByteArray *value; /* encoded */
} Object;

struct TestAgent {
  GPtrArray *objects; /* Object*, in order */
  Manners manners;
  int fd, stop[2];
  guint port, answers;
  gint heard[256];
  GByteArray *late;
  GThread *thread;
};

/* ---- BER ------------------------------------------------------------------------------------------------------------- */

static void
put (GByteArray *out, guint8 tag, const guint8 *data, gsize size)
{
  guint8 head[4] = { tag };
  guint n = 1;
  if (size < 128)
    head[n++] = (guint8) size;
  else
    {
      head[n++] = 0x82;
      head[n++] = (guint8) (size >> 8);
      head[n++] = (guint8) size;
    }
  g_byte_array_append (out, head, n);
  if (size)
    g_byte_array_append (out, data, (guint) size);
}

static void
put_number (GByteArray *out, guint8 tag, gint64 value)
{
  guint8 bytes[9];
  guint n = 9;
  do
    {
      bytes[--n] = (guint8) value;
      value >>= 8;
    }
  while ((value != 0 || bytes[n] & 0x80) && (value != -1 || !(bytes[n] & 0x80)));
  put (out, tag, bytes + n, 9 - n);
}

static void
put_oid (GByteArray *out, const guint32 *oid, guint n)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  for (guint i = 1; i < n; i++)
    {
      guint32 x = i == 1 ? oid[0] * 40 + oid[1] : oid[i];
      for (int shift = 28; shift >= 0; shift -= 7)
        if (x >> shift || !shift)
          {
            guint8 byte = (guint8) ((x >> shift & 0x7f) | (shift ? 0x80 : 0));
            g_byte_array_append (body, &byte, 1);
          }
    }
  put (out, OID, body->data, body->len);
}

static void
wrap (GByteArray *out, guint8 tag, GByteArray *body)
{
  put (out, tag, body->data, body->len);
  g_byte_array_unref (body);
}

typedef struct {
  const guint8 *at, *end;
} Cursor;

/* The next element; its tag, 0 at the end. */
static guint8
take (Cursor *c, Cursor *body)
{
  if (c->end - c->at < 2)
    return 0;
  guint8 tag = *c->at++;
  gsize size = *c->at++;
  if (size & 0x80)
    {
      guint n = size & 0x7f;
      for (size = 0; n && c->at < c->end; n--)
        size = size << 8 | *c->at++;
    }
  size = MIN (size, (gsize) (c->end - c->at));
  *body = (Cursor){ c->at, c->at + size };
  c->at += size;
  return tag;
}

static gint64
number (Cursor body)
{
  gint64 value = body.at < body.end && *body.at & 0x80 ? -1 : 0;
  for (; body.at < body.end; body.at++)
    value = (gint64) ((guint64) value << 8) | *body.at;
  return value;
}

static GArray *
oid_of (Cursor body)
{
  GArray *oid = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 x = 0;
  for (; body.at < body.end; body.at++)
    {
      x = x << 7 | (*body.at & 0x7f);
      if (*body.at & 0x80)
        continue;
      guint32 first = MIN (x / 40, 2), second = x - 40 * first;
      if (!oid->len)
        {
          g_array_append_val (oid, first);
          g_array_append_val (oid, second);
        }
      else
        g_array_append_val (oid, x);
      x = 0;
    }
  return oid;
}

/* ---- objects --------------------------------------------------------------------------------------------------------- */

static GArray *
parse_oid (const char *text)
{
  GArray *oid = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_auto (GStrv) parts = g_strsplit (text, ".", -1);
  for (guint i = 0; parts[i]; i++)
    {
      guint32 x = (guint32) strtoul (parts[i], NULL, 10);
      g_array_append_val (oid, x);
    }
  return oid;
}

static int
compare (const GArray *a, const GArray *b)
{
  for (guint i = 0; i < a->len && i < b->len; i++)
    if (g_array_index (a, guint32, i) != g_array_index (b, guint32, i))
      return g_array_index (a, guint32, i) < g_array_index (b, guint32, i) ? -1 : 1;
  return a->len == b->len ? 0 : a->len < b->len ? -1 : 1;
}

static gint
by_oid (gconstpointer a, gconstpointer b)
{
  return compare ((*(Object *const *) a)->oid, (*(Object *const *) b)->oid);
}

static void
encode (GByteArray *out, const char *tag, const char *text)
{
  if (!strcmp (tag, "4"))
    put (out, OCTETS, (const guint8 *) text, strlen (text));
  else if (!strcmp (tag, "4x"))
    {
      g_autofree guint8 *bytes = g_malloc (strlen (text) / 2 + 1);
      for (gsize i = 0; i < strlen (text) / 2; i++)
        bytes[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]));
      put (out, OCTETS, bytes, strlen (text) / 2);
    }
  else if (!strcmp (tag, "6"))
    {
      g_autoptr (GArray) oid = parse_oid (text);
      put_oid (out, (guint32 *) (gpointer) oid->data, oid->len);
    }
  else
    put_number (out, (guint8) (strtoul (tag, NULL, 10)), strtoll (text, NULL, 10));
}

static void
object_free (gpointer data)
{
  Object *o = data;
  g_array_unref (o->oid);
  g_byte_array_unref (o->value);
  g_free (o);
}

static void
load (TestAgent *a, const char *objects)
{
  g_auto (GStrv) lines = g_strsplit (objects, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "|", 3);
      if (g_strv_length (parts) != 3)
        continue;
      Object *o = g_new0 (Object, 1);
      o->oid = parse_oid (parts[0]);
      o->value = g_byte_array_new ();
      encode (o->value, parts[1], parts[2]);
      g_ptr_array_add (a->objects, o);
    }
  g_ptr_array_sort (a->objects, by_oid);
}

/* The object itself (next FALSE) or the first behind it; NULL. */
static const Object *
find (const TestAgent *a, const GArray *oid, gboolean next)
{
  guint low = 0, high = a->objects->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      int order = compare (((Object *) a->objects->pdata[middle])->oid, oid);
      if (order < 0 || (order == 0 && next))
        low = middle + 1;
      else
        high = middle;
    }
  const Object *o = low < a->objects->len ? a->objects->pdata[low] : NULL;
  return o && (next || compare (o->oid, oid) == 0) ? o : NULL;
}

/* ---- v2c ------------------------------------------------------------------------------------------------------------- */

typedef struct {
  gint64 version, id, first, second; /* error fields, or non-repeaters and repetitions */
  Cursor community;
  guint8 pdu;
  GPtrArray *oids; /* GArray* */
} Question;

static gboolean
read_question (const guint8 *data, gsize size, Question *q)
{
  Cursor all = { data, data + size }, message, version, pdu, id, first, second, list, one, name;
  if (take (&all, &message) != SEQUENCE || take (&message, &version) != INTEGER || take (&message, &q->community) != OCTETS)
    return FALSE;
  q->version = number (version);
  q->pdu = take (&message, &pdu);
  if (!q->pdu || take (&pdu, &id) != INTEGER || take (&pdu, &first) != INTEGER || take (&pdu, &second) != INTEGER || take (&pdu, &list) != SEQUENCE)
    return FALSE;
  q->id = number (id);
  q->first = number (first);
  q->second = number (second);
  q->oids = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  while (take (&list, &one) == SEQUENCE && take (&one, &name) == OID)
    g_ptr_array_add (q->oids, oid_of (name));
  return TRUE;
}

static void
put_variable (GByteArray *list, const GArray *oid, const GByteArray *value, guint8 instead)
{
  GByteArray *one = g_byte_array_new ();
  put_oid (one, (const guint32 *) (gconstpointer) oid->data, oid->len);
  if (value)
    g_byte_array_append (one, value->data, value->len);
  else
    put (one, instead, NULL, 0);
  wrap (list, SEQUENCE, one);
}

/* Gives the number of the first variable that has nothing; 0 = none. */
static guint
put_variables (const TestAgent *a, const Question *q, GByteArray *list)
{
  guint rounds = q->pdu == BULK ? (guint) CLAMP (q->second, 0, 100) : 1, nothing = 0;
  g_autoptr (GPtrArray) at = g_ptr_array_new ();
  for (guint i = 0; i < q->oids->len; i++)
    g_ptr_array_add (at, q->oids->pdata[i]);
  for (guint round = 0; round < rounds; round++)
    for (guint i = 0; i < at->len; i++)
      {
        const Object *o = find (a, at->pdata[i], q->pdu != GET);
        put_variable (list, o ? o->oid : at->pdata[i], o ? o->value : NULL, q->pdu == GET ? NO_INSTANCE : END_OF_VIEW);
        if (o)
          at->pdata[i] = o->oid;
        else if (!nothing)
          nothing = i + 1;
      }
  return nothing;
}

static GByteArray *
make_answer (const Question *q, gint64 id, int error, guint index, GByteArray *list)
{
  GByteArray *out = g_byte_array_new (), *message = g_byte_array_new (), *pdu = g_byte_array_new ();
  put_number (message, INTEGER, q->version);
  put (message, OCTETS, q->community.at, (gsize) (q->community.end - q->community.at));
  put_number (pdu, INTEGER, id);
  put_number (pdu, INTEGER, error);
  put_number (pdu, INTEGER, index);
  wrap (pdu, SEQUENCE, list);
  wrap (message, RESPONSE, pdu);
  wrap (out, SEQUENCE, message);
  return out;
}

static gboolean
asks_for_alias (const Question *q)
{
  static const guint32 alias[] = { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18 };
  for (guint i = 0; i < q->oids->len; i++)
    {
      const GArray *oid = q->oids->pdata[i];
      if (oid->len >= G_N_ELEMENTS (alias) && !memcmp (oid->data, alias, sizeof alias))
        return TRUE;
    }
  return FALSE;
}

static GByteArray *
answer (const TestAgent *a, const Question *q)
{
  GByteArray *list = g_byte_array_new ();
  guint nothing = put_variables (a, q, list);
  int error = NO_ERROR;
  if (a->manners == OLD && nothing)
    error = ERROR_NO_NAME;
  else if ((a->manners == BULK_ERROR && q->pdu == BULK) || (a->manners == BAD_COLUMN && asks_for_alias (q)))
    error = ERROR_GENERAL;
  else if (a->manners == TOO_BIG && q->oids->len * (q->pdu == BULK ? (guint) q->second : 1) > 1)
    error = ERROR_TOO_BIG;
  if (error == NO_ERROR)
    return make_answer (q, q->id, NO_ERROR, 0, list);
  g_byte_array_set_size (list, 0);
  for (guint i = 0; i < q->oids->len && error != ERROR_TOO_BIG; i++)
    put_variable (list, q->oids->pdata[i], NULL, NIL);
  return make_answer (q, q->id, error, error == ERROR_TOO_BIG ? 0 : nothing ? nothing : 1, list);
}

/* ---- v3 -------------------------------------------------------------------------------------------------------------- */

static GByteArray *
make_report (gint64 id, guint counter, gboolean with_engine)
{
  const guint8 engine[] = { 0x80, 0x00, 0x19, 0x56, 0x04, 't', 'e', 's', 't' };
  const guint32 oid[] = { 1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0 };
  GByteArray *out = g_byte_array_new (), *message = g_byte_array_new (), *head = g_byte_array_new (), *usm = g_byte_array_new ();
  GByteArray *scoped = g_byte_array_new (), *pdu = g_byte_array_new (), *list = g_byte_array_new (), *one = g_byte_array_new ();
  g_autoptr (GByteArray) security = g_byte_array_new ();
  put_number (head, INTEGER, id);
  put_number (head, INTEGER, 65507);
  put (head, OCTETS, (const guint8 *) "\0", 1);
  put_number (head, INTEGER, 3);
  put (usm, OCTETS, engine, with_engine ? sizeof engine : 0);
  put_number (usm, INTEGER, 1);
  put_number (usm, INTEGER, 1000);
  for (guint i = 0; i < 3; i++) /* user, authentication, privacy */
    put (usm, OCTETS, NULL, 0);
  wrap (security, SEQUENCE, usm);
  put_oid (one, oid, G_N_ELEMENTS (oid));
  put_number (one, 0x41, 1);
  wrap (list, SEQUENCE, one);
  for (guint i = 0; i < 3; i++)
    put_number (pdu, INTEGER, 0);
  wrap (pdu, SEQUENCE, list);
  put (scoped, OCTETS, engine, with_engine ? sizeof engine : 0);
  put (scoped, OCTETS, NULL, 0);
  wrap (scoped, REPORT, pdu);
  put_number (message, INTEGER, 3);
  wrap (message, SEQUENCE, head);
  put (message, OCTETS, security->data, security->len);
  wrap (message, SEQUENCE, scoped);
  wrap (out, SEQUENCE, message);
  return out;
}

/* NULL: nothing is said. */
static GByteArray *
report (const TestAgent *a, const guint8 *data, gsize size)
{
  enum { NOT_IN_WINDOW = 2, UNKNOWN_USER = 3, UNKNOWN_ENGINE = 4 };
  Cursor all = { data, data + size }, message, version, head, id, security, usm, engine;
  if (take (&all, &message) != SEQUENCE || take (&message, &version) != INTEGER || number (version) != 3 || take (&message, &head) != SEQUENCE
      || take (&head, &id) != INTEGER || take (&message, &security) != OCTETS || take (&security, &usm) != SEQUENCE
      || take (&usm, &engine) != OCTETS)
    return NULL;
  gboolean discovery = engine.at == engine.end;
  if (discovery || a->manners == V3_LOOP || a->manners == V3_NO_ENGINE)
    return make_report (number (id), UNKNOWN_ENGINE, a->manners != V3_NO_ENGINE);
  if (a->manners == V3_SILENT_USER)
    return NULL;
  return make_report (number (id), a->manners == V3_WINDOW ? NOT_IN_WINDOW : UNKNOWN_USER, TRUE);
}

/* ---- the socket ------------------------------------------------------------------------------------------------------ */

static void
say (const TestAgent *a, const struct sockaddr_in *to, const GByteArray *what, gsize size)
{
  if (sendto (a->fd, what->data, size, 0, (const struct sockaddr *) to, sizeof *to) < 0)
    g_warning ("the test agent cannot send");
}

static void
say_answer (TestAgent *a, const struct sockaddr_in *to, const Question *q)
{
  g_autoptr (GByteArray) out = answer (a, q);
  a->answers++;
  if (a->manners == LIES_FIRST)
    {
      g_autoptr (GByteArray) lie = make_answer (q, q->id + 1, NO_ERROR, 0, g_byte_array_new ());
      say (a, to, lie, lie->len);
      say (a, to, out, out->len / 2);
    }
  if (a->manners == LATE)
    {
      if (a->late)
        say (a, to, a->late, a->late->len);
      g_clear_pointer (&a->late, g_byte_array_unref);
      a->late = g_steal_pointer (&out);
      return;
    }
  for (guint i = a->manners == TWICE ? 3 : 1; i > 0; i--)
    say (a, to, out, a->manners == TORN && q->pdu != GET ? out->len / 2 : out->len);
}

static gboolean
keeps_silent (const TestAgent *a, const Question *q)
{
  guint all = 0;
  for (guint i = 0; i < G_N_ELEMENTS (a->heard); i++)
    all += (guint) g_atomic_int_get (&a->heard[i]);
  return a->manners == SILENT || (a->manners == DIES && a->answers >= 6) || (a->manners == LOSSY && all % 3 == 0)
         || ((a->manners == NO_BULK || a->manners == OLD) && q->pdu == BULK);
}

static void
hear (TestAgent *a, const struct sockaddr_in *from, const guint8 *data, gsize size)
{
  Question q = { 0 };
  if (a->manners >= V3_SILENT_USER)
    {
      g_autoptr (GByteArray) out = report (a, data, size);
      g_atomic_int_inc (&a->heard[0]);
      if (out)
        say (a, from, out, out->len);
    }
  else if (read_question (data, size, &q))
    {
      g_atomic_int_inc (&a->heard[q.pdu]);
      if (!keeps_silent (a, &q))
        say_answer (a, from, &q);
    }
  if (q.oids)
    g_ptr_array_unref (q.oids);
}

static gpointer
serve (gpointer data)
{
  TestAgent *a = data;
  guint8 buffer[65536];
  for (;;)
    {
      struct pollfd fds[] = { { a->fd, POLLIN, 0 }, { a->stop[0], POLLIN, 0 } };
      struct sockaddr_in from;
      socklen_t n = sizeof from;
      poll (fds, G_N_ELEMENTS (fds), -1);
      if (fds[1].revents)
        return NULL;
      ssize_t size = recvfrom (a->fd, buffer, sizeof buffer, MSG_DONTWAIT, (struct sockaddr *) &from, &n);
      if (size > 0)
        hear (a, &from, buffer, (gsize) size);
    }
}

TestAgent *
agent_new (const char *objects, Manners manners)
{
  TestAgent *a = g_new0 (TestAgent, 1);
  struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t n = sizeof here;
  int room = 4 * 1024 * 1024;
  a->objects = g_ptr_array_new_with_free_func (object_free);
  a->manners = manners;
  load (a, objects);
  a->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  setsockopt (a->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (a->fd < 0 || bind (a->fd, (struct sockaddr *) &here, sizeof here) || getsockname (a->fd, (struct sockaddr *) &here, &n) || pipe (a->stop))
    g_error ("no socket for the test agent");
  a->port = ntohs (here.sin_port);
  a->thread = g_thread_new ("agent", serve, a);
  return a;
}

void
agent_free (TestAgent *a)
{
  if (write (a->stop[1], "", 1) != 1)
    g_error ("the test agent cannot be stopped");
  g_thread_join (a->thread);
  close (a->fd);
  close (a->stop[0]);
  close (a->stop[1]);
  g_ptr_array_unref (a->objects);
  g_clear_pointer (&a->late, g_byte_array_unref);
  g_free (a);
}

guint
agent_port (const TestAgent *a)
{
  return a->port;
}

guint
agent_heard (TestAgent *a, guint8 pdu)
{
  return (guint) g_atomic_int_get (&a->heard[pdu]);
}

guint
agent_heard_in_all (TestAgent *a)
{
  guint all = 0;
  for (guint i = 0; i < G_N_ELEMENTS (a->heard); i++)
    all += (guint) g_atomic_int_get (&a->heard[i]);
  return all;
}
