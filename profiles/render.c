/* Templates with typed holes: the only way a CLI line comes into being, and the check that a line is one of them.
 * Each hole has a `put` that writes a checked value and a `take` that reads the same form back. */
#include "profiles/family.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  const Family *family;
  const OpTemplate *op;
  const OpArgs *args;
  GString *out;
} Put;

static gboolean
take_number (const char **p, guint min, guint max, guint *value)
{
  guint n = 0, digits = 0;
  for (; g_ascii_isdigit (**p) && digits < 7; (*p)++, digits++)
    n = n * 10 + (guint) (**p - '0');
  if (value)
    *value = n;
  return digits > 0 && digits < 7 && n >= min && n <= max;
}

static gboolean
put_number (Put *put, guint value, guint min, guint max)
{
  if (value < min || value > max)
    return FALSE;
  g_string_append_printf (put->out, "%u", value);
  return TRUE;
}

/* The characters of one word. */
static gboolean
take_word (const char **p, char *word, gsize size)
{
  gsize n = strspn (*p, "abcdefghijklmnopqrstuvwxyz-");
  if (n == 0 || n >= size)
    return FALSE;
  memcpy (word, *p, n);
  word[n] = '\0';
  *p += n;
  return TRUE;
}

static gboolean
put_vlan (Put *put)
{
  return put_number (put, put->args->vlan, VLAN_MIN, VLAN_MAX);
}

static gboolean
take_vlan (const Family *family, const OpTemplate *op, const char **p)
{
  return take_number (p, VLAN_MIN, VLAN_MAX, NULL);
}

static gboolean
put_name (Put *put)
{
  if (!put->args->name || !vlan_name_is_safe (put->args->name))
    return FALSE;
  g_string_append (put->out, put->args->name);
  return TRUE;
}

static gboolean
take_name (const Family *family, const OpTemplate *op, const char **p)
{
  char name[VLAN_NAME_MAX + 1];
  gsize n = strcspn (*p, "\"");
  if (n > VLAN_NAME_MAX)
    return FALSE;
  memcpy (name, *p, n);
  name[n] = '\0';
  *p += n;
  return vlan_name_is_safe (name);
}

static gboolean
is_port (PortId id)
{
  return port_make (port_chassis (id), port_slot (id), port_number (id)) == id;
}

static gboolean
put_port (Put *put)
{
  PortRange r = put->args->ports;
  if (r.first == PORT_NONE || !is_port (r.first) || !is_port (r.last) || port_is_linkagg (r.first) || !port_has_form (r.first, put->family->port_form))
    return FALSE;
  if (r.first != r.last && (put->op->range != OP_RANGE_PORTS || !port_same_slot (r.first, r.last) || r.last < r.first))
    return FALSE;
  g_autofree char *text = port_range_to_string (r);
  g_string_append (put->out, text);
  return TRUE;
}

static gboolean
take_port (const Family *family, const OpTemplate *op, const char **p)
{
  gsize n = strspn (*p, "0123456789/-");
  g_autofree char *text = g_strndup (*p, n);
  g_autoptr (PortSet) set = NULL;
  if (n > 32 || !port_set_parse (text, &set, NULL, NULL))
    return FALSE;
  PortId first = port_set_get (set, 0);
  if (!port_has_form (first, family->port_form) || (port_set_size (set) > 1 && op->range != OP_RANGE_PORTS))
    return FALSE;
  *p += n;
  return TRUE;
}

static gboolean
put_agg (Put *put)
{
  PortRange r = put->args->ports;
  return r.first == r.last && port_is_linkagg (r.first) && put_number (put, port_number (r.first), 0, PORT_MAX_LINKAGG);
}

static gboolean
take_agg (const Family *family, const OpTemplate *op, const char **p)
{
  return take_number (p, 0, PORT_MAX_LINKAGG, NULL);
}

static gboolean
put_policy (Put *put)
{
  int id = put->args->policy;
  return id >= 0 && put_number (put, (guint) id, (guint) put->family->policy_id_min, (guint) put->family->policy_id_max);
}

static gboolean
take_policy (const Family *family, const OpTemplate *op, const char **p)
{
  return take_number (p, (guint) family->policy_id_min, (guint) family->policy_id_max, NULL);
}

static gboolean
put_app (Put *put)
{
  const MedPolicy *v = put->args->policy_values;
  if (!v || v->app <= MED_APP_UNKNOWN || v->app >= MED_APP_N)
    return FALSE;
  g_string_append (put->out, med_app_to_string (v->app));
  return TRUE;
}

static gboolean
take_app (const Family *family, const OpTemplate *op, const char **p)
{
  char word[32];
  MedApp app;
  return take_word (p, word, sizeof word) && med_app_parse (word, &app);
}

static gboolean
put_policy_vlan (Put *put)
{
  const MedPolicy *v = put->args->policy_values;
  if (!v)
    return FALSE;
  if (v->vlan_type == MED_VLAN_TAGGED)
    return put_number (put, v->vlan, VLAN_MIN, VLAN_MAX);
  g_string_append (put->out, v->vlan_type == MED_VLAN_UNTAGGED ? "untagged" : "priority-tag");
  return TRUE;
}

static gboolean
take_policy_vlan (const Family *family, const OpTemplate *op, const char **p)
{
  char word[16];
  if (g_ascii_isdigit (**p))
    return take_number (p, VLAN_MIN, VLAN_MAX, NULL);
  return take_word (p, word, sizeof word) && (!strcmp (word, "untagged") || !strcmp (word, "priority-tag"));
}

static gboolean
put_priority (Put *put)
{
  return put->args->policy_values && put_number (put, put->args->policy_values->priority, 0, 7);
}

static gboolean
take_priority (const Family *family, const OpTemplate *op, const char **p)
{
  return take_number (p, 0, 7, NULL);
}

static gboolean
put_dscp (Put *put)
{
  return put->args->policy_values && put_number (put, put->args->policy_values->dscp, 0, 63);
}

static gboolean
take_dscp (const Family *family, const OpTemplate *op, const char **p)
{
  return take_number (p, 0, 63, NULL);
}

static gboolean
put_enable (Put *put)
{
  g_string_append (put->out, put->args->enable ? "enable" : "disable");
  return TRUE;
}

static gboolean
take_enable (const Family *family, const OpTemplate *op, const char **p)
{
  char word[16];
  return take_word (p, word, sizeof word) && (!strcmp (word, "enable") || !strcmp (word, "disable"));
}

static gboolean
put_lldp_admin (Put *put)
{
  if (put->args->lldp_admin < LLDP_TX || put->args->lldp_admin > LLDP_DISABLED)
    return FALSE;
  g_string_append (put->out, lldp_admin_to_string (put->args->lldp_admin));
  return TRUE;
}

static gboolean
take_lldp_admin (const Family *family, const OpTemplate *op, const char **p)
{
  char word[16];
  LldpAdmin admin;
  return take_word (p, word, sizeof word) && lldp_admin_parse (word, &admin);
}

static gboolean
put_slot (Put *put)
{
  gboolean long_form = put->family->port_form == PORT_FORM_CHASSIS_SLOT_PORT;
  if ((put->args->chassis != 0) != long_form)
    return FALSE;
  if (long_form && (!put_number (put, put->args->chassis, 1, PORT_MAX_CHASSIS) || !g_string_append_c (put->out, '/')))
    return FALSE;
  return put_number (put, put->args->slot, 1, PORT_MAX_SLOT);
}

static gboolean
take_slot (const Family *family, const OpTemplate *op, const char **p)
{
  if (family->port_form == PORT_FORM_CHASSIS_SLOT_PORT)
    {
      if (!take_number (p, 1, PORT_MAX_CHASSIS, NULL) || **p != '/')
        return FALSE;
      (*p)++;
    }
  return take_number (p, 1, PORT_MAX_SLOT, NULL);
}

static gboolean
put_mw (Put *put)
{
  return put_number (put, put->args->milliwatts, put->family->poe_limit_min_mw, put->family->poe_limit_max_mw);
}

static gboolean
take_mw (const Family *family, const OpTemplate *op, const char **p)
{
  return take_number (p, family->poe_limit_min_mw, family->poe_limit_max_mw, NULL);
}

static gboolean
put_poe_priority (Put *put)
{
  if (put->args->poe_priority < POE_CRITICAL || put->args->poe_priority > POE_LOW)
    return FALSE;
  g_string_append (put->out, poe_priority_to_string (put->args->poe_priority));
  return TRUE;
}

static gboolean
take_poe_priority (const Family *family, const OpTemplate *op, const char **p)
{
  char word[16];
  PoePriority priority;
  return take_word (p, word, sizeof word) && poe_priority_parse (word, &priority);
}

#define FILE_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-"

static gboolean
put_file (Put *put)
{
  const char *file = put->args->file;
  gsize n = file ? strlen (file) : 0;
  if (!file || !g_str_has_prefix (file, put->family->undo_folder) || n > put->family->undo_path_max
      || strspn (file, FILE_CHARACTERS) != n || strstr (file, ".."))
    return FALSE;
  g_string_append (put->out, file);
  return TRUE;
}

static gboolean
take_file (const Family *family, const OpTemplate *op, const char **p)
{
  gsize n = strspn (*p, FILE_CHARACTERS);
  gboolean ok = n <= family->undo_path_max && g_str_has_prefix (*p, family->undo_folder) && !g_strstr_len (*p, (gssize) n, "..");
  *p += n;
  return ok;
}

static gboolean
put_hhmm (Put *put)
{
  guint minutes = put->args->minutes;
  if (minutes < 1 || minutes > 23 * 60 + 59)
    return FALSE;
  g_string_append_printf (put->out, "%02u:%02u", minutes / 60, minutes % 60);
  return TRUE;
}

static gboolean
take_hhmm (const Family *family, const OpTemplate *op, const char **p)
{
  guint h, m;
  if (!take_number (p, 0, 23, &h) || **p != ':')
    return FALSE;
  (*p)++;
  return take_number (p, 0, 59, &m) && h * 60 + m > 0;
}

static const struct {
  const char *hole;
  gboolean (*put) (Put *put);
  gboolean (*take) (const Family *family, const OpTemplate *op, const char **p);
} holes[] = {
  { "vlan", put_vlan, take_vlan },          { "name", put_name, take_name },
  { "port", put_port, take_port },          { "agg", put_agg, take_agg },
  { "policy", put_policy, take_policy },    { "app", put_app, take_app },
  { "policy-vlan", put_policy_vlan, take_policy_vlan }, { "priority", put_priority, take_priority },
  { "dscp", put_dscp, take_dscp },          { "enable", put_enable, take_enable },
  { "lldp-admin", put_lldp_admin, take_lldp_admin }, { "slot", put_slot, take_slot },
  { "mw", put_mw, take_mw },                { "poe-priority", put_poe_priority, take_poe_priority },
  { "file", put_file, take_file },          { "hhmm", put_hhmm, take_hhmm },
};

/* The row of the hole that begins at t ("{vlan}..."); *end is set past its '}'. */
static int
find_hole (const char *t, const char **end)
{
  const char *close = strchr (t, '}');
  for (guint i = 0; close && i < G_N_ELEMENTS (holes); i++)
    if (strlen (holes[i].hole) == (gsize) (close - t - 1) && strncmp (holes[i].hole, t + 1, (gsize) (close - t - 1)) == 0)
      {
        *end = close + 1;
        return (int) i;
      }
  return -1;
}

char *
family_render (const Family *family, OpId op, const OpArgs *args, GError **error)
{
  const OpTemplate *template = &family->ops[op];
  if (!template->line)
    {
      g_set_error (error, FAMILY_ERROR, 0, _ ("%s has no line for %s"), family->title, op_to_string (op));
      return NULL;
    }
  g_autoptr (GString) out = g_string_new (NULL);
  Put put = { family, template, args, out };
  for (const char *t = template->line; *t;)
    {
      if (*t != '{')
        {
          g_string_append_c (out, *t++);
          continue;
        }
      const char *hole = t;
      int i = find_hole (t, &t);
      if (i < 0 || !holes[i].put (&put))
        {
          g_set_error (error, FAMILY_ERROR, 0, _ ("%s, %s: the value for %.*s does not fit"), family->title, op_to_string (op),
                       (int) strcspn (hole, "}") + 1, hole);
          return NULL;
        }
    }
  return g_strndup (out->str, out->len); /* plans keep many: not a byte more than it has */
}

static gboolean
line_matches (const Family *family, const OpTemplate *template, const char *line)
{
  const char *t = template->line, *p = line;
  while (*t)
    {
      if (*t != '{')
        {
          if (*t++ != *p++)
            return FALSE;
          continue;
        }
      int i = find_hole (t, &t);
      if (i < 0 || !holes[i].take (family, template, &p))
        return FALSE;
    }
  return *p == '\0';
}

OpId
family_line_op (const Family *family, const char *line)
{
  for (int op = 0; op < OP_N; op++)
    if (family->ops[op].line && line_matches (family, &family->ops[op], line))
      return (OpId) op;
  return OP_N;
}

gboolean
family_line_is_known (const Family *family, const char *line)
{
  return family_line_op (family, line) != OP_N;
}
