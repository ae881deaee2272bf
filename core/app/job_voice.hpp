// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/events/packet.hpp"
#include "core/runner/run_session.hpp"
#include "core/worker/link.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace loads::app {

// Passes on to the agent what a session has to say. Each message becomes a batch on a disk and then in a
// store, so lines and events are collected for about a second. One thread.
class JobVoice {
public:
  // Both are borrowed.
  explicit JobVoice(worker::Link& link) : link_(link) {}
  // From now on frames, tests and events of the session, whose run begins now.
  void follow(runner::RunSession& session);

  // A line for the user.
  void say(std::string_view line);
  // Sends what is due.
  void speak(base::TimePoint now);
  // How long there is nothing to do but to listen.
  base::Duration patience() const;
  // Nobody writes any more: sends the rest, and then the end.
  void finish(const std::string& trouble);

private:
  void send_words();
  void send_tests();
  void send_events(base::TimePoint now, bool all);
  bool events_are_due(base::TimePoint now) const;

  worker::Link& link_;
  runner::RunSession* session_ = nullptr;
  events::Memory* events_ = nullptr;
  std::optional<events::PacketCutter> cutter_;
  base::TimePoint began_{}, last_packet_{}, last_words_{};
  std::string words_;
  std::size_t tests_ = 0; // that the agent knows
  bool damaged_ = false;
};

} // namespace loads::app
