/* SPDX-License-Identifier: Apache-2.0 */
/* Takes memory until there is none. */
#include <stdlib.h>
#define RUN                                                                                                  \
  for (;;)                                                                                                   \
    memset(malloc(1 << 20), 1, 1 << 20);                                                                     \
  return LOADS_PASS;
#include "module.h"
