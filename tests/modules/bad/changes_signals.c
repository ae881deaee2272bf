/* SPDX-License-Identifier: Apache-2.0 */
/* Takes all signals for itself, and crashes then. */
#include <signal.h>
#define RUN                                                                                                  \
  for (int number = 1; number < 32; ++number)                                                                \
    signal(number, SIG_IGN);                                                                                 \
  *(volatile int*)0 = 1;                                                                                     \
  return LOADS_PASS;
#include "module.h"
