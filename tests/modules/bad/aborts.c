/* SPDX-License-Identifier: Apache-2.0 */
/* Calls abort(). */
#include <stdlib.h>
#define RUN abort();
#include "module.h"
