/* SPDX-License-Identifier: Apache-2.0 */
/* Tells for its worker that all is over, and leaves. */
#include <unistd.h>
#define RUN                                                                                                  \
  if (write(3, "\0\0\0\0\x11", 5) == 5)                                                                      \
    _exit(0);                                                                                                \
  return LOADS_PASS;
#include "module.h"
