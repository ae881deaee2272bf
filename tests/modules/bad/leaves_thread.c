/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves a thread behind that never ends. */
#include <pthread.h>
#include <unistd.h>
#define HELPERS                                                                                              \
  static void* go_on(void* nothing) {                                                                        \
    for (;;)                                                                                                 \
      pause();                                                                                               \
    return nothing;                                                                                          \
  }
#define RUN                                                                                                  \
  pthread_t thread;                                                                                          \
  return pthread_create(&thread, NULL, go_on, NULL) == 0 ? LOADS_PASS : LOADS_ERROR;
#include "module.h"
