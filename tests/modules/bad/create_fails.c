/* SPDX-License-Identifier: Apache-2.0 */
/* No user can be created. */
#define CREATE return LOADS_E_FAILED;
#include "module.h"
