/* SPDX-License-Identifier: Apache-2.0 */
/* Host table "loads.metric/1": figures of a test's own. A metric has a name, a kind and a unit; tags split it
   into series. A series is declared once and then known by a number, so that recording does no work on text.
 */
#ifndef LOADS_ABI_METRIC_H
#define LOADS_ABI_METRIC_H

#include <loads/abi/suite.h>

LOADS_BEGIN_C

#define LOADS_EXT_METRIC "loads.metric/1"

/* Open: later minors may add values; pass over what you do not know. */
enum {
  LOADS_COUNTER = 0, /* a sum of whole numbers */
  LOADS_RATE = 1,    /* how many of the values were not 0 */
  LOADS_GAUGE = 2,   /* a state: the latest value, the least, the largest, the mean */
  LOADS_TREND = 3    /* a distribution: percentiles */
};
typedef int32_t loads_metric_kind;

/* Open. */
enum {
  LOADS_UNIT_NUMBER = 0,
  LOADS_UNIT_TIME = 1, /* nanoseconds */
  LOADS_UNIT_BYTES = 2
};
typedef int32_t loads_metric_unit;

/* One of a series' tags, such as region=eu. Control characters, and "=" in a name, are replaced. Frozen. */
typedef struct loads_tag {
  loads_str name;
  loads_str value;
} loads_tag;

/* Filled by the module; read only while declare() runs. */
typedef struct loads_metric {
  uint32_t size;
  loads_metric_kind kind;
  loads_metric_unit unit;
  uint32_t reserved;
  loads_str name;        /* not empty; cut after 256 bytes */
  const loads_tag* tags; /* in any order */
  size_t tag_count;
} loads_metric;

typedef struct loads_ext_metric {
  uint32_t size;
  uint32_t reserved;
  /* The number of a series; the same for what was declared before, by whomever. LOADS_E_INVALID: no such kind
     or unit, no name, or the metric exists with another kind or unit; the run is refused if that happens in
     start(). When there are too many metrics or series, the number is that of one which stands for the rest.
     Valid for the whole run, for all users; in a user's code it costs a look into a table. [main] [vu] */
  loads_status (*declare)(const loads_metric* metric, uint32_t* series);
  /* Adds a value: what to add to a counter, not 0 or 0 for a rate, the value of a gauge or of a trend. Values
     of trends below 0 are as 0 for percentiles. `vu` is the user that runs on this thread, or null for
     whoever that is. What cannot be counted (no user on this thread, not a number) is logged. [vu] */
  void (*record)(loads_vu* vu, uint32_t series, double value);
} loads_ext_metric;

LOADS_END_C

#endif
