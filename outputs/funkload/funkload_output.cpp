// SPDX-License-Identifier: Apache-2.0
#include "outputs/funkload/funkload_output.hpp"

#include "outputs/common/host_name.hpp"
#include "outputs/common/lines.hpp"
#include "outputs/funkload/header.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace loads::outputs {
namespace {

std::string user_key(const Event& event) {
  return std::string(event.agent()) + ' ' + std::to_string(event.raw().user_id);
}

// What a reader of the report needs to find the fault.
std::string traceback_of(const loads_event_failure& failure) {
  std::string text(view(failure.message));
  if (failure.file.size > 0)
    text += "\nFile " + std::string(view(failure.file)) + ", line " + std::to_string(failure.line);
  if (failure.trace.size > 0)
    text += "\n" + std::string(view(failure.trace));
  return text;
}

std::uint64_t length_of(const Event& event) {
  if (const loads_event_hit* hit = event.hit())
    return hit->elapsed_ns;
  const loads_event_test* test = event.test_end();
  return test ? test->elapsed_ns : 0;
}

// Null for iterations that the end of the run stopped, or that skipped themselves: they are no tests.
const char* result_of(loads_outcome outcome) {
  switch (outcome) {
  case LOADS_PASS:
    return "Successful";
  case LOADS_FAIL:
    return "Failure";
  case LOADS_ERROR:
    return "Error";
  default:
    return nullptr;
  }
}

} // namespace

FunkloadOutput::FunkloadOutput(const Settings& settings)
    : FunkloadOutput(settings.text("filename"), host_name(), LOADS_VERSION) {}

FunkloadOutput::FunkloadOutput(std::string filename, std::string node, std::string loads_version)
    : file_(std::move(filename), OutputFile::Appears::when_complete), node_(std::move(node)),
      loads_version_(std::move(loads_version)) {
  if (!file_.is_regular())
    throw std::runtime_error("cannot write " + file_.path() + ": a FunkLoad report needs a regular file");
}

void FunkloadOutput::begin(const Run& run) {
  run_ = RunInfo(run);
  users_of_cycles_ = run_.steps();
  const std::size_t steps =
      std::max<std::size_t>(1, users_of_cycles_.size()); // should the users be unreadable
  users_cycles_ = steps / std::max<std::size_t>(1, run_.tests.size());
  times_ = funkload::CycleTimes(run_.duration_ns / steps, run_.warm_up_ns);
  measured_from_unix_ns_ = run_.warm_up_ns > 0 ? run_.started_unix_ns + run_.warm_up_ns : 0;

  file_.write(funkload::header_text(run_, node_, loads_version_));
  server_url_offset_ = file_.size();
  knows_server_url_ = !run_.server_url.empty();
  file_.write(knows_server_url_ ? funkload::config_line("server_url", run_.server_url)
                                : funkload::server_url_line(""));
  durations_.push_back({file_.size(), 0, funkload::duration_line(times_.duration_ns(0))});
  file_.write(durations_.back().written);
}

void FunkloadOutput::events(const Events& events) {
  for (const Event event : events)
    take(event);
}

void FunkloadOutput::take(const Event& event) {
  if (event.test().empty()) // the run's own
    return;
  if (event.type() == Event::test_started)
    iterations_[user_key(event)] = {};
  if (event.at_ns() < measured_from_unix_ns_)
    return;
  times_.saw(cycle_of(event), std::max(event.at_ns() - length_of(event), measured_from_unix_ns_),
             event.at_ns());
  if (const loads_event_hit* hit = event.hit())
    take_hit(event, *hit);
  else if (const loads_event_test* test = event.test_end())
    take_test_end(event, *test);
}

void FunkloadOutput::take_hit(const Event& event, const loads_event_hit& hit) {
  if (const auto iteration = iterations_.find(user_key(event)); iteration != iterations_.end()) {
    ++iteration->second.requests;
    iteration->second.requests_ns += hit.elapsed_ns;
  }
  if (!knows_server_url_) {
    knows_server_url_ = true;
    file_.overwrite(server_url_offset_, funkload::server_url_line(funkload::origin(view(hit.url))));
  }
  funkload::Response response;
  response.step = steps_.number(view(hit.method), view(hit.label));
  response.method = view(hit.method);
  response.url = view(hit.url);
  response.label = view(hit.label);
  response.reason = view(hit.reason);
  response.status = hit.status;
  response.started_unix_ns = hit.started_ns;
  response.elapsed_ns = hit.elapsed_ns;
  const funkload::Place place = place_of(event);
  write_result(place.cycle, response_kind, funkload::response_line(place, response));
}

void FunkloadOutput::take_test_end(const Event& event, const loads_event_test& test) {
  Iteration iteration;
  if (const auto found = iterations_.find(user_key(event)); found != iterations_.end()) {
    iteration = found->second;
    iterations_.erase(found);
  }
  const char* outcome = result_of(test.outcome);
  if (!outcome)
    return;
  funkload::TestResult result;
  result.result = outcome;
  if (test.failure)
    result.traceback = traceback_of(*test.failure);
  result.requests = iteration.requests;
  result.requests_ns = iteration.requests_ns;
  result.started_unix_ns = event.at_ns() - test.elapsed_ns;
  result.elapsed_ns = test.elapsed_ns;
  const funkload::Place place = place_of(event);
  write_result(place.cycle, test_kind, funkload::test_line(place, result));
}

// Each cycle of users of each test is one of its own, also where the number of users is the same.
std::size_t FunkloadOutput::cycle_of(const Event& event) const {
  const auto test = std::find(run_.tests.begin(), run_.tests.end(), event.test());
  const auto index = test == run_.tests.end() ? 0 : test - run_.tests.begin();
  return static_cast<std::size_t>(index) * users_cycles_ + event.raw().cycle;
}

funkload::Place FunkloadOutput::place_of(const Event& event) const {
  char user[24];
  std::snprintf(user, sizeof user, "%03llu", static_cast<unsigned long long>(event.raw().user));
  funkload::Place place;
  place.cycle = cycle_of(event);
  place.users = place.cycle < users_of_cycles_.size() ? users_of_cycles_[place.cycle]
                                                      : event.raw().users; // of all agents
  place.thread = event.agent().empty() ? user : std::string(event.agent()) + "-" + user;
  place.test = event.test();
  return place;
}

void FunkloadOutput::write_result(std::size_t cycle, Kind kind, const std::string& line) {
  if (cycle >= begun_.size())
    begun_.resize(cycle + 1, 0);
  if (const bool is_first = !(begun_[cycle] & kind); is_first && cycle != durations_.back().cycle) {
    durations_.push_back({file_.size(), cycle, funkload::duration_line(times_.duration_ns(cycle))});
    file_.write(durations_.back().written);
  }
  begun_[cycle] |= kind;
  file_.write(line);
}

void FunkloadOutput::update_durations() {
  for (DurationLine& line : durations_) {
    std::string now = funkload::duration_line(times_.duration_ns(line.cycle));
    if (now == line.written)
      continue;
    file_.overwrite(line.offset, now);
    line.written = std::move(now);
  }
}

// So that after a crash of this program the file is complete but for its end.
void FunkloadOutput::progress(const Totals&) {
  update_durations();
  file_.flush();
}

void FunkloadOutput::end(const Totals& totals) {
  update_durations();
  if (totals.trouble.size > 0) {
    std::string sentences;
    for (const std::string_view sentence : lines(view(totals.trouble)))
      (sentences += sentences.empty() ? "" : " ") += sentence;
    file_.write(funkload::config_line("meta:trouble", sentences));
  }
  file_.write(funkload::end_tag);
  file_.complete();
  const bool has_response =
      std::any_of(begun_.begin(), begun_.end(), [](unsigned kinds) { return kinds & response_kind; });
  if (!has_response)
    log(LogLevel::warning, file_.path() + " has no <response>, since no request ended: fl-build-report "
                                          "makes a text of it, but fails with --html");
}

} // namespace loads::outputs
