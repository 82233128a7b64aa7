/* VLANs and sets of them. */
#pragma once
#include <glib.h>

#define VLAN_MIN 1
#define VLAN_MAX 4094  /* vlanNumber, ALCATEL-*-VLAN-MGR-MIB */
#define VLAN_NAME_MAX 32 /* vlanDescription OCTET STRING (0..32) */

/* A sorted set of VLAN ids. A zeroed VlanSet is the empty set. */
typedef struct {
  guint16 *ids;
  guint n;
} VlanSet;

void vlan_set_add (VlanSet *set, guint vlan);
void vlan_set_add_all (VlanSet *set, const VlanSet *more);
void vlan_set_remove (VlanSet *set, guint vlan);
gboolean vlan_set_contains (const VlanSet *set, guint vlan);
gboolean vlan_set_equal (const VlanSet *a, const VlanSet *b);
void vlan_set_copy (VlanSet *to, const VlanSet *from); /* frees what `to` held */
void vlan_set_clear (VlanSet *set);
char *vlan_set_to_string (const VlanSet *set); /* "10,200,300-302"; "" when empty */

/* What vlanTable's vlanType / `show vlan` say. Only standard VLANs may be ours (product.md 6.3). */
typedef enum { VLAN_TYPE_UNKNOWN, VLAN_TYPE_STANDARD, VLAN_TYPE_OTHER } VlanType;

typedef struct {
  guint id;
  char *name;       /* NULL = not known (live), not declared (desired) */
  gboolean has_admin, admin_enabled;
  VlanType type;
} Vlan;

Vlan *vlan_new (guint id);
void vlan_free (Vlan *vlan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Vlan, vlan_free)

/* A name that both families' CLI carries unharmed inside double quotes: 1..32 of [A-Za-z0-9 ._-], no blank at either end
 * (aos-cli.md 1.3: AOS 8 lines pass through bash, `!` and `?` act on AOS 6). */
gboolean vlan_name_is_safe (const char *name);
