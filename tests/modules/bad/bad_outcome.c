/* SPDX-License-Identifier: Apache-2.0 */
/* Returns an outcome that does not exist. */
#define RUN return 77;
#include "module.h"
