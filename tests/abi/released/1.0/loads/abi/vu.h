/* SPDX-License-Identifier: Apache-2.0 */
/* Host table "loads.vu/1": what a virtual user can do besides speak a protocol. */
#ifndef LOADS_ABI_VU_H
#define LOADS_ABI_VU_H

#include <loads/abi/suite.h>

LOADS_BEGIN_C

#define LOADS_EXT_VU "loads.vu/1"

/* Something that did not hold (outcome LOADS_FAIL) or went wrong (LOADS_ERROR). */
typedef struct loads_failure {
  uint32_t size;
  uint32_t line;
  loads_outcome outcome;
  uint32_t soft; /* 1: a check that lets the iteration go on */
  loads_str file;
  loads_str message;
} loads_failure;

/* Where a virtual user stands in the plan of its run. */
typedef struct loads_position {
  uint32_t size;
  uint32_t reserved;
  uint64_t hits;  /* iterations of each user in this cycle; 0 if a duration decides */
  uint64_t users; /* users of this cycle */
  uint64_t hit;   /* this iteration, from 1; 0 before the first */
  uint64_t user;  /* this user, from 1 */
} loads_position;

typedef struct loads_ext_vu {
  uint32_t size;
  uint32_t reserved;
  /* Unique in this process for the whole run. [vu] */
  uint64_t (*id)(const loads_vu* vu);
  /* Fills what `out->size` has room for. [vu] */
  void (*position)(const loads_vu* vu, loads_position* out);
  /* A sentence about the last call that did not return LOADS_OK; valid until the next call. [vu] */
  loads_str (*error_text)(const loads_vu* vu);
  /* What --server-url gave, or empty. Valid until the run ends. [any] */
  loads_str (*server_url)(const loads_vu* vu);
  /* Records; does not end the iteration: run() returns the outcome. [vu] */
  void (*fail)(loads_vu* vu, const loads_failure* failure);
  /* Counts a check by name, passed (not 0) or not. [vu] */
  void (*check)(loads_vu* vu, loads_str name, int32_t passed);
  /* Adds to the counter `name`. [vu] */
  void (*count)(loads_vu* vu, loads_str name, int64_t by);
  /* LOADS_OK, or LOADS_E_CANCELLED as soon as the run stops. [vu] [suspends] */
  loads_status (*sleep)(loads_vu* vu, uint64_t nanoseconds);
} loads_ext_vu;

LOADS_END_C

#endif
