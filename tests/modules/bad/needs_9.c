/* SPDX-License-Identifier: Apache-2.0 */
/* Needs a newer minor version than there is; dies if any of its functions runs. */
#include <stdlib.h>
#define START abort();
#define ENTRY { sizeof(loads_module), LOADS_ABI_MAJOR, 9, 9, {0, 0, 0}, "bad", "1", start, NULL, get }
#include "module.h"
