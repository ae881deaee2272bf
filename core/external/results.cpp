// SPDX-License-Identifier: Apache-2.0
#include "core/external/results.hpp"

#include "core/metrics/limits.hpp"

#include <algorithm>

namespace loads::external {
namespace {

// A runner that never says stopTest does not fill the memory: the first ones are closed then.
constexpr std::size_t most_open = 100'000;

// "class: message", then the trace.
std::string description(const Failure& failure) {
  std::string text = failure.exception;
  text += (text.empty() || failure.message.empty() ? "" : ": ") + failure.message;
  return text + (text.empty() || failure.trace.empty() ? "" : "\n") + failure.trace;
}

} // namespace

std::uint32_t Results::test_number(const std::string& name) {
  if (const auto known = numbers_.find(name); known != numbers_.end())
    return known->second;
  if (names_.size() + 1 >= metrics::max_tests) { // the last one is for the rest
    if (names_.size() < metrics::max_tests)
      names_.emplace_back(metrics::other_name);
    return static_cast<std::uint32_t>(names_.size() - 1);
  }
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.push_back(name);
  numbers_.emplace(name, number);
  return number;
}

Results::Iteration& Results::open(const Key& key) {
  while (open_count_ >= most_open) {
    const loads_outcome verdict = open_.begin()->second.front().verdict;
    close(open_.begin(), 0, verdict);
  }
  recorder_.iteration_started(key.test);
  ++open_count_;
  return open_[key].emplace_back(Iteration{clock_.now()});
}

void Results::close(std::map<Key, std::deque<Iteration>>::iterator at, std::size_t index,
                    loads_outcome outcome) {
  auto& [key, iterations] = *at;
  const auto which = iterations.begin() + static_cast<std::ptrdiff_t>(index);
  recorder_.iteration_ended(key.test, outcome, clock_.now() - which->started);
  iterations.erase(which);
  --open_count_;
  if (iterations.empty())
    open_.erase(at);
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
    recorder_.metrics().count(message.name, 1);
    return;
  case MessageType::socket_open:
    ++open_sockets_;
    return sockets_.socket_opened(socket_label_);
  case MessageType::socket_close:
    return close_socket();
  case MessageType::socket_message:
    return sockets_.socket_received(socket_label_, message.size, {});
  case MessageType::ignored:
    return;
  }
}

void Results::take_verdict(const Message& message, loads_outcome verdict) {
  const Key key{message.status, test_number(message.test)};
  if (verdict != LOADS_PASS)
    recorder_.failure(key.test, verdict, false, "", 0, description(message.failure), clock_.now());
  const auto found = open_.find(key);
  if (found == open_.end()) { // it did not say that it starts
    open(key).verdict = verdict;
    return;
  }
  std::deque<Iteration>& iterations = found->second;
  const auto waiting = std::find_if(iterations.begin(), iterations.end(),
                                    [](const Iteration& each) { return each.verdict == no_verdict; });
  if (waiting != iterations.end())
    waiting->verdict = verdict;
  else // one more for the same iteration; pass < fail < error
    iterations.back().verdict = std::max(iterations.back().verdict, verdict);
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
  // The test that this user is in, if it said so.
  const auto found = open_.lower_bound({message.status, 0});
  const bool known = found != open_.end() && found->first.status == message.status;
  model::Hit hit;
  hit.test = known ? found->first.test : metrics::any_test;
  hit.label = hit.url = message.url;
  hit.method = message.method;
  hit.status = message.http_status;
  if (hit.status == 0)
    hit.reason = "no answer";
  hit.ended = clock_.now();
  hit.started = hit.ended - message.elapsed;
  recorder_.hit_started();
  recorder_.hit(hit);
}

// More are not closed than were opened, whatever a runner says.
void Results::close_socket() {
  if (open_sockets_ == 0)
    return;
  --open_sockets_;
  sockets_.socket_closed(socket_label_);
}

void Results::runner_failed(const std::string& message) {
  const std::uint32_t test = test_number(std::string(runner_process));
  recorder_.iteration_started(test);
  recorder_.failure(test, LOADS_ERROR, false, "", 0, message, clock_.now());
  recorder_.iteration_ended(test, LOADS_ERROR, base::Duration(0));
}

void Results::end_step(const std::function<bool(std::uint64_t)>& was_stopped) {
  while (!open_.empty()) {
    const auto first = open_.begin();
    const auto& [key, iterations] = *first;
    loads_outcome outcome = iterations.front().verdict;
    if (outcome == no_verdict && was_stopped(key.status.current_user)) {
      outcome = LOADS_STOPPED;
    } else if (outcome == no_verdict) {
      outcome = LOADS_ERROR;
      recorder_.failure(key.test, LOADS_ERROR, false, "", 0, "the runner ended in the middle of this test",
                        clock_.now());
    }
    close(first, 0, outcome);
  }
  while (open_sockets_ > 0)
    close_socket();
}

} // namespace loads::external
