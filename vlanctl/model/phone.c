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

/* "Yealink SIP-T21P_E2", "yealink-t21p-e2" and "T21P E2" are one model: letters and digits count, the maker and "SIP" do not. */
static char *
squeeze (const char *model, const char *maker)
{
  const char *const fillers[] = { maker ? maker : "", "sip" };
  GString *out = g_string_new (NULL);
  for (; *model; model++)
    if (g_ascii_isalnum (*model))
      g_string_append_c (out, g_ascii_tolower (*model));
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    if (g_ascii_strncasecmp (out->str, fillers[i], strlen (fillers[i])) == 0 && strlen (fillers[i]) < out->len)
      g_string_erase (out, 0, (gssize) strlen (fillers[i]));
  return g_string_free (out, FALSE);
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
