/* SPDX-License-Identifier: Apache-2.0 */
/* Writes through a null pointer in its third iteration. */
#define HELPERS static int rounds; static int *volatile nowhere;
#define RUN if (++rounds == 3) *nowhere = 1; return LOADS_PASS;
#include "module.h"
