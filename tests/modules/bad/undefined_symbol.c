/* SPDX-License-Identifier: Apache-2.0 */
/* Calls a function that no library defines. */
int nobody_defines_this(void);
#define RUN return nobody_defines_this();
#include "module.h"
