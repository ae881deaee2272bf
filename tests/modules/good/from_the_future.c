/* SPDX-License-Identifier: Apache-2.0 */
/* A module as a later minor version would build it: all its structs have grown, it knows host functions that do not
   exist yet, and it can do without them. */
#include <loads/abi/abi.h>

#include <string.h>

struct later_ext_vu {
  loads_ext_vu today;
  void (*dance)(loads_vu *vu); /* since 1.7 */
};
struct later_module {
  loads_module today;
  const void *more[4];
};
struct later_suite {
  loads_suite today;
  void (*more)(void);
};
struct later_test_info {
  loads_test_info today;
  loads_str more;
};

#define TEXT(literal)                                                                                                  \
  { literal, sizeof(literal) - 1 }

static const struct later_ext_vu *vu_table;

static uint32_t count(void) { return 1; }
static const struct later_test_info the_test = {
    {sizeof(struct later_test_info), 1, TEXT("Future"), TEXT("test_future"), TEXT("")}, TEXT("more")};
static const loads_test_info *info(uint32_t test) {
  (void)test;
  return &the_test.today;
}
static loads_status create(uint32_t test, loads_vu *vu, void **user) {
  (void)test, (void)vu, (void)user;
  return LOADS_OK;
}
static loads_outcome run(uint32_t test, loads_vu *vu, void *user) {
  (void)test, (void)user;
  loads_str name = TEXT("without dance");
  /* What LOADS_HAS asks, for a member of a struct that it does not know. */
  if (vu_table->today.size >= offsetof(struct later_ext_vu, dance) + sizeof vu_table->dance && vu_table->dance)
    vu_table->dance(vu);
  else
    vu_table->today.count(vu, name, 1);
  return LOADS_PASS;
}
static void destroy(uint32_t test, loads_vu *vu, void *user) { (void)test, (void)vu, (void)user; }
static const struct later_suite suite = {{sizeof(struct later_suite), 0, count, info, create, run, destroy}, NULL};

static const void *get(const char *kind) { return strcmp(kind, LOADS_KIND_SUITE) == 0 ? &suite : NULL; }
static loads_status start(const loads_host *host) {
  vu_table = host->get(host, LOADS_EXT_VU);
  return vu_table ? LOADS_OK : LOADS_E_MISSING;
}

/* The symbol's type is today's; its memory is that of the larger struct. */
LOADS_EXPORT const struct later_module later_entry __asm__("loads_module_v1") = {
    {sizeof(struct later_module), LOADS_ABI_MAJOR, 7, 0, {0, 0, 0}, "future", "7", start, NULL, get}, {NULL}};
