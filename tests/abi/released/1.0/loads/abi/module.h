/* SPDX-License-Identifier: Apache-2.0 */
/* The one symbol that every module exports: a constant, so that the host can judge versions before any
   function of the module runs. Life: static constructors, version check, start(), get() for each kind, use,
   stop(). */
#ifndef LOADS_ABI_MODULE_H
#define LOADS_ABI_MODULE_H

#include <loads/abi/host.h>

LOADS_BEGIN_C

typedef struct loads_module {
  uint32_t size;
  uint16_t abi_major;
  uint16_t abi_minor;   /* built against; for messages */
  uint16_t needs_minor; /* the oldest host that it can live with; decides */
  uint16_t reserved[3]; /* zero */
  const char* id;       /* "org.example.website" */
  const char* version;  /* of the module, "1.0" */
  /* Once, before anything else. Another result than LOADS_OK refuses the module. `host` is valid until stop()
     returns. [main] */
  loads_status (*start)(const loads_host* host);
  /* Once, after everything that it made is gone. May be null. [main] */
  void (*stop)(void);
  /* The table for a kind: "loads.suite/1", "loads.output/1", "loads.observer/1"; null if this module has
     none. The table is constant and valid until the process ends. [main] */
  const void* (*get)(const char* kind);
} loads_module;

LOADS_EXPORT extern const loads_module loads_module_v1;

LOADS_END_C

#endif
