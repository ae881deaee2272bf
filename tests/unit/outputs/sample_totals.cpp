// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/outputs/sample_totals.hpp"

const loads_totals& SampleTotals::totals() {
  figures.size = sizeof figures;
  figures.labels = labels.data(), figures.label_count = labels.size();
  figures.tests = tests.data(), figures.test_count = tests.size();
  figures.metrics = metrics.data(), figures.metric_count = metrics.size();
  figures.checks = checks.data(), figures.check_count = checks.size();
  figures.groups = groups.data(), figures.group_count = groups.size();
  figures.statuses = statuses.data(), figures.status_count = statuses.size();
  figures.reasons = reasons.data(), figures.reason_count = reasons.size();
  figures.request_errors = errors.data(), figures.request_error_count = errors.size();
  figures.slowest = slowest.data(), figures.slowest_count = slowest.size();
  figures.sockets = sockets.data(), figures.socket_count = sockets.size();
  figures.socket_reasons = socket_reasons.data(), figures.socket_reason_count = socket_reasons.size();
  figures.outputs = outputs.data(), figures.output_count = outputs.size();
  figures.thresholds = thresholds.data(), figures.threshold_count = thresholds.size();
  figures.findings = findings.data(), figures.finding_count = findings.size();
  figures.engines = engines.data(), figures.engine_count = engines.size();
  return figures;
}

namespace {

loads_latency latency(std::uint64_t count, std::uint64_t step) {
  return {count,    count * 3 * step, step,      20 * step, 3 * step,
          5 * step, 7 * step,         12 * step, 18 * step, 19 * step};
}

loads_label_totals label(std::string_view name, std::uint64_t hits) {
  loads_label_totals totals{};
  totals.label = text(name);
  totals.hits = hits;
  totals.by_class[2] = hits;
  totals.bytes_sent = hits * 71;
  totals.bytes_received = hits * 245;
  totals.latency = totals.class_latency[2] = latency(hits, ms / 8);
  return totals;
}

loads_test_totals test(std::string_view name, std::uint64_t success, const loads_latency& duration) {
  loads_test_totals totals{};
  totals.test = text(name);
  totals.success = success;
  totals.duration = duration;
  totals.hits = totals.by_class[2] = success;
  totals.latency = totals.class_latency[2] = latency(success, ms / 8);
  return totals;
}

loads_slow_request slow(std::string_view url, std::uint32_t status, std::uint64_t latency_ns) {
  loads_slow_request request{};
  request.test = text("TestWebSite.test_es");
  request.label = request.url = text(url);
  request.method = text("GET");
  request.user = 17;
  request.at_ns = 12 * second;
  request.latency_ns = latency_ns;
  request.service_ns = latency_ns / 2;
  for (std::uint64_t& phase : request.phase_ns)
    phase = latency_ns / 16;
  request.status = status;
  return request;
}

} // namespace

loads_run sample_run() {
  loads_run run{};
  run.size = sizeof run;
  run.id = text("0123456789abcdef0123456789abcdef");
  run.server_url = text("http://localhost:9000");
  run.test = text("example.TestWebSite.test_es");
  run.users = text("100");
  run.hits = text("10");
  run.expected_iterations = 1000;
  static const loads_str test = text("TestWebSite.test_es");
  run.tests = &test;
  run.test_count = 1;
  run.started_unix_ns = 1'893'553'445'123'456'000;
  return run;
}

SampleTotals good_run() {
  SampleTotals sample;
  sample.figures.ended = 1;
  sample.figures.elapsed_ns = 1234 * ms;
  sample.figures.progress = 1;
  sample.figures.peak_users = 100;
  sample.figures.success = 1000;
  sample.figures.hits = 1000;
  sample.figures.bytes_sent = 71'000;
  sample.figures.bytes_received = 245'000;
  sample.figures.hits_per_second = 810.4;
  sample.figures.latency = sample.figures.class_latency[2] = latency(1000, ms / 8);
  sample.labels = {label("http://localhost:9000/", 800), label("http://localhost:9000/search/by/name", 200)};
  sample.statuses = {{200, 0, 1000}};
  sample.labels[0].phase_sum[1] = 100 * ms / 5, sample.labels[0].phase_count[1] = 100;
  for (const int phase : {3, 4, 5})
    sample.labels[0].phase_sum[phase] = 800 * ms / 10 * static_cast<unsigned>(phase),
    sample.labels[0].phase_count[phase] = 800;
  sample.tests = {test("TestWebSite.test_es", 1000, latency(1000, ms / 7))};
  sample.slowest = {slow("http://localhost:9000/", 200, 2'500'000),
                    slow("http://localhost:9000/search", 200, ms)};
  sample.engines = {{400 * ms, 1234 * ms, 300 * ms, 350 * ms}, {410 * ms, 1234 * ms, 310 * ms, 420 * ms}};
  sample.figures.validity = LOADS_VALIDITY_VALID;
  sample.findings = {
      {text("the load generator kept up: the busiest of 2 engine threads was 33% busy on average, 42% in "
            "its busiest second"),
       text(""), LOADS_VALIDITY_VALID, 0}};
  return sample;
}

loads_metric_total counter(std::string_view name, std::int64_t value) {
  loads_metric_total metric{};
  metric.name = text(name);
  metric.kind = LOADS_COUNTER;
  metric.count = 3;
  metric.value = value;
  return metric;
}

loads_metric_total rate(std::string_view name, std::uint64_t passed, std::uint64_t count) {
  loads_metric_total metric = counter(name, 0);
  metric.kind = LOADS_RATE;
  metric.passed = passed;
  metric.count = count;
  return metric;
}

loads_metric_total gauge(std::string_view name, loads_metric_unit unit, double last) {
  loads_metric_total metric = trend(name, unit, last);
  metric.kind = LOADS_GAUGE;
  metric.last = last;
  return metric;
}

loads_metric_total trend(std::string_view name, loads_metric_unit unit, double step) {
  loads_metric_total metric = counter(name, 0);
  metric.kind = LOADS_TREND;
  metric.unit = unit;
  metric.count = 1000;
  metric.min = step, metric.sum = 3000 * step, metric.max = 20 * step;
  metric.p50 = 2 * step, metric.p90 = 5 * step, metric.p95 = 7 * step, metric.p99 = 12 * step;
  metric.p999 = 18 * step;
  return metric;
}

loads_failure_group group(std::uint64_t count, loads_outcome outcome, std::string_view message) {
  loads_failure_group group{};
  group.test = text("TestWebSite.test_es");
  group.file = text("example.cpp");
  group.line = 12;
  group.message = text(message);
  group.outcome = outcome;
  group.count = count;
  group.first_ns = 15 * ms;
  group.last_ns = 61 * second;
  return group;
}

SampleTotals bad_run() {
  SampleTotals sample = good_run();
  sample.figures.elapsed_ns = 61'500 * ms;
  sample.figures.progress = 0.413;
  sample.figures.success = 900;
  sample.figures.failures = 40;
  sample.figures.errors = 55;
  sample.figures.skipped = 5;
  sample.figures.stopped = 3;
  sample.figures.not_started = 7;
  sample.figures.service = latency(40, ms / 16);
  sample.figures.late = latency(40, ms / 16);
  sample.figures.aborted_hits = 2;
  sample.figures.sockets_opened = 4;
  sample.figures.socket_bytes_received = 68;
  sample.sockets = {
      {text("ws://localhost:9000/ws"), 4, 3, 1, 9, 8, 70, 68, latency(4, ms), latency(8, ms / 4)},
      {text("ws://localhost:9/ws"), 0, 0, 2, 0, 0, 0, 0, {}, {}}};
  sample.socket_reasons = {{text("ws://localhost:9/ws"), text("connection refused"), 2},
                           {text("ws://localhost:9000/ws"), text("closed without goodbye"), 1}};
  sample.figures.label_overflow = 12'345;
  sample.thresholds = {{text("p95<1s"), text("7ms"), {}, LOADS_THRESHOLD_KEPT, LOADS_THRESHOLD_TIME, 7e6, 0},
                       {text("errors<1% over 10s"),
                        text("5.5%"),
                        {},
                        LOADS_THRESHOLD_BROKEN,
                        LOADS_THRESHOLD_SHARE,
                        0.055,
                        12 * second},
                       {text("label(/none\x1b[31m).p95<1s"),
                        {},
                        text("no request with the label /none was answered"),
                        LOADS_THRESHOLD_BROKEN,
                        LOADS_THRESHOLD_TIME,
                        0,
                        0},
                       {text("rps>1 over 1m"),
                        {},
                        text("the seconds of the run are not kept any more"),
                        LOADS_THRESHOLD_UNKNOWN,
                        LOADS_THRESHOLD_NUMBER,
                        0,
                        0}};
  sample.figures.trouble = text("The worker crashed: SIGSEGV in website.TestWebSite.test_es, user 17.\n"
                                "Up to 100 ms of results are missing.\n");
  sample.labels.push_back(label("http://b\xC3\xBC"
                                "cher.example/a/very/long/path/that/goes/on/and/on/and/on/"
                                "until/it/does/not/fit/anywhere/any/more\x1b[31m",
                                60));
  sample.labels.back().by_class[2] = 3;
  sample.labels.back().by_class[5] = 40;
  sample.labels.back().by_class[0] = 17;
  sample.statuses = {{200, 0, 1003}, {404, 0, 3}, {503, 0, 40}};
  sample.reasons = {{text("http://127.0.0.1:9/"), text("connection refused"), 12},
                    {text("http://127.0.0.1:9/\x1b[31m"), text("connect timeout"), 5}};
  sample.tests.push_back(test("TestWebSite.test_chat", 0, latency(95, 40 * ms)));
  loads_test_totals& chat = sample.tests.back();
  chat.failures = 40, chat.errors = 55, chat.skipped = 5, chat.stopped = 3;
  chat.hits = 60, chat.by_class[0] = 17, chat.by_class[5] = 40;
  chat.class_latency[5] = sample.figures.class_latency[5] = latency(40, ms);
  static const loads_example busy{15 * ms, text("GET / HTTP/1.1\r\nHost: localhost:9000\r\nCookie: ***\r\n"),
                                  text("HTTP/1.1 503 Service\x1b[31m Unavailable\r\nRetry-After: 1\r\n"),
                                  text("<html>\r\n\r\n  <b>busy\x1b]0;owned\x07</b>\n\xff\xfe\n</html>\n"),
                                  9000};
  static const loads_example refused{2 * second, text("GET /x HTTP/1.1\r\nHost: 127.0.0.1:9\r\n"), {}, {}, 0};
  sample.errors = {{text("http://localhost:9000/"), {}, 503, 0, 40, 15 * ms, 61 * second, &busy},
                   {text("http://127.0.0.1:9/\x1b[31m"), text("connection refused"), 0, 0, 12, 2 * second,
                    3 * second, &refused},
                   {text("__other__"), {}, 404, 0, 1, second, second, nullptr}};
  sample.slowest.push_back(slow("http://b\xC3\xBC"
                                "cher.example/\x1b[31m",
                                503, ms / 2));
  static constexpr loads_tag tags[] = {{text("region"), text("eu\x1b[31m")}, {text("shard"), text("3")}};
  sample.metrics = {trend("checkout time", LOADS_UNIT_TIME, 1.5 * ms),
                    counter("k", 6),
                    counter("k", 4),
                    counter("logged in", -2),
                    rate("ok", 99, 100),
                    gauge("queue", LOADS_UNIT_NUMBER, 12.5),
                    trend("size", LOADS_UNIT_BYTES, 2500),
                    counter("sent", 123'456'789),
                    counter("", 7)};
  sample.metrics[2].tags = tags, sample.metrics[2].tag_count = 2;
  sample.metrics[5].rest = sample.metrics[8].rest = 1;
  sample.metrics[7].unit = LOADS_UNIT_BYTES;
  sample.checks = {{text("body is small"), 999, 1}, {text("has a title"), 0, 0}};
  sample.groups = {group(55, LOADS_ERROR, "cannot connect to 127.0.0.1:9: connection refused"),
                   group(39, LOADS_FAIL, "assert_equal(res.status_code(), 200)\n  left: 503\n  right: 200"),
                   group(1, LOADS_FAIL, "the page says \x1b]0;owned\x07 and \xE2\x80\xAE turns round")};
  sample.groups[1].line = 31;
  sample.groups[2].soft = 1;
  loads_output_totals slow{};
  slow.name = text("slow"), slow.state = LOADS_OUTPUT_SWITCHED_OFF;
  slow.wants_events = 1, slow.delivered = 1'000'000, slow.dropped = 17;
  sample.outputs = {slow};
  sample.engines = {{61'000 * ms, 61'500 * ms, 999 * ms, 1000 * ms}};
  sample.figures.validity = LOADS_VALIDITY_INVALID;
  sample.findings = {
      {text("the load generator was too slow: its engine thread was 99% of the time running, and never idle"),
       text("use more --threads or machines, or less load"), LOADS_VALIDITY_INVALID, 0},
      {text("7 events did not reach the outputs, which were \x1b[31mtoo slow"), text(""),
       LOADS_VALIDITY_SUSPECT, 0}};
  return sample;
}
