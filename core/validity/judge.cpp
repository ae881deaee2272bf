// SPDX-License-Identifier: Apache-2.0
#include "core/validity/judge.hpp"

#include "core/base/text.hpp"
#include "core/validity/bounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace loads::validity {
namespace {

std::string percent(double part) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), part >= 0.1 || part <= 0 ? "%.0f%%" : "%.1f%%", 100 * part);
  return text.data();
}

std::string time(std::uint64_t ns) {
  std::array<char, 32> text;
  const double value = static_cast<double>(ns);
  if (ns >= 10'000'000'000)
    std::snprintf(text.data(), text.size(), "%.0fs", value / 1e9);
  else if (ns >= 1'000'000'000)
    std::snprintf(text.data(), text.size(), "%.1fs", value / 1e9);
  else if (ns >= 10'000'000)
    std::snprintf(text.data(), text.size(), "%.0fms", value / 1e6);
  else if (ns >= 10'000)
    std::snprintf(text.data(), text.size(), "%.2gms", value / 1e6);
  else
    std::snprintf(text.data(), text.size(), "%.2gus", value / 1e3);
  return text.data();
}

double ratio(std::uint64_t of, std::uint64_t to) {
  return to > 0 ? static_cast<double>(of) / static_cast<double>(to) : of > 0 ? INFINITY : 0;
}

// Which of two bounds a value has reached.
loads_validity reached(double value, const Bounds& bounds) {
  if (value >= bounds.invalid)
    return LOADS_VALIDITY_INVALID;
  return value >= bounds.suspect ? LOADS_VALIDITY_SUSPECT : LOADS_VALIDITY_VALID;
}

class Judge {
public:
  explicit Judge(const Facts& facts) : facts_(facts), is_long_(is_long_enough(facts)) {}

  Judgement run() {
    counts();
    if (is_long_ && facts_.has_engine && has_times()) {
      engine();
      lateness();
      machine();
    }
    agents();
    std::stable_sort(findings_.begin(), findings_.end(),
                     [](const auto& one, const auto& other) { return one.validity > other.validity; });
    if (!findings_.empty())
      return {findings_.front().validity, std::move(findings_)};
    return conclude();
  }

private:
  static bool is_long_enough(const Facts& facts) {
    return facts.elapsed_ns >= shortest_run_ns && facts.iterations >= fewest_iterations;
  }

  // Whether anything was measured that could be the generator's own time.
  bool has_times() const {
    return facts_.hits > 0 ? facts_.answers > 0 : facts_.ended > 0 || facts_.messages > 0;
  }

  // What is noise in a short run.
  void find(loads_validity validity, std::string sentence, std::string advice) {
    add(is_long_ ? validity : std::min<loads_validity>(validity, LOADS_VALIDITY_SUSPECT), std::move(sentence),
        std::move(advice));
  }
  // What was counted, of a whole.
  void find_part(std::uint64_t count, std::uint64_t whole, const Bounds& bounds, std::string sentence,
                 std::string advice) {
    const loads_validity validity = reached(ratio(count, whole), bounds);
    add(whole >= fewest_for_a_part ? validity : std::min<loads_validity>(validity, LOADS_VALIDITY_SUSPECT),
        std::move(sentence), std::move(advice));
  }
  void add(loads_validity validity, std::string sentence, std::string advice) {
    if (validity != LOADS_VALIDITY_VALID)
      findings_.push_back({validity, std::move(sentence), std::move(advice)});
  }

  void counts() {
    if (facts_.is_incomplete)
      find(LOADS_VALIDITY_SUSPECT, "not all results are there", "see what the run says of its trouble");
    if (facts_.not_started > 0)
      find_part(facts_.not_started, facts_.iterations, not_started,
                base::counted(facts_.not_started, "iteration") + " of " + std::to_string(facts_.iterations) +
                    " could not be started: no user was free",
                facts_.is_short_of_descriptors
                    ? "raise the limit of open files (ulimit -Hn), which allows no more users here, use more "
                      "machines, or less load"
                    : "give more --users if the server is slow, more --threads or machines if they are busy, "
                      "or less load");
    shortage(facts_.without_files, "free descriptor", "raise ulimit -n, or use fewer users");
    shortage(facts_.without_ports, "free local port",
             "keep connections open, or widen net.ipv4.ip_local_port_range");
    shortage(facts_.without_buffers, "memory in the kernel for a socket",
             "use fewer users, or more machines");
    if (facts_.is_open && facts_.held_back > 0)
      find_part(facts_.held_back, asked(), requests,
                base::counted(facts_.held_back, "request") + " of " + std::to_string(asked()) +
                    " waited for the limit of " + std::to_string(facts_.rate_limit) + " requests/s",
                "ask for a lower --rate, or raise the limit");
    if (facts_.dropped_events > 0)
      find(LOADS_VALIDITY_SUSPECT,
           base::counted(facts_.dropped_events, "event") + " did not reach the outputs, which were too slow",
           "use fewer outputs that take each event, or a faster disk; all other figures are complete");
  }

  void shortage(std::uint64_t count, const char* what, const char* advice) {
    if (count > 0)
      find_part(count, asked(), requests,
                base::counted(count, "request") + " failed here, not at the server: there was no " + what,
                advice);
  }

  void engine() {
    if (facts_.is_blocking)
      return;
    const EngineFacts& engine = facts_.engine;
    const bool waits = engine.waiting >= engine.running / 4;
    const std::string times =
        percent(engine.running) + " of the time running" +
        (engine.waiting > 0 ? ", " + percent(engine.waiting) + " waiting for a CPU" : "");
    const std::string advice = waits ? own_cpus : "use more --threads or machines, or less load";
    if (engine.without_pause >= without_pause.invalid)
      find(LOADS_VALIDITY_INVALID, "the load generator was too slow: " + whose() + times + advice_gap,
           advice);
    else if (engine.without_pause_ns >= longest_without_pause_ns)
      find(LOADS_VALIDITY_SUSPECT,
           "the load generator was too slow at times: for " + time(engine.without_pause_ns) + " " + whose() +
               "never idle",
           advice);
    else if (engine.running >= busy)
      find(LOADS_VALIDITY_SUSPECT, "the load generator was nearly too slow: " + whose() + times, advice);
    else if (ratio(std::max(engine.one_wait_ns, one_slice_ns), facts_.typical_ns) >= small)
      find(reached(engine.waiting, waiting_for_cpu),
           whose() + times +
               (facts_.typical_ns > 0 ? ", and the median measured is " + time(facts_.typical_ns) : ""),
           own_cpus);
    ready_users();
  }

  // Answers that are there, and wait until their user's turn comes on the engine thread.
  void ready_users() {
    if (facts_.hits == 0)
      return;
    const std::uint64_t wait = facts_.ready_wait_ns / (asked() + facts_.messages);
    find(std::min(reached(static_cast<double>(wait), ready_wait_ns),
                  reached(ratio(wait, facts_.mean_ns), ready_wait)),
         "of the " + time(facts_.mean_ns) + " of a request, users waited " + time(wait) +
             " for their engine thread",
         "use more --threads or machines, or fewer users");
  }

  void lateness() {
    const std::uint64_t late = facts_.late_p99_ns;
    find(std::min(reached(static_cast<double>(late), late_ns),
                  reached(ratio(late, facts_.typical_ns), late_part)),
         the_latest() + time(late) + " late, and the median measured is " + time(facts_.typical_ns),
         "give the load generator CPUs of its own if it had to wait, or a rate more --users if the server is "
         "slow");
  }

  // One in a hundred; of fewer, the latest of all.
  std::string the_latest() const {
    return facts_.late_of < 100 ? "1 of " + base::counted(facts_.late_of, "iteration") + " began "
                                : "1% of " + std::to_string(facts_.late_of) + " iterations began more than ";
  }

  void machine() {
    if (facts_.stolen)
      find(reached(*facts_.stolen, stolen),
           percent(*facts_.stolen) + " of the CPUs' time went to other virtual machines",
           "use a machine whose CPUs are its own");
    if (facts_.is_blocking && facts_.machine_busy >= no_idle_cpu)
      find(
          LOADS_VALIDITY_SUSPECT,
          "all CPUs of the machine were busy, " + percent(facts_.machine_busy) + " of the time",
          "end other programs if they take the CPUs; else use users on fibers (without --blocking), a larger "
          "machine, or less load");
  }

  void agents() {
    if (facts_.start_skew_ns >= longest_skew_ns)
      find(reached(ratio(facts_.start_skew_ns, facts_.elapsed_ns), skew),
           "agent " + facts_.skewed_agent + " may have begun up to " + time(facts_.start_skew_ns) +
               " beside the common moment",
           "let agents of a run have the same load and a network without detours, or run longer");
  }

  Judgement conclude() const {
    const auto unknown = [](std::string why) {
      return Judgement{LOADS_VALIDITY_UNKNOWN, {{LOADS_VALIDITY_UNKNOWN, std::move(why), ""}}};
    };
    if (facts_.is_all_warm_up)
      return unknown("nothing was measured: the run did not go on after its warm-up");
    if (!is_long_)
      return facts_.iterations < fewest_iterations
                 ? unknown("too few iterations to tell whether the load generator kept up")
                 : unknown("too short to tell whether the load generator kept up");
    if (!facts_.has_engine)
      return unknown("the load is made by programs that do not say whether they kept up");
    if (!has_times())
      return unknown(facts_.hits > 0
                         ? "no request had an answer whose time could be trusted or not"
                         : "no request had an answer and no iteration ended, whose times could be "
                           "trusted or not");
    const EngineFacts& engine = facts_.engine;
    return {LOADS_VALIDITY_VALID,
            {{LOADS_VALIDITY_VALID,
              "the load generator kept up: " + whose() + percent(engine.running) + " busy on average, " +
                  percent(engine.busiest_second) + " in its busiest second",
              ""}}};
  }

  // Of servers: with requests, and to open web sockets.
  std::uint64_t asked() const { return facts_.hits + facts_.sockets; }

  std::string whose() const {
    return facts_.engine.threads == 1
               ? "its engine thread was "
               : "the busiest of " + std::to_string(facts_.engine.threads) + " engine threads was ";
  }

  static constexpr const char* own_cpus =
      "give the load generator CPUs of its own: end other programs, move the server, or use fewer --threads";
  static constexpr const char* advice_gap = ", and never idle";

  const Facts& facts_;
  const bool is_long_;
  std::vector<metrics::Finding> findings_;
};

} // namespace

Judgement judge(const Facts& facts) {
  return Judge(facts).run();
}

void put(const Judgement& judgement, const model::Plan& plan, metrics::ViewContext& context) {
  context.validity = judgement.validity;
  context.findings = judgement.findings;
  context.allows_invalid = plan.allow_invalid;
}

std::string describe(const Judgement& judgement) {
  constexpr std::array names = {"unknown", "valid", "suspect", "invalid"};
  std::string text = std::string("the figures are ") + names.at(static_cast<std::size_t>(judgement.validity));
  if (judgement.findings.empty())
    return text;
  const metrics::Finding& worst = judgement.findings.front();
  return text + ": " + worst.sentence + (worst.advice.empty() ? "" : "; " + worst.advice);
}

} // namespace loads::validity
