/* SPDX-License-Identifier: Apache-2.0 */
/* Ends itself by SIGKILL. */
#include <signal.h>
#include <unistd.h>
#define RUN                                                                                                  \
  kill(getpid(), SIGKILL);                                                                                   \
  return LOADS_PASS;
#include "module.h"
