/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes while a child that it has forked lives on. */
#include <signal.h>
#include <unistd.h>
#define RUN                                                                                                            \
  if (fork() == 0) {                                                                                                   \
    close(1), close(2), alarm(60);                                                                                     \
    for (;;)                                                                                                           \
      pause();                                                                                                         \
  }                                                                                                                    \
  raise(SIGSEGV);                                                                                                      \
  return LOADS_PASS;
#include "module.h"
