// SPDX-License-Identifier: Apache-2.0
#include "core/job/order.hpp"

namespace loads::job {
namespace {

// The order in the shape in which it travels.
struct OrderFields {
  wire::RunId run;
  std::uint64_t stream = 0;
  std::string description;
  std::vector<LocalFile> files;
  std::string slab_file;
  Confinement confinement;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("run", self.run, "the run");
    visit("stream", self.stream, "the agent's share");
    visit("description", self.description, "of the run");
    visit("files", self.files, "that are there");
    visit("slab_file", self.slab_file, "for the results");
    visit("confinement", self.confinement, "how far it may go");
  }
};

} // namespace

std::string order_to_json(const Order& order) {
  return wire::to_json_text(OrderFields{order.stream.run, order.stream.stream,
                                        description_to_json(order.description), order.files, order.slab_file,
                                        order.confinement});
}

base::Result<Order> order_from_json(std::string_view text) {
  auto fields = wire::from_json_text<OrderFields>(text);
  if (!fields)
    return base::infrastructure_error("the agent sent an order that cannot be read: " + fields.error().text);
  auto description = description_from_json(fields->description);
  if (!description)
    return description.error();
  return Order{{fields->run, fields->stream},
               std::move(*description),
               std::move(fields->files),
               std::move(fields->slab_file),
               std::move(fields->confinement)};
}

} // namespace loads::job
