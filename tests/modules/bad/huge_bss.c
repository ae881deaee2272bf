/* SPDX-License-Identifier: Apache-2.0 */
/* Has variables of 1500 MiB. */
char huge[(unsigned long)1500 << 20];
#include "module.h"
