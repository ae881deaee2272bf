/* SPDX-License-Identifier: Apache-2.0 */
/* Kind "loads.output/1": shows or stores the results of a run. Lives in the runner. */
#ifndef LOADS_ABI_OUTPUT_H
#define LOADS_ABI_OUTPUT_H

#include <loads/abi/event.h>
#include <loads/abi/host.h>
#include <loads/abi/option.h>
#include <loads/abi/totals.h>

LOADS_BEGIN_C

#define LOADS_KIND_OUTPUT "loads.output/1"

/* What the functions get is valid for the call. A result other than LOADS_OK is reported; three in a row
   switch the output off. Calls come in this order: create, begin, then events, interval and progress as they
   come, end, destroy. Each output has a thread of its own: a slow one delays neither the load nor others. */
typedef struct loads_output {
  uint32_t size;
  uint32_t reserved;
  const char* name; /* "stdout" */
  const char* help; /* one line */
  const loads_option* options;
  size_t option_count;
  /* [sink] */
  loads_status (*create)(const loads_host* host, const loads_setting* settings, size_t count, void** self);
  /* May be null. [sink] */
  loads_status (*begin)(void* self, const loads_run* run);
  /* What happened since the last call. Null: the figures are enough; events are made only if an output of the
     run wants them. For one that is slow for long they are dropped, and counted in loads_totals::outputs.
     [sink] */
  loads_status (*events)(void* self, const loads_event* const* events, size_t count);
  /* The figures of about a second alone: from loads_totals::from_ns to elapsed_ns. In order, each once, none
     left out; the last is shorter. May be null. [sink] */
  loads_status (*interval)(void* self, const loads_totals* second);
  /* The figures so far, several times a second; left out when the output is slow. May be null. [sink] */
  loads_status (*progress)(void* self, const loads_totals* so_far);
  /* Once, with the final figures. May be null. [sink] */
  loads_status (*end)(void* self, const loads_totals* totals);
  /* For each create() that returned LOADS_OK. [sink] */
  void (*destroy)(void* self);
} loads_output;

LOADS_END_C

#endif
