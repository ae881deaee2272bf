/* SPDX-License-Identifier: Apache-2.0 */
/* Calls exit(7). */
#include <stdlib.h>
#define RUN exit(7);
#include "module.h"
