// SPDX-License-Identifier: Apache-2.0
#include "core/broker/run.hpp"

#include <algorithm>

namespace loads::broker {
namespace {

wire::StreamState state_of(const Stream& stream, bool has_begun, base::TimePoint now) {
  using wire::StreamState;
  if (stream.note.ended)
    return StreamState::ended;
  if (now - stream.heard >= lost_after)
    return StreamState::lost;
  if (now - stream.heard >= silent_after)
    return StreamState::silent;
  if (has_begun)
    return StreamState::running;
  return stream.job == wire::JobState::ready ? StreamState::ready : StreamState::assigned;
}

// How far into the run results may be missing: to where those agents got that ended in good order, or until
// now if there is none.
std::uint64_t find_end(const Run& run, base::TimePoint now) {
  const std::int64_t since = now.time_since_epoch().count() - run.report.start_ns;
  const auto until = static_cast<std::uint64_t>(std::max<std::int64_t>(0, since));
  std::uint64_t end = 0;
  for (const auto& [number, stream] : run.streams)
    if (stream.note.ended && stream.note.clean)
      end = std::max(end, stream.note.to_ns);
  if (end == 0)
    end = until;
  return std::min(end, until);
}

} // namespace

store::PutRun Run::to_store() const {
  return {id, wire::to_json_text(report)};
}

bool Run::update_streams(base::TimePoint now) {
  bool changed = false;
  report.streams.clear();
  for (auto& [number, stream] : streams) {
    wire::StreamReport& line = stream.report;
    const wire::StreamState state = state_of(stream, has_begun(), now);
    changed = changed || (state != line.state && !is_closed());
    if (!is_closed())
      line.state = state;
    line.batches = stream.high_water;
    line.to_ns = stream.note.to_ns;
    line.hits = stream.note.hits;
    line.failed = stream.note.failed;
    line.late_ns = stream.note.late_ns;
    line.clock_error_ns = stream.note.clock_error_ns;
    report.streams.push_back(line);
  }
  return changed;
}

bool Run::is_over() const {
  return std::all_of(streams.begin(), streams.end(), [](const auto& it) {
    return it.second.note.ended || it.second.report.state == wire::StreamState::lost;
  });
}

std::vector<wire::Gap> Run::find_gaps(base::TimePoint now) const {
  std::vector<wire::Gap> gaps;
  const std::uint64_t end = find_end(*this, now);
  for (const auto& [number, stream] : streams) {
    const StreamNote& note = stream.note;
    const std::string& agent = stream.report.agent;
    if (!note.ended)
      gaps.push_back({agent, note.to_ns, std::max(note.to_ns, end), "the agent was lost"});
    else if (!note.clean)
      gaps.push_back({agent, note.to_ns, std::max(note.to_ns, end), note.reason});
    if (!note.fault.empty())
      gaps.push_back({agent, 0, note.to_ns, note.fault});
  }
  return gaps;
}

std::map<wire::RunId, Run> load_runs(const store::Image& image, base::TimePoint now,
                                     std::vector<std::string>& faults) {
  std::map<wire::RunId, Run> runs;
  for (const store::Image::Run& row : image.runs) {
    base::Result<wire::RunReport> report = wire::from_json_text<wire::RunReport>(row.report);
    if (!report) {
      faults.push_back("run " + row.run.text() + " in the store cannot be read: " + report.error().text);
      continue;
    }
    Run& run = runs[row.run];
    run.id = row.run;
    run.report = std::move(*report);
    for (const wire::StreamReport& line : run.report.streams) {
      Stream& stream = run.streams[line.stream];
      stream.report = line;
      stream.heard = now;
    }
  }
  for (const store::Image::Stream& row : image.streams) {
    const auto run = runs.find(row.stream.run);
    if (run == runs.end() || !run->second.streams.contains(row.stream.stream))
      continue;
    Stream& stream = run->second.streams[row.stream.stream];
    stream.high_water = row.high_water;
    if (row.note.empty())
      continue;
    base::Result<StreamNote> note = wire::from_json_text<StreamNote>(row.note);
    if (note)
      stream.note = std::move(*note);
    else
      faults.push_back("a stream of run " + row.stream.run.text() +
                       " in the store cannot be read: " + note.error().text);
  }
  return runs;
}

} // namespace loads::broker
