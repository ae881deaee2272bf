/* SPDX-License-Identifier: Apache-2.0 */
/* Exports no entry symbol. */
#define NO_ENTRY
#include "module.h"
