/* SPDX-License-Identifier: Apache-2.0 */
/* Kind "loads.suite/1": tests that virtual users run. */
#ifndef LOADS_ABI_SUITE_H
#define LOADS_ABI_SUITE_H

#include <loads/abi/base.h>

LOADS_BEGIN_C

#define LOADS_KIND_SUITE "loads.suite/1"

/* One virtual user. Made by the host; stays on one thread. */
typedef struct loads_vu loads_vu;

typedef struct loads_test_info {
  uint32_t size;
  uint32_t line;   /* where it is registered; 0 if unknown */
  loads_str group; /* the class, "TestWebSite" */
  loads_str name;  /* the method, "test_es" */
  loads_str file;  /* source file; may be empty */
  /* Options of a run with this test, "threshold=p95<200ms": each as in a configuration file, which ones is in
     docs/writing-tests.md. Those that the user gives win. May be null if there are none. */
  const loads_str* options;
  size_t option_count;
} loads_test_info;

enum {
  LOADS_PASS = 0,
  LOADS_FAIL = 1,   /* an assertion did not hold */
  LOADS_ERROR = 2,  /* anything else went wrong */
  LOADS_SKIP = 3,   /* the test decided not to run */
  LOADS_STOPPED = 4 /* the run ended meanwhile */
};
typedef int32_t loads_outcome;

typedef struct loads_suite {
  uint32_t size;
  uint32_t reserved;
  /* How many tests there are; they are numbered from 0. [main] */
  uint32_t (*count)(void);
  /* The test with that number, or null. Valid until the process ends. [main] */
  const loads_test_info* (*info)(uint32_t test);
  /* Once for each virtual user of a cycle, before its first iteration. *user is the module's own; the host
     only hands it back. On another result than LOADS_OK the user does nothing, and one error is counted. [vu]
     [suspends] */
  loads_status (*create)(uint32_t test, loads_vu* vu, void** user);
  /* One iteration. [vu] [suspends] */
  loads_outcome (*run)(uint32_t test, loads_vu* vu, void* user);
  /* Once for each create() that returned LOADS_OK. [vu] [suspends] */
  void (*destroy)(uint32_t test, loads_vu* vu, void* user);
} loads_suite;

LOADS_END_C

#endif
