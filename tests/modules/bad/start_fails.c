/* SPDX-License-Identifier: Apache-2.0 */
/* Refuses to start. */
#define START return LOADS_E_FAILED;
#include "module.h"
