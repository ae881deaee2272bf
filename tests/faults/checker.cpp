// SPDX-License-Identifier: Apache-2.0
// What a broker's store and the spools of its agents say, read by nobody but this program: for each run, how
// many hits and answers are in it. Prints a JSON object; faults_test compares it with what the target
// counted. usage: faults_checker STORE [SPOOL ...]
#include "core/agent/spool_file.hpp"
#include "core/metrics/frame_codec.hpp"
#include "core/store/sqlite_store.hpp"
#include "core/wire/payloads.hpp"

#include <boost/json.hpp>

#include <cstdio>
#include <iostream>
#include <map>
#include <span>
#include <string>

using namespace loads;
namespace json = boost::json;

namespace {

constexpr std::size_t read_at_once = 4 << 20;

[[noreturn]] void fail(const std::string& text) {
  std::fprintf(stderr, "faults_checker: %s\n", text.c_str());
  std::exit(3);
}

struct Counts {
  metrics::Ledger ledger;
  std::uint64_t answers = 0; // with status 200

  json::object to_json() const {
    return {{"hits", ledger.hits},
            {"answers", answers},
            {"iterations", ledger.started},
            {"ended", ledger.all_ended()},
            {"in_flight", ledger.in_flight()}};
  }
};

void count_batch(std::uint16_t kind, std::string_view bytes, Counts& counts) {
  if (kind == static_cast<std::uint16_t>(wire::BatchKind::folded)) {
    auto parts = wire::decode_all(bytes);
    if (!parts)
      fail(parts.error().text);
    for (const wire::Message& part : *parts)
      count_batch(part.flags, part.payload, counts);
    return;
  }
  if (kind != static_cast<std::uint16_t>(wire::BatchKind::frame))
    return;
  const auto frame = metrics::decode_frame(std::as_bytes(std::span(bytes)));
  if (!frame)
    fail(frame.error().text);
  metrics::add(counts.ledger, frame->delta.ledger);
  if (const auto ok = frame->delta.statuses.find(200); ok != frame->delta.statuses.end())
    counts.answers += ok->second;
}

// Of all stored batches of a stream. Their numbers must have no gap.
Counts count_stored(store::Store& store, const store::Image::Stream& stream) {
  Counts counts;
  std::uint64_t last = 0;
  while (true) {
    const auto batches = store.read(stream.stream, last, read_at_once);
    if (!batches)
      fail(batches.error().text);
    if (batches->empty())
      break;
    for (const store::StoredBatch& batch : *batches) {
      const bool folded = batch.kind == static_cast<std::uint16_t>(wire::BatchKind::folded);
      if (!folded && batch.sequence != last + 1)
        fail("batch " + std::to_string(last + 1) + " of stream " + std::to_string(stream.stream.stream) +
             " of run " + stream.stream.run.text() + " is missing in the store");
      last = batch.sequence;
      count_batch(batch.kind, batch.bytes, counts);
    }
  }
  if (last != stream.high_water)
    fail("the last stored batch of a stream of run " + stream.stream.run.text() +
         " is not the one that its mark names");
  return counts;
}

} // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: faults_checker STORE [SPOOL ...]\n");
    return 2;
  }
  auto store = store::SqliteStore::open(arguments[1]);
  if (!store)
    fail(store.error().text);
  const auto image = (*store)->load();
  if (!image)
    fail(image.error().text);

  std::map<wire::StreamId, std::uint64_t> marks;
  std::map<wire::RunId, json::array> streams;
  for (const store::Image::Stream& stream : image->streams) {
    marks[stream.stream] = stream.high_water;
    json::object entry = count_stored(**store, stream).to_json();
    entry["stream"] = stream.stream.stream;
    streams[stream.stream.run].push_back(std::move(entry));
  }
  json::object runs;
  for (const store::Image::Run& run : image->runs) {
    json::object entry;
    entry["report"] = json::parse(run.report);
    entry["streams"] = streams[run.run];
    runs[run.run.text()] = std::move(entry);
  }
  // Behind what is stored.
  json::array spools;
  for (int i = 2; i < count; ++i) {
    auto spool = agent::SpoolFile::recover(arguments[i]);
    if (!spool)
      fail(spool.error().text);
    Counts counts;
    const wire::StreamId id = (*spool)->stream();
    for (std::uint64_t sequence = marks[id] + 1; sequence <= (*spool)->last(); ++sequence)
      if (auto message = (*spool)->read(sequence))
        count_batch(message->flags, message->payload, counts);
    json::object entry = counts.to_json();
    entry["run"] = id.run.text();
    entry["stream"] = id.stream;
    spools.push_back(std::move(entry));
  }
  std::cout << json::serialize(json::object{{"runs", std::move(runs)}, {"spools", std::move(spools)}})
            << '\n';
}
