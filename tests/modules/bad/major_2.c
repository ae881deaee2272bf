/* SPDX-License-Identifier: Apache-2.0 */
/* Is built for the next major version; says so if any of its functions runs. */
#include <stdlib.h>
#define START abort();
#define ENTRY { sizeof(loads_module), LOADS_ABI_MAJOR + 1, 0, 0, {0, 0, 0}, "bad", "1", start, NULL, get }
#include "module.h"
