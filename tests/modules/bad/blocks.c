/* SPDX-License-Identifier: Apache-2.0 */
/* strict C has no usleep */
#define _DEFAULT_SOURCE
/* Blocks its thread in the C library for four seconds. */
#include <unistd.h>
#define RUN usleep(4000 * 1000); return LOADS_PASS;
#include "module.h"
