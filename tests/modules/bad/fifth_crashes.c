/* SPDX-License-Identifier: Apache-2.0 */
/* The fifth user crashes after a while, between others that go on. */
#include <stdlib.h>
#define RUN \
  the_vu_table->count(vu, (loads_str)TEXT("runs"), 1); \
  loads_position at = {sizeof at, 0, 0, 0, 0, 0}; \
  the_vu_table->position(vu, &at); \
  if (the_vu_table->id(vu) == 5 && at.hit == 2000) \
    abort(); \
  return LOADS_PASS;
#include "module.h"
