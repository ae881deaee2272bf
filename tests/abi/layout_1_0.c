/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of ABI 1.0 on 64-bit machines. Never edited after the release of 1.0: what does not compile here
   would break modules that are already built. Structs with a `size` may have grown at their end since. */
#include <loads/abi/abi.h>

#include <assert.h>

static_assert(sizeof(void*) == 8, "the layouts are those of 64-bit machines");
#define OFFSET(type, member, at) static_assert(offsetof(type, member) == (at), #type "." #member " moved")
#define FROZEN(type, bytes) static_assert(sizeof(type) == (bytes), #type " is frozen")
#define AT_LEAST(type, bytes) static_assert(sizeof(type) >= (bytes), #type " has shrunk")
#define VALUE(name, number) static_assert((name) == (number), #name " has another value")


/* base.h */
OFFSET(loads_str, data, 0);
OFFSET(loads_str, size, 8);
FROZEN(loads_str, 16);

/* host.h */
OFFSET(loads_host, size, 0);
OFFSET(loads_host, abi_major, 4);
OFFSET(loads_host, abi_minor, 6);
OFFSET(loads_host, name, 8);
OFFSET(loads_host, version, 16);
OFFSET(loads_host, get, 24);
AT_LEAST(loads_host, 32);

/* module.h */
OFFSET(loads_module, size, 0);
OFFSET(loads_module, abi_major, 4);
OFFSET(loads_module, abi_minor, 6);
OFFSET(loads_module, needs_minor, 8);
OFFSET(loads_module, reserved, 10);
OFFSET(loads_module, id, 16);
OFFSET(loads_module, version, 24);
OFFSET(loads_module, start, 32);
OFFSET(loads_module, stop, 40);
OFFSET(loads_module, get, 48);
AT_LEAST(loads_module, 56);

/* suite.h */
OFFSET(loads_test_info, size, 0);
OFFSET(loads_test_info, line, 4);
OFFSET(loads_test_info, group, 8);
OFFSET(loads_test_info, name, 24);
OFFSET(loads_test_info, file, 40);
AT_LEAST(loads_test_info, 56);
OFFSET(loads_suite, size, 0);
OFFSET(loads_suite, reserved, 4);
OFFSET(loads_suite, count, 8);
OFFSET(loads_suite, info, 16);
OFFSET(loads_suite, create, 24);
OFFSET(loads_suite, run, 32);
OFFSET(loads_suite, destroy, 40);
AT_LEAST(loads_suite, 48);

/* vu.h */
OFFSET(loads_failure, size, 0);
OFFSET(loads_failure, line, 4);
OFFSET(loads_failure, outcome, 8);
OFFSET(loads_failure, soft, 12);
OFFSET(loads_failure, file, 16);
OFFSET(loads_failure, message, 32);
AT_LEAST(loads_failure, 48);
OFFSET(loads_position, size, 0);
OFFSET(loads_position, reserved, 4);
OFFSET(loads_position, hits, 8);
OFFSET(loads_position, users, 16);
OFFSET(loads_position, hit, 24);
OFFSET(loads_position, user, 32);
AT_LEAST(loads_position, 40);
OFFSET(loads_ext_vu, size, 0);
OFFSET(loads_ext_vu, reserved, 4);
OFFSET(loads_ext_vu, id, 8);
OFFSET(loads_ext_vu, position, 16);
OFFSET(loads_ext_vu, error_text, 24);
OFFSET(loads_ext_vu, server_url, 32);
OFFSET(loads_ext_vu, fail, 40);
OFFSET(loads_ext_vu, check, 48);
OFFSET(loads_ext_vu, count, 56);
OFFSET(loads_ext_vu, sleep, 64);
AT_LEAST(loads_ext_vu, 72);

/* http.h */
OFFSET(loads_header, name, 0);
OFFSET(loads_header, value, 16);
FROZEN(loads_header, 32);
OFFSET(loads_http_request, size, 0);
OFFSET(loads_http_request, flags, 4);
OFFSET(loads_http_request, method, 8);
OFFSET(loads_http_request, url, 24);
OFFSET(loads_http_request, label, 40);
OFFSET(loads_http_request, headers, 56);
OFFSET(loads_http_request, header_count, 64);
OFFSET(loads_http_request, body, 72);
OFFSET(loads_http_request, connect_timeout_ns, 88);
OFFSET(loads_http_request, first_byte_timeout_ns, 96);
OFFSET(loads_http_request, total_timeout_ns, 104);
OFFSET(loads_http_request, max_redirects, 112);
OFFSET(loads_http_request, reserved, 116);
AT_LEAST(loads_http_request, 120);
OFFSET(loads_http_phases, name_lookup, 0);
OFFSET(loads_http_phases, connect, 8);
OFFSET(loads_http_phases, tls, 16);
OFFSET(loads_http_phases, send, 24);
OFFSET(loads_http_phases, first_byte, 32);
OFFSET(loads_http_phases, receive, 40);
FROZEN(loads_http_phases, 48);
OFFSET(loads_http_response, size, 0);
OFFSET(loads_http_response, status, 4);
OFFSET(loads_http_response, headers, 8);
OFFSET(loads_http_response, header_count, 16);
OFFSET(loads_http_response, reason, 24);
OFFSET(loads_http_response, body, 40);
OFFSET(loads_http_response, url, 56);
OFFSET(loads_http_response, elapsed_ns, 72);
OFFSET(loads_http_response, phases, 80);
OFFSET(loads_http_response, redirects, 128);
OFFSET(loads_http_response, http_minor, 132);
AT_LEAST(loads_http_response, 136);
OFFSET(loads_ext_http, size, 0);
OFFSET(loads_ext_http, reserved, 4);
OFFSET(loads_ext_http, send, 8);
OFFSET(loads_ext_http, release, 16);
OFFSET(loads_ext_http, cookie, 24);
OFFSET(loads_ext_http, set_cookie, 32);
OFFSET(loads_ext_http, clear_cookies, 40);
OFFSET(loads_ext_http, close_connections, 48);
AT_LEAST(loads_ext_http, 56);

/* log.h */
OFFSET(loads_ext_log, size, 0);
OFFSET(loads_ext_log, reserved, 4);
OFFSET(loads_ext_log, write, 8);
AT_LEAST(loads_ext_log, 16);

/* metric.h */
OFFSET(loads_tag, name, 0);
OFFSET(loads_tag, value, 16);
FROZEN(loads_tag, 32);
OFFSET(loads_metric, size, 0);
OFFSET(loads_metric, kind, 4);
OFFSET(loads_metric, unit, 8);
OFFSET(loads_metric, reserved, 12);
OFFSET(loads_metric, name, 16);
OFFSET(loads_metric, tags, 32);
OFFSET(loads_metric, tag_count, 40);
AT_LEAST(loads_metric, 48);
OFFSET(loads_ext_metric, size, 0);
OFFSET(loads_ext_metric, reserved, 4);
OFFSET(loads_ext_metric, declare, 8);
OFFSET(loads_ext_metric, record, 16);
AT_LEAST(loads_ext_metric, 24);

/* option.h */
OFFSET(loads_option, name, 0);
OFFSET(loads_option, help, 8);
OFFSET(loads_option, default_value, 16);
OFFSET(loads_option, type, 24);
OFFSET(loads_option, required, 28);
FROZEN(loads_option, 32);
OFFSET(loads_setting, name, 0);
OFFSET(loads_setting, value, 16);
FROZEN(loads_setting, 32);

/* totals.h */
OFFSET(loads_run, size, 0);
OFFSET(loads_run, agents, 4);
OFFSET(loads_run, id, 8);
OFFSET(loads_run, test, 24);
OFFSET(loads_run, users, 40);
OFFSET(loads_run, hits, 56);
OFFSET(loads_run, server_url, 72);
OFFSET(loads_run, duration_ns, 88);
OFFSET(loads_run, expected_iterations, 96);
OFFSET(loads_run, started_unix_ns, 104);
AT_LEAST(loads_run, 112);
OFFSET(loads_latency, count, 0);
OFFSET(loads_latency, sum, 8);
OFFSET(loads_latency, min, 16);
OFFSET(loads_latency, max, 24);
OFFSET(loads_latency, p50, 32);
OFFSET(loads_latency, p90, 40);
OFFSET(loads_latency, p95, 48);
OFFSET(loads_latency, p99, 56);
OFFSET(loads_latency, p999, 64);
FROZEN(loads_latency, 72);
OFFSET(loads_label_totals, label, 0);
OFFSET(loads_label_totals, hits, 16);
OFFSET(loads_label_totals, by_class, 24);
OFFSET(loads_label_totals, bytes_sent, 72);
OFFSET(loads_label_totals, bytes_received, 80);
OFFSET(loads_label_totals, latency, 88);
OFFSET(loads_label_totals, phase_sum, 160);
OFFSET(loads_label_totals, phase_count, 208);
FROZEN(loads_label_totals, 256);
OFFSET(loads_test_totals, test, 0);
OFFSET(loads_test_totals, success, 16);
OFFSET(loads_test_totals, failures, 24);
OFFSET(loads_test_totals, errors, 32);
OFFSET(loads_test_totals, skipped, 40);
OFFSET(loads_test_totals, stopped, 48);
OFFSET(loads_test_totals, duration, 56);
FROZEN(loads_test_totals, 128);
OFFSET(loads_metric_total, name, 0);
OFFSET(loads_metric_total, tags, 16);
OFFSET(loads_metric_total, tag_count, 24);
OFFSET(loads_metric_total, kind, 32);
OFFSET(loads_metric_total, unit, 36);
OFFSET(loads_metric_total, rest, 40);
OFFSET(loads_metric_total, reserved, 44);
OFFSET(loads_metric_total, count, 48);
OFFSET(loads_metric_total, value, 56);
OFFSET(loads_metric_total, passed, 64);
OFFSET(loads_metric_total, sum, 72);
OFFSET(loads_metric_total, min, 80);
OFFSET(loads_metric_total, max, 88);
OFFSET(loads_metric_total, last, 96);
OFFSET(loads_metric_total, p50, 104);
OFFSET(loads_metric_total, p90, 112);
OFFSET(loads_metric_total, p95, 120);
OFFSET(loads_metric_total, p99, 128);
OFFSET(loads_metric_total, p999, 136);
FROZEN(loads_metric_total, 144);
OFFSET(loads_check_total, name, 0);
OFFSET(loads_check_total, passed, 16);
OFFSET(loads_check_total, failed, 24);
FROZEN(loads_check_total, 32);
OFFSET(loads_failure_group, test, 0);
OFFSET(loads_failure_group, file, 16);
OFFSET(loads_failure_group, message, 32);
OFFSET(loads_failure_group, line, 48);
OFFSET(loads_failure_group, outcome, 52);
OFFSET(loads_failure_group, soft, 56);
OFFSET(loads_failure_group, reserved, 60);
OFFSET(loads_failure_group, count, 64);
OFFSET(loads_failure_group, first_ns, 72);
OFFSET(loads_failure_group, last_ns, 80);
FROZEN(loads_failure_group, 88);
OFFSET(loads_status_total, status, 0);
OFFSET(loads_status_total, reserved, 4);
OFFSET(loads_status_total, count, 8);
FROZEN(loads_status_total, 16);
OFFSET(loads_reason_total, label, 0);
OFFSET(loads_reason_total, reason, 16);
OFFSET(loads_reason_total, count, 32);
FROZEN(loads_reason_total, 40);
OFFSET(loads_engine_totals, cpu_ns, 0);
OFFSET(loads_engine_totals, wall_ns, 8);
OFFSET(loads_engine_totals, last_second_cpu_ns, 16);
OFFSET(loads_engine_totals, busiest_second_cpu_ns, 24);
FROZEN(loads_engine_totals, 32);
OFFSET(loads_totals, size, 0);
OFFSET(loads_totals, ended, 4);
OFFSET(loads_totals, elapsed_ns, 8);
OFFSET(loads_totals, progress, 16);
OFFSET(loads_totals, active_users, 24);
OFFSET(loads_totals, peak_users, 32);
OFFSET(loads_totals, success, 40);
OFFSET(loads_totals, failures, 48);
OFFSET(loads_totals, errors, 56);
OFFSET(loads_totals, skipped, 64);
OFFSET(loads_totals, stopped, 72);
OFFSET(loads_totals, hits, 80);
OFFSET(loads_totals, aborted_hits, 88);
OFFSET(loads_totals, bytes_sent, 96);
OFFSET(loads_totals, bytes_received, 104);
OFFSET(loads_totals, hits_per_second, 112);
OFFSET(loads_totals, latency, 120);
OFFSET(loads_totals, sockets_opened, 192);
OFFSET(loads_totals, socket_bytes_received, 200);
OFFSET(loads_totals, label_overflow, 208);
OFFSET(loads_totals, labels, 216);
OFFSET(loads_totals, label_count, 224);
OFFSET(loads_totals, tests, 232);
OFFSET(loads_totals, test_count, 240);
OFFSET(loads_totals, metrics, 248);
OFFSET(loads_totals, metric_count, 256);
OFFSET(loads_totals, checks, 264);
OFFSET(loads_totals, check_count, 272);
OFFSET(loads_totals, groups, 280);
OFFSET(loads_totals, group_count, 288);
OFFSET(loads_totals, engines, 296);
OFFSET(loads_totals, engine_count, 304);
OFFSET(loads_totals, statuses, 312);
OFFSET(loads_totals, status_count, 320);
OFFSET(loads_totals, reasons, 328);
OFFSET(loads_totals, reason_count, 336);
OFFSET(loads_totals, trouble, 344);
AT_LEAST(loads_totals, 360);

/* output.h */
OFFSET(loads_output, size, 0);
OFFSET(loads_output, reserved, 4);
OFFSET(loads_output, name, 8);
OFFSET(loads_output, help, 16);
OFFSET(loads_output, options, 24);
OFFSET(loads_output, option_count, 32);
OFFSET(loads_output, create, 40);
OFFSET(loads_output, begin, 48);
OFFSET(loads_output, progress, 56);
OFFSET(loads_output, end, 64);
OFFSET(loads_output, destroy, 72);
AT_LEAST(loads_output, 80);

/* observer.h */
OFFSET(loads_notice, size, 0);
OFFSET(loads_notice, kind, 4);
OFFSET(loads_notice, run, 8);
OFFSET(loads_notice, totals, 16);
OFFSET(loads_notice, text, 24);
AT_LEAST(loads_notice, 40);
OFFSET(loads_observer, size, 0);
OFFSET(loads_observer, reserved, 4);
OFFSET(loads_observer, name, 8);
OFFSET(loads_observer, help, 16);
OFFSET(loads_observer, options, 24);
OFFSET(loads_observer, option_count, 32);
OFFSET(loads_observer, create, 40);
OFFSET(loads_observer, notify, 48);
OFFSET(loads_observer, destroy, 56);
AT_LEAST(loads_observer, 64);

/* constants */
VALUE(LOADS_OK, 0);
VALUE(LOADS_E_INVALID, 1);
VALUE(LOADS_E_MISSING, 2);
VALUE(LOADS_E_CANCELLED, 3);
VALUE(LOADS_E_TIMEOUT, 4);
VALUE(LOADS_E_NETWORK, 5);
VALUE(LOADS_E_FAILED, 6);
VALUE(LOADS_PASS, 0);
VALUE(LOADS_FAIL, 1);
VALUE(LOADS_ERROR, 2);
VALUE(LOADS_SKIP, 3);
VALUE(LOADS_STOPPED, 4);
VALUE(LOADS_HTTP_NO_REDIRECTS, 1u << 0);
VALUE(LOADS_HTTP_NO_COOKIES, 1u << 1);
VALUE(LOADS_HTTP_NO_DECODING, 1u << 2);
VALUE(LOADS_HTTP_CHUNKED, 1u << 3);
VALUE(LOADS_HTTP_INSECURE, 1u << 4);
VALUE(LOADS_HTTP_NEW_CONNECTION, 1u << 5);
VALUE(LOADS_LOG_DEBUG, 0);
VALUE(LOADS_LOG_INFO, 1);
VALUE(LOADS_LOG_WARNING, 2);
VALUE(LOADS_LOG_ERROR, 3);
VALUE(LOADS_COUNTER, 0);
VALUE(LOADS_RATE, 1);
VALUE(LOADS_GAUGE, 2);
VALUE(LOADS_TREND, 3);
VALUE(LOADS_UNIT_NUMBER, 0);
VALUE(LOADS_UNIT_TIME, 1);
VALUE(LOADS_UNIT_BYTES, 2);
VALUE(LOADS_OPTION_TEXT, 0);
VALUE(LOADS_OPTION_INTEGER, 1);
VALUE(LOADS_OPTION_FLAG, 2);
VALUE(LOADS_OPTION_DURATION, 3);
VALUE(LOADS_NOTICE_STARTED, 0);
VALUE(LOADS_NOTICE_TROUBLE, 1);
VALUE(LOADS_NOTICE_ENDED, 2);
VALUE(LOADS_ABI_MAJOR, 1);

/* types of constants: signed, so that they can be compared with literals */
FROZEN(loads_status, 4);
static_assert((loads_status)-1 < 0, "loads_status is signed");
FROZEN(loads_outcome, 4);
static_assert((loads_outcome)-1 < 0, "loads_outcome is signed");
FROZEN(loads_log_level, 4);
static_assert((loads_log_level)-1 < 0, "loads_log_level is signed");
FROZEN(loads_option_type, 4);
static_assert((loads_option_type)-1 < 0, "loads_option_type is signed");
FROZEN(loads_notice_kind, 4);
static_assert((loads_notice_kind)-1 < 0, "loads_notice_kind is signed");
