/* SPDX-License-Identifier: Apache-2.0 */
/* Host table "loads.log/1": lines for the log of the run (stderr of the runner). */
#ifndef LOADS_ABI_LOG_H
#define LOADS_ABI_LOG_H

#include <loads/abi/base.h>

LOADS_BEGIN_C

#define LOADS_EXT_LOG "loads.log/1"

enum { LOADS_LOG_DEBUG = 0, LOADS_LOG_INFO = 1, LOADS_LOG_WARNING = 2, LOADS_LOG_ERROR = 3 };
typedef int32_t loads_log_level;

typedef struct loads_ext_log {
  uint32_t size;
  uint32_t reserved;
  /* One line; control characters are escaped. The host may drop lines that come too fast, and says how many.
   * [any] */
  void (*write)(loads_log_level level, loads_str text);
} loads_ext_log;

LOADS_END_C

#endif
