/* SPDX-License-Identifier: Apache-2.0 */
/* Does not end after the run, where a destructor of a static would run. */
#include <unistd.h>
#define HELPERS static int ran; __attribute__((destructor)) static void hang(void) { while (ran) sleep(1); }
#define RUN ran = 1; return LOADS_PASS;
#include "module.h"
