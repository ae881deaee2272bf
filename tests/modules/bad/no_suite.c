/* SPDX-License-Identifier: Apache-2.0 */
/* Offers no kind at all. */
#define GET (void)kind; return NULL;
#include "module.h"
