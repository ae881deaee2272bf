/* SPDX-License-Identifier: Apache-2.0 */
/* Its entry lacks a function that must be there. */
#define ENTRY { sizeof(loads_module), LOADS_ABI_MAJOR, LOADS_ABI_MINOR, 0, {0, 0, 0}, "bad", "1", start, NULL, NULL }
#include "module.h"
