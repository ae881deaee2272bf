/* SPDX-License-Identifier: Apache-2.0 */
/* Logs a line of 300 MiB. */
#include <loads/abi/log.h>
#include <stdlib.h>
#define RUN \
  const loads_ext_log *table = the_host->get(the_host, LOADS_EXT_LOG); \
  size_t size = (size_t)300 << 20; \
  loads_str line = {malloc(size), size}; \
  memset((char *)line.data, 'x', size); \
  table->write(LOADS_LOG_INFO, line); \
  free((char *)line.data); \
  return LOADS_PASS;
#include "module.h"
