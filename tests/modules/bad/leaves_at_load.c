/* SPDX-License-Identifier: Apache-2.0 */
/* Calls _exit(0) while it is being loaded, as if all were well. */
#include <unistd.h>
#define HELPERS                                                                                              \
  __attribute__((constructor)) static void leave(void) {                                                     \
    _exit(0);                                                                                                \
  }
#include "module.h"
