/* SPDX-License-Identifier: Apache-2.0 */
/* Says that it passed although it was told that the run stops. */
#define RUN the_vu_table->sleep(vu, 3600u * UINT64_C(1000000000)); return LOADS_PASS;
#include "module.h"
