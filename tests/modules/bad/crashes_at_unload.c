/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes after the run, where a destructor of a static would. */
#include <stdlib.h>
#define HELPERS static int ran; __attribute__((destructor)) static void crash(void) { if (ran) abort(); }
#define RUN ran = 1; return LOADS_PASS;
#include "module.h"
