/* SPDX-License-Identifier: Apache-2.0 */
/* The results of a run so far, as outputs and observers see them. Times are in nanoseconds.
   Arrays hold frozen structs; new figures come as new arrays. */
#ifndef LOADS_ABI_TOTALS_H
#define LOADS_ABI_TOTALS_H

#include <loads/abi/metric.h>
#include <loads/abi/suite.h>

LOADS_BEGIN_C

/* What is known of a run when it begins. */
typedef struct loads_run {
  uint32_t size;
  uint32_t agents;              /* 0: a local run */
  loads_str id;                 /* unique, printable */
  loads_str test;               /* as the user named it, "example.TestWebSite.test_es" */
  loads_str users;              /* cycles, "10:20:30" */
  loads_str hits;               /* cycles, "20"; empty if a duration decides */
  loads_str server_url;         /* may be empty */
  uint64_t duration_ns;         /* of all cycles together; 0 if hits decide */
  uint64_t expected_iterations; /* 0 if a duration decides */
  uint64_t started_unix_ns;
  const loads_str*
      tests; /* "TestWebSite.test_es", in the order in which they run; external runners may add */
  size_t test_count;
  uint32_t insecure; /* not 0: by a broker without keys, to which anybody may have come */
  uint32_t reserved;
  uint64_t warm_up_ns; /* how long what is measured at the beginning is left out; 0: all counts */
  loads_str load;    /* what there is to say beside users, hits and duration: "500/s for 30s"; may be empty */
  loads_str sandbox; /* of a local run: what it keeps the test from, for people; empty: it has none */
} loads_run;

/* Percentiles come from mergeable histograms with a relative error of at most 1 %; count, sum, min, max are
   exact. In interval(), and after a warm-up, min and max are exact where they are beyond those of all before;
   otherwise they, too, are right to 1 %. Frozen. */
typedef struct loads_latency {
  uint64_t count, sum, min, max;
  uint64_t p50, p90, p95, p99, p999, p9999;
} loads_latency;

/* Figures of one request label. Frozen. */
typedef struct loads_label_totals {
  loads_str label;
  uint64_t hits;        /* answers and transport failures */
  uint64_t by_class[6]; /* [1] for 1xx ... [5] for 5xx; [0]: no answer */
  uint64_t bytes_sent, bytes_received;
  loads_latency latency;   /* of answers, from when their requests were due, if the run says when that is */
  loads_latency service;   /* then: from when they were sent; without values in other runs */
  uint64_t phase_sum[6];   /* name lookup, connect, TLS, send, first byte, receive */
  uint64_t phase_count[6]; /* requests that had that phase */
  loads_latency class_latency[6]; /* the latency by class, as by_class; [0] has no values */
} loads_label_totals;

/* Figures of one test. Frozen. */
typedef struct loads_test_totals {
  loads_str test; /* "TestWebSite.test_es" */
  uint64_t success, failures, errors, skipped, stopped;
  loads_latency duration; /* of whole iterations that were not stopped; from when they were due, if the run
                             says when that is */
  loads_latency late;     /* then: how much later they began; without values in other runs */
  uint64_t hits, by_class[6];     /* its requests, as those of a label */
  loads_latency latency;          /* of their answers */
  loads_latency class_latency[6]; /* the same by class; [0] has no values */
} loads_test_totals;

/* A series of a metric of the tests' own; one without tags is the metric itself. Values are in its unit.
   Percentiles are as those of loads_latency; sums of counters and rates are exact. Frozen. */
typedef struct loads_metric_total {
  loads_str name;
  const loads_tag* tags; /* by name */
  size_t tag_count;
  loads_metric_kind kind;
  loads_metric_unit unit;
  uint32_t rest; /* 1: stands for all series of this metric, or all metrics of this kind (then the name is
                    empty), for which there was no room */
  uint32_t reserved;
  uint64_t count;                  /* of values */
  int64_t value;                   /* of a counter */
  uint64_t passed;                 /* of a rate */
  double sum, min, max;            /* of a gauge or a trend */
  double last;                     /* of a gauge: the latest that some user set */
  double p50, p90, p95, p99, p999; /* of a trend */
} loads_metric_total;

/* A soft check. Frozen. */
typedef struct loads_check_total {
  loads_str name;
  uint64_t passed, failed;
} loads_check_total;

/* Failures or errors that say the same. Frozen. */
typedef struct loads_failure_group {
  loads_str test, file, message;
  uint32_t line;
  loads_outcome outcome;
  uint32_t soft;
  uint32_t reserved;
  uint64_t count;
  uint64_t first_ns, last_ns; /* since the run began */
} loads_failure_group;

/* Answers with one status code. Frozen. */
typedef struct loads_status_total {
  uint32_t status;
  uint32_t reserved;
  uint64_t count;
} loads_status_total;

/* Requests of one label that got no answer, for one reason. Frozen. */
typedef struct loads_reason_total {
  loads_str label, reason; /* "connection refused" */
  uint64_t count;
} loads_reason_total;

/* What went over the wire for one request: heads as they were sent, with *** for the values of headers that
   are secrets, and the answer's body, unpacked. Texts are cut after about 2 KiB. Frozen. */
typedef struct loads_example {
  uint64_t at_ns; /* since the run began: when it had failed */
  loads_str request_head;
  loads_str response_head; /* empty: there was no answer */
  loads_str response_body;
  uint64_t response_body_size; /* of the whole body */
} loads_example;

/* Requests of one label that failed in one way: with one status from 400 on, or without an answer for one
   reason. Those that were too many are under the label "__other__". Frozen. */
typedef struct loads_request_error {
  loads_str label;
  loads_str reason; /* "connection refused"; empty if there is a status */
  uint32_t status;  /* 0: no answer */
  uint32_t reserved;
  uint64_t count;
  uint64_t first_ns, last_ns; /* since the run began: when the first after the warm-up and the last failed */
  const loads_example* example; /* of the first one after the warm-up; null: none was kept */
} loads_request_error;

/* One of the slowest requests that were answered. Frozen. */
typedef struct loads_slow_request {
  loads_str test, label, method;
  loads_str url;        /* cut after about 500 bytes */
  uint64_t user;        /* unique in the run */
  uint64_t at_ns;       /* since the run began: when it was sent */
  uint64_t latency_ns;  /* from when it was due, if the run says when that is */
  uint64_t service_ns;  /* from when it was sent */
  uint64_t phase_ns[6]; /* as the phases of a label; 0: it did not have it */
  uint32_t status;
  uint32_t reserved;
} loads_slow_request;

/* Web sockets of one label: apart from the hits, which they do not touch. Frozen. */
typedef struct loads_socket_totals {
  loads_str label;
  uint64_t opened, closed; /* closed: by either side, or broken */
  uint64_t failures;       /* that could not be opened, or broke */
  uint64_t messages_sent, messages_received;
  uint64_t bytes_sent, bytes_received; /* of messages, unpacked */
  loads_latency handshake;             /* from the name lookup to the server's answer */
  loads_latency round_trip;            /* from a message sent to the next one received */
} loads_socket_totals;

/* An engine thread of the load generator. Frozen. */
typedef struct loads_engine_totals {
  uint64_t cpu_ns, wall_ns;
  uint64_t last_second_cpu_ns; /* of the last full second */
  uint64_t busiest_second_cpu_ns;
} loads_engine_totals;

/* Open: later minors may add values. */
enum { LOADS_OUTPUT_WORKS = 0, LOADS_OUTPUT_SWITCHED_OFF = 1 };
typedef int32_t loads_output_state;

/* An output of this run, and what became of its events. Frozen. */
typedef struct loads_output_totals {
  loads_str name;
  loads_output_state state;
  uint32_t wants_events;        /* 1 if it asks for them; the rest is 0 otherwise */
  uint64_t delivered;           /* events that it was given */
  uint64_t waiting;             /* that it has yet to be given; 0 in its own end() */
  uint64_t dropped;             /* that it did not get: it was too slow for too long, or switched off */
  uint64_t dropped_by_type[16]; /* the same by loads_event_type; [0] for types that have no place */
} loads_output_totals;

/* Open: later minors may add values. */
enum {
  LOADS_AGENT_RUNNING = 0, /* also: about to begin */
  LOADS_AGENT_SILENT = 1,  /* nothing was heard of it for 3 s */
  LOADS_AGENT_LOST = 2,    /* ... for 15 s: the run goes on without it */
  LOADS_AGENT_ENDED = 3
};
typedef int32_t loads_agent_state;

/* What one agent of a cluster has done of the run. Frozen. */
typedef struct loads_agent_totals {
  loads_str name, host;
  loads_agent_state state;
  uint32_t reserved;
  uint64_t hits, failed;  /* so far; failed: iterations with a failure or an error */
  uint64_t to_ns;         /* its figures reach so far into the run */
  int64_t late_ns;        /* how much after the common moment it began, known when it has ended; 0 before */
  uint64_t late_error_ns; /* how well that is known, plus or minus */
  loads_str sandbox;      /* what it keeps the test from, for people; empty if it is not known */
} loads_agent_totals;

/* Open: later minors may add values. */
enum {
  LOADS_THRESHOLD_KEPT = 0,
  LOADS_THRESHOLD_BROKEN = 1,
  LOADS_THRESHOLD_UNKNOWN = 2 /* it cannot be judged; the reason says why */
};
typedef int32_t loads_threshold_state;

/* Open: later minors may add values. */
enum {
  LOADS_THRESHOLD_NUMBER = 0,
  LOADS_THRESHOLD_TIME = 1, /* nanoseconds */
  LOADS_THRESHOLD_SHARE = 2 /* from 0 to 1 */
};
typedef int32_t loads_threshold_unit;

/* A bound that the run was to keep. Frozen. */
typedef struct loads_threshold_total {
  loads_str threshold; /* as the user wrote it: "p95<200ms over 10s" */
  loads_str value;     /* "187.1ms", of the whole run or of its worst window; empty if there is none */
  loads_str reason;    /* one line, if the value does not say why it was not kept; or empty */
  loads_threshold_state state;
  loads_threshold_unit unit;
  double number;         /* the value, in its unit; 0 if there is none */
  uint64_t broken_at_ns; /* since the run began: the end of the first window that did not keep it, or when it
                            ended the run; or 0 */
} loads_threshold_total;

/* Whether the figures say how the server did, or how the load generator did. Open: later minors may add
   values. */
enum {
  LOADS_VALIDITY_UNKNOWN = 0, /* there is too little to tell by */
  LOADS_VALIDITY_VALID = 1,
  LOADS_VALIDITY_SUSPECT = 2, /* something may show in the figures */
  LOADS_VALIDITY_INVALID = 3  /* they are the load generator's own, or of another load than was asked for */
};
typedef int32_t loads_validity;

/* Why. Frozen. */
typedef struct loads_finding {
  loads_str sentence; /* without a full stop at its end */
  loads_str advice;   /* what to change; or empty */
  loads_validity validity;
  uint32_t reserved;
} loads_finding;

typedef struct loads_totals {
  uint32_t size;
  uint32_t ended;      /* 1 in end() */
  uint64_t elapsed_ns; /* since the run began */
  double progress;     /* 0 to 1 */
  uint64_t active_users, peak_users;
  uint64_t success, failures, errors, skipped, stopped; /* iterations */
  uint64_t hits;         /* requests that ended: answers and transport failures */
  uint64_t aborted_hits; /* requests cut short because the run stopped */
  uint64_t bytes_sent, bytes_received;
  double hits_per_second;                         /* over the last second; over the whole run in end() */
  loads_latency latency;                          /* of answers */
  uint64_t sockets_opened, socket_bytes_received; /* web sockets */
  uint64_t label_overflow; /* hits counted under the label "__other__" because there were too many labels */
  const loads_label_totals* labels; /* most hits first */
  size_t label_count;
  const loads_test_totals* tests;
  size_t test_count;
  const loads_metric_total* metrics; /* by name, then by tags; those for the rest come last */
  size_t metric_count;
  const loads_check_total* checks; /* by name */
  size_t check_count;
  const loads_failure_group* groups; /* most frequent first */
  size_t group_count;
  const loads_engine_totals* engines;
  size_t engine_count;
  const loads_status_total* statuses; /* by status */
  size_t status_count;
  const loads_reason_total* reasons; /* most frequent first */
  size_t reason_count;
  loads_str
      trouble; /* what went wrong with the run itself (a crash, a loss), one sentence a line; or empty */
  uint64_t sockets_closed, socket_failures;
  uint64_t socket_messages_sent, socket_messages_received;
  uint64_t socket_bytes_sent;
  loads_latency socket_handshake, socket_round_trip;
  const loads_socket_totals* sockets; /* most opened first */
  size_t socket_count;
  const loads_reason_total* socket_reasons; /* of socket_failures; most frequent first */
  size_t socket_reason_count;
  uint64_t from_ns; /* since the run began: where the figures begin; in interval(), and after a warm-up */
  const loads_output_totals* outputs; /* as on the command line; none in interval() */
  size_t output_count;
  uint32_t interrupted; /* 1 in end() if the user ended the run before it was over: Ctrl-C, SIGTERM */
  uint32_t reserved;
  const loads_agent_totals* agents; /* of a cluster, in the order of their shares; none in interval() */
  size_t agent_count;
  uint64_t held_back;  /* requests that waited for a limit on the rate */
  uint64_t rate_limit; /* that limit: requests a second, of all agents together; 0: none. 0 in interval() */
  const loads_threshold_total* thresholds; /* in the order in which they were given; none before end() */
  size_t threshold_count;
  uint64_t not_started;  /* iterations that were due, but no user was free until the end; 0 before end() */
  loads_latency service; /* as that of the labels; it has values in runs that say when requests are due */
  loads_latency late;    /* of iterations, as that of the tests */
  uint64_t warm_up_hits,
      warm_up_iterations;        /* that ended in the warm-up: left out of all else but interval() */
  const loads_finding* findings; /* the worst first; of a valid run what it rests on. None in interval() */
  size_t finding_count;
  loads_validity validity;                   /* so far, or of the whole run in end() */
  uint32_t allows_invalid;                   /* 1: the user takes figures that are invalid */
  loads_latency class_latency[6];            /* the latency by class of status, as that of the labels */
  const loads_request_error* request_errors; /* most frequent first */
  size_t request_error_count;
  const loads_slow_request* slowest; /* of the run so far after its warm-up, at most ten, the slowest first;
                                        in interval() those that have become one of them */
  size_t slowest_count;
} loads_totals;

LOADS_END_C

#endif
