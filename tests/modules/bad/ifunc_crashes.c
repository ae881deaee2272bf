/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes in a function that the dynamic linker calls. */
static int answer(void) {
  return 1;
}
static int (*choose(void))(void) {
  return *(volatile int*)8 ? answer : 0;
}
int chosen(void) __attribute__((ifunc("choose")));
#define RUN return chosen() ? LOADS_PASS : LOADS_ERROR;
#include "module.h"
