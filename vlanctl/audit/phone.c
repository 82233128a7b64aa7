/* Which phones are where (field.md F5): by the forwarding tables, by what they say over LLDP, by their maker's numbers. */
#include "audit/internal.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- what was seen ---------------------------------------------------------------------------------------------------- */

gboolean
audit_looks_like_phone (const Neighbour *n)
{
  return (n->has_caps && (n->caps_enabled & SYSCAP_TELEPHONE)) || n->med_class == 3;
}

static gboolean
is_mac (const char *text)
{
  return text && strlen (text) == 17 && text[2] == ':' && text[5] == ':';
}

/* A phone names itself by its MAC, as chassis or as port. */
const char *
audit_phone_mac (const Neighbour *n)
{
  return is_mac (n->port) ? n->port : is_mac (n->chassis) ? n->chassis : NULL;
}

static gboolean
is_between_switches (const AuditPort *p)
{
  g_autofree char *evidence = p->live ? plan_uplink_evidence (p->live, 8) : NULL;
  return p->uplink || port_is_linkagg (p->id) || (p->live && p->live->aggregate) || evidence;
}

static Sighting *
sight (AuditRun *run, const char *mac, guint at, PortId port)
{
  GArray *list = g_hash_table_lookup (run->sightings, mac);
  if (!list)
    {
      list = g_array_new (FALSE, TRUE, sizeof (Sighting));
      g_hash_table_insert (run->sightings, g_strdup (mac), list);
    }
  Sighting *last = list->len ? &g_array_index (list, Sighting, list->len - 1) : NULL; /* a port is looked at but once */
  if (last && last->at == at && last->port == port)
    return last;
  Sighting fresh = { .at = at, .port = port };
  g_array_append_val (list, fresh);
  return &g_array_index (list, Sighting, list->len - 1);
}

static void
sight_port (AuditRun *run, guint at, const AuditPort *p)
{
  for (guint i = 0; p->live->macs && i < p->live->macs->len; i++)
    {
      const MacEntry *m = &g_array_index (p->live->macs, MacEntry, i);
      vlan_set_add (&sight (run, m->mac, at, p->id)->vlans, m->vlan);
    }
  for (guint i = 0; p->live->neighbours && i < p->live->neighbours->len; i++)
    {
      const Neighbour *n = p->live->neighbours->pdata[i];
      if (audit_phone_mac (n))
        sight (run, audit_phone_mac (n), at, p->id)->neighbour = n;
    }
}

static const Sighting *
seen_at (const AuditRun *run, const char *mac, guint at, PortId port)
{
  const GArray *list = mac ? g_hash_table_lookup (run->sightings, mac) : NULL;
  for (guint i = 0; list && i < list->len; i++)
    if (g_array_index (list, Sighting, i).at == at && g_array_index (list, Sighting, i).port == port)
      return &g_array_index (list, Sighting, i);
  return NULL;
}

static const Sighting *
seen_elsewhere (const AuditRun *run, const char *mac, guint at, PortId port)
{
  const GArray *list = mac ? g_hash_table_lookup (run->sightings, mac) : NULL;
  for (guint i = 0; list && i < list->len; i++)
    if (g_array_index (list, Sighting, i).at != at || g_array_index (list, Sighting, i).port != port)
      return &g_array_index (list, Sighting, i);
  return NULL;
}

/* ---- verdicts --------------------------------------------------------------------------------------------------------- */

static char *
place (const AuditRun *run, const Sighting *s)
{
  g_autofree char *port = port_to_string (s->port);
  return g_strdup_printf ("%s %s", ((DesiredSwitch *)run->desired->switches->pdata[s->at])->name, port);
}

/* Learnt in the voice VLAN counts; else what the phone says that it uses; else, learnt in other VLANs alone, it is in a wrong
 * one. */
static PhoneVerdict
judge_vlan (const AuditPort *p, const Sighting *s)
{
  guint voice = audit_wanted_voice (p);
  if (!voice || vlan_set_contains (&s->vlans, voice))
    return PHONE_CONFIRMED;
  if (s->neighbour && s->neighbour->voice_vlan >= 0)
    return s->neighbour->voice_vlan == (int)voice ? PHONE_CONFIRMED : PHONE_WRONG_VLAN;
  return s->vlans.n ? PHONE_WRONG_VLAN : PHONE_UNKNOWN;
}

static gboolean
could_be_seen (const AuditPort *p)
{
  return p->live && (p->live->has & HAS (ATTR_MACS)) && (p->live->has & HAS (ATTR_NEIGHBOURS));
}

/* A phone that is listed without its MAC is any phone that stands there. */
static const Sighting *
any_phone (const AuditRun *run, guint at, const AuditPort *p)
{
  for (guint i = 0; p->live->neighbours && i < p->live->neighbours->len; i++)
    {
      const Neighbour *n = p->live->neighbours->pdata[i];
      const Sighting *s = audit_looks_like_phone (n) ? seen_at (run, audit_phone_mac (n), at, p->id) : NULL;
      if (s)
        return s;
    }
  return NULL;
}

static void
judge_phone (AuditRun *run, guint at, AuditPort *p)
{
  const char *mac = p->want->phone->mac;
  const Sighting *here = !p->live ? NULL : mac ? seen_at (run, mac, at, p->id) : any_phone (run, at, p), *there = NULL;
  g_autofree char *port = port_to_string (p->id),
                  *key = g_strdup_printf ("%s %s", ((DesiredSwitch *)run->desired->switches->pdata[at])->name, port);
  if (here)
    p->phone = judge_vlan (p, here);
  else if ((there = seen_elsewhere (run, mac, at, p->id)))
    p->phone = PHONE_MOVED;
  else if (!could_be_seen (p))
    p->phone = PHONE_UNKNOWN;
  else
    p->phone = run->options->seen_before && g_hash_table_contains ((GHashTable *)run->options->seen_before, key) ? PHONE_GONE
                                                                                                                 : PHONE_ABSENT;
  if (there)
    p->phone_where = place (run, there);
}

static void
list_phones (AuditRun *run)
{
  for (guint i = 0; i < run->desired->switches->len; i++)
    {
      const DesiredSwitch *sw = run->desired->switches->pdata[i];
      for (guint k = 0; k < sw->ports->len; k++)
        {
          const DesiredPort *p = sw->ports->pdata[k];
          if (p->phone && p->phone->mac)
            g_hash_table_add (run->listed, p->phone->mac);
          if (!run->phone_role && p->role && p->cfg.tagged.n)
            run->phone_role = p->role;
        }
    }
}

void
audit_find_phones (AuditRun *run)
{
  list_phones (run);
  for (guint s = 0; s < run->audit->switches->len; s++)
    {
      const AuditSwitch *sw = run->audit->switches->pdata[s];
      for (guint i = 0; i < sw->ports->len; i++)
        {
          const AuditPort *p = sw->ports->pdata[i];
          if (p->live && !is_between_switches (p))
            sight_port (run, sw->place, p);
        }
    }
  for (guint s = 0; s < run->audit->switches->len; s++)
    {
      const AuditSwitch *sw = run->audit->switches->pdata[s];
      for (guint i = 0; i < sw->ports->len; i++)
        {
          AuditPort *p = sw->ports->pdata[i];
          if (p->want && p->want->phone)
            judge_phone (run, sw->place, p);
        }
    }
}

/* ---- checks of listed phones ------------------------------------------------------------------------------------------ */

static char *
name_of (const DesiredPhone *phone)
{
  const char *parts[] = { phone->extension, phone->user, phone->mac };
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i])
      g_string_append_printf (out, "%s%s", out->len ? " " : "", parts[i]);
  return g_string_free (out, FALSE);
}

/* The VLAN that a phone there says it uses is another one. */
static const Neighbour *
says_otherwise (const AuditPort *p)
{
  guint voice = audit_wanted_voice (p);
  for (guint i = 0; voice && p->live->neighbours && i < p->live->neighbours->len; i++)
    {
      const Neighbour *n = p->live->neighbours->pdata[i];
      if (audit_looks_like_phone (n) && n->voice_vlan >= 0 && n->voice_vlan != (int)voice)
        return n;
    }
  return NULL;
}

static void
tell_learnt (AuditRun *run, const AuditPort *p)
{
  const DesiredPhone *phone = p->want->phone;
  const Sighting *s = phone->mac ? seen_at (run, phone->mac, run->sw->place, p->id) : any_phone (run, run->sw->place, p);
  g_autofree char *vlans = s ? vlan_set_to_string (&s->vlans) : g_strdup ("?"), *name = name_of (phone);
  audit_say (run, p->id, _ ("the phone %s is in VLAN %s, not in voice VLAN %u"), name, vlans, audit_wanted_voice (p));
}

static void
vlan (AuditRun *run, const AuditPort *p)
{
  const Neighbour *n = says_otherwise (p);
  if (n && n->voice_vlan)
    audit_say (run, p->id, _ ("the phone says that it uses VLAN %d for voice, wanted is %u"), n->voice_vlan,
               audit_wanted_voice (p));
  else if (n)
    audit_say (run, p->id, _ ("the phone says that it uses no tagged VLAN for voice, wanted is %u"), audit_wanted_voice (p));
  else if (p->phone == PHONE_WRONG_VLAN)
    tell_learnt (run, p);
  else if (p->phone == PHONE_UNKNOWN)
    audit_unread (run, p->id, "%s",
                  could_be_seen (p)
                      ? _ ("the phone is there; its VLAN is not known")
                      : _ ("whether the phone is there is not known: MAC addresses or LLDP neighbours were not read"));
}

void
audit_check_phone_vlan (AuditRun *run)
{
  audit_each_managed (run, vlan);
}

/* Of phones that say which VLAN they tag with: one that says none, or none tagged, was not told yet, and phone-vlan looks where it is. */
static void
marking (AuditRun *run, const AuditPort *p)
{
  const MedPolicy *want = audit_wanted_policy (p);
  if (want && !(p->live->has & HAS (ATTR_NEIGHBOURS)))
    audit_unread_attr (run, p->id, ATTR_NEIGHBOURS);
  for (guint i = 0; want && p->live->neighbours && i < p->live->neighbours->len; i++)
    {
      const Neighbour *n = p->live->neighbours->pdata[i];
      if (!audit_looks_like_phone (n) || n->voice_vlan <= 0)
        continue;
      if (n->voice_priority < 0 || n->voice_dscp < 0)
        audit_unread (run, p->id, "%s", _ ("the phone says its voice VLAN; which priority and DSCP it uses was not read"));
      else if ((guint)n->voice_priority != want->priority || (guint)n->voice_dscp != want->dscp)
        audit_say (run, p->id, _ ("the phone says that it uses priority %d and DSCP %d for voice, wanted are %u and %u"), n->voice_priority,
                   n->voice_dscp, want->priority, want->dscp);
    }
}

void
audit_check_phone_marking (AuditRun *run)
{
  audit_each_managed (run, marking);
}

/* A double-quoted YAML text. */
static void
quote (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);
      if (u == '"' || u == '\\')
        g_string_append_printf (out, "\\%c", (char)u);
      else if (u < 0x20 || (u >= 0x7f && u < 0xa0))
        g_string_append_printf (out, "\\x%02x", u);
      else
        g_string_append_unichar (out, u);
    }
  g_string_append_c (out, '"');
}

static void
paste_member (GString *out, const char *key, const char *value, gboolean *first)
{
  if (!value || !*value)
    return;
  g_string_append_printf (out, "%s%s: ", *first ? " " : ", ", key);
  quote (out, value);
  *first = FALSE;
}

/* A line for `ports` of that switch. */
static char *
paste (const AuditRun *run, PortId port, const char *mac, const char *model, const DesiredPhone *known)
{
  gboolean first = TRUE;
  g_autofree char *name = port_to_string (port);
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "%s: { role: %s, phone: {", name, run->phone_role ? run->phone_role : "phone");
  paste_member (out, "mac", mac, &first);
  paste_member (out, "model", known && known->model ? known->model : model, &first);
  paste_member (out, "extension", known ? known->extension : NULL, &first);
  paste_member (out, "user", known ? known->user : NULL, &first);
  g_string_append (out, " } }");
  return g_string_free (out, FALSE);
}

static void
moved (AuditRun *run, const AuditPort *p)
{
  if (p->phone == PHONE_UNKNOWN && !could_be_seen (p))
    audit_unread (run, p->id, "%s", _ ("where the listed phones are is not known"));
  if (p->phone != PHONE_MOVED)
    return;
  g_autofree char *name = name_of (p->want->phone);
  const Sighting *s = seen_elsewhere (run, p->want->phone->mac, run->sw->place, p->id);
  AuditFinding *f = audit_say (run, p->id, _ ("the phone %s stands at %s"), name, p->phone_where);
  f->paste = paste (run, s->port, p->want->phone->mac, NULL, p->want->phone);
}

void
audit_check_phone_moved (AuditRun *run)
{
  audit_each_managed (run, moved);
}

static void
gone (AuditRun *run, const AuditPort *p)
{
  g_autofree char *name = p->want->phone ? name_of (p->want->phone) : NULL;
  g_autofree char *port = port_to_string (p->id), *key = g_strdup_printf ("%s %s", run->sw->name, port);
  gboolean anybody = !p->want->phone && run->options->seen_before && audit_is_phone_port (p)
                     && g_hash_table_contains ((GHashTable *)run->options->seen_before, key);
  if (anybody && !could_be_seen (p))
    audit_unread (run, p->id, "%s", _ ("whether the phone is still there is not known"));
  else if (anybody && !any_phone (run, run->sw->place, p))
    audit_say (run, p->id, "%s", _ ("a phone was here before and is gone"));
  else if (p->phone == PHONE_GONE)
    audit_say (run, p->id, _ ("the phone %s was here before and is gone"), name);
  else if (p->phone == PHONE_UNKNOWN && !could_be_seen (p) && run->options->seen_before)
    audit_unread (run, p->id, "%s", _ ("whether the phone is still there is not known"));
}

void
audit_check_phone_gone (AuditRun *run)
{
  audit_each_managed (run, gone);
}

static void
missing (AuditRun *run, const AuditPort *p)
{
  g_autofree char *name = p->want->phone ? name_of (p->want->phone) : NULL;
  if (p->phone == PHONE_ABSENT)
    audit_say (run, p->id, _ ("the phone %s is not seen anywhere yet"), name);
  else if (p->phone == PHONE_UNKNOWN && !could_be_seen (p))
    audit_unread (run, p->id, "%s", _ ("whether the listed phones are there is not known"));
}

void
audit_check_phone_missing (AuditRun *run)
{
  audit_each_managed (run, missing);
}

/* ---- phones of nobody ------------------------------------------------------------------------------------------------- */

/* Is this MAC in the list, on whatever port? Then it has moved, and is no stranger. */
static gboolean
is_listed (const AuditRun *run, const char *mac)
{
  return mac && g_hash_table_contains (run->listed, mac);
}

/* The first that looks like a phone and is in no list. */
static const Neighbour *
stranger (const AuditRun *run, const AuditPort *p)
{
  for (guint i = 0; p->live->neighbours && i < p->live->neighbours->len; i++)
    {
      const Neighbour *n = p->live->neighbours->pdata[i];
      if (audit_looks_like_phone (n) && !is_listed (run, audit_phone_mac (n)))
        return n;
    }
  return NULL;
}

static const char *
stranger_by_maker (const AuditRun *run, const AuditPort *p, const PhoneProfile **profile)
{
  for (guint i = 0; p->live->macs && i < p->live->macs->len; i++)
    {
      const char *mac = g_array_index (p->live->macs, MacEntry, i).mac;
      *profile = phone_profile_by_mac (run->options->profiles, mac);
      if (*profile && !is_listed (run, mac))
        return mac;
    }
  return NULL;
}

static void
other (AuditRun *run, const AuditPort *p)
{
  const char *listed = p->want->phone ? p->want->phone->mac : NULL;
  if (!listed)
    return;
  if (!(p->live->has & HAS (ATTR_NEIGHBOURS)))
    {
      audit_unread_attr (run, p->id, ATTR_NEIGHBOURS);
      return;
    }
  for (guint i = 0; p->live->neighbours && i < p->live->neighbours->len; i++)
    {
      const Neighbour *n = p->live->neighbours->pdata[i];
      const char *mac = audit_phone_mac (n);
      if (!audit_looks_like_phone (n) || !mac || !strcmp (mac, listed) || is_listed (run, mac))
        continue;
      g_autofree char *name = name_of (p->want->phone);
      audit_say (run, p->id, _ ("another phone (%s) stands where %s is listed"), mac, name)->paste =
          paste (run, p->id, mac, n->med_model, NULL);
      return;
    }
}

void
audit_check_phone_other (AuditRun *run)
{
  audit_each_managed (run, other);
}

static gboolean
model_fits (const PhoneProfile *profile, const Neighbour *n)
{
  for (guint i = 0; profile->lldp_models && profile->lldp_models[i]; i++)
    if (g_pattern_match_simple (profile->lldp_models[i], n->med_model)
        || (n->descr && g_pattern_match_simple (profile->lldp_models[i], n->descr)))
      return TRUE;
  return FALSE;
}

static gboolean
fits_another (const GPtrArray *profiles, const PhoneProfile *profile, const Neighbour *n)
{
  for (guint i = 0; i < profiles->len; i++)
    if (profiles->pdata[i] != profile && model_fits (profiles->pdata[i], n))
      return TRUE;
  return FALSE;
}

/* By what the profiles say of their LLDP. Most patterns are the model's name, for want of a record: a phone whose words fit nobody may still
 * be the one that is listed. */
static void
model (AuditRun *run, const AuditPort *p)
{
  const DesiredPhone *phone = p->want->phone;
  if (!phone || !phone->model || !phone->mac)
    return;
  if (!(p->live->has & HAS (ATTR_NEIGHBOURS)))
    {
      audit_unread_attr (run, p->id, ATTR_NEIGHBOURS);
      return;
    }
  const PhoneProfile *profile = phone_profile_find (run->options->profiles, phone->model);
  const Sighting *s = seen_at (run, phone->mac, run->sw->place, p->id);
  const Neighbour *n = s ? s->neighbour : NULL;
  if (!profile || !n || !n->med_model || !*n->med_model || model_fits (profile, n))
    return;
  if (fits_another (run->options->profiles, profile, n))
    audit_say (run, p->id, _ ("the phone says that it is a \"%s\", listed is a %s"), n->med_model, phone->model);
  else
    audit_unread (run, p->id, _ ("the phone calls itself \"%s\": whether that is a %s is not known"), n->med_model, phone->model);
}

void
audit_check_phone_model (AuditRun *run)
{
  audit_each_managed (run, model);
}

static void
stray (AuditRun *run, const AuditPort *p)
{
  const PhoneProfile *profile = NULL;
  const Neighbour *n = stranger (run, p);
  const char *mac = n ? audit_phone_mac (n) : stranger_by_maker (run, p, &profile);
  const char *what = n ? n->med_model : profile ? profile->model : NULL;
  if (!n && !mac)
    return;
  AuditFinding *f = audit_say (run, p->id, _ ("a phone (%s%s%s) stands on a port that the inventory gives to none"),
                               mac ? mac : n->chassis, what && *what ? ", " : "", what ? what : "");
  f->paste = paste (run, p->id, mac, what, NULL);
}

void
audit_check_phone_stray (AuditRun *run)
{
  for (guint i = 0; i < run->sw->ports->len; i++)
    {
      const AuditPort *p = run->sw->ports->pdata[i];
      if (!p->live || audit_is_phone_port (p) || is_between_switches (p))
        continue;
      if (!(p->live->has & HAS (ATTR_NEIGHBOURS)) && !(p->live->has & HAS (ATTR_MACS)))
        audit_unread (run, p->id, "%s",
                      _ ("whether phones stand on ports that are not listed is not known: LLDP neighbours were not read"));
      else
        stray (run, p);
    }
}
