/* SPDX-License-Identifier: Apache-2.0 */
/* Has two tests of one name. */
#define COUNT 2
#include "module.h"
