/* SPDX-License-Identifier: Apache-2.0 */
/* Fails and does not say why. */
#define RUN return LOADS_FAIL;
#include "module.h"
