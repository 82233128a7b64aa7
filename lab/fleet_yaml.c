#include "fleet_yaml.h"

#include <string.h>

gboolean
yaml_complain (Loader *l, const yaml_node_t *at, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  if (!l->why)
    l->why = g_strdup_printf ("%s:%zu: %s", l->path, at ? at->start_mark.line + 1 : 1, text);
  return FALSE;
}

yaml_node_t *
yaml_node (Loader *l, int id)
{
  return yaml_document_get_node (l->doc, id);
}

const char *
yaml_scalar (const yaml_node_t *n)
{
  return n && n->type == YAML_SCALAR_NODE ? (const char *) n->data.scalar.value : NULL;
}

yaml_node_t *
yaml_member (Loader *l, const yaml_node_t *map, const char *key)
{
  if (!map || map->type != YAML_MAPPING_NODE)
    return NULL;
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
    if (!g_strcmp0 (yaml_scalar (yaml_node (l, p->key)), key))
      return yaml_node (l, p->value);
  return NULL;
}

gboolean
yaml_check_keys (Loader *l, const yaml_node_t *map, const char *const *known)
{
  if (!map)
    return TRUE;
  if (map->type != YAML_MAPPING_NODE)
    return yaml_complain (l, map, "a mapping is wanted here");
  for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
    {
      const char *key = yaml_scalar (yaml_node (l, p->key));
      if (!key || !g_strv_contains (known, key))
        return yaml_complain (l, yaml_node (l, p->key), "unknown key `%s`", key ? key : "?");
    }
  return TRUE;
}

guint
yaml_number (Loader *l, const yaml_node_t *map, const char *key, guint fallback)
{
  const yaml_node_t *n = yaml_member (l, map, key);
  char *end;
  if (!n)
    return fallback;
  guint64 value = yaml_scalar (n) ? g_ascii_strtoull (yaml_scalar (n), &end, 10) : 0;
  if (!yaml_scalar (n) || *end || value > 1000000)
    yaml_complain (l, n, "`%s` is a number", key);
  return (guint) value;
}

guint
yaml_counter (Loader *l, const yaml_node_t *map, const char *key)
{
  const yaml_node_t *n = yaml_member (l, map, key);
  guint64 value = 0;
  if (n && (!yaml_scalar (n) || !g_ascii_string_to_unsigned (yaml_scalar (n), 10, 0, G_MAXUINT32, &value, NULL)))
    yaml_complain (l, n, "`%s` is a count, 0 to 4294967295", key);
  return (guint) value;
}

char *
yaml_text (Loader *l, const yaml_node_t *map, const char *key, const char *fallback)
{
  const yaml_node_t *n = yaml_member (l, map, key);
  if (n && !yaml_scalar (n))
    yaml_complain (l, n, "`%s` is a text", key);
  return g_strdup (n ? yaml_scalar (n) : fallback);
}

gboolean
yaml_truth (Loader *l, const yaml_node_t *map, const char *key, gboolean fallback)
{
  const yaml_node_t *n = yaml_member (l, map, key);
  if (!n)
    return fallback;
  if (g_strcmp0 (yaml_scalar (n), "true") && g_strcmp0 (yaml_scalar (n), "false"))
    yaml_complain (l, n, "`%s` is true or false", key);
  return !g_strcmp0 (yaml_scalar (n), "true");
}

guint
yaml_milliseconds (Loader *l, const yaml_node_t *map, const char *key, guint fallback)
{
  g_autofree char *value = yaml_text (l, map, key, NULL);
  char *end;
  if (!value)
    return fallback;
  guint n = (guint) g_ascii_strtoull (value, &end, 10);
  if (!strcmp (end, "s"))
    return n * 1000;
  if (strcmp (end, "ms"))
    yaml_complain (l, yaml_member (l, map, key), "`%s` is a duration: 200ms, 2s", key);
  return n;
}

/* One of several words, as its place in the list; the first is the default. */
guint
yaml_choice (Loader *l, const yaml_node_t *map, const char *key, const char *const *words)
{
  const yaml_node_t *n = yaml_member (l, map, key);
  for (guint i = 0; n && words[i]; i++)
    if (!g_strcmp0 (yaml_scalar (n), words[i]))
      return i;
  if (n)
    {
      g_autofree char *list = g_strjoinv (", ", (char **) words);
      yaml_complain (l, n, "`%s` is one of %s", key, list);
    }
  return 0;
}

gboolean
yaml_each_item (Loader *l, const yaml_node_t *list, YamlTake take, LabSwitch *s)
{
  if (!list)
    return TRUE;
  if (list->type != YAML_SEQUENCE_NODE)
    return yaml_complain (l, list, "a list is wanted here");
  for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++)
    take (l, s, yaml_node (l, *i));
  return !l->why;
}
