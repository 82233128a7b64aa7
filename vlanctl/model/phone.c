#include "model/phone.h"

#include <string.h>

void
phone_profile_free (PhoneProfile *p)
{
  if (!p)
    return;
  g_free (p->model);
  g_free (p->maker);
  g_strfreev (p->ouis);
  g_strfreev (p->lldp_models);
  g_free (p->source);
  g_free (p);
}

/* Letters and digits alone, lower case. */
static char *
alnum_of (const char *text)
{
  GString *out = g_string_new (NULL);
  for (; text && *text; text++)
    if (g_ascii_isalnum (*text))
      g_string_append_c (out, g_ascii_tolower (*text));
  return g_string_free (out, FALSE);
}

/* "Yealink SIP-T21P_E2", "yealink-t21p-e2" and "T21P E2" are one model: letters and digits count, the maker and "SIP" do not. */
static char *
squeeze (const char *model, const char *maker)
{
  g_autofree char *text = alnum_of (model), *name = alnum_of (maker);
  const char *const fillers[] = { name, "sip" };
  const char *at = text;
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    if (g_str_has_prefix (at, fillers[i]) && at[strlen (fillers[i])])
      at += strlen (fillers[i]);
  return g_strdup (at);
}

const PhoneProfile *
phone_profile_find (const GPtrArray *profiles, const char *model)
{
  for (guint i = 0; model && profiles && i < profiles->len; i++)
    {
      const PhoneProfile *p = profiles->pdata[i];
      g_autofree char *have = squeeze (p->model, p->maker), *want = squeeze (model, p->maker);
      if (strcmp (have, want) == 0)
        return p;
    }
  return NULL;
}

gboolean
phone_profile_has_oui (const PhoneProfile *p, const char *mac)
{
  for (char **oui = p->ouis; oui && *oui; oui++)
    if (g_str_has_prefix (mac, *oui))
      return TRUE;
  return FALSE;
}

const PhoneProfile *
phone_profile_by_mac (const GPtrArray *profiles, const char *mac)
{
  for (guint i = 0; profiles && i < profiles->len; i++)
    if (phone_profile_has_oui (profiles->pdata[i], mac))
      return profiles->pdata[i];
  return NULL;
}
