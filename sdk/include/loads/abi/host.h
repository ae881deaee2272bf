/* SPDX-License-Identifier: Apache-2.0 */
/* What a module gets to know of the program that loaded it. */
#ifndef LOADS_ABI_HOST_H
#define LOADS_ABI_HOST_H

#include <loads/abi/base.h>

LOADS_BEGIN_C

typedef struct loads_host {
  uint32_t size;
  uint16_t abi_major;
  uint16_t abi_minor;
  const char* name;    /* "loads-worker" */
  const char* version; /* of the program, "0.4.0" */
  /* The table for `id` ("loads.vu/1", "loads.http/1", "loads.log/1" ...), or null if this host has none.
     Owned by the host, valid until stop() returns. [any] */
  const void* (*get)(const struct loads_host* host, const char* id);
} loads_host;

LOADS_END_C

#endif
