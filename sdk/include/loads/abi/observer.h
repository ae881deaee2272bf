/* SPDX-License-Identifier: Apache-2.0 */
/* Kind "loads.observer/1": is told at a few points of a run and may take seconds to pass it on. Lives in a
   process of its own beside the broker, one for each notice. A failure is logged and never fails the run. */
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

/* How a run went. Open: later minors may add values. */
enum {
  LOADS_VERDICT_OPEN = 0, /* it has not ended */
  LOADS_VERDICT_PASSED = 1,
  LOADS_VERDICT_FAILED = 2,     /* tests failed, or nothing was measured */
  LOADS_VERDICT_INCOMPLETE = 3, /* something went wrong with the run itself: a crash, a lost agent */
  LOADS_VERDICT_INVALID = 4     /* its figures cannot be trusted: the load generator did not keep up */
};
typedef int32_t loads_verdict;

/* What is missing of a run. Frozen. */
typedef struct loads_gap {
  loads_str agent;         /* whose results */
  loads_str reason;        /* one line */
  uint64_t from_ns, to_ns; /* since the run began */
} loads_gap;

/* Texts come from tests, agents and servers: they may hold anything, also line ends and terminal codes. */
typedef struct loads_notice {
  uint32_t size;
  loads_notice_kind kind;
  const loads_run* run;
  const loads_totals* totals;
  loads_str text; /* one line for people: how it went */
  loads_verdict verdict;
  uint32_t reserved;
  loads_str command; /* that shows the run: "loads-runner --show-run 6f1d..." */
  const loads_gap* gaps;
  size_t gap_count;
} loads_notice;

typedef struct loads_observer {
  uint32_t size;
  uint32_t reserved;
  const char* name;
  const char* help;
  const loads_option* options;
  size_t option_count;
  /* A status other than LOADS_OK: as for notify. [sink] */
  loads_status (*create)(const loads_host* host, const loads_setting* settings, size_t count, void** self);
  /* LOADS_OK: it was passed on. LOADS_E_INVALID: trying again is of no use. After any other status it is
     told again later, by a new process; so is one that crashes or takes more than a minute. [sink] */
  loads_status (*notify)(void* self, const loads_notice* notice);
  /* [sink] */
  void (*destroy)(void* self);
} loads_observer;

LOADS_END_C

#endif
