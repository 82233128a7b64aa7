/* What hangs on the ports. */
#include <string.h>

#include "cli.h"
#include "fleet.h"
#include "values.h"

static LabDeviceKind
device_kind (const char *word)
{
  static const char *const words[] = { "", "phone", "pc", "switch", "ap" };
  for (guint i = 1; i < G_N_ELEMENTS (words); i++)
    if (!g_strcmp0 (words[i], word))
      return i;
  return LAB_NO_DEVICE;
}

GPtrArray *
lab_port_list (const LabSwitch *s, const char *list)
{
  g_autoptr (GPtrArray) all = cli_parse_port_list (s, list, TRUE);
  return all && all->len ? g_steal_pointer (&all) : NULL;
}

/* A maker's prefix for phones, one of nobody's for the rest; the same switch and port give the same address every time. */
static char *
make_mac (const LabSwitch *s, const LabPort *p, LabDeviceKind kind)
{
  guint hash = g_str_hash (s->name);
  if (kind == LAB_PHONE)
    return g_strdup_printf ("80:5e:c0:%02x:%02x:%02x", hash & 0xff, (p->chassis * 16 + p->slot) & 0xff, p->number & 0xff);
  return g_strdup_printf ("02:%02x:%02x:%02x:%02x:01", hash >> 8 & 0xff, hash & 0xff, (p->chassis * 16 + p->slot) & 0xff,
                          p->number & 0xff);
}

static void
pull_out (LabPort *p)
{
  lab_device_free (p->device);
  p->device = NULL;
  p->poe_status = LAB_POE_DISABLED; /* until it is looked at again */
  p->draw_mw = 0;
  p->up = p->booted = FALSE;
}

gboolean
lab_plug (LabSwitch *s, const char *ports, const char *kind_word, const char *mac, char **why)
{
  LabDeviceKind kind = device_kind (kind_word);
  g_autoptr (GPtrArray) list = lab_port_list (s, ports);
  guint8 bytes[6];
  if (!kind || !list || (mac && !lab_parse_mac (mac, bytes)))
    {
      *why = g_strdup_printf ("plug PORTS phone|pc|switch|ap [MAC]: not `%s %s%s%s`", ports, kind_word, mac ? " " : "",
                              mac ? mac : "");
      return FALSE;
    }
  for (guint i = 0; i < list->len; i++)
    {
      LabPort *p = list->pdata[i];
      g_autofree char *own = mac ? g_strdup (mac) : make_mac (s, p, kind);
      pull_out (p);
      p->device = lab_device_new (kind, own);
      if (kind != LAB_PHONE)
        continue;
      p->device->maker = g_strdup ("Yealink");
      p->device->product = g_strdup ("T21P_E2");
      p->device->serial = g_strdup_printf ("SN%06u", lab_if_index (p));
      p->device->firmware = g_strdup ("52.84.0.15");
    }
  return TRUE;
}

gboolean
lab_unplug (LabSwitch *s, const char *ports, char **why)
{
  g_autoptr (GPtrArray) list = lab_port_list (s, ports);
  if (!list)
    {
      *why = g_strdup_printf ("no ports `%s`", ports);
      return FALSE;
    }
  for (guint i = 0; i < list->len; i++)
    pull_out (list->pdata[i]);
  return TRUE;
}
