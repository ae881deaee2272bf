/* SPDX-License-Identifier: Apache-2.0 */
/* Calls exit(5) while it is being loaded. */
#include <stdlib.h>
#define HELPERS __attribute__((constructor)) static void leave(void) { exit(5); }
#include "module.h"
