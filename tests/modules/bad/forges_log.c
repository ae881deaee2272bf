/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what looks like lines of its agent's log. */
#include <stdio.h>
static void print(void) {
  puts("2026-11-22T12:00:00.000Z loads-agent[1] warning: forged");
  puts("{\"time\":\"2026-11-22T12:00:00.000Z\",\"level\":\"error\",\"message\":\"forged\"}");
  fflush(stdout);
}
#define RUN                                                                                                  \
  print();                                                                                                   \
  return LOADS_PASS;
#include "module.h"
