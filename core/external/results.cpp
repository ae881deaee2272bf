// SPDX-License-Identifier: Apache-2.0
#include "core/external/results.hpp"

#include "core/base/text.hpp"
#include "core/metrics/limits.hpp"

#include <algorithm>

namespace loads::external {
namespace {

// A runner that never says stopTest does not fill the memory: the first ones are closed then.
constexpr std::size_t most_open = 20'000;

// "class: message", then the trace.
std::string description(const Failure& failure) {
  std::string text = failure.exception;
  text += (text.empty() || failure.message.empty() ? "" : ": ") + failure.message;
  return text + (text.empty() || failure.trace.empty() ? "" : "\n") + failure.trace;
}

Failure shortened(const Failure& failure) {
  constexpr std::size_t most = metrics::message_bytes;
  return {base::shortened(failure.exception, most), base::shortened(failure.message, most),
          base::shortened(failure.trace, most)};
}

} // namespace

Results::Results(metrics::Recorder& recorder, events::Memory* memory, const base::Clock& clock)
    : recorder_(recorder), sockets_(recorder.sockets()), socket_label_(sockets_.socket_label("web socket")),
      log_(memory, clock), clock_(clock) {}

std::uint32_t Results::test_number(const std::string& name) {
  if (const auto known = numbers_.find(name); known != numbers_.end())
    return known->second;
  const auto count = static_cast<std::uint32_t>(names_.size());
  if (count == metrics::max_tests)
    return count - 1;
  const bool is_last = count + 1 == metrics::max_tests; // is for the rest
  names_.add(is_last ? std::string(metrics::other_name) : name);
  if (!is_last)
    numbers_.emplace(name, count);
  return count;
}

// The test that this user is in, if it said so.
Results::Iterations::iterator Results::find_open(const LoadsStatus& status) {
  const auto found = open_.lower_bound({status, 0});
  return found != open_.end() && found->first.status == status ? found : open_.end();
}

// Likewise; otherwise a test without a name.
Place Results::place_of(const LoadsStatus& status) {
  const auto found = find_open(status);
  return found != open_.end() ? found->first : Place{status, test_number("")};
}

Results::Iteration& Results::open(const Place& place) {
  while (open_count_ >= most_open)
    close(open_.begin(), 0, open_.begin()->second.front().verdict);
  recorder_.iteration_started(place.test);
  log_.test_started(place);
  ++open_count_;
  return open_[place].emplace_back(Iteration{clock_.now()});
}

void Results::close(Iterations::iterator at, std::size_t index, loads_outcome outcome) {
  auto& [place, iterations] = *at;
  const auto which = iterations.begin() + static_cast<std::ptrdiff_t>(index);
  // Messages have no times and may come in a heap, but no iteration is shorter than a request in it.
  const base::Duration elapsed = std::max(clock_.now() - which->started, which->longest_hit);
  recorder_.iteration_ended(place.test, outcome, elapsed);
  log_.test_ended(place, outcome, elapsed, which->failed_as, which->failure);
  iterations.erase(which);
  --open_count_;
  if (iterations.empty())
    open_.erase(at);
}

void Results::fail(const Place& place, Iteration& iteration, loads_outcome outcome, const Failure& failure) {
  recorder_.failure(place.test, outcome, false, "", 0, description(failure), clock_.now());
  log_.failure(place, outcome, failure);
  if (iteration.failed_as != LOADS_PASS)
    return;
  iteration.failed_as = outcome;
  iteration.failure = shortened(failure);
}

void Results::begin_step(std::size_t step, std::uint64_t users_before) {
  log_.begin_step(static_cast<std::uint32_t>(step), users_before);
}

void Results::take(const Message& message) {
  switch (message.type) {
  case MessageType::start_test:
    open({message.status, test_number(message.test)});
    return;
  case MessageType::stop_test:
    return take_stop(message);
  case MessageType::add_success:
    return take_verdict(message, LOADS_PASS);
  case MessageType::add_failure:
    return take_verdict(message, LOADS_FAIL);
  case MessageType::add_error:
    return take_verdict(message, LOADS_ERROR);
  case MessageType::add_hit:
    return take_hit(message);
  case MessageType::incr_counter:
    return take_counter(message);
  case MessageType::socket_open:
  case MessageType::socket_close:
  case MessageType::socket_message:
    return take_socket(message);
  case MessageType::ignored:
    return;
  }
}

void Results::take_verdict(const Message& message, loads_outcome verdict) {
  const Place place{message.status, test_number(message.test)};
  const auto found = open_.find(place);
  Iteration* iteration = nullptr;
  if (found == open_.end()) { // it did not say that it starts
    iteration = &open(place);
  } else {
    std::deque<Iteration>& all = found->second;
    const auto waiting = std::find_if(all.begin(), all.end(),
                                      [](const Iteration& each) { return each.verdict == no_verdict; });
    iteration = waiting != all.end() ? &*waiting : &all.back();
  }
  // One more for the same iteration: pass < fail < error.
  iteration->verdict = iteration->verdict == no_verdict ? verdict : std::max(iteration->verdict, verdict);
  if (verdict != LOADS_PASS)
    fail(place, *iteration, verdict, message.failure);
}

void Results::take_stop(const Message& message) {
  const auto found = open_.find({message.status, test_number(message.test)});
  if (found == open_.end()) // it did not say that it starts, nor how it went
    return;
  const std::deque<Iteration>& iterations = found->second;
  const auto judged = std::find_if(iterations.begin(), iterations.end(),
                                   [](const Iteration& each) { return each.verdict != no_verdict; });
  const auto which = judged != iterations.end() ? judged : iterations.begin();
  close(found, static_cast<std::size_t>(which - iterations.begin()), which->verdict);
}

void Results::take_hit(const Message& message) {
  const Place place = place_of(message.status);
  if (const auto open = find_open(message.status); open != open_.end())
    open->second.back().longest_hit = std::max(open->second.back().longest_hit, message.elapsed);
  model::Hit hit;
  hit.test = place.test;
  hit.user = message.status.current_user;
  hit.label = hit.url = message.url;
  hit.method = message.method;
  hit.status = message.http_status;
  if (hit.status == 0)
    hit.reason = "no answer";
  hit.ended = clock_.now();
  hit.started = hit.ended - message.elapsed;
  recorder_.enter(place.test, message.status.current_user);
  recorder_.hit_started();
  recorder_.hit(hit);
  recorder_.leave();
  log_.hit(place, hit, message.started_unix_ns);
}

void Results::take_counter(const Message& message) {
  recorder_.metrics().count(message.name, 1);
  log_.counter(place_of(message.status), message.name);
}

void Results::take_socket(const Message& message) {
  const Place place = place_of(message.status);
  if (message.type == MessageType::socket_close)
    return close_socket(place);
  if (message.type == MessageType::socket_open) {
    ++open_sockets_;
    sockets_.socket_opened(socket_label_);
    return log_.socket(place, LOADS_EVENT_SOCKET_OPENED, 0);
  }
  sockets_.socket_received(socket_label_, message.size, {});
  log_.socket(place, LOADS_EVENT_SOCKET_MESSAGE, message.size);
}

// More are not closed than were opened, whatever a runner says.
void Results::close_socket(const Place& place) {
  if (open_sockets_ == 0)
    return;
  --open_sockets_;
  sockets_.socket_closed(socket_label_);
  log_.socket(place, LOADS_EVENT_SOCKET_CLOSED, 0);
}

void Results::runner_failed(std::uint64_t user, const std::string& message) {
  const Place place{{0, 0, 0, user}, test_number(std::string(runner_process))};
  Iteration iteration{clock_.now()};
  recorder_.iteration_started(place.test);
  log_.test_started(place);
  fail(place, iteration, LOADS_ERROR, {"", message, ""});
  recorder_.iteration_ended(place.test, LOADS_ERROR, base::Duration(0));
  log_.test_ended(place, LOADS_ERROR, base::Duration(0), LOADS_ERROR, iteration.failure);
}

void Results::end_step(const std::function<bool(std::uint64_t)>& was_stopped) {
  while (!open_.empty()) {
    const auto first = open_.begin();
    auto& [place, iterations] = *first;
    loads_outcome outcome = iterations.front().verdict;
    if (outcome == no_verdict && was_stopped(place.status.current_user)) {
      outcome = LOADS_STOPPED;
    } else if (outcome == no_verdict) {
      outcome = LOADS_ERROR;
      fail(place, iterations.front(), LOADS_ERROR, {"", "the runner ended in the middle of this test", ""});
    }
    close(first, 0, outcome);
  }
  while (open_sockets_ > 0)
    close_socket(place_of({}));
}

} // namespace loads::external
