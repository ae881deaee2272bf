// SPDX-License-Identifier: Apache-2.0
#include "core/job/description.hpp"

#include "core/base/json.hpp"
#include "core/base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace loads::job {
namespace {

namespace json = boost::json;

constexpr base::JsonLimits limits{.bytes = 4 << 20, .depth = 8, .values = 50'000};

base::Error unreadable(const std::string& why) {
  return base::infrastructure_error("cannot read the description of the run: " + why +
                                    "; are all programs of the cluster of one version?");
}

bool read_text(const json::value& from, std::string& to) {
  if (!from.is_string())
    return false;
  to = from.get_string().c_str();
  return to.size() == from.get_string().size(); // no zero inside
}

bool read_texts(const json::value& from, std::vector<std::string>& to) {
  return from.is_array() &&
         std::all_of(from.get_array().begin(), from.get_array().end(),
                     [&](const json::value& item) { return read_text(item, to.emplace_back()); });
}

bool read_external(const json::value& from, std::optional<ExternalRunner>& to) {
  if (from.is_null())
    return true;
  if (!from.is_object() || from.get_object().size() != 2)
    return false;
  const json::value* command = from.get_object().if_contains("command");
  const json::value* timeout = from.get_object().if_contains("timeout_ns");
  ExternalRunner runner;
  if (!command || !timeout || !read_texts(*command, runner.command) || runner.command.empty() ||
      !timeout->is_int64() || timeout->get_int64() <= 0)
    return false;
  runner.timeout = base::Duration(timeout->get_int64());
  to = std::move(runner);
  return true;
}

// Takes members out of an object; what is left in the end is unknown.
class Members {
public:
  explicit Members(json::object from) : object_(std::move(from)) {}

  template <class Read>
  void take(std::string_view name, Read read) {
    const auto it = object_.find(name);
    if (it == object_.end()) {
      note("'" + std::string(name) + "' is missing");
      return;
    }
    if (!read(it->value()))
      note("'" + std::string(name) + "' has a value that makes no sense");
    object_.erase(it);
  }

  std::string finish() {
    if (!object_.empty())
      note("'" + base::printable(object_.begin()->key()) + "' is not known here");
    return problem_;
  }

private:
  void note(const std::string& problem) {
    if (problem_.empty())
      problem_ = problem;
  }

  json::object object_;
  std::string problem_; // the first
};

json::array to_json(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

} // namespace

std::string description_to_json(const Description& description) {
  json::object object;
  object["plan"] = json::parse(model::plan_to_json(description.plan));
  object["external"] = nullptr;
  if (const auto& external = description.external)
    object["external"] = {{"command", to_json(external->command)}, {"timeout_ns", external->timeout.count()}};
  object["python_packages"] = to_json(description.python_packages);
  object["test_dir"] = description.test_dir;
  return json::serialize(object);
}

base::Result<Description> description_from_json(std::string_view text) {
  auto value = base::read_json(text, limits);
  if (!value)
    return unreadable(value.error().text);
  if (!value->is_object())
    return unreadable("it is not an object");
  Description description;
  std::string plan;
  Members members(std::move(value->get_object()));
  members.take("plan", [&](const json::value& from) {
    plan = json::serialize(from);
    return from.is_object();
  });
  members.take("external",
               [&](const json::value& from) { return read_external(from, description.external); });
  members.take("python_packages",
               [&](const json::value& from) { return read_texts(from, description.python_packages); });
  members.take("test_dir", [&](const json::value& from) {
    return read_text(from, description.test_dir) &&
           (description.test_dir.empty() || description.test_dir.front() == '/');
  });
  if (const std::string problem = members.finish(); !problem.empty())
    return unreadable(problem);
  auto read = model::plan_from_json(plan);
  if (!read)
    return unreadable(read.error().text);
  description.plan = std::move(*read);
  return description;
}

} // namespace loads::job
