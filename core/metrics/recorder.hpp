// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/metrics/error_recorder.hpp"
#include "core/metrics/metric_recorder.hpp"
#include "core/metrics/slab.hpp"
#include "core/metrics/slow_recorder.hpp"
#include "core/metrics/socket_recorder.hpp"
#include "core/metrics/text_index.hpp"
#include "core/model/hit.hpp"

#include <loads/abi/suite.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

namespace loads::metrics {

// Writes what happens on one engine thread into its slot of the slab. Everything is on record, for readers in
// any process, when the call returns. Called by one thread at a time; with a lock, by many.
class Recorder final : public model::HitSink {
public:
  // Goes on where the slot is: entries that are there already are found again. The slab must outlive it.
  Recorder(Slab& slab, std::size_t slot);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // For users on threads of their own: the lock is held in each call. Not owned. Call before sharing.
  void set_lock(std::mutex* lock) {
    lock_ = lock;
    sockets_.set_lock(lock);
    metrics_.set_lock(lock);
  }

  void hit_started() override;
  void hit(const model::Hit& hit) override;
  void hit_aborted() override;

  SocketRecorder& sockets() { return sockets_; }
  MetricRecorder& metrics() { return metrics_; }

  // A user of a step begins and ends.
  void user_started();
  void user_ended();

  // `generator_late`, if something says when it was due: how much of being late is not because its user was
  // busy with the one before.
  void iteration_started(std::uint32_t test, std::optional<base::Duration> generator_late = std::nullopt);
  // `elapsed` is from its beginning; `late`, how much after it was due that was, if something says when. The
  // time of a stopped iteration is not part of the durations.
  void iteration_ended(std::uint32_t test, loads_outcome outcome, base::Duration elapsed,
                       std::optional<base::Duration> late = std::nullopt);

  void failure(std::uint32_t test, loads_outcome outcome, bool soft, std::string_view file,
               std::uint32_t line, std::string_view message, base::TimePoint when);
  void check(std::string_view name, bool passed);

  // Where the thread is. Async-signal-safe through breadcrumb(), which takes no lock.
  void enter(std::uint32_t test, std::uint64_t user);
  void leave();
  void host_call(HostCall call, std::string_view text = {});
  Breadcrumb& breadcrumb() { return slot_.breadcrumb; }

private:
  SeriesCells& find_series(std::uint32_t test, std::string_view label);
  std::uint32_t make_series(std::uint64_t hash, std::uint32_t test, std::string_view label);
  void answered(const model::Hit& hit, SeriesCells& series, std::size_t of_class);
  void keep_slow(const model::Hit& hit, std::uint64_t latency_ns, std::uint64_t service_ns);
  GroupCells& find_group(std::uint32_t test, loads_outcome outcome, bool soft, std::string_view file,
                         std::uint32_t line, std::string_view message);
  CheckCells& find_check(std::string_view name);
  TestCells& touch_test(std::uint32_t test);
  void find_again();

  Slab& slab_;
  Slot& slot_;
  SocketRecorder sockets_;
  MetricRecorder metrics_;
  ErrorRecorder errors_;
  SlowRecorder slow_;
  std::mutex* lock_ = nullptr;
  std::uint32_t last_series_ = TextIndex::none;
  TextIndex series_, checks_, groups_;
};

} // namespace loads::metrics
