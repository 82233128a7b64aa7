/* SNMPv3 for bench-replay: RFC 3412 and 3414, the agent's side, as much as a read needs. SHA-256 (RFC 7860) and AES-128 (RFC 3826), one
 * user. Each address is an engine of its own, or a client that keeps keys by engine would be measured with a thousandth of its work. */
#pragma once
#include <glib.h>

typedef struct _Usm Usm;

/* What the answer must repeat of the question. */
typedef struct {
  guint32 id; /* msgID */
} UsmAsked;

Usm *usm_new (const char *user, const char *auth_secret, const char *priv_secret, guint engines);

/* A question to engine i as a v2c message of community public, whose answer usm_close takes. NULL: there is none; then *report is what
 * to say at once (unknown engine, not in the time window), or NULL for nothing. Both are the caller's. */
GBytes *usm_open (Usm *u, guint i, const guint8 *data, gsize size, UsmAsked *asked, GBytes **report);

/* The v2c answer encrypted and signed. */
GBytes *usm_close (Usm *u, guint i, const UsmAsked *asked, GBytes *answer);

/* X.690: behind tag and length. NULL: not whole. */
const guint8 *ber_body (const guint8 *p, const guint8 *end, gsize *size);
