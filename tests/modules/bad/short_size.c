/* SPDX-License-Identifier: Apache-2.0 */
/* Its entry is smaller than the struct. */
#define ENTRY { 16, LOADS_ABI_MAJOR, LOADS_ABI_MINOR, 0, {0, 0, 0}, "bad", "1", start, NULL, get }
#include "module.h"
