/* SPDX-License-Identifier: Apache-2.0 */
/* A suite table without functions. */
#define SUITE { 8, 0, NULL, NULL, NULL, NULL, NULL }
#include "module.h"
