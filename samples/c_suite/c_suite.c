/* SPDX-License-Identifier: Apache-2.0 */
/* Two tests, written against the plugin ABI alone. */
#include <loads/abi/abi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(literal)                                                                                        \
  { (literal), sizeof(literal) - 1 }

static const loads_ext_vu* vu_table;
static const loads_ext_http* http_table;
static const loads_ext_metric* metric_table;
static uint32_t page_size; /* a metric, by its number */

/* What a virtual user keeps from hit to hit. */
typedef struct user {
  uint64_t hits;
  char url[512];
} user;

static loads_str text(const char* zero_terminated) {
  loads_str result;
  result.data = zero_terminated;
  result.size = strlen(zero_terminated);
  return result;
}

static int has(loads_str whole, const char* part) {
  const size_t size = strlen(part);
  for (size_t i = 0; i + size <= whole.size; ++i)
    if (memcmp(whole.data + i, part, size) == 0)
      return 1;
  return 0;
}

/* Records what went wrong; the outcome is for run() to return. */
static loads_outcome failed(loads_vu* vu, loads_outcome outcome, uint32_t line, loads_str message) {
  loads_failure failure = {0};
  failure.size = sizeof failure;
  failure.line = line;
  failure.outcome = outcome;
  failure.file = text(__FILE__);
  failure.message = message;
  vu_table->fail(vu, &failure);
  return outcome;
}

static loads_outcome unanswered(loads_vu* vu, loads_status status, uint32_t line) {
  if (status == LOADS_E_CANCELLED)
    return LOADS_STOPPED;
  return failed(vu, LOADS_ERROR, line, vu_table->error_text(vu));
}

static loads_status get(loads_vu* vu, const user* self, const loads_http_response** response) {
  loads_http_request request = {0};
  request.size = sizeof request;
  request.url = text(self->url);
  return http_table->send(vu, &request, response);
}

static loads_outcome test_es(loads_vu* vu, user* self) {
  const loads_http_response* response;
  const loads_status status = get(vu, self, &response);
  if (status != LOADS_OK)
    return unanswered(vu, status, __LINE__);
  loads_outcome outcome = LOADS_PASS;
  if (response->status != 200) {
    char message[64];
    snprintf(message, sizeof message, "%u != 200", (unsigned)response->status);
    outcome = failed(vu, LOADS_FAIL, __LINE__, text(message));
  } else if (!has(response->body, "chatform")) {
    outcome = failed(vu, LOADS_FAIL, __LINE__, text("\"chatform\" not found in the page"));
  }
  http_table->release(vu, response);
  return outcome;
}

/* A counter and a trend of one's own, a check that lets the hit go on, and a pause. */
static loads_outcome test_counter(loads_vu* vu, user* self) {
  const loads_http_response* response;
  loads_status status = get(vu, self, &response);
  if (status != LOADS_OK)
    return unanswered(vu, status, __LINE__);
  vu_table->count(vu, text("pages"), 1);
  metric_table->record(vu, page_size, (double)response->body.size);
  vu_table->check(vu, text("page within 100 ms"), response->elapsed_ns < 100 * 1000 * 1000);
  http_table->release(vu, response);
  if (++self->hits % 10 == 0)
    status = vu_table->sleep(vu, 1000 * 1000);
  return status == LOADS_OK ? LOADS_PASS : unanswered(vu, status, __LINE__);
}

static const loads_test_info infos[] = {
    {sizeof(loads_test_info), 0, TEXT("TestWebSite"), TEXT("test_es"), TEXT(__FILE__), NULL, 0},
    {sizeof(loads_test_info), 0, TEXT("TestWebSite"), TEXT("test_counter"), TEXT(__FILE__), NULL, 0},
};
static loads_outcome (*const tests[])(loads_vu*, user*) = {test_es, test_counter};
enum { test_count = sizeof tests / sizeof tests[0] };

static uint32_t suite_count(void) {
  return test_count;
}

static const loads_test_info* suite_info(uint32_t test) {
  return test < test_count ? &infos[test] : NULL;
}

static loads_status suite_create(uint32_t test, loads_vu* vu, void** out) {
  (void)test;
  user* self = calloc(1, sizeof *self);
  if (!self)
    return LOADS_E_FAILED;
  const loads_str given = vu_table->server_url(vu);
  const loads_str server = given.size ? given : text("http://127.0.0.1:9000");
  if (server.size + 2 > sizeof self->url) {
    free(self);
    return LOADS_E_INVALID;
  }
  memcpy(self->url, server.data, server.size);
  if (server.data[server.size - 1] != '/')
    self->url[server.size] = '/';
  *out = self;
  return LOADS_OK;
}

static loads_outcome suite_run(uint32_t test, loads_vu* vu, void* self) {
  return tests[test](vu, self);
}

static void suite_destroy(uint32_t test, loads_vu* vu, void* self) {
  (void)test;
  (void)vu;
  free(self);
}

static const loads_suite suite = {sizeof(loads_suite), 0,         suite_count,  suite_info,
                                  suite_create,        suite_run, suite_destroy};

static loads_status start(const loads_host* host) {
  vu_table = host->get(host, LOADS_EXT_VU);
  http_table = host->get(host, LOADS_EXT_HTTP);
  metric_table = host->get(host, LOADS_EXT_METRIC);
  if (!vu_table || !http_table || !metric_table)
    return LOADS_E_MISSING;
  loads_metric metric = {0};
  metric.size = sizeof metric;
  metric.kind = LOADS_TREND;
  metric.unit = LOADS_UNIT_BYTES;
  metric.name = text("page size");
  return metric_table->declare(&metric, &page_size);
}

static const void* get_kind(const char* kind) {
  return strcmp(kind, LOADS_KIND_SUITE) == 0 ? &suite : NULL;
}

LOADS_EXPORT const loads_module loads_module_v1 = {
    sizeof(loads_module),  LOADS_ABI_MAJOR, LOADS_ABI_MINOR, 0,    {0, 0, 0},
    "org.example.c_suite", "1.0",           start,           NULL, get_kind};
