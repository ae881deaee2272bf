// SPDX-License-Identifier: Apache-2.0
#include "core/cli/load_options.hpp"

#include "core/base/descriptors.hpp"
#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/cli/read_values.hpp"
#include "core/cli/value_types.hpp"
#include "core/load/limits.hpp"
#include "core/load/mix.hpp"
#include "core/load/rate.hpp"

#include <algorithm>
#include <cmath>

namespace loads::cli {
namespace {

using load::Load;
using load::Pause;
using load::Stage;

// Where a rate is asked for and no number of users: enough for iterations of ten seconds, within reason.
constexpr double usual_iteration_seconds = 10;
constexpr std::uint64_t fewest_usual_users = 100, most_usual_users = 20'000;
constexpr double longest_seconds = std::chrono::duration<double>(load::longest_time).count();

std::vector<Stage> stages_of(const ReadValues& from) {
  std::vector<Stage> stages;
  for (const std::string& text : from.list("stage"))
    stages.push_back(*load::parse_stage("", text));
  return stages;
}

Pause pause_of(const ReadValues& from, const char* name) {
  return from.has(name) ? *load::parse_pause("", from.text(name)) : Pause{};
}

bool is_open(const ReadValues& from, const std::vector<Stage>& stages) {
  return from.has("rate") || (!stages.empty() && stages[0].is_rate);
}

double begin_of(const ReadValues& from, bool open) {
  if (open)
    return from.has("rate") ? *load::parse_rate(from.text("rate")) : 0;
  return from.has("users") ? static_cast<double>(from.cycles("users").front()) : 0;
}

base::Duration length_of(const std::vector<Stage>& stages) {
  base::Duration length{0};
  for (const Stage& stage : stages)
    length += stage.length;
  return length;
}

double peak_of(double begin, const std::vector<Stage>& stages) {
  for (const Stage& stage : stages)
    begin = std::max(begin, stage.target);
  return begin;
}

std::uint64_t usual_users(double peak_rate) {
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(peak_rate * usual_iteration_seconds)),
                                   fewest_usual_users, most_usual_users);
}

// How long --total-iterations take at --rate.
double seconds_for_all(const ReadValues& from) {
  return static_cast<double>(from.count("total-iterations")) / begin_of(from, true);
}

// Whether it goes on until --total-iterations have begun: nobody knows when that is.
bool has_open_end(const ReadValues& from) {
  return from.has("total-iterations") && !from.has("duration") && from.has("arrivals") &&
         from.text("arrivals") == "poisson";
}

// A stage that lasts as long as the run does.
Stage constant_stage(const ReadValues& from, double rate) {
  if (from.has("duration"))
    return {from.time("duration"), rate, true};
  return {base::Duration(std::llround(std::ceil(seconds_for_all(from) * 1e9))), rate, true};
}

class Problems {
public:
  Problems(const Values& values, std::uint64_t agents)
      : values_(values), from_(values), stages_(stages_of(from_)), agents_(agents) {}

  std::vector<std::string> find() {
    const bool open = is_open(from_, stages_);
    check_stages(open);
    if (open)
      check_rate();
    else if (from_.has("arrivals"))
      add("arrivals", "it says how the arrivals of a rate are spaced; give --rate or stages of a rate, too");
    check_pauses(open);
    check_totals(open);
    check_runners(open);
    return std::move(problems_);
  }

private:
  void add(const char* option, const std::string& why) {
    problems_.push_back(values_.get(option).source.label + ": " + why);
  }
  std::string label(const char* option) const { return values_.get(option).source.label; }

  void check_stages(bool open) {
    if (stages_.empty())
      return;
    const auto other = std::find_if(stages_.begin(), stages_.end(),
                                    [&](const Stage& stage) { return stage.is_rate != open; });
    if (other != stages_.end())
      return add("stage",
                 "'" + load::format_stage(*other) + "' is a stage of " +
                     (open ? "users, while " + (from_.has("rate") ? label("rate") + " asks" : "others ask") +
                                 " for arrivals; write " + load::format_stage(*other) + "/s"
                           : "arrivals, while others are of users; write all with /s, or none"));
    if (stages_.size() > load::most_stages)
      add("stage", "there are more than " + std::to_string(load::most_stages));
    if (const double seconds = load::total_seconds(stages_); seconds <= 0)
      add("stage", "all stages together take no time; give one of them a length");
    else if (seconds > longest_seconds)
      add("stage", "all stages together take longer than " + base::format_duration(load::longest_time));
    else if (peak_of(begin_of(from_, open), stages_) <= 0)
      add("stage", "there is never any load; give a stage a target above 0");
    else if (!open && !has_users())
      add("stage",
          "there is never a user: their number is rounded down, and reaches 1 for no time; give a stage "
          "a target above that, or a second one that keeps it");
    for (const char* name : {"duration", "hits"})
      if (from_.has(name))
        add(name, "the stages say how long the run lasts; leave it or them out");
  }

  // For some time.
  bool has_users() const {
    Load load;
    load.begin = begin_of(from_, false);
    load.stages = stages_;
    return !load.curve().above(1).empty();
  }

  void check_rate() {
    if (from_.has("hits"))
      add("hits",
          "it counts for each user, while with a rate any user takes the next iteration; say --duration or "
          "--total-iterations");
    else if (stages_.empty() && !from_.has("duration") && !from_.has("total-iterations"))
      add("rate", "say how long: give --duration, --total-iterations or --stage, too");
    else if (stages_.empty() && !from_.has("duration") && seconds_for_all(from_) > longest_seconds)
      add("total-iterations", "at " + load::format_rate(begin_of(from_, true)) + " they take longer than " +
                                  base::format_duration(load::longest_time));
    if (from_.has("pace"))
      add("pace", "it says when each user begins, while a rate says so for all; leave one of them out");
    const Pause think = pause_of(from_, "think-time");
    const double peak = peak_of(begin_of(from_, true), stages_);
    if (!from_.has("users") || think.mean() <= base::Duration(0))
      return;
    const std::uint64_t users = from_.cycles("users").front();
    const double reach = static_cast<double>(users) / std::chrono::duration<double>(think.mean()).count();
    if (reach < peak)
      problems_.push_back(label("think-time") + ": " + load::format_rate(peak) +
                          " can never be reached: " + base::counted(users, "user") +
                          (users == 1 ? " who thinks for " : " who think for ") +
                          base::printable(from_.text("think-time")) +
                          (users == 1 ? " begins at most " : " begin at most ") + load::format_rate(reach) +
                          "; give more --users");
  }

  void check_pauses(bool open) {
    if (!open && from_.has("pace") && from_.has("think-time"))
      add("think-time",
          label("pace") + " says already when a user begins its next iteration; leave one of them out");
  }

  void check_totals(bool open) {
    if (from_.has("total-iterations") && from_.has("hits"))
      add("hits", label("total-iterations") + " says how many there are in all; leave one of them out");
    if (from_.has("total-iterations") && from_.count("total-iterations") == 0)
      add("total-iterations", "at least 1");
    const bool shared = open || !stages_.empty() || from_.has("total-iterations");
    if (!shared || (open && !from_.has("users"))) // then there are as many as it takes
      return;
    const model::Cycles users = from_.cycles("users");
    if (users.size() > 1 && (open || !stages_.empty()))
      add("users",
          "cycles and " + std::string(open ? "a rate" : "stages") + " exclude each other; give one number");
    check_agents(*std::min_element(users.begin(), users.end()), open);
  }

  void check_agents(std::uint64_t users, bool open) {
    if ((!open && !stages_.empty()) || users >= agents_)
      return;
    add("users", "with " +
                     label(!open               ? "total-iterations"
                           : from_.has("rate") ? "rate"
                                               : "stage") +
                     " the users are those of all agents together, and " + std::to_string(users) +
                     (users == 1 ? " is" : " are") + " fewer than " + std::to_string(agents_) + " agents");
  }

  void check_runners(bool open) {
    if (!from_.has("test-runner"))
      return;
    if (from_.has("graceful-stop"))
      add("graceful-stop", "how long a program of --test-runner may go on is said by "
                           "--external-process-timeout; leave it out");
    for (const char* name : {"rate", "stage", "total-iterations", "think-time", "pace", "arrivals", "mix"})
      if (from_.has(name))
        return add(name, std::string(
                             "a program of --test-runner decides itself when it begins what; say --users, ") +
                             "--hits or --duration" + (open ? "" : ", or leave --test-runner out"));
  }

  const Values& values_;
  const ReadValues from_;
  const std::vector<Stage> stages_;
  const std::uint64_t agents_;
  std::vector<std::string> problems_;
};

} // namespace

std::vector<Option> amount_rows() {
  return {
      {.name = "users",
       .short_name = 'u',
       .value_name = "CYCLES",
       .type = OptionType::cycles,
       .default_value = "1",
       .help = "virtual users at once; 10:20:30 runs three cycles, one after the other"},
      {.name = "hits",
       .value_name = "CYCLES",
       .type = OptionType::cycles,
       .help = "iterations of each user, 1 by default; 5:10 runs 5, then 10. Not with --duration",
       .excludes = "duration"},
      {.name = "iterations",
       .short_name = 'c',
       .value_name = "CYCLES",
       .type = OptionType::cycles,
       .alias_of = "hits"},
      {.name = "duration",
       .short_name = 'd',
       .value_name = "TIME",
       .type = OptionType::time,
       .help = "how long each cycle of users lasts: 90, 1m30s, 500ms. Not with --hits",
       .excludes = "hits"},
  };
}

Option warm_up_row() {
  return {.name = "warm-up",
          .value_name = "TIME",
          .type = OptionType::time,
          .help = "leave what is measured in that time at the beginning out of report and thresholds"};
}

std::vector<Option> load_rows() {
  return {
      {.name = "rate",
       .short_name = 'r',
       .value_name = "RATE",
       .type = OptionType::rate,
       .help = "open model: begin so many iterations, 500/s, 30/m, whether the server keeps up or not; any "
               "of --users "
               "takes the next"},
      {.name = "stage",
       .short_name = 's',
       .value_name = "STAGE",
       .type = OptionType::stage,
       .repeatable = true,
       .help = "within that time go evenly to so many users (30s:100) or iterations a second (30s:1000/s); "
               "repeatable"},
      {.name = "arrivals",
       .value_name = "HOW",
       .type = OptionType::arrivals,
       .help = "how the iterations of a rate are spaced: even, or poisson, at random"},
      {.name = "total-iterations",
       .short_name = 'n',
       .value_name = "N",
       .type = OptionType::count,
       .help = "iterations of all users together; who is free takes the next"},
      {.name = "think-time",
       .value_name = "TIME",
       .type = OptionType::pause,
       .help = "how long a user waits between iterations: 2s, 1s-3s (uniform), exp:2s (exponential)"},
      {.name = "pace",
       .value_name = "TIME",
       .type = OptionType::pause,
       .help = "how far apart the beginnings of a user's iterations are: 10s, 5s-15s, exp:10s"},
      {.name = "mix",
       .value_name = "MIX",
       .type = OptionType::mix,
       .help = "each iteration is of one of these tests, as often as the weights say: test_es=3,Cart.buy=1; "
               "without it, "
               "the tests of a class run one after the other"},
      {.name = "graceful-stop",
       .value_name = "TIME",
       .type = OptionType::time_or_none,
       .default_shown = "30s with --rate and --stage, else 0s",
       .help = "how long iterations may go on when the time is over"},
  };
}

std::vector<std::string> load_problems(const Values& values, std::uint64_t agents) {
  return Problems(values, agents).find();
}

void fill_amount(const Values& values, model::Plan& plan) {
  const ReadValues from(values);
  plan.users = from.cycles("users");
  if (from.has("hits"))
    plan.hits = from.cycles("hits");
  if (from.has("duration")) {
    plan.duration = from.time("duration");
    plan.hits.clear();
  }
}

void fill_load(const Values& values, std::uint64_t agents, model::Plan& plan) {
  const ReadValues from(values);
  Load& load = plan.load;
  load.stages = stages_of(from);
  load.open = is_open(from, load.stages);
  load.think_time = pause_of(from, "think-time");
  load.pace = pause_of(from, "pace");
  if (from.has("mix"))
    plan.mix = *load::parse_mix("", from.text("mix"));
  if (from.has("graceful-stop"))
    load.graceful_stop = *parse_time_or_none("", from.text("graceful-stop"));
  if (from.has("total-iterations")) {
    load.iterations = from.count("total-iterations");
    plan.hits.clear();
  }
  if (from.has("arrivals") && from.text("arrivals") == "poisson")
    load.spacing = load::Spacing::random;
  if (!load.open && load.stages.empty())
    return;
  load.begin = begin_of(from, load.open);
  if (load.stages.empty() && !has_open_end(from))
    load.stages.push_back(constant_stage(from, load.begin));
  plan.hits.clear();
  plan.duration = length_of(load.stages);
  const double peak = peak_of(load.begin, load.stages);
  if (!load.open)
    plan.users = {static_cast<std::uint64_t>(peak)};
  else if (!from.has("users")) // each agent needs one, and this machine a descriptor for each
    plan.users = {agents > 0 ? std::max(usual_users(peak), agents)
                             : std::min(usual_users(peak), base::users_within_descriptors())};
}

} // namespace loads::cli
