/* SPDX-License-Identifier: Apache-2.0 */
/* The words that all other headers of the plugin ABI use. Plain C, no other dependency.

   Thread tags, at the end of each function's comment:
     [main]      the host's control thread, one call at a time for each module
     [vu]        on the virtual user's own stack; never two calls for one user at once, different users at
   once [sink]      one thread for each output or observer, one call after the other [any]       any thread,
   between start() and stop() [suspends]  may let other virtual users run before it returns: hold no lock,
   keep nothing in a thread-local

   Structs that begin with `size` may grow at their end in a later minor version. Who fills such a struct sets
   `size`; who reads it asks LOADS_HAS for members that are newer than 1.0. Structs without `size` are frozen.
   Memory belongs to who gave it; the comment says until when. Nobody frees what the other side made. */
#ifndef LOADS_ABI_BASE_H
#define LOADS_ABI_BASE_H

#include <stddef.h>
#include <stdint.h>

#define LOADS_ABI_MAJOR 1
#define LOADS_ABI_MINOR 0

#ifdef __cplusplus
#define LOADS_BEGIN_C extern "C" {
#define LOADS_END_C }
#else
#define LOADS_BEGIN_C
#define LOADS_END_C
#endif

#define LOADS_EXPORT __attribute__((visibility("default")))

LOADS_BEGIN_C

/* UTF-8 text or bytes, not terminated by a zero. Borrowed: valid for the call unless the comment says more.
 */
typedef struct loads_str {
  const char* data;
  size_t size;
} loads_str;

enum {
  LOADS_OK = 0,
  LOADS_E_INVALID = 1,   /* an argument makes no sense */
  LOADS_E_MISSING = 2,   /* it does not exist here */
  LOADS_E_CANCELLED = 3, /* the run is stopping: return as soon as you can */
  LOADS_E_TIMEOUT = 4,   /* a time limit passed */
  LOADS_E_NETWORK = 5,   /* no answer: name, connection, TLS or protocol */
  LOADS_E_FAILED = 6,    /* anything else */
  LOADS_E_CLOSED = 7     /* the other side closed it, in good order */
};
typedef int32_t loads_status;

/* True if the struct that the other side handed over is new enough to have `member`, and the member is set.
 */
#define LOADS_HAS(ptr, type, member)                                                                         \
  ((ptr)->size >= offsetof(type, member) + sizeof((ptr)->member) && (ptr)->member)

LOADS_END_C

#endif
