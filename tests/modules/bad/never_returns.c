/* SPDX-License-Identifier: Apache-2.0 */
/* Computes for ever. */
#define HELPERS static volatile int forever = 1;
#define RUN while (forever) { } return LOADS_PASS;
#include "module.h"
