/* SPDX-License-Identifier: Apache-2.0 */
/* Host table "loads.http/1": an HTTP/1.1 client for virtual users. Each user has its own cookies and its own
   kept connections. Each request, and each hop of a redirect, is recorded once in the results. */
#ifndef LOADS_ABI_HTTP_H
#define LOADS_ABI_HTTP_H

#include <loads/abi/suite.h>

LOADS_BEGIN_C

#define LOADS_EXT_HTTP "loads.http/1"

/* Frozen: used in arrays. */
typedef struct loads_header {
  loads_str name;
  loads_str value;
} loads_header;

enum {
  LOADS_HTTP_NO_REDIRECTS = 1u << 0,  /* hand out a 3xx answer as it is */
  LOADS_HTTP_NO_COOKIES = 1u << 1,    /* neither send nor keep cookies */
  LOADS_HTTP_NO_DECODING = 1u << 2,   /* do not ask for compression, hand out the body as it came */
  LOADS_HTTP_CHUNKED = 1u << 3,       /* send the body in chunks */
  LOADS_HTTP_INSECURE = 1u << 4,      /* do not verify the server's certificate */
  LOADS_HTTP_NEW_CONNECTION = 1u << 5 /* do not use a kept connection, do not keep this one */
};

/* Filled by the module; read only while send() runs. */
typedef struct loads_http_request {
  uint32_t size;
  uint32_t flags;
  loads_str method; /* empty: GET */
  loads_str url;    /* http://, https://, http+unix://%2Fpath%2Fto.sock/path */
  loads_str label;  /* the name in the results; empty: the URL without query and fragment */
  const loads_header* headers;
  size_t header_count;
  loads_str body;
  uint64_t connect_timeout_ns;    /* name, connection and TLS; 0: the run's default */
  uint64_t first_byte_timeout_ns; /* from the last byte sent; 0: the run's default */
  uint64_t total_timeout_ns;      /* all hops together; 0: the run's default */
  uint32_t max_redirects;         /* 0: 30 */
  uint32_t reserved;
} loads_http_request;

/* Nanoseconds spent in each phase of one request; 0 for what a kept connection spares. Frozen. */
typedef struct loads_http_phases {
  uint64_t name_lookup;
  uint64_t connect;
  uint64_t tls;
  uint64_t send;
  uint64_t first_byte; /* from the last byte sent to the first received */
  uint64_t receive;
} loads_http_phases;

/* Owned by the host, valid until release(). */
typedef struct loads_http_response {
  uint32_t size;
  uint32_t status;
  const loads_header* headers;
  size_t header_count;
  loads_str reason;         /* "Not Found" */
  loads_str body;           /* decoded, unless LOADS_HTTP_NO_DECODING */
  loads_str url;            /* of the last hop */
  uint64_t elapsed_ns;      /* of the last hop */
  loads_http_phases phases; /* of the last hop */
  uint32_t redirects;       /* hops followed */
  uint32_t http_minor;      /* 0 or 1 */
} loads_http_response;

typedef struct loads_ext_http {
  uint32_t size;
  uint32_t reserved;
  /* Any HTTP status is LOADS_OK. On another result *response is null and error_text() says why. [vu]
   * [suspends] */
  loads_status (*send)(loads_vu* vu, const loads_http_request* request, const loads_http_response** response);
  /* Gives the response back; on the user's fiber, at the latest in destroy(). [vu] */
  void (*release)(loads_vu* vu, const loads_http_response* response);
  /* The cookie that would be sent to `url`, or empty (data null). Valid until the next call with this user.
   * [vu] */
  loads_str (*cookie)(loads_vu* vu, loads_str url, loads_str name);
  /* Takes a cookie as if `url` had answered with this Set-Cookie line. [vu] */
  loads_status (*set_cookie)(loads_vu* vu, loads_str url, loads_str set_cookie);
  /* Forgets all cookies of this user. [vu] */
  void (*clear_cookies)(loads_vu* vu);
  /* Closes the kept connections of this user. [vu] */
  void (*close_connections)(loads_vu* vu);
} loads_ext_http;

LOADS_END_C

#endif
