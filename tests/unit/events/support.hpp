// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/reader.hpp"
#include "core/events/user_events.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace loads::events {

inline const base::TimePoint noon{std::chrono::hours(12)};

inline std::string text_of(loads_str text) {
  return {text.data ? text.data : "", text.size};
}

// Counts the calls that should be passed on.
class FakeFigures final : public model::HitSink, public model::SocketSink {
public:
  void hit_started() override {}
  void hit(const model::Hit&) override { ++hits; }
  void hit_aborted() override {}
  Label socket_label(std::string_view label) override { return static_cast<Label>(label.size()); }
  void socket_opened(Label, base::Duration) override { ++sockets; }
  void socket_sent(Label, std::size_t) override { ++sockets; }
  void socket_received(Label, std::size_t, std::optional<base::Duration>) override { ++sockets; }
  void socket_closed(Label) override { ++sockets; }
  void socket_failed(Label, std::string_view) override { ++sockets; }
  int hits = 0, sockets = 0;
};

// A memory, and a user on each lane.
struct Fixture {
  explicit Fixture(std::size_t lanes = 1) : memory(std::move(*Memory::create(lanes))), reader(memory, names) {
    names.add("A.first");
    names.add("A.second");
    for (std::size_t i = 0; i < lanes; ++i) {
      writers.push_back(std::make_unique<Writer>(memory.lane(i)));
      users.push_back(std::make_unique<UserEvents>(*writers[i], UserEvents::Figures{figures, figures}, 1,
                                                   70 + i, position));
    }
  }

  UserEvents& user(std::size_t lane = 0) { return *users[lane]; }
  // Everything that is there.
  std::vector<std::shared_ptr<const Batch>> read_all() {
    std::vector<std::shared_ptr<const Batch>> all;
    while (auto batch = reader.read())
      all.push_back(std::move(batch));
    return all;
  }

  FakeFigures figures;
  model::Position position{10, 20, 3, 4, 1, 2};
  TestNames names;
  Memory memory;
  std::vector<std::unique_ptr<Writer>> writers;
  std::vector<std::unique_ptr<UserEvents>> users;
  Reader reader;
};

} // namespace loads::events
