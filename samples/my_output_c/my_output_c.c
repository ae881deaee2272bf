/* SPDX-License-Identifier: Apache-2.0 */
/* An output in plain C: counts what happens by its type and answers by their status, and writes that at the
 * end. */
#include <loads/abi/abi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATUS_COUNT = 1000, TYPE_COUNT = 14 };

typedef struct counts {
  FILE* file;
  unsigned long by_type[TYPE_COUNT];
  unsigned long by_status[STATUS_COUNT];
} counts;

static const loads_ext_log* log_table;

static void complain(const char* text) {
  const loads_str line = {text, strlen(text)};
  if (log_table)
    log_table->write(LOADS_LOG_ERROR, line);
}

static loads_status create(const loads_host* host, const loads_setting* settings, size_t count, void** self) {
  counts* made = calloc(1, sizeof *made);
  char path[4096] = "";
  size_t i;
  (void)host;
  if (!made)
    return LOADS_E_FAILED;
  for (i = 0; i < count; ++i)
    if (settings[i].name.size == strlen("filename") && memcmp(settings[i].name.data, "filename", 8) == 0)
      snprintf(path, sizeof path, "%.*s", (int)settings[i].value.size, settings[i].value.data);
  made->file = fopen(path, "w");
  if (!made->file) {
    complain("cannot write the file that --output-my_output_c-filename names");
    free(made);
    return LOADS_E_FAILED;
  }
  *self = made;
  return LOADS_OK;
}

static loads_status take_events(void* self, const loads_event* const* events, size_t count) {
  counts* all = self;
  size_t i;
  for (i = 0; i < count; ++i) {
    const loads_event* event = events[i];
    if (event->type > 0 && event->type < TYPE_COUNT) /* later versions may have more */
      ++all->by_type[event->type];
    if (event->type == LOADS_EVENT_HIT && event->as.hit->status < STATUS_COUNT)
      ++all->by_status[event->as.hit->status];
  }
  return LOADS_OK;
}

static loads_status end(void* self, const loads_totals* totals) {
  counts* all = self;
  int i;
  fprintf(all->file, "iterations: %lu\n", all->by_type[LOADS_EVENT_TEST_ENDED]);
  fprintf(all->file, "hits: %lu of %lu\n", all->by_type[LOADS_EVENT_HIT], (unsigned long)totals->hits);
  for (i = 0; i < STATUS_COUNT; ++i)
    if (all->by_status[i])
      fprintf(all->file, "status %d: %lu\n", i, all->by_status[i]);
  return fflush(all->file) == 0 ? LOADS_OK : LOADS_E_FAILED;
}

static void destroy(void* self) {
  counts* all = self;
  fclose(all->file);
  free(all);
}

static const loads_option options[] = {{"filename", "where to write the counts", NULL, LOADS_OPTION_TEXT, 1}};

static const loads_output output = {sizeof(loads_output),
                                    0,
                                    "my_output_c",
                                    "counts events by type and status",
                                    options,
                                    1,
                                    create,
                                    NULL, /* begin */
                                    take_events,
                                    NULL, /* interval */
                                    NULL, /* progress */
                                    end,
                                    destroy};

static loads_status start(const loads_host* host) {
  log_table = host->get(host, LOADS_EXT_LOG);
  return LOADS_OK;
}

static const void* get(const char* kind) {
  return strcmp(kind, LOADS_KIND_OUTPUT) == 0 ? &output : NULL;
}

LOADS_EXPORT const loads_module loads_module_v1 = {
    sizeof(loads_module),      LOADS_ABI_MAJOR, LOADS_ABI_MINOR, 0,    {0, 0, 0},
    "org.example.my_output_c", "1.0",           start,           NULL, get};
