/* Ports, as a switch writes them.
 *
 * AOS 6 writes SLOT/PORT ("1/12"), AOS 7/8 CHASSIS/SLOT/PORT ("1/1/12"); a link aggregate is written "linkagg 5".
 * A PortId packs any of them in 32 bits so that numeric order is the order of the front panel and aggregates come last.
 */
#pragma once
#include <glib.h>

typedef guint32 PortId; /* 0 is no port */

#define PORT_NONE ((PortId) 0)
#define PORT_MAX_CHASSIS 16  /* virtualChassisOperChasId, aos-snmp.md section 1; OS6900 VC of 6, stacks of 8 */
#define PORT_MAX_SLOT 16
#define PORT_MAX_PORT 128    /* AOS 6 base port formula leaves 128 a slot, aos-snmp.md section 2 */
#define PORT_MAX_LINKAGG 255

typedef enum { PORT_FORM_SLOT_PORT, PORT_FORM_CHASSIS_SLOT_PORT } PortForm;

PortId port_make (guint chassis, guint slot, guint port); /* chassis 0 = AOS 6 form; PORT_NONE when out of range */
PortId port_make_linkagg (guint id);

/* Layout: bit 31 aggregate; physical: chassis << 24, slot << 16, port. */
#define PORT_LINKAGG_BIT 0x80000000u

static inline gboolean
port_is_linkagg (PortId id)
{
  return (id & PORT_LINKAGG_BIT) != 0;
}

/* 0 on AOS 6 and for aggregates */
static inline guint
port_chassis (PortId id)
{
  return port_is_linkagg (id) ? 0 : id >> 24 & 0x7f;
}

static inline guint
port_slot (PortId id)
{
  return port_is_linkagg (id) ? 0 : id >> 16 & 0xff;
}

/* port in slot, or the aggregate's id */
static inline guint
port_number (PortId id)
{
  return id & 0xffff;
}

gboolean port_has_form (PortId id, PortForm form); /* aggregates have every form */
gboolean port_same_slot (PortId a, PortId b);

/* Appends "1/1/12" or "linkagg 5". */
void port_append (GString *out, PortId id);
char *port_to_string (PortId id);

/* A set of ports: sorted, unique. Zeroed it is the empty set, and may stand inside another struct (port_set_clear) and move with it. A
 * few ports stand in it, more have an array. */
#define PORT_SET_FEW 2
typedef struct {
  guint n, room; /* room: of `many`; 0 = they stand in `few` */
  union {
    PortId few[PORT_SET_FEW];
    PortId *many;
  };
} PortSet;

PortSet *port_set_new (void);
PortSet *port_set_copy (const PortSet *set);
void port_set_free (PortSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortSet, port_set_free)

/* empty again, owning nothing */
static inline void
port_set_clear (PortSet *set)
{
  if (set->room)
    g_free (set->many);
  *set = (PortSet){ 0 };
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortSet, port_set_clear)

static inline guint
port_set_size (const PortSet *set)
{
  return set->n;
}

static inline PortId
port_set_get (const PortSet *set, guint i)
{
  return set->room ? set->many[i] : set->few[i];
}

gboolean port_set_contains (const PortSet *set, PortId id);
gboolean port_set_add (PortSet *set, PortId id); /* FALSE when it was there */
void port_set_add_set (PortSet *set, const PortSet *other);

/* "1/1/1-24,1/2/3", "linkagg 5", blanks around commas allowed; a range stays in its slot. At most 4096 ports.
 * On failure FALSE, *error (domain PORT_ERROR) and *bad_at the byte offset of the bad part. */
#define PORT_ERROR (port_error_quark ())
GQuark port_error_quark (void);
gboolean port_set_parse (const char *text, PortSet **out, gsize *bad_at, GError **error);
gboolean port_set_read (PortSet *set, const char *text, gsize *bad_at, GError **error); /* the same into a set; on failure it is empty */

/* Switch notation, contiguous ports of a slot as ranges: "1/1/1-24,1/2/3". */
char *port_set_to_string (const PortSet *set);

/* One run of contiguous ports of one slot, as the CLI can carry it. */
typedef struct {
  PortId first, last;
} PortRange;
GArray *port_set_ranges (const PortSet *set); /* PortRange; caller owns */
char *port_range_to_string (PortRange range); /* "1/1/1-24", "1/1/3", "linkagg 5" */
