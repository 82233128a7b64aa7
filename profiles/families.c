/* The only list of families. A new family is one file (two with its tables) and one line here. */
#include "profiles/family.h"

const Family *const families[] = { &family_aos6, &family_aos8, NULL };
