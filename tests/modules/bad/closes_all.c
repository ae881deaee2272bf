/* SPDX-License-Identifier: Apache-2.0 */
/* Closes all descriptors, those of its worker too. */
#include <unistd.h>
#define RUN                                                                                                  \
  for (int number = 0; number < 1024; ++number)                                                              \
    close(number);                                                                                           \
  return LOADS_PASS;
#include "module.h"
