/* Ports of the inventory said anew in its YAML, each where it stands; and the proof that it says what was meant. */
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/edit.h"
#include "inventory/import_internal.h"

typedef struct
{
  TextEdit *edit;
  GHashTable *changed; /* "SWITCH" -> GPtrArray of const DesiredPort* */
} Writing;

/* ---- values --------------------------------------------------------------------------------------------------------- */

static const char *const phone_keys[] = { "mac", "model", "extension", "user" };

static char *
phone_value (const DesiredPhone *phone)
{
  const char *texts[] = { phone->mac, phone->model, phone->extension, phone->user };
  GString *out = g_string_new ("{");
  for (guint i = 0; i < G_N_ELEMENTS (phone_keys); i++)
    {
      g_autofree char *value = texts[i] ? yaml_text (texts[i]) : NULL;
      if (value)
        g_string_append_printf (out, "%s %s: %s", out->len > 1 ? "," : "", phone_keys[i], value);
    }
  g_string_append (out, " }");
  return g_string_free (out, FALSE);
}

/* `phone`, or { role: phone, jack: B-112, phone: { ... } } */
static char *
port_value (const DesiredPort *port)
{
  g_autofree char *role = yaml_text (port->role), *jack = port->jack ? yaml_text (port->jack) : NULL,
                  *phone = port->phone ? phone_value (port->phone) : NULL;
  if (!jack && !phone)
    return g_steal_pointer (&role);
  return g_strconcat ("{ role: ", role, jack ? ", jack: " : "", jack ? jack : "", phone ? ", phone: " : "", phone ? phone : "",
                      " }", NULL);
}

static gboolean
reads_as (const Node *mapping, const char *key, const char *text)
{
  const Node *node = node_get (mapping, key, NULL);
  if (!node || !text)
    return !node && !text;
  g_autofree char *mac = node->type == NODE_SCALAR && !strcmp (key, "mac") ? value_parse_mac (node->text) : NULL;
  return node->type == NODE_SCALAR && !strcmp (mac ? mac : node->text, text);
}

/* Only what reads otherwise is touched. */
static void
edit_texts (TextEdit *e, const Node *mapping, const char *const *keys, const char *const *texts, guint n)
{
  YamlWant wants[4];
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  guint k = 0;
  for (guint i = 0; i < n; i++)
    {
      if (reads_as (mapping, keys[i], texts[i]))
        continue;
      char *value = texts[i] ? yaml_text (texts[i]) : NULL;
      g_ptr_array_add (values, value);
      wants[k++] = (YamlWant){ keys[i], value };
    }
  yaml_edit_mapping (e, mapping, wants, k);
}

static void
edit_phone (TextEdit *e, const Node *mapping, const DesiredPhone *phone)
{
  const char *texts[] = { phone->mac, phone->model, phone->extension, phone->user };
  edit_texts (e, mapping, phone_keys, texts, G_N_ELEMENTS (phone_keys));
}

/* The value of a port that has a line of its own. */
static void
edit_port (TextEdit *e, const Node *value, const DesiredPort *port)
{
  static const char *const keys[] = { "role", "jack" };
  const char *const texts[] = { port->role, port->jack };
  Node *phone = node_get (value, "phone", NULL);
  if (value->type != NODE_MAPPING)
    {
      g_autofree char *text = port_value (port);
      yaml_edit_value (e, value, text);
      return;
    }
  if (phone && port->phone)
    edit_phone (e, phone, port->phone);
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (YamlWant));
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!reads_as (value, keys[i], texts[i]))
      {
        const YamlWant want = { keys[i], yaml_text (texts[i]) };
        g_ptr_array_add (made, (char *) want.value);
        g_array_append_val (wants, want);
      }
  if ((phone == NULL) != (port->phone == NULL))
    {
      const YamlWant want = { "phone", port->phone ? phone_value (port->phone) : NULL };
      g_ptr_array_add (made, (char *) want.value);
      g_array_append_val (wants, want);
    }
  yaml_edit_mapping (e, value, (const YamlWant *) (gpointer) wants->data, wants->len);
}

/* ---- lines ---------------------------------------------------------------------------------------------------------- */

/* A key of several ports; a comma would end it in braces. */
static char *
key_text (const PortSet *set, const Node *like, gboolean flow)
{
  g_autofree char *text = port_set_to_string (set);
  return like->quoted || (flow && strchr (text, ',')) ? g_strdup_printf ("\"%s\"", text) : g_steal_pointer (&text);
}

static void
add_lines (Writing *w, const Node *ports, guint after, const GPtrArray *fresh)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree YamlWant *wants = g_new0 (YamlWant, fresh->len + 1);
  for (guint i = 0; i < fresh->len; i++)
    {
      const DesiredPort *port = fresh->pdata[i];
      wants[i] = (YamlWant){ port_to_string (port->id), port_value (port) };
      g_ptr_array_add (texts, (char *) wants[i].key);
      g_ptr_array_add (texts, (char *) wants[i].value);
    }
  yaml_edit_add_after (w->edit, ports, after, wants, fresh->len);
}

/* The line `at` for several ports, some of which get lines of their own. */
static void
split_line (Writing *w, const Node *ports, guint at, const PortSet *set, GPtrArray *mine)
{
  const Node *key = ports->keys->pdata[at];
  g_autoptr (PortSet) rest = port_set_new ();
  for (guint i = 0; i < port_set_size (set); i++)
    {
      gboolean goes = FALSE;
      for (guint k = 0; k < mine->len; k++)
        goes |= ((DesiredPort *) mine->pdata[k])->id == port_set_get (set, i);
      if (!goes)
        port_set_add (rest, port_set_get (set, i));
    }
  if (!port_set_size (rest))
    {
      const DesiredPort *port = g_ptr_array_steal_index (mine, 0);
      port_set_add (rest, port->id);
      edit_port (w->edit, ports->values->pdata[at], port);
    }
  g_autofree char *text = key_text (rest, key, yaml_is_flow (w->edit, ports));
  yaml_edit_value (w->edit, key, text);
  add_lines (w, ports, at, mine);
}

/* Takes out of `changed` those of one line, and edits it. */
static void
edit_line (Writing *w, const Node *ports, guint at, GPtrArray *changed)
{
  const Node *key = ports->keys->pdata[at];
  g_autoptr (PortSet) set = NULL;
  g_autoptr (GPtrArray) mine = g_ptr_array_new ();
  if (!port_set_parse (key->text, &set, NULL, NULL))
    return;
  for (guint i = 0; i < changed->len;)
    if (port_set_contains (set, ((DesiredPort *) changed->pdata[i])->id))
      g_ptr_array_add (mine, g_ptr_array_steal_index (changed, i));
    else
      i++;
  if (mine->len && port_set_size (set) == 1)
    edit_port (w->edit, ports->values->pdata[at], mine->pdata[0]);
  else if (mine->len)
    split_line (w, ports, at, set, mine);
}

/* After which line a new port belongs: the last one that begins below it. */
static guint
line_before (const Node *ports, PortId id)
{
  guint best = ports->keys->len - 1;
  PortId best_id = PORT_NONE;
  for (guint i = 0; i < ports->keys->len; i++)
    {
      g_autoptr (PortSet) set = NULL;
      if (!port_set_parse (((Node *) ports->keys->pdata[i])->text, &set, NULL, NULL) || port_set_get (set, 0) > id
          || port_set_get (set, 0) < best_id)
        continue;
      best = i;
      best_id = port_set_get (set, 0);
    }
  return best;
}

static void
new_ports_key (Writing *w, const Node *sw, const GPtrArray *fresh)
{
  gboolean flow = yaml_is_flow (w->edit, sw);
  g_autoptr (GString) out = g_string_new (flow ? "{" : NULL);
  for (guint i = 0; i < fresh->len; i++)
    {
      const DesiredPort *port = fresh->pdata[i];
      g_autofree char *id = port_to_string (port->id), *value = port_value (port);
      g_string_append_printf (out, flow ? "%s %s: %s" : "%s\n  %s: %s", flow && i ? "," : "", id, value);
    }
  if (flow)
    g_string_append (out, " }");
  const YamlWant want = { "ports", out->str };
  yaml_edit_mapping (w->edit, sw, &want, 1);
}

static void
edit_switch (Writing *w, const Node *sw)
{
  const char *name = value_get_text (sw, "name", NULL);
  GPtrArray *changed = name ? g_hash_table_lookup (w->changed, name) : NULL;
  const Node *ports = node_get (sw, "ports", NULL);
  if (!changed)
    return;
  for (guint i = 0; ports && i < ports->keys->len && changed->len; i++)
    edit_line (w, ports, i, changed);
  if (changed->len && ports && ports->keys->len)
    for (guint i = 0; i < changed->len; i++)
      {
        g_autoptr (GPtrArray) one = g_ptr_array_new ();
        g_ptr_array_add (one, changed->pdata[i]);
        add_lines (w, ports, line_before (ports, ((DesiredPort *) changed->pdata[i])->id), one);
      }
  else if (changed->len)
    new_ports_key (w, sw, changed);
}

/* ---- files ---------------------------------------------------------------------------------------------------------- */

static int
by_id (gconstpointer a, gconstpointer b)
{
  PortId x = (*(DesiredPort *const *) a)->id, y = (*(DesiredPort *const *) b)->id;
  return x < y ? -1 : x > y;
}

static GHashTable *
changed_in (const char *path, const GArray *changes)
{
  GHashTable *changed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < changes->len; i++)
    {
      const ImportChange *c = &g_array_index (changes, ImportChange, i);
      GPtrArray *ports = g_hash_table_lookup (changed, c->sw->name);
      if (c->sw->pos.file != path)
        continue;
      if (!ports)
        g_hash_table_insert (changed, c->sw->name, ports = g_ptr_array_new ());
      if (!g_ptr_array_find (ports, c->port, NULL))
        g_ptr_array_add (ports, (gpointer) c->port);
    }
  GHashTableIter iter;
  gpointer ports;
  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, NULL, &ports))
    g_ptr_array_sort (ports, by_id);
  return changed;
}

FileEdit *
import_file_open (const char *path, Diagnostics *d)
{
  g_autoptr (GError) error = NULL;
  FileEdit *f = g_new0 (FileEdit, 1);
  gsize size;
  f->path = g_intern_string (path);
  if (!g_file_get_contents (path, &f->text, &size, &error))
    diagnostics_add (d, SEVERITY_ERROR, "VL109", (SrcPos){ f->path, 1, 1, 0, 0 }, NULL, _ ("cannot be read: %s"), error->message);
  else if ((f->root = tree_parse (f->path, f->text, size, d)))
    f->edit = text_edit_new (f->text);
  if (f->edit)
    return f;
  import_file_free (f);
  return NULL;
}

FileEdit *
import_file_new (const char *path)
{
  g_autoptr (Diagnostics) none = diagnostics_new ();
  FileEdit *f = g_new0 (FileEdit, 1);
  f->path = g_intern_string (path);
  f->fresh = TRUE;
  f->text = g_strdup (_ ("# Drafted from NetBox. To add: `credentials`, the `uplinks` of each switch, and what roles shall do "
                         "beside VLANs.\nvlanctl: 1\n"));
  f->root = tree_parse (f->path, f->text, strlen (f->text), none);
  f->edit = text_edit_new (f->text);
  return f;
}

void
import_file_free (FileEdit *f)
{
  text_edit_free (f->edit);
  node_free (f->root);
  g_free (f->text);
  g_free (f);
}

void
import_edit_ports (FileEdit *f, const GArray *changes)
{
  Writing w = { f->edit, changed_in (f->path, changes) };
  const Node *switches = node_get (f->root, "switches", NULL);
  for (guint i = 0; switches && i < switches->values->len; i++)
    edit_switch (&w, switches->values->pdata[i]);
  g_hash_table_unref (w.changed);
}

gboolean
import_file_finish (FileEdit *f, ImportResult *result, Diagnostics *d)
{
  if (!text_edit_any (f->edit))
    return TRUE;
  char *after = text_edit_apply (f->edit);
  if (!after)
    {
      diagnostics_add (d, SEVERITY_ERROR, "VI901", (SrcPos){ f->path, 1, 1, 0, 0 },
                       _ ("give the ports in question a line each, then import again"),
                       _ ("this text cannot be changed piece by piece"));
      return FALSE;
    }
  ImportFile *file = g_new0 (ImportFile, 1);
  *file = (ImportFile){ .path = f->path, .text = after, .was = g_strdup (f->fresh ? "" : f->text), .fresh = f->fresh };
  g_autoptr (TextEdit) whole = text_edit_new ("");
  text_edit_replace (whole, 0, 0, after);
  file->diff = text_edit_diff (f->fresh ? whole : f->edit, f->path, f->fresh);
  g_ptr_array_add (result->files, file);
  return TRUE;
}

static gboolean
edit_file (ImportResult *result, const char *path, const GArray *changes, Diagnostics *d)
{
  FileEdit *f = import_file_open (path, d);
  if (!f)
    return FALSE;
  import_edit_ports (f, changes);
  gboolean good = import_file_finish (f, result, d);
  import_file_free (f);
  return good;
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

gboolean
import_write_ports (ImportResult *result, const Desired *desired, const char *const *paths, const GArray *changes, Diagnostics *d)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  for (guint i = 0; i < changes->len; i++)
    {
      const char *file = g_array_index (changes, ImportChange, i).sw->pos.file;
      if (!g_ptr_array_find (files, file, NULL))
        g_ptr_array_add (files, (gpointer) file);
    }
  g_ptr_array_sort (files, by_text);
  for (guint i = 0; i < files->len; i++)
    if (!edit_file (result, files->pdata[i], changes, d))
      return FALSE;
  return !files->len || import_prove (result, desired, paths, d);
}

/* ---- the proof ------------------------------------------------------------------------------------------------------ */

static void
dump_port (GString *out, const char *sw, const DesiredPort *port)
{
  const DesiredPhone *p = port->phone;
  g_string_append (out, sw);
  g_string_append_c (out, ' ');
  port_append (out, port->id);
  g_string_append_printf (out, ": %s jack=%s", port->role, port->jack ? port->jack : "");
  if (p)
    g_string_append_printf (out, " phone=%s|%s|%s|%s", p->mac ? p->mac : "", p->model ? p->model : "",
                            p->extension ? p->extension : "", p->user ? p->user : "");
  g_string_append_c (out, '\n');
}

/* Of switches that are not in any file yet, what the defaults say of them is not known. */
static char *
dump (const Desired *desired, const Desired *also)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < desired->vlans->len; i++)
    {
      const DesiredVlan *v = desired->vlans->pdata[i];
      g_string_append_printf (out, "vlan %u %s %s%s\n", v->id, v->key, v->name ? v->name : "", v->voice ? " voice" : "");
    }
  for (guint s = 0; s < desired->switches->len; s++)
    {
      const DesiredSwitch *sw = desired->switches->pdata[s];
      const DesiredSwitch *twin = desired_find_switch (also, sw->name);
      g_autofree char *uplinks = port_set_to_string (sw->uplinks);
      g_string_append_printf (out, "switch %s %s uplinks=%s", sw->name, sw->address, uplinks);
      if (sw->pos.file && twin && twin->pos.file)
        g_string_append_printf (out, " %u:%u %s %s %s %u %d %d %d %d %d", sw->snmp_port, sw->ssh_port, sw->model ? sw->model : "",
                                sw->location ? sw->location : "", sw->credentials ? sw->credentials->name : "", sw->timeout_ms,
                                sw->canary, sw->undo_timer_s, sw->max_share_percent, sw->min_share_ports, sw->uplink_macs);
      g_string_append_c (out, '\n');
      for (guint p = 0; p < sw->ports->len; p++)
        dump_port (out, sw->name, sw->ports->pdata[p]);
    }
  return g_string_free (out, FALSE);
}

gboolean
import_prove (const ImportResult *result, const Desired *desired, const char *const *paths, Diagnostics *d)
{
  g_autoptr (InventorySources) sources = inventory_sources_new ();
  guint before = d->errors;
  for (guint i = 0; i < result->files->len; i++)
    {
      const ImportFile *file = result->files->pdata[i];
      inventory_sources_replace (sources, file->path, file->text);
    }
  g_autoptr (Desired) again = inventory_load (paths, sources, d);
  g_autofree char *want = again ? dump (desired, again) : NULL, *have = again ? dump (again, desired) : NULL;
  if (d->errors == before && have && strcmp (want, have) == 0)
    return TRUE;
  SrcPos at = { ((ImportFile *) result->files->pdata[0])->path, 1, 1, 0, 0 };
  diagnostics_add (d, SEVERITY_ERROR, "VI901", at,
                   d->errors > before ? _ ("the lines above are of the inventory as it would be")
                                      : _ ("give the ports in question a line each, then import again"),
                   _ ("with this list, the inventory would not be good: nothing is changed"));
  return FALSE;
}
