// SPDX-License-Identifier: Apache-2.0
#include "core/job/order.hpp"

namespace loads::job {
namespace {

struct ListFields {
  std::string owner;
  std::vector<std::string> rules;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("owner", self.owner, "whose rules they are");
    visit("rules", self.rules, "of --allow-target");
  }
};

struct LimitFields {
  std::vector<ListFields> targets;
  bool guards_special = false, guards_loopback = false;
  std::vector<std::string> never;
  std::uint64_t rate = 0;
  std::int64_t duration_ns = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("targets", self.targets, "each must allow what is aimed at");
    visit("guards_special", self.guards_special, "link-local addresses and the like are no targets");
    visit("guards_loopback", self.guards_loopback, "nor is this machine");
    visit("never", self.never, "nor are these");
    visit("rate", self.rate, "requests a second at most; 0: any");
    visit("duration_ns", self.duration_ns, "at most; 0: any");
  }
};

LimitFields to_fields(const model::Limits& limits) {
  LimitFields fields{{},           limits.guards_special, limits.guards_loopback,
                     limits.never, limits.caps.rate,      limits.caps.duration.count()};
  for (const model::TargetList& list : limits.targets)
    fields.targets.push_back({list.owner, list.rules});
  return fields;
}

model::Limits to_limits(LimitFields fields) {
  model::Limits limits;
  for (ListFields& list : fields.targets)
    limits.targets.push_back({std::move(list.owner), std::move(list.rules)});
  limits.guards_special = fields.guards_special;
  limits.guards_loopback = fields.guards_loopback;
  limits.never = std::move(fields.never);
  limits.caps = {fields.rate, base::Duration(fields.duration_ns)};
  return limits;
}

// The order in the shape in which it travels.
struct OrderFields {
  wire::RunId run;
  std::uint64_t stream = 0;
  std::string description;
  std::vector<LocalFile> files;
  std::string slab_file;
  Confinement confinement;
  LimitFields limits;
  std::string log_file;
  bool logs_json = false;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("run", self.run, "the run");
    visit("stream", self.stream, "the agent's share");
    visit("description", self.description, "of the run");
    visit("files", self.files, "that are there");
    visit("slab_file", self.slab_file, "for the results");
    visit("confinement", self.confinement, "how far it may go");
    visit("limits", self.limits, "of the agent");
    visit("log_file", self.log_file, "of the agent; empty: stderr");
    visit("logs_json", self.logs_json, "its lines are objects");
  }
};

} // namespace

std::string order_to_json(const Order& order) {
  return wire::to_json_text(OrderFields{
      order.stream.run, order.stream.stream, description_to_json(order.description), order.files,
      order.slab_file, order.confinement, to_fields(order.limits), order.log_file, order.logs_json});
}

base::Result<Order> order_from_json(std::string_view text) {
  auto fields = wire::from_json_text<OrderFields>(text);
  if (!fields)
    return base::infrastructure_error("the agent sent an order that cannot be read: " + fields.error().text);
  auto description = description_from_json(fields->description);
  if (!description)
    return description.error();
  return Order{{fields->run, fields->stream},  std::move(*description),
               std::move(fields->files),       std::move(fields->slab_file),
               std::move(fields->confinement), to_limits(std::move(fields->limits)),
               std::move(fields->log_file),    fields->logs_json};
}

} // namespace loads::job
