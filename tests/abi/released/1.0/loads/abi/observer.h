/* SPDX-License-Identifier: Apache-2.0 */
/* Kind "loads.observer/1": is told at a few points of a run and may take seconds to pass it on. A failure is
   logged and never fails the run. */
#ifndef LOADS_ABI_OBSERVER_H
#define LOADS_ABI_OBSERVER_H

#include <loads/abi/host.h>
#include <loads/abi/option.h>
#include <loads/abi/totals.h>

LOADS_BEGIN_C

#define LOADS_KIND_OBSERVER "loads.observer/1"

/* Open: later minors may add values; pass over what you do not know. */
enum { LOADS_NOTICE_STARTED = 0, LOADS_NOTICE_TROUBLE = 1, LOADS_NOTICE_ENDED = 2 };
typedef int32_t loads_notice_kind;

typedef struct loads_notice {
  uint32_t size;
  loads_notice_kind kind;
  const loads_run* run;
  const loads_totals* totals;
  loads_str text; /* one line for people */
} loads_notice;

typedef struct loads_observer {
  uint32_t size;
  uint32_t reserved;
  const char* name;
  const char* help;
  const loads_option* options;
  size_t option_count;
  /* [sink] */
  loads_status (*create)(const loads_host* host, const loads_setting* settings, size_t count, void** self);
  /* [sink] */
  loads_status (*notify)(void* self, const loads_notice* notice);
  /* [sink] */
  void (*destroy)(void* self);
} loads_observer;

LOADS_END_C

#endif
