/* SPDX-License-Identifier: Apache-2.0 */
/* Its test has no name. */
#define NAME {NULL, 0}
#include "module.h"
