/* SPDX-License-Identifier: Apache-2.0 */
/* A whole module with one test, Bad.test_bad, of which each source file here replaces the part that it gets wrong.
   Define before including: RUN (body of run), or any of the other names tested with #ifndef below. */
#include <loads/abi/abi.h>

#include <string.h>

#define TEXT(literal)                                                                                                  \
  { literal, sizeof(literal) - 1 }

#define UNUSED __attribute__((unused)) /* a file may replace the only user */

UNUSED static const loads_host *the_host;
UNUSED static const loads_ext_vu *the_vu_table;

#ifndef START
#define START return LOADS_OK;
#endif
#ifndef CREATE
#define CREATE return LOADS_OK;
#endif
#ifndef RUN
#define RUN return LOADS_PASS;
#endif
#ifndef DESTROY
#define DESTROY
#endif
#ifndef COUNT
#define COUNT 1
#endif
#ifndef NAME
#define NAME TEXT("test_bad")
#endif
#ifndef HELPERS
#define HELPERS
#endif

HELPERS

UNUSED static uint32_t count(void) { return COUNT; }
UNUSED static const loads_test_info the_test = {sizeof(loads_test_info), 1, TEXT("Bad"), NAME, TEXT(__FILE__), 0, 0};
UNUSED static const loads_test_info *info(uint32_t test) {
  (void)test;
  return &the_test;
}
UNUSED static loads_status create(uint32_t test, loads_vu *vu, void **user) {
  (void)test, (void)vu, (void)user;
  CREATE
}
UNUSED static loads_outcome run(uint32_t test, loads_vu *vu, void *user) {
  (void)test, (void)vu, (void)user;
  RUN
}
UNUSED static void destroy(uint32_t test, loads_vu *vu, void *user) {
  (void)test, (void)vu, (void)user;
  DESTROY
}

#ifndef SUITE
#define SUITE                                                                                                          \
  { sizeof(loads_suite), 0, count, info, create, run, destroy }
#endif
UNUSED static const loads_suite the_suite = SUITE;

UNUSED static const void *get(const char *kind) {
#ifdef GET
  GET
#endif
  return strcmp(kind, LOADS_KIND_SUITE) == 0 ? &the_suite : NULL;
}
UNUSED static loads_status start(const loads_host *host) {
  the_host = host;
  the_vu_table = host->get(host, LOADS_EXT_VU);
  START
}

#ifndef ENTRY
#define ENTRY                                                                                                          \
  { sizeof(loads_module), LOADS_ABI_MAJOR, LOADS_ABI_MINOR, 0, {0, 0, 0}, "bad", "1", start, NULL, get }
#endif
#ifndef NO_ENTRY
LOADS_EXPORT const loads_module loads_module_v1 = ENTRY;
#endif
