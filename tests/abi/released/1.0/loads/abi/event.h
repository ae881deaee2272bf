/* SPDX-License-Identifier: Apache-2.0 */
/* What happens in a run, one thing after the other, for outputs that ask for it. Points in time are
   nanoseconds since 1970 in UTC, lengths are nanoseconds. Everything is valid for the call of
   loads_output::events. */
#ifndef LOADS_ABI_EVENT_H
#define LOADS_ABI_EVENT_H

#include <loads/abi/http.h>
#include <loads/abi/suite.h>

LOADS_BEGIN_C

/* What happened, and which member of loads_event::as says more. Open: pass over what you do not know. */
enum {
  LOADS_EVENT_RUN_STARTED = 1,     /* the first event of a run, or of an agent that takes part in it */
  LOADS_EVENT_RUN_ENDED = 2,       /* the last one */
  LOADS_EVENT_TEST_STARTED = 3,    /* a user begins an iteration of a test */
  LOADS_EVENT_TEST_ENDED = 4,      /* as.test */
  LOADS_EVENT_FAILURE = 5,         /* as.failure: recorded, also by a check that lets the iteration go on */
  LOADS_EVENT_HIT = 6,             /* as.hit: a request was answered, or failed in transport */
  LOADS_EVENT_COUNTER = 7,         /* as.counter */
  LOADS_EVENT_METRIC = 8,          /* as.metric */
  LOADS_EVENT_CHECK = 9,           /* as.check */
  LOADS_EVENT_SOCKET_OPENED = 10,  /* as.socket: a web socket */
  LOADS_EVENT_SOCKET_MESSAGE = 11, /* as.socket */
  LOADS_EVENT_SOCKET_CLOSED = 12,  /* as.socket */
  LOADS_EVENT_SOCKET_FAILED = 13   /* as.socket: it could not be opened, or broke */
};
typedef int32_t loads_event_type;

/* Something that did not hold (outcome LOADS_FAIL) or went wrong (LOADS_ERROR). */
typedef struct loads_event_failure {
  uint32_t size;
  loads_outcome outcome;
  uint32_t soft; /* 1: a check that let the iteration go on */
  uint32_t line; /* 0 if it is not known */
  loads_str message;
  loads_str file;      /* may be empty */
  loads_str exception; /* its class, where the test's language has one: "JSError"; may be empty */
  loads_str trace;     /* several lines; may be empty */
} loads_event_failure;

/* The end of an iteration. */
typedef struct loads_event_test {
  uint32_t size;
  loads_outcome outcome;
  uint64_t elapsed_ns;
  const loads_event_failure* failure; /* the first that was not soft; null unless it failed or went wrong */
  uint64_t late_ns; /* how much later it began than it was due; 0 in a run that does not say when that is */
} loads_event_test;

/* A request that ended. Each hop of a redirect is one. */
typedef struct loads_event_hit {
  uint32_t size;
  uint32_t status; /* of the answer; 0: there was none */
  loads_str url;
  loads_str method; /* "GET" */
  loads_str label;  /* its name in the figures */
  loads_str reason; /* why there was no answer, "connection refused"; empty if there was one */
  uint64_t started_ns;
  uint64_t elapsed_ns; /* from there to the last byte of the answer */
  uint64_t bytes_sent, bytes_received;
  loads_http_phases phases; /* 0: it did not have that phase */
  uint64_t late_ns; /* of the first request of an iteration: how much later than due that began; or 0 */
} loads_event_hit;

/* A custom counter was moved. */
typedef struct loads_event_counter {
  uint32_t size;
  uint32_t reserved;
  loads_str name;
  int64_t by;
} loads_event_counter;

/* A value of a custom metric that is no counter. */
typedef struct loads_event_metric {
  uint32_t size;
  int32_t kind; /* loads_metric_kind */
  int32_t unit; /* loads_metric_unit */
  uint32_t reserved;
  loads_str name;
  loads_str tags; /* "region=eu,size=big", by name; empty if it has none */
  double value;
} loads_event_metric;

/* A soft check by name. */
typedef struct loads_event_check {
  uint32_t size;
  uint32_t passed; /* 1 or 0 */
  loads_str name;
} loads_event_check;

/* A web socket was opened, carried a message, was closed, or failed. */
typedef struct loads_event_socket {
  uint32_t size;
  uint32_t incoming;   /* of a message: 1 if it was received, 0 if it was sent */
  loads_str label;     /* its name in the figures */
  loads_str reason;    /* of a failure, "connection refused" */
  uint64_t bytes;      /* of a message */
  uint64_t elapsed_ns; /* of the handshake; of a message that answers another: the round trip */
} loads_event_socket;

/* One event. Those of one user come in the order in which they happened. */
typedef struct loads_event {
  uint32_t size;
  loads_event_type type;
  uint64_t at_ns;  /* of what lasts, its end */
  loads_str agent; /* which load generator; empty in a local run */
  loads_str test;  /* "TestWebSite.test_es"; empty in RUN_STARTED and RUN_ENDED, where what follows is 0 */
  /* The user's place in the plan, "loads_status" of Loads 0.3; see loads_position. */
  uint64_t hits, users, hit, user;
  uint64_t user_id;    /* unique for an agent over all cycles of the run */
  uint32_t cycle;      /* which of the cycles of users, from 0 */
  uint32_t hits_cycle; /* which of the cycles of hits, from 0 */
  union {
    const loads_event_test* test;
    const loads_event_failure* failure;
    const loads_event_hit* hit;
    const loads_event_counter* counter;
    const loads_event_metric* metric;
    const loads_event_check* check;
    const loads_event_socket* socket;
  } as; /* by type */
} loads_event;

LOADS_END_C

#endif
