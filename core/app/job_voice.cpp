// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_voice.hpp"

#include "core/base/text.hpp"
#include "core/job/test_list.hpp"
#include "core/metrics/frame_codec.hpp"

namespace loads::app {
namespace {

using worker::LinkType;

constexpr base::Duration words_interval = std::chrono::milliseconds(500);
constexpr base::Duration packet_interval = std::chrono::milliseconds(500);
// A lane is filled in 200 ms at the soonest.
constexpr base::Duration look_interval = std::chrono::milliseconds(20);
constexpr std::size_t enough_events = events::ring_bytes / 4;
constexpr std::size_t most_words = std::size_t{1} << 20;

} // namespace

void JobVoice::follow(runner::RunSession& session) {
  session_ = &session;
  tests_ = session.test_names().size();
  began_ = last_packet_ = base::SteadyClock().now();
  if (const auto source = session.events()) {
    events_ = &source->memory;
    cutter_.emplace(source->memory);
  }
  session.on_frame([this](const metrics::Frame& frame) {
    send_words();
    send_tests();
    link_.send(LinkType::frame, metrics::encode_frame(frame));
  });
}

void JobVoice::say(std::string_view line) {
  if (words_.empty())
    last_words_ = base::SteadyClock().now();
  words_ += (words_.empty() ? "" : "\n") + base::printable(line);
  if (words_.size() >= most_words)
    send_words();
}

void JobVoice::send_words() {
  if (!words_.empty())
    link_.send(LinkType::log, words_);
  words_.clear();
}

void JobVoice::send_tests() {
  std::vector<std::string> names = session_->test_names();
  if (names.size() == tests_)
    return;
  tests_ = names.size();
  link_.send(LinkType::tests, job::encode_test_list(names));
}

bool JobVoice::events_are_due(base::TimePoint now) const {
  if (now - last_packet_ >= packet_interval)
    return true;
  for (std::size_t i = 0; i < events_->lanes(); ++i) {
    const events::Lane& lane = events_->lane(i);
    if (lane.written.load(std::memory_order_relaxed) - lane.read.load(std::memory_order_relaxed) >=
        enough_events)
      return true;
  }
  return false;
}

void JobVoice::send_events(base::TimePoint now, bool all) {
  if (!cutter_ || (!all && !events_are_due(now)))
    return;
  last_packet_ = now;
  send_tests();
  for (std::string packet = cutter_->cut(began_); !packet.empty(); packet = cutter_->cut(began_))
    link_.send(LinkType::events, packet);
  damaged_ = cutter_->take_damage() || damaged_;
}

void JobVoice::speak(base::TimePoint now) {
  send_events(now, false);
  if (!words_.empty() && now - last_words_ >= words_interval)
    send_words();
}

base::Duration JobVoice::patience() const {
  return cutter_ ? look_interval : words_interval;
}

void JobVoice::finish(const std::string& trouble) {
  send_events(base::SteadyClock().now(), true);
  if (damaged_)
    say("the stream of events was overwritten by the test; events are missing in the outputs");
  send_words();
  link_.send(LinkType::ended, damaged_ && trouble.empty() ? "events are missing in the outputs" : trouble);
}

} // namespace loads::app
