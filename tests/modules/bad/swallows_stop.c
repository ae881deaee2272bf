/* SPDX-License-Identifier: Apache-2.0 */
/* Goes on when it is told that the run stops. */
#define HELPERS static volatile int forever = 1;
#define RUN while (forever) the_vu_table->sleep(vu, 1000000); return LOADS_PASS;
#include "module.h"
