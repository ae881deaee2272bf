/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes while it is being loaded. */
#define HELPERS                                                                                              \
  __attribute__((constructor)) static void crash(void) {                                                     \
    *(volatile int*)0 = 1;                                                                                   \
  }
#include "module.h"
