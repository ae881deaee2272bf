// SPDX-License-Identifier: Apache-2.0
#include "core/model/plan.hpp"

#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/load/limits.hpp"
#include "core/model/plan_fields.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace loads::model {
namespace {

namespace json = boost::json;

constexpr std::size_t most_target_lists = 1000;
constexpr base::JsonLimits plan_limits{.bytes = 4 << 20, .depth = 8, .values = 50'000};

class Writer {
public:
  template <class T>
  void operator()(std::string_view name, const T& value) {
    object.emplace(name, to_json(value));
  }
  void operator()(std::string_view name, const std::optional<std::string>& value) {
    if (value)
      object.emplace(name, *value);
  }
  void operator()(std::string_view name, const std::optional<base::Duration>& value) {
    if (value)
      object.emplace(name, value->count());
  }
  void operator()(std::string_view name, const load::Load& load) {
    Writer nested;
    visit_load(load, nested);
    object.emplace(name, std::move(nested.object));
  }
  void operator()(std::string_view name, const load::Pause& pause) {
    Writer nested;
    visit_pause(pause, nested);
    object.emplace(name, std::move(nested.object));
  }
  void operator()(std::string_view name, const HttpOptions& options) {
    Writer nested;
    visit_http(options, nested);
    object.emplace(name, std::move(nested.object));
  }
  void operator()(std::string_view name, const Limits& limits) {
    Writer nested;
    visit_limits(limits, nested);
    object.emplace(name, std::move(nested.object));
  }

  json::object object;

private:
  static json::value to_json(const std::string& value) { return json::value(value); }
  static json::value to_json(bool value) { return value; }
  static json::value to_json(std::uint32_t value) { return value; }
  static json::value to_json(std::uint64_t value) { return value; }
  static json::value to_json(base::Duration value) { return value.count(); }
  static json::value to_json(double value) { return value; }
  static json::value to_json(load::Spacing value) { return static_cast<std::uint32_t>(value); }
  static json::value to_json(load::Pause::Kind value) { return static_cast<std::uint32_t>(value); }
  static json::value to_json(const std::vector<load::Stage>& stages) {
    return list_of(stages, [](const load::Stage& stage, Writer& to) { visit_stage(stage, to); });
  }
  static json::value to_json(const load::Mix& mix) {
    return list_of(mix, [](const load::Weighted& entry, Writer& to) { visit_weighted(entry, to); });
  }
  static json::value to_json(const std::vector<Scenario>& scenarios) {
    return list_of(scenarios, [](const Scenario& scenario, Writer& to) { visit_scenario(scenario, to); });
  }
  static json::value to_json(const Cycles& value) { return json::value_from(value); }
  static json::value to_json(const std::vector<std::string>& value) { return json::value_from(value); }
  static json::value to_json(const std::vector<TargetList>& lists) {
    return list_of(lists, [](const TargetList& list, Writer& to) { visit_list(list, to); });
  }
  template <class Item, class Visit>
  static json::value list_of(const std::vector<Item>& items, Visit visit) {
    json::array array;
    for (const Item& item : items) {
      Writer nested;
      visit(item, nested);
      array.push_back(std::move(nested.object));
    }
    return array;
  }
};

// Takes members out of an object; what is left in the end is unknown.
class Reader {
public:
  explicit Reader(json::object from) : object_(std::move(from)) {}

  template <class T>
  void operator()(std::string_view name, T& value) {
    const auto it = object_.find(name);
    if (it == object_.end())
      return;
    if (error_.empty() && !from_json(it->value(), value))
      error_ = "'" + std::string(name) + "' has a value that makes no sense";
    object_.erase(it);
  }

  // Empty if all was well.
  std::string finish() const {
    if (error_.empty() && !object_.empty())
      return "'" + base::printable(object_.begin()->key()) + "' is not known here";
    return error_;
  }

private:
  static bool from_json(const json::value& from, std::string& to) {
    if (!from.is_string())
      return false;
    to = from.get_string().c_str();
    return to.size() == from.get_string().size(); // no zero inside
  }
  static bool from_json(const json::value& from, std::optional<std::string>& to) {
    return from_json(from, to.emplace());
  }
  static bool from_json(const json::value& from, bool& to) {
    if (from.is_bool())
      to = from.get_bool();
    return from.is_bool();
  }
  static bool from_json(const json::value& from, std::uint64_t& to) {
    if (from.is_int64() && from.get_int64() >= 0)
      to = static_cast<std::uint64_t>(from.get_int64());
    else if (from.is_uint64())
      to = from.get_uint64();
    else
      return false;
    return true;
  }
  static bool from_json(const json::value& from, std::uint32_t& to) {
    std::uint64_t wide = 0;
    if (!from_json(from, wide) || wide > std::numeric_limits<std::uint32_t>::max())
      return false;
    to = static_cast<std::uint32_t>(wide);
    return true;
  }
  static bool from_json(const json::value& from, base::Duration& to) {
    std::uint64_t wide = 0;
    if (!from_json(from, wide) || wide > std::numeric_limits<std::int64_t>::max())
      return false;
    to = base::Duration(static_cast<std::int64_t>(wide));
    return true;
  }
  static bool from_json(const json::value& from, std::optional<base::Duration>& to) {
    return from_json(from, to.emplace());
  }
  static bool from_json(const json::value& from, double& to) {
    boost::system::error_code error;
    to = from.to_number<double>(error);
    return !error && std::isfinite(to) && to >= 0;
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  static bool from_json(const json::value& from, Enum& to) {
    std::uint64_t wide = 0;
    if (!from_json(from, wide) || wide > static_cast<std::uint64_t>(largest(Enum{})))
      return false;
    to = static_cast<Enum>(wide);
    return true;
  }
  static constexpr load::Spacing largest(load::Spacing) { return load::Spacing::random; }
  static constexpr load::Pause::Kind largest(load::Pause::Kind) { return load::Pause::Kind::exponential; }
  static bool from_json(const json::value& from, Cycles& to) {
    if (!from.is_array() || from.get_array().size() > most_cycles)
      return false;
    to.clear();
    for (const json::value& item : from.get_array()) {
      std::uint64_t value = 0;
      if (!from_json(item, value) || value == 0 || value > largest_cycle)
        return false;
      to.push_back(value);
    }
    return true;
  }
  static bool from_json(const json::value& from, std::vector<std::string>& to) {
    to.clear();
    return from.is_array() &&
           std::all_of(from.get_array().begin(), from.get_array().end(),
                       [&](const json::value& item) { return from_json(item, to.emplace_back()); });
  }
  bool from_json(const json::value& from, HttpOptions& to) {
    return from_object(from, [&](Reader& nested) { visit_http(to, nested); });
  }
  bool from_json(const json::value& from, Limits& to) {
    return from_object(from, [&](Reader& nested) { visit_limits(to, nested); });
  }
  bool from_json(const json::value& from, load::Load& to) {
    return from_object(from, [&](Reader& nested) { visit_load(to, nested); });
  }
  bool from_json(const json::value& from, load::Pause& to) {
    return from_object(from, [&](Reader& nested) { visit_pause(to, nested); });
  }
  bool from_json(const json::value& from, std::vector<load::Stage>& to) {
    return from_list(from, to, load::most_stages,
                     [](load::Stage& stage, Reader& nested) { visit_stage(stage, nested); });
  }
  bool from_json(const json::value& from, load::Mix& to) {
    return from_list(from, to, load::most_in_mix,
                     [](load::Weighted& entry, Reader& nested) { visit_weighted(entry, nested); });
  }
  bool from_json(const json::value& from, std::vector<Scenario>& to) {
    return from_list(from, to, most_scenarios,
                     [](Scenario& scenario, Reader& nested) { visit_scenario(scenario, nested); });
  }
  bool from_json(const json::value& from, std::vector<TargetList>& to) {
    return from_list(from, to, most_target_lists,
                     [](TargetList& list, Reader& nested) { visit_list(list, nested); });
  }
  template <class Item, class Visit>
  bool from_list(const json::value& from, std::vector<Item>& to, std::size_t most, Visit visit) {
    to.clear();
    return from.is_array() && from.get_array().size() <= most &&
           std::all_of(from.get_array().begin(), from.get_array().end(), [&](const json::value& item) {
             return from_object(item, [&](Reader& nested) { visit(to.emplace_back(), nested); });
           });
  }
  template <class Visit>
  bool from_object(const json::value& from, Visit visit) {
    if (!from.is_object())
      return false;
    Reader nested(from.get_object());
    visit(nested);
    if (error_.empty())
      error_ = nested.finish();
    return true;
  }

  json::object object_;
  std::string error_;
};

base::Error bad_plan(std::string why) {
  return base::infrastructure_error("cannot read the plan of the run: " + std::move(why));
}

} // namespace

std::string plan_to_json(const Plan& plan) {
  Writer writer;
  visit_plan(plan, writer);
  return json::serialize(writer.object);
}

namespace {

// Whether its times can be added up, and to any time of the clock.
bool is_possible(const Plan& plan) {
  const auto fits = [](base::Duration time) { return time <= load::longest_time; };
  return fits(plan.duration) && fits(plan.warm_up) && load::is_possible(plan.load) &&
         std::all_of(plan.scenarios.begin(), plan.scenarios.end(), [&](const Scenario& scenario) {
           return fits(scenario.start) && fits(scenario.duration) && load::is_possible(scenario.load);
         });
}

} // namespace

base::Result<Plan> plan_from_json(std::string_view text) {
  auto value = base::read_json(text, plan_limits);
  if (!value)
    return bad_plan(value.error().text);
  if (!value->is_object())
    return bad_plan("it is not an object");
  Plan plan;
  Reader reader(std::move(value->get_object()));
  visit_plan(plan, reader);
  if (std::string error = reader.finish(); !error.empty())
    return bad_plan(std::move(error));
  if (plan.users.empty())
    return bad_plan("it has no users");
  if (plan.hits.empty() && plan.duration.count() == 0 && plan.load.iterations == 0)
    return bad_plan("it has neither hits nor a duration");
  if (!is_possible(plan))
    return bad_plan("it is too long, or its load is too large");
  if (plan.load.share.stride == 0 || plan.load.share.first >= plan.load.share.stride)
    return bad_plan("its share of the load is none");
  return plan;
}

} // namespace loads::model
