// SPDX-License-Identifier: Apache-2.0
#include "core/model/plan.hpp"

#include "core/base/json.hpp"
#include "core/base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace loads::model {
namespace {

namespace json = boost::json;

constexpr base::JsonLimits plan_limits{.bytes = 4 << 20, .depth = 8, .values = 50'000};

// The members of a plan and their names, once for both directions.
template <class PlanType, class Visitor>
void visit_plan(PlanType& plan, Visitor& visit) {
  visit("run_id", plan.run_id);
  visit("fqn", plan.fqn);
  visit("module_path", plan.module_path);
  visit("module_source", plan.module_source);
  visit("group", plan.group);
  visit("test", plan.test);
  visit("users", plan.users);
  visit("hits", plan.hits);
  visit("duration_ns", plan.duration);
  visit("load", plan.load);
  visit("server_url", plan.server_url);
  visit("threads", plan.threads);
  visit("stack_size", plan.stack_size);
  visit("stall_limit_ns", plan.stall_limit);
  visit("blocking", plan.blocking);
  visit("events", plan.events);
  visit("http", plan.http);
  visit("thresholds", plan.thresholds);
  visit("folder", plan.folder);
  visit("frame_interval_ns", plan.frame_interval);
  visit("allow_targets", plan.allow_targets);
  visit("limits", plan.limits);
}

template <class OptionsType, class Visitor>
void visit_http(OptionsType& options, Visitor& visit) {
  visit("insecure", options.insecure);
  visit("ca_file", options.ca_file);
  visit("client_cert", options.client_cert);
  visit("client_key", options.client_key);
  visit("connect_timeout_ns", options.connect_timeout);
  visit("first_byte_timeout_ns", options.first_byte_timeout);
  visit("total_timeout_ns", options.total_timeout);
  visit("max_body", options.max_body);
}

template <class LimitsType, class Visitor>
void visit_limits(LimitsType& limits, Visitor& visit) {
  visit("targets", limits.targets);
  visit("guards_special", limits.guards_special);
  visit("guards_loopback", limits.guards_loopback);
  visit("never", limits.never);
  visit("max_rate", limits.caps.rate);
  visit("max_duration_ns", limits.caps.duration);
}

template <class LoadType, class Visitor>
void visit_load(LoadType& load, Visitor& visit) {
  visit("open", load.open);
  visit("begin", load.begin);
  visit("stages", load.stages);
  visit("spacing", load.spacing);
  visit("iterations", load.iterations);
  visit("think_time", load.think_time);
  visit("pace", load.pace);
  visit("graceful_stop_ns", load.graceful_stop);
  visit("share_first", load.share.first);
  visit("share_stride", load.share.stride);
}

template <class StageType, class Visitor>
void visit_stage(StageType& stage, Visitor& visit) {
  visit("length_ns", stage.length);
  visit("target", stage.target);
  visit("is_rate", stage.is_rate);
}

template <class PauseType, class Visitor>
void visit_pause(PauseType& pause, Visitor& visit) {
  visit("kind", pause.kind);
  visit("low_ns", pause.low);
  visit("high_ns", pause.high);
}

template <class ListType, class Visitor>
void visit_list(ListType& list, Visitor& visit) {
  visit("owner", list.owner);
  visit("rules", list.rules);
}

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
    json::array array;
    for (const load::Stage& stage : stages) {
      Writer nested;
      visit_stage(stage, nested);
      array.push_back(std::move(nested.object));
    }
    return array;
  }
  static json::value to_json(const Cycles& value) { return json::value_from(value); }
  static json::value to_json(const std::vector<std::string>& value) { return json::value_from(value); }
  static json::value to_json(const std::vector<TargetList>& lists) {
    json::array array;
    for (const TargetList& list : lists) {
      Writer nested;
      visit_list(list, nested);
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
    to.clear();
    return from.is_array() && from.get_array().size() <= load::most_stages &&
           std::all_of(from.get_array().begin(), from.get_array().end(), [&](const json::value& item) {
             return from_object(item, [&](Reader& nested) { visit_stage(to.emplace_back(), nested); });
           });
  }
  bool from_json(const json::value& from, std::vector<TargetList>& to) {
    to.clear();
    return from.is_array() &&
           std::all_of(from.get_array().begin(), from.get_array().end(), [&](const json::value& item) {
             return from_object(item, [&](Reader& nested) { visit_list(to.emplace_back(), nested); });
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
  if (plan.load.share.stride == 0 || plan.load.share.first >= plan.load.share.stride)
    return bad_plan("its share of the load is none");
  return plan;
}

} // namespace loads::model
