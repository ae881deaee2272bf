// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/slow_recorder.hpp"

#include <algorithm>
#include <utility>

namespace loads::metrics {
namespace {

constexpr int most_looks = 100; // at an entry that changes all the time

SlowRequest read_once(const SlowCells& cells) {
  SlowRequest request;
  request.latency_ns = cells.latency_ns.get_published();
  request.service_ns = cells.service_ns.get_published();
  request.began_ns = cells.began_ns.get_published();
  request.user = cells.user.get_published();
  request.test = static_cast<std::uint32_t>(cells.test.get_published());
  request.status = static_cast<std::uint32_t>(cells.status.get_published());
  for (std::size_t phase = 0; phase < model::phase_count; ++phase)
    request.phase_ns[phase] = cells.phase_ns[phase].get_published();
  request.label = cells.label.copy();
  request.method = cells.method.copy();
  request.url = cells.url.copy();
  return request;
}

} // namespace

// All words are published and read as such: what is read between two looks at the version is between them.
std::optional<SlowRequest> read_slow_request(const SlowCells& cells) {
  for (int look = 0; look < most_looks; ++look) {
    const std::uint64_t version = cells.version.get_published();
    if (version % 2 != 0)
      continue;
    SlowRequest request = read_once(cells);
    if (cells.version.get() == version)
      return request;
  }
  return std::nullopt;
}

SlowRecorder::SlowRecorder(Slot& slot) : slot_(slot) {
  const std::uint64_t count = std::min<std::uint64_t>(slot_.slow_count.get(), max_slowest);
  for (std::size_t place = 0; place < count; ++place) // one that is half written is the next to go
    kept_.push_back(read_slow_request(slot_.slowest[place]).value_or(SlowRequest()));
  find_fastest();
}

void SlowRecorder::find_fastest() {
  if (kept_.size() < max_slowest)
    return;
  fastest_ =
      static_cast<std::size_t>(std::max_element(kept_.begin(), kept_.end(), is_slower) - kept_.begin());
  bar_ns_ = kept_[fastest_].latency_ns;
}

void SlowRecorder::take(SlowRequest request) {
  if (std::find(kept_.begin(), kept_.end(), request) != kept_.end())
    return;
  if (kept_.size() < max_slowest) {
    write(kept_.size(), request);
    kept_.push_back(std::move(request));
    slot_.slow_count.publish(kept_.size());
  } else if (is_slower(request, kept_[fastest_])) {
    write(fastest_, request);
    kept_[fastest_] = std::move(request);
  }
  find_fastest();
}

void SlowRecorder::write(std::size_t place, const SlowRequest& request) {
  SlowCells& cells = slot_.slowest[place];
  const std::uint64_t version = cells.version.get() | 1; // odd already if a writer died here
  cells.version.set(version);
  cells.latency_ns.publish(request.latency_ns);
  cells.service_ns.publish(request.service_ns);
  cells.began_ns.publish(request.began_ns);
  cells.user.publish(request.user);
  cells.test.publish(request.test);
  cells.status.publish(request.status);
  for (std::size_t phase = 0; phase < model::phase_count; ++phase)
    cells.phase_ns[phase].publish(request.phase_ns[phase]);
  cells.label.set(request.label);
  cells.method.set(request.method);
  cells.url.set(request.url);
  cells.version.publish(version + 1);
}

} // namespace loads::metrics
