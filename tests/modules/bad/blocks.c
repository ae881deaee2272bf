/* SPDX-License-Identifier: Apache-2.0 */
/* strict C has no usleep */
#define _DEFAULT_SOURCE
/* Blocks its thread in the C library for a second and a half. */
#include <unistd.h>
#define RUN usleep(1500 * 1000); return LOADS_PASS;
#include "module.h"
