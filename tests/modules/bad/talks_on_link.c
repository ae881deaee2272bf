/* SPDX-License-Identifier: Apache-2.0 */
/* Says nonsense on the connection of its worker. */
#include <unistd.h>
#define RUN                                                                                                  \
  for (int i = 0; i < 1000; ++i)                                                                             \
    if (write(3, "\xff\xff\xff\x7f nonsense nonsense", 22) < 0)                                              \
      break;                                                                                                 \
  return LOADS_PASS;
#include "module.h"
