/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of ABI 1.0 on 64-bit machines. Never edited after the release of 1.0: what does not compile here
   would break modules that are already built. Structs with a `size` may have grown at their end since. */
#include "layout.h"

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
OFFSET(loads_option, flags, 28);
FROZEN(loads_option, 32);
OFFSET(loads_setting, name, 0);
OFFSET(loads_setting, value, 16);
FROZEN(loads_setting, 32);

/* websocket.h */
OFFSET(loads_web_socket_request, size, 0);
OFFSET(loads_web_socket_request, flags, 4);
OFFSET(loads_web_socket_request, url, 8);
OFFSET(loads_web_socket_request, label, 24);
OFFSET(loads_web_socket_request, protocols, 40);
OFFSET(loads_web_socket_request, protocol_count, 48);
OFFSET(loads_web_socket_request, headers, 56);
OFFSET(loads_web_socket_request, header_count, 64);
OFFSET(loads_web_socket_request, connect_timeout_ns, 72);
OFFSET(loads_web_socket_request, handshake_timeout_ns, 80);
OFFSET(loads_web_socket_request, message_limit, 88);
AT_LEAST(loads_web_socket_request, 96);
OFFSET(loads_web_socket_message, size, 0);
OFFSET(loads_web_socket_message, type, 4);
OFFSET(loads_web_socket_message, data, 8);
AT_LEAST(loads_web_socket_message, 24);
OFFSET(loads_web_socket_info, size, 0);
OFFSET(loads_web_socket_info, is_open, 4);
OFFSET(loads_web_socket_info, is_compressed, 8);
OFFSET(loads_web_socket_info, close_code, 12);
OFFSET(loads_web_socket_info, close_reason, 16);
OFFSET(loads_web_socket_info, protocol, 32);
OFFSET(loads_web_socket_info, handshake_ns, 48);
AT_LEAST(loads_web_socket_info, 56);
OFFSET(loads_ext_websocket, size, 0);
OFFSET(loads_ext_websocket, reserved, 4);
OFFSET(loads_ext_websocket, open, 8);
OFFSET(loads_ext_websocket, send, 16);
OFFSET(loads_ext_websocket, receive, 24);
OFFSET(loads_ext_websocket, ping, 32);
OFFSET(loads_ext_websocket, close, 40);
OFFSET(loads_ext_websocket, info, 48);
OFFSET(loads_ext_websocket, release, 56);
AT_LEAST(loads_ext_websocket, 64);

/* constants */
VALUE(LOADS_OK, 0);
VALUE(LOADS_E_INVALID, 1);
VALUE(LOADS_E_MISSING, 2);
VALUE(LOADS_E_CANCELLED, 3);
VALUE(LOADS_E_TIMEOUT, 4);
VALUE(LOADS_E_NETWORK, 5);
VALUE(LOADS_E_FAILED, 6);
VALUE(LOADS_E_CLOSED, 7);
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
VALUE(LOADS_WEB_SOCKET_TEXT, 1);
VALUE(LOADS_WEB_SOCKET_BINARY, 2);
VALUE(LOADS_WEB_SOCKET_DEFLATE, 1u << 0);
VALUE(LOADS_WEB_SOCKET_INSECURE, 1u << 1);
VALUE(LOADS_WEB_SOCKET_NO_COOKIES, 1u << 2);
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
VALUE(LOADS_OPTION_REQUIRED, 1);
VALUE(LOADS_OPTION_SECRET, 2);
VALUE(LOADS_OPTION_ADDRESS, 4);
VALUE(LOADS_NOTICE_STARTED, 0);
VALUE(LOADS_NOTICE_TROUBLE, 1);
VALUE(LOADS_NOTICE_ENDED, 2);
VALUE(LOADS_VERDICT_OPEN, 0);
VALUE(LOADS_VERDICT_PASSED, 1);
VALUE(LOADS_VERDICT_FAILED, 2);
VALUE(LOADS_VERDICT_INCOMPLETE, 3);
VALUE(LOADS_EVENT_RUN_STARTED, 1);
VALUE(LOADS_EVENT_RUN_ENDED, 2);
VALUE(LOADS_EVENT_TEST_STARTED, 3);
VALUE(LOADS_EVENT_TEST_ENDED, 4);
VALUE(LOADS_EVENT_FAILURE, 5);
VALUE(LOADS_EVENT_HIT, 6);
VALUE(LOADS_EVENT_COUNTER, 7);
VALUE(LOADS_EVENT_METRIC, 8);
VALUE(LOADS_EVENT_CHECK, 9);
VALUE(LOADS_EVENT_SOCKET_OPENED, 10);
VALUE(LOADS_EVENT_SOCKET_MESSAGE, 11);
VALUE(LOADS_EVENT_SOCKET_CLOSED, 12);
VALUE(LOADS_EVENT_SOCKET_FAILED, 13);
VALUE(LOADS_OUTPUT_WORKS, 0);
VALUE(LOADS_OUTPUT_SWITCHED_OFF, 1);
VALUE(LOADS_AGENT_RUNNING, 0);
VALUE(LOADS_AGENT_SILENT, 1);
VALUE(LOADS_AGENT_LOST, 2);
VALUE(LOADS_AGENT_ENDED, 3);
VALUE(LOADS_ABI_MAJOR, 1);

/* types of constants: signed, so that they can be compared with literals */
FROZEN(loads_status, 4);
static_assert((loads_status)-1 < 0, "loads_status is signed");
FROZEN(loads_outcome, 4);
static_assert((loads_outcome)-1 < 0, "loads_outcome is signed");
FROZEN(loads_web_socket_type, 4);
static_assert((loads_web_socket_type)-1 < 0, "loads_web_socket_type is signed");
FROZEN(loads_log_level, 4);
static_assert((loads_log_level)-1 < 0, "loads_log_level is signed");
FROZEN(loads_option_type, 4);
static_assert((loads_option_type)-1 < 0, "loads_option_type is signed");
FROZEN(loads_notice_kind, 4);
static_assert((loads_notice_kind)-1 < 0, "loads_notice_kind is signed");
FROZEN(loads_verdict, 4);
static_assert((loads_verdict)-1 < 0, "loads_verdict is signed");
FROZEN(loads_event_type, 4);
static_assert((loads_event_type)-1 < 0, "loads_event_type is signed");
FROZEN(loads_output_state, 4);
static_assert((loads_output_state)-1 < 0, "loads_output_state is signed");
FROZEN(loads_agent_state, 4);
static_assert((loads_agent_state)-1 < 0, "loads_agent_state is signed");
