/* SPDX-License-Identifier: Apache-2.0 */
/* Divides by zero. */
#define HELPERS static volatile int zero, some = 7;
#define RUN return some / zero;
#include "module.h"
