/* Where each row of a phone list belongs, and what becomes of the ports. */
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/import_internal.h"
#include "model/phone.h"

typedef struct
{
  DesiredSwitch *sw;
  DesiredPort *port; /* NULL = not listed yet */
  PortId id;
} Place;

typedef struct
{
  Desired *desired;
  Diagnostics *diagnostics;
  ImportResult *result;
  GHashTable *by_mac, *by_extension, *by_jack; /* text -> GArray of Place */
  GHashTable *taken;                           /* "SWITCH PORT" -> const PhoneRow* */
  GArray *changes;                             /* ImportChange */
  GPtrArray *targets;                          /* Target* */
  GHashTable *goes;                            /* MAC address -> Target*, where the list has it */
} Merge;

typedef struct
{
  const PhoneRow *row;
  Place place;
  ImportItem *item;
  char *phone[4];          /* mac, model, extension, user, as they shall be */
  const Place *moved_from; /* NULL */
} Target;

/* ---- what is there -------------------------------------------------------------------------------------------------- */

static void
index_add (GHashTable *index, const char *text, const Place *place)
{
  if (!text)
    return;
  g_autofree char *key = g_utf8_casefold (text, -1);
  GArray *places = g_hash_table_lookup (index, key);
  if (!places)
    g_hash_table_insert (index, g_strdup (key), places = g_array_new (FALSE, FALSE, sizeof (Place)));
  g_array_append_val (places, *place);
}

static const GArray *
index_find (GHashTable *index, const char *text)
{
  g_autofree char *key = text ? g_utf8_casefold (text, -1) : NULL;
  return key ? g_hash_table_lookup (index, key) : NULL;
}

static void
index_ports (Merge *m)
{
  GHashTable **tables[] = { &m->by_mac, &m->by_extension, &m->by_jack };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    *tables[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint s = 0; s < m->desired->switches->len; s++)
    {
      DesiredSwitch *sw = m->desired->switches->pdata[s];
      for (guint p = 0; p < sw->ports->len; p++)
        {
          DesiredPort *port = sw->ports->pdata[p];
          const Place place = { sw, port, port->id };
          index_add (m->by_jack, port->jack, &place);
          index_add (m->by_mac, port->phone ? port->phone->mac : NULL, &place);
          index_add (m->by_extension, port->phone ? port->phone->extension : NULL, &place);
        }
    }
}

static char *
place_text (const Place *place)
{
  g_autofree char *port = port_to_string (place->id);
  return g_strdup_printf ("%s %s", place->sw->name, port);
}

/* ---- where each belongs --------------------------------------------------------------------------------------------- */

static Diagnostic *G_GNUC_PRINTF (6, 7)
    bad_row (Merge *m, const PhoneRow *row, ColumnKey key, const char *rule, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return diagnostics_add (m->diagnostics, SEVERITY_ERROR, rule, row->pos[key], help, _ ("row %u: %s"), row->row, text);
}

static ImportItem *
add_item (Merge *m, const PhoneRow *row, ImportAction action, const Place *place)
{
  ImportItem *item = import_result_add (m->result, row->row, action);
  item->mac = g_strdup (row->mac);
  item->extension = g_strdup (row->extension);
  item->user = g_strdup (row->user);
  item->sw = place ? g_strdup (place->sw->name) : NULL;
  item->port = place ? port_to_string (place->id) : NULL;
  return item;
}

/* The one place of several that is on the row's switch, if it names one. *several: there is more than one. */
static const Place *
only_one (const GArray *places, const DesiredSwitch *sw, gboolean *several)
{
  const Place *found = NULL;
  *several = FALSE;
  for (guint i = 0; places && i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      if (sw && place->sw != sw)
        continue;
      *several |= found != NULL;
      found = place;
    }
  return *several ? NULL : found;
}

/* By port, by jack, by MAC address, by extension: the first that the row has. FALSE: nowhere, and *why. */
static gboolean
find_place (Merge *m, const PhoneRow *row, Place *out, char **why)
{
  const Place *found = NULL;
  gboolean several = FALSE;
  if (row->id)
    {
      *out = (Place){ row->sw, desired_find_port (row->sw, row->id), row->id };
      return TRUE;
    }
  if (row->jack && !(found = only_one (index_find (m->by_jack, row->jack), row->sw, &several)))
    *why = g_strdup_printf (several ? _ ("jack %s stands at several ports") : _ ("no port has the jack %s"), row->jack);
  if (!row->jack && row->mac)
    found = only_one (index_find (m->by_mac, row->mac), row->sw, &several);
  if (!row->jack && !found && row->extension)
    {
      found = only_one (index_find (m->by_extension, row->extension), row->sw, &several);
      if (!found)
        *why = g_strdup_printf (several ? _ ("extension %s stands at several ports")
                                        : _ ("the inventory has neither this phone nor extension %s"),
                                row->extension);
    }
  if (!found && !*why)
    *why = g_strdup (row->mac ? _ ("the inventory does not have this phone")
                              : _ ("neither port nor jack, MAC address or extension"));
  if (found)
    *out = *found;
  return found != NULL;
}

/* Whether a phone may stand there; complains if not. */
static gboolean
admit (Merge *m, const PhoneRow *row, const Place *place)
{
  g_autofree char *where = place_text (place);
  const PhoneRow *first = g_hash_table_lookup (m->taken, where);
  if (first)
    diagnostic_see (
        bad_row (m, row, COLUMN_PORT, "VI209", _ ("one port, one phone"), _ ("%s is taken by row %u"), where, first->row),
        first->pos[COLUMN_PORT], _ ("first here"));
  else if (port_set_contains (place->sw->uplinks, place->id))
    bad_row (m, row, COLUMN_PORT, "VI207", _ ("look at the plug again"), _ ("%s is an uplink"), where);
  else if (!place->port && !row->role)
    bad_row (m, row, COLUMN_PORT, "VI207", _ ("list it under `ports`, or add a column `role` to the list"),
             _ ("%s is not in the inventory, and nothing says which role it has"), where);
  else
    {
      g_hash_table_insert (m->taken, g_steal_pointer (&where), (gpointer) row);
      return TRUE;
    }
  return FALSE;
}

static void
target_free (gpointer data)
{
  Target *t = data;
  for (guint i = 0; i < 4; i++)
    g_free (t->phone[i]);
  g_free (t);
}

static void
place_row (Merge *m, const PhoneRow *row)
{
  Place place = { 0 };
  g_autofree char *why = NULL;
  if (!find_place (m, row, &place, &why))
    {
      add_item (m, row, IMPORT_UNPLACED, NULL)->reason = g_steal_pointer (&why);
      return;
    }
  if (!admit (m, row, &place))
    return;
  Target *t = g_new0 (Target, 1);
  t->row = row;
  t->place = place;
  if (row->mac)
    g_hash_table_insert (m->goes, row->mac, t);
  g_ptr_array_add (m->targets, t);
}

/* ---- what becomes of it --------------------------------------------------------------------------------------------- */

static void
phone_texts (const DesiredPhone *phone, char *out[4])
{
  char *const texts[] = { phone ? phone->mac : NULL, phone ? phone->model : NULL, phone ? phone->extension : NULL,
                          phone ? phone->user : NULL };
  memcpy (out, texts, sizeof texts);
}

/* As profiles are found: without case, signs and "SIP", with the maker or without. */
static gboolean
same_model (const char *a, const char *b)
{
  g_autofree char *maker = g_strndup (a, strcspn (a, " -_"));
  PhoneProfile one = { .model = (char *) a, .maker = maker };
  gpointer list[] = { &one };
  const GPtrArray profiles = { list, 1 };
  return phone_profile_find (&profiles, b) != NULL;
}

/* The row over what is known of the phone: what it does not say stays. Another MAC address at a port is another phone, and a
 * phone that the list has elsewhere is not here any more. */
static void
decide (Merge *m, Target *t)
{
  const PhoneRow *row = t->row;
  const DesiredPhone *old = t->place.port ? t->place.port->phone : NULL;
  gboolean several;
  const Place *elsewhere = only_one (index_find (m->by_mac, row->mac), NULL, &several);
  char *base[4], *said[] = { row->mac, row->model, row->extension, row->user };
  if (elsewhere && elsewhere->port == t->place.port)
    elsewhere = NULL;
  gboolean placed = row->id || row->jack, gone = old && old->mac && g_hash_table_contains (m->goes, old->mac);
  gboolean other =
      gone ? g_hash_table_lookup (m->goes, old->mac) != t : old && old->mac && row->mac && strcmp (old->mac, row->mac) && placed;
  t->moved_from = elsewhere;
  phone_texts (elsewhere && (!old || other) ? elsewhere->port->phone : other ? NULL : old, base);
  for (guint i = 0; i < 4; i++)
    t->phone[i] = g_strdup (said[i] && !(i == 1 && base[i] && same_model (base[i], said[i])) ? said[i] : base[i]);
}

static gboolean
is_new (const Target *t)
{
  const DesiredPort *port = t->place.port;
  char *have[4];
  phone_texts (port ? port->phone : NULL, have);
  gboolean differs =
      !port || (t->row->role && strcmp (t->row->role, port->role)) || (t->row->jack && g_strcmp0 (t->row->jack, port->jack));
  for (guint i = 0; i < 4; i++)
    differs |= g_strcmp0 (have[i], t->phone[i]) != 0;
  return differs;
}

static void
set_text (char **to, const char *text)
{
  g_free (*to);
  *to = g_strdup (text);
}

static void
note_change (Merge *m, const Place *place)
{
  const ImportChange change = { place->sw, place->port };
  g_array_append_val (m->changes, change);
}

static void
drop_phone (DesiredPort *port)
{
  DesiredPhone *phone = g_steal_pointer (&port->phone);
  char *texts[4];
  if (!phone)
    return;
  phone_texts (phone, texts);
  for (guint i = 0; i < 4; i++)
    g_free (texts[i]);
  g_free (phone);
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  PortId x = (*(DesiredPort *const *) a)->id, y = (*(DesiredPort *const *) b)->id;
  return x < y ? -1 : x > y;
}

static void
put (Merge *m, Target *t)
{
  DesiredPort *port = t->place.port;
  if (!port)
    {
      port = t->place.port = desired_port_new (t->place.id);
      g_ptr_array_add (t->place.sw->ports, port);
      g_ptr_array_sort (t->place.sw->ports, by_id);
    }
  if (t->row->role)
    port->role = g_intern_string (t->row->role);
  if (t->row->jack)
    set_text (&port->jack, t->row->jack);
  gboolean any = t->phone[0] || t->phone[1] || t->phone[2] || t->phone[3];
  if (!any)
    drop_phone (port);
  else if (!port->phone)
    port->phone = g_new0 (DesiredPhone, 1);
  char **to[] = { any ? &port->phone->mac : NULL, any ? &port->phone->model : NULL, any ? &port->phone->extension : NULL,
                  any ? &port->phone->user : NULL };
  for (guint i = 0; any && i < 4; i++)
    set_text (to[i], t->phone[i]);
  note_change (m, &t->place);
}

/* The port that a phone left is a port without a phone, unless the list gives it another. */
static void
leave (Merge *m, const Target *t)
{
  const Place *from = t->moved_from;
  g_autofree char *where = place_text (from);
  t->item->reason = g_strdup_printf (_ ("from %s"), where);
  if (g_hash_table_contains (m->taken, where) || !from->port->phone)
    return;
  drop_phone (from->port);
  note_change (m, from);
}

static void
carry_out (Merge *m)
{
  for (guint i = 0; i < m->targets->len; i++)
    decide (m, m->targets->pdata[i]); /* all from what stood there before any of them moved */
  for (guint i = 0; i < m->targets->len; i++)
    {
      Target *t = m->targets->pdata[i];
      gboolean there = t->place.port && t->place.port->phone;
      t->item = add_item (m, t->row,
                          !is_new (t)     ? IMPORT_SAME
                          : t->moved_from ? IMPORT_MOVED
                          : there         ? IMPORT_CHANGED
                                          : IMPORT_ADDED,
                          &t->place);
    }
  for (guint i = 0; i < m->targets->len; i++)
    if (((Target *) m->targets->pdata[i])->moved_from)
      leave (m, m->targets->pdata[i]);
  for (guint i = 0; i < m->targets->len; i++)
    if (((Target *) m->targets->pdata[i])->item->action != IMPORT_SAME)
      put (m, m->targets->pdata[i]);
}

static int
by_row (gconstpointer a, gconstpointer b)
{
  guint x = (*(ImportItem *const *) a)->row, y = (*(ImportItem *const *) b)->row;
  return x < y ? -1 : x > y;
}

static void
merge_clear (Merge *m)
{
  GHashTable *tables[] = { m->by_mac, m->by_extension, m->by_jack, m->taken, m->goes };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_hash_table_unref (tables[i]);
  g_array_unref (m->changes);
  g_ptr_array_unref (m->targets);
}

ImportResult *
import_phones (Desired *desired, const char *const *paths, const GPtrArray *rows, Diagnostics *diagnostics)
{
  g_autoptr (ImportResult) result = import_result_new ();
  guint before = diagnostics->errors;
  Merge m = { .desired = desired, .diagnostics = diagnostics, .result = result };
  m.taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  m.goes = g_hash_table_new (g_str_hash, g_str_equal);
  m.changes = g_array_new (FALSE, FALSE, sizeof (ImportChange));
  m.targets = g_ptr_array_new_with_free_func (target_free);
  index_ports (&m);
  for (guint i = 0; i < rows->len; i++)
    place_row (&m, rows->pdata[i]);
  gboolean good = diagnostics->errors == before;
  if (good)
    {
      carry_out (&m);
      g_ptr_array_sort (result->items, by_row);
      good = import_write_ports (result, desired, paths, m.changes, diagnostics);
    }
  merge_clear (&m);
  return good ? g_steal_pointer (&result) : NULL;
}
