/* SPDX-License-Identifier: Apache-2.0 */
/* Logs a line and crashes at once. */
#include <loads/abi/log.h>
#include <stdlib.h>
#define RUN \
  const loads_ext_log *table = the_host->get(the_host, LOADS_EXT_LOG); \
  loads_str line = TEXT("last words"); \
  table->write(LOADS_LOG_INFO, line); \
  abort();
#include "module.h"
