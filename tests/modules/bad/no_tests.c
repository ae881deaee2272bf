/* SPDX-License-Identifier: Apache-2.0 */
/* A suite without tests. */
#define COUNT 0
#include "module.h"
