#include "inventory/netbox.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "inventory/schema.h"

#define MAX_DEPTH 64

static void
device_free (gpointer data)
{
  NetboxDevice *d = data;
  char *texts[] = { d->name, d->maker, d->model, d->address, d->location };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (d);
}

static void
interface_free (gpointer data)
{
  NetboxInterface *i = data;
  g_free (i->device);
  g_free (i->name);
  vlan_set_clear (&i->tagged);
  g_free (i);
}

Netbox *
netbox_new (void)
{
  Netbox *n = g_new0 (Netbox, 1);
  n->devices = g_ptr_array_new_with_free_func (device_free);
  n->interfaces = g_ptr_array_new_with_free_func (interface_free);
  n->vlan_names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return n;
}

void
netbox_free (Netbox *n)
{
  if (!n)
    return;
  g_ptr_array_unref (n->devices);
  g_ptr_array_unref (n->interfaces);
  g_hash_table_unref (n->vlan_names);
  g_free (n);
}

/* 10.0.0.1/24 */
static char *
without_length (const char *address)
{
  return address && *address ? g_strndup (address, strcspn (address, "/")) : NULL;
}

/* access, Access, tagged, Tagged, tagged-all, Tagged (All); *good FALSE for anything else. */
static NetboxMode
parse_mode (const char *text, gboolean *good)
{
  static const struct
  {
    const char *word;
    NetboxMode mode;
  } words[] = { { "access", NETBOX_ACCESS },
                { "tagged", NETBOX_TAGGED },
                { "tagged-all", NETBOX_TAGGED_ALL },
                { "tagged (all)", NETBOX_TAGGED_ALL } };
  *good = TRUE;
  if (!text || !*text)
    return NETBOX_NO_MODE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (!g_ascii_strcasecmp (text, words[i].word))
      return words[i].mode;
  *good = FALSE;
  return NETBOX_NO_MODE;
}

static void
note_vlan (Netbox *n, guint id, const char *name)
{
  if (name && *name && !g_hash_table_contains (n->vlan_names, GUINT_TO_POINTER (id)))
    g_hash_table_insert (n->vlan_names, GUINT_TO_POINTER (id), g_strdup (name));
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

gboolean
netbox_is_json (const char *bytes, gsize size)
{
  gsize at = size >= 3 && !memcmp (bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
  while (at < size && g_ascii_isspace (bytes[at]))
    at++;
  return at < size && strchr ("{[", bytes[at]) && bytes[at];
}

/* The parser goes down as deep as the text does. */
static gboolean
is_deep (const char *text)
{
  guint depth = 0;
  gboolean quoted = FALSE;
  for (; *text; text++)
    if (quoted && *text == '\\' && text[1])
      text++;
    else if (*text == '"')
      quoted = !quoted;
    else if (!quoted && strchr ("{[", *text) && ++depth > MAX_DEPTH)
      return TRUE;
    else if (!quoted && strchr ("}]", *text) && depth)
      depth--;
  return FALSE;
}

/* A member down a path of names; NULL when it is not there. */
static JsonNode *
member (JsonObject *o, const char *name)
{
  return o && json_object_has_member (o, name) ? json_object_get_member (o, name) : NULL;
}

static JsonObject *
object_of (JsonNode *node)
{
  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
text_of (JsonNode *node)
{
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                                                  : NULL;
}

/* A text, or the `key` of an object: NetBox nests what it refers to ({ "name": ... }), and choices ({ "value": ... }). */
static const char *
text_in (JsonObject *o, const char *name, const char *key)
{
  JsonNode *node = member (o, name);
  JsonObject *inner = object_of (node);
  return inner ? text_of (member (inner, key)) : text_of (node);
}

static gboolean
flag_in (JsonObject *o, const char *name)
{
  JsonNode *node = member (o, name);
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN
         && json_node_get_boolean (node);
}

/* { "vid": 10, "name": "DATA" }; 0 when it is no such thing. */
static guint
vlan_in (Netbox *n, JsonNode *node)
{
  JsonObject *o = object_of (node);
  JsonNode *vid = member (o, "vid");
  gint64 id = vid && JSON_NODE_HOLDS_VALUE (vid) && json_node_get_value_type (vid) == G_TYPE_INT64 ? json_node_get_int (vid) : 0;
  if (id < VLAN_MIN || id > VLAN_MAX)
    return 0;
  note_vlan (n, (guint) id, text_of (member (o, "name")));
  return (guint) id;
}

static const char *
take_interface (Netbox *n, JsonObject *o)
{
  gboolean good;
  JsonNode *tagged = member (o, "tagged_vlans"), *untagged = member (o, "untagged_vlan");
  JsonArray *list = tagged && JSON_NODE_HOLDS_ARRAY (tagged) ? json_node_get_array (tagged) : NULL;
  NetboxInterface *i = g_new0 (NetboxInterface, 1);
  g_ptr_array_add (n->interfaces, i);
  i->device = g_strdup (text_in (o, "device", "name"));
  i->name = g_strdup (text_of (member (o, "name")));
  i->mode = parse_mode (text_in (o, "mode", "value"), &good);
  i->in_lag = object_of (member (o, "lag")) != NULL;
  i->mgmt_only = flag_in (o, "mgmt_only");
  i->untagged = vlan_in (n, untagged);
  good &= !untagged || JSON_NODE_HOLDS_NULL (untagged) || i->untagged;
  for (guint k = 0; list && k < json_array_get_length (list); k++)
    {
      guint id = vlan_in (n, json_array_get_element (list, k));
      good &= id != 0;
      if (id)
        vlan_set_add (&i->tagged, id);
    }
  return !i->device || !i->name ? _ ("an interface without `device` and `name`")
         : good                 ? NULL
                                : _ ("an interface whose `mode` or VLANs are not as NetBox writes them");
}

static const char *
take_device (Netbox *n, JsonObject *o)
{
  JsonObject *type = object_of (member (o, "device_type")), *ip = object_of (member (o, "primary_ip"));
  NetboxDevice *d = g_new0 (NetboxDevice, 1);
  g_ptr_array_add (n->devices, d);
  d->name = g_strdup (text_of (member (o, "name")));
  d->model = g_strdup (text_of (member (type, "model")));
  d->maker = g_strdup (text_in (type, "manufacturer", "name"));
  d->address = without_length (text_of (member (ip, "address")));
  const char *location = text_in (o, "location", "name"), *site = text_in (o, "site", "name");
  d->location = location && site ? g_strdup_printf ("%s, %s", site, location) : g_strdup (site);
  return d->name ? NULL : _ ("a device without `name`");
}

/* Interfaces have a device; devices have a type. A list, or the lists of an answer: results, devices, interfaces. */
static const char *
take (Netbox *n, JsonNode *node)
{
  static const char *const lists[] = { "results", "devices", "interfaces" };
  JsonObject *o = object_of (node);
  const char *wrong = NULL;
  if (node && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *list = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (list) && !wrong; i++)
        wrong = take (n, json_array_get_element (list, i));
      return wrong;
    }
  if (!o)
    return _ ("neither devices nor interfaces");
  if (json_object_has_member (o, "device"))
    return take_interface (n, o);
  if (json_object_has_member (o, "device_type"))
    return take_device (n, o);
  if (text_of (member (o, "next")))
    return _ ("one page of several: ask for all of it (?limit=0)");
  guint found = 0;
  for (guint i = 0; i < G_N_ELEMENTS (lists) && !wrong; i++)
    if (json_object_has_member (o, lists[i]) && JSON_NODE_HOLDS_ARRAY (member (o, lists[i])))
      {
        wrong = take (n, member (o, lists[i]));
        found++;
      }
  return found ? wrong : _ ("neither devices nor interfaces");
}

gboolean
netbox_read_json (Netbox *n, const char *file, const char *bytes, gsize size, Diagnostics *d)
{
  g_autofree char *text = csv_decode (file, bytes, size, d);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  SrcPos at = { g_intern_string (file), 1, 1, 0, 0 };
  if (!text)
    return FALSE;
  gboolean parsed = !is_deep (text) && json_parser_load_from_data (parser, text, -1, &error);
  const char *wrong = parsed ? take (n, json_parser_get_root (parser)) : error ? error->message : _ ("nested too deeply");
  if (wrong)
    diagnostics_add (d, SEVERITY_ERROR, "VI301", at, _ ("the answer of /api/dcim/devices/ or /api/dcim/interfaces/"),
                     _ ("not what NetBox writes: %s"), wrong);
  return !wrong;
}

/* ---- tables --------------------------------------------------------------------------------------------------------- */

/* T_PHONE: what only phone lists have */
typedef enum
{
  T_DEVICE,
  T_NAME,
  T_MODE,
  T_UNTAGGED,
  T_TAGGED,
  T_LAG,
  T_MGMT,
  T_MAKER,
  T_MODEL,
  T_ADDRESS,
  T_SITE,
  T_LOCATION,
  T_PHONE,
  T_N
} TableKey;
static const char *const titles[T_N] = {
  [T_DEVICE] = "device",
  [T_NAME] = "name",
  [T_MODE] = "mode 8021qmode",
  [T_UNTAGGED] = "untaggedvlan",
  [T_TAGGED] = "taggedvlans",
  [T_LAG] = "lag",
  [T_MGMT] = "mgmtonly managementonly",
  [T_MAKER] = "manufacturer",
  [T_MODEL] = "devicetype type",
  [T_ADDRESS] = "primaryip primaryip4 ipaddress ipv4address",
  [T_SITE] = "site",
  [T_LOCATION] = "location",
  [T_PHONE] = "mac extension number poste",
};

static void
find_titles (const CsvTable *t, int at[T_N])
{
  for (guint k = 0; k < T_N; k++)
    {
      g_auto (GStrv) words = g_strsplit (titles[k], " ", -1);
      at[k] = -1;
      for (guint i = 0; i < t->n && at[k] < 0; i++)
        {
          g_autoptr (GString) squeezed = g_string_new (NULL);
          for (const char *p = t->titles[i]; *p; p++)
            if (g_ascii_isalnum (*p))
              g_string_append_c (squeezed, g_ascii_tolower (*p));
          if (g_strv_contains ((const char *const *) words, squeezed->str))
            at[k] = (int) i;
        }
    }
}

static gboolean
has_interfaces (const int at[T_N])
{
  return at[T_DEVICE] >= 0 && at[T_NAME] >= 0 && at[T_MODE] >= 0;
}

gboolean
netbox_is_table (const CsvTable *table)
{
  int at[T_N];
  find_titles (table, at);
  return has_interfaces (at) || (at[T_PHONE] < 0 && at[T_NAME] >= 0 && at[T_MODEL] >= 0 && at[T_SITE] >= 0);
}

static const char *
cell_of (const CsvRow *row, const int at[T_N], TableKey key)
{
  return at[key] >= 0 && row->cells[at[key]][0] ? row->cells[at[key]] : NULL;
}

/* "DATA (10)" as a table says it, or "10". 0 when it is neither. */
static guint
parse_vlan (Netbox *n, const char *text)
{
  guint id;
  g_autofree char *word = g_strstrip (g_strdup (text));
  char *open = strrchr (word, '(');
  if (open && g_str_has_suffix (word, ")"))
    {
      word[strlen (word) - 1] = '\0';
      *open = '\0';
      if (!value_parse_uint (open + 1, &id) || id < VLAN_MIN || id > VLAN_MAX)
        return 0;
      note_vlan (n, id, g_strstrip (word));
      return id;
    }
  return value_parse_uint (word, &id) && id >= VLAN_MIN && id <= VLAN_MAX ? id : 0;
}

static gboolean
parse_vlans (Netbox *n, const char *text, VlanSet *out)
{
  g_auto (GStrv) words = g_strsplit_set (text, ",\n", -1);
  gboolean good = TRUE;
  for (char **word = words; *word; word++)
    {
      guint id = *g_strstrip (*word) ? parse_vlan (n, *word) : 0;
      good &= id || !**word;
      if (id)
        vlan_set_add (out, id);
    }
  return good;
}

static gboolean
is_true (const char *text)
{
  return text && (!g_ascii_strcasecmp (text, "true") || !strcmp (text, "1") || !strcmp (text, "\xe2\x9c\x94"));
}

static const char *
take_interface_row (Netbox *n, const CsvRow *row, const int at[T_N])
{
  gboolean good;
  const char *untagged = cell_of (row, at, T_UNTAGGED), *tagged = cell_of (row, at, T_TAGGED);
  NetboxInterface *i = g_new0 (NetboxInterface, 1);
  g_ptr_array_add (n->interfaces, i);
  i->row = row->row;
  i->device = g_strdup (cell_of (row, at, T_DEVICE));
  i->name = g_strdup (cell_of (row, at, T_NAME));
  i->mode = parse_mode (cell_of (row, at, T_MODE), &good);
  i->in_lag = cell_of (row, at, T_LAG) != NULL;
  i->mgmt_only = is_true (cell_of (row, at, T_MGMT));
  i->untagged = untagged ? parse_vlan (n, untagged) : 0;
  if (!i->device || !i->name)
    return _ ("an interface without device and name");
  if (!good)
    return _ ("the mode is access, tagged or tagged-all");
  return (!untagged || i->untagged) && parse_vlans (n, tagged ? tagged : "", &i->tagged) ? NULL
                                                                                         : _ ("a VLAN is NAME (ID), or its id");
}

static const char *
take_device_row (Netbox *n, const CsvRow *row, const int at[T_N])
{
  const char *site = cell_of (row, at, T_SITE), *location = cell_of (row, at, T_LOCATION);
  NetboxDevice *d = g_new0 (NetboxDevice, 1);
  g_ptr_array_add (n->devices, d);
  d->name = g_strdup (cell_of (row, at, T_NAME));
  d->maker = g_strdup (cell_of (row, at, T_MAKER));
  d->model = g_strdup (cell_of (row, at, T_MODEL));
  d->address = without_length (cell_of (row, at, T_ADDRESS));
  d->location = site && location ? g_strdup_printf ("%s, %s", site, location) : g_strdup (site);
  return d->name ? NULL : _ ("a device without a name");
}

gboolean
netbox_read_table (Netbox *n, const CsvTable *t, Diagnostics *d)
{
  int at[T_N];
  guint before = d->errors;
  find_titles (t, at);
  for (guint i = 0; i < t->rows->len; i++)
    {
      const CsvRow *row = t->rows->pdata[i];
      const char *wrong = has_interfaces (at) ? take_interface_row (n, row, at) : take_device_row (n, row, at);
      if (wrong)
        diagnostics_add (d, SEVERITY_ERROR, "VI301", csv_pos (t, row, 0), NULL, _ ("row %u: not what NetBox writes: %s"),
                         row->row, wrong);
    }
  return d->errors == before;
}
