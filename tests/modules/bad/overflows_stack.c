/* SPDX-License-Identifier: Apache-2.0 */
/* Recurses without end. */
#define HELPERS \
  static int deeper(volatile char *above) { volatile char here[512]; here[0] = above[0]; return deeper(here) + here[0]; }
#define RUN volatile char top[1]; top[0] = 0; return deeper(top);
#include "module.h"
