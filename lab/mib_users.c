/* Devices that had to say who they are, by 802.1X or by their MAC address. */
#include "mib.h"

/* alaDot1xDeviceStatusTable { MacQueryType, slot, port, mac, DeviceType }; both types: supplicant 1, nonSupplicant 2. */
static void
device_status (Mib *m, const LabPort *p, const guint8 *mac, guint32 vlan)
{
  const LabDevice *d = p->device;
  guint32 type = d->auth_by_mac ? 2 : 1;
#define DEVICE "%.1.2.1.30.1.1.8.1."
#define DEVICE_IX IX (type, p->slot, p->number, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], type)
  mib_int (m, vlan, DEVICE "6", DEVICE_IX);
  mib_text (m, d->auth_profile, DEVICE "9", DEVICE_IX);
  mib_int (m, d->auth, DEVICE "12", DEVICE_IX); /* inProgress 1, success 2, fail 3 */
}

/* alaDaMacVlanUserTable { ifIndex, mac, vlan }. */
static void
mac_vlan_user (Mib *m, const LabPort *p, const guint8 *mac, guint32 vlan)
{
  static const int status[] = { 1, 2, 3, 4 }; /* idle, inProgress, authenticated, failed */
  const LabDevice *d = p->device;
#define USER "%.1.2.1.63.1.1.9.1."
#define USER_IX IX (lab_if_index (p), mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], vlan)
  mib_int (m, status[d->auth], USER "4", USER_IX);
  mib_text (m, d->auth_profile, USER "7", USER_IX);
  mib_int (m, d->auth_by_mac ? 0 : 2, USER "9", USER_IX); /* mac, onex */
}

static void
user (Mib *m, const LabPort *p)
{
  guint8 mac[6];
  if (!p->up || !p->device || !p->device->auth || !lab_parse_mac (p->device->mac, mac))
    return;
  guint32 vlan = p->device->auth_vlan ? p->device->auth_vlan : p->untagged;
  if (m->aos6)
    device_status (m, p, mac, vlan);
  else
    mac_vlan_user (m, p, mac, vlan);
}

void
mib_users (Mib *m)
{
  mib_each_port (m, FALSE, user);
}
