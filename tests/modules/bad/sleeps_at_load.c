/* SPDX-License-Identifier: Apache-2.0 */
/* Says that it is being loaded, and takes longer for that than anybody waits. */
#include <unistd.h>
#define HELPERS __attribute__((constructor)) static void wait_long(void) { if (write(1, "loading\n", 8) == 8) sleep(50); }
#include "module.h"
