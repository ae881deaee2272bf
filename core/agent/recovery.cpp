// SPDX-License-Identifier: Apache-2.0
#include "core/agent/recovery.hpp"

#include "core/metrics/frame_codec.hpp"
#include "core/metrics/slab.hpp"

#include <algorithm>
#include <filesystem>
#include <poll.h>
#include <span>

namespace loads::agent {
namespace {

namespace fs = std::filesystem;

// A job whose agent is gone ends its worker, which takes two seconds at most.
constexpr base::Duration patience = std::chrono::seconds(10);
constexpr int look_every_ms = 50;
// When a worker ended is not known; it was before its next frame.
constexpr base::Duration longest_frame = std::chrono::seconds(1);

Recovered read_spool(const SpoolFile& spool, metrics::Totals& totals) {
  Recovered recovered;
  recovered.stream = spool.stream();
  recovered.last = spool.last();
  recovered.ended = spool.last_kind() == static_cast<std::uint16_t>(wire::BatchKind::end);
  for (std::uint64_t sequence = 1; sequence <= spool.last(); ++sequence) {
    const auto batch = spool.read(sequence);
    if (!batch || batch->flags != static_cast<std::uint16_t>(wire::BatchKind::frame))
      continue;
    if (const auto frame = metrics::decode_frame(std::as_bytes(std::span(batch->payload))))
      totals.merge(*frame);
  }
  recovered.hits = totals.figures().ledger.hits;
  return recovered;
}

void wait_until_written(const std::string& slab_file) {
  const base::TimePoint until = base::SteadyClock().now() + patience;
  while (is_written(slab_file) && base::SteadyClock().now() < until)
    ::poll(nullptr, 0, look_every_ms);
}

} // namespace

std::string read_remainder(const std::string& slab_file, const metrics::Totals& totals) {
  const auto slab = metrics::Slab::copy_file(slab_file);
  if (!slab || slab->start() == base::TimePoint{})
    return {}; // nothing was recorded
  const base::TimePoint last = slab->start() + base::Duration(static_cast<std::int64_t>(totals.to_ns()));
  const metrics::Frame frame =
      metrics::remainder(*slab, totals, std::min(base::SteadyClock().now(), last + longest_frame));
  return frame.delta == metrics::Figures() ? "" : metrics::encode_frame(frame);
}

Leftovers recover(const StateFolder& folder, const std::function<void(const std::string&)>& tell) {
  Leftovers left;
  std::map<wire::StreamId, std::pair<Recovered, metrics::Totals>> streams;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.spools(), ignored)) {
    auto spool = SpoolFile::recover(entry.path().string());
    if (!spool) {
      tell(spool.error().text + "; it is kept in " + folder.aside());
      fs::rename(entry.path(), folder.aside() + "/" + entry.path().filename().string(), ignored);
      continue;
    }
    if ((*spool)->cut_bytes() > 0)
      tell("the spool " + entry.path().string() + " ended in the middle of a batch, which was cut off");
    metrics::Totals totals;
    Recovered recovered = read_spool(**spool, totals);
    streams.emplace(recovered.stream, std::pair(std::move(recovered), std::move(totals)));
    left.spools.emplace((*spool)->stream(), std::move(*spool));
  }
  for (const wire::StreamId& stream : folder.slabs()) { // also of those that spooled nothing yet
    auto& [recovered, totals] = streams[stream];
    recovered.stream = stream;
    const std::string slab_file = folder.slab(stream);
    if (!recovered.ended) {
      wait_until_written(slab_file);
      recovered.remainder = read_remainder(slab_file, totals);
    }
    if (recovered.last == 0 && recovered.remainder.empty()) { // it never began
      fs::remove(slab_file, ignored);
      streams.erase(stream);
    }
  }
  for (auto& [stream, each] : streams) {
    tell("results of run " + stream.run.text() +
         " were left behind by a former agent; they go to the broker");
    left.streams.push_back(std::move(each.first));
  }
  return left;
}

} // namespace loads::agent
