// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/memory_store.hpp"

#include "core/base/overloaded.hpp"

#include <algorithm>

namespace loads::tests {
base::Status MemoryStore::commit(const store::Transaction& transaction) {
  // Batches are long: they are not copied to be rolled back, but checked first.
  for (const store::Operation& operation : transaction)
    if (const auto* next = std::get_if<store::Append>(&operation)) {
      std::uint64_t mark = 0;
      if (const auto it = content_.streams.find(next->stream); it != content_.streams.end())
        mark = it->second.high_water;
      for (const store::Operation& other : transaction) {
        if (&other == &operation)
          break;
        if (const auto* before = std::get_if<store::Append>(&other); before && before->stream == next->stream)
          mark = std::max(mark, before->sequence);
      }
      if (next->sequence > mark + 1)
        return base::infrastructure_error("a batch is missing before " + std::to_string(next->sequence));
    }
  for (const store::Operation& operation : transaction)
    if (!apply(content_, operation))
      return base::infrastructure_error("a stream is missing");
  return base::Nothing{};
}

bool MemoryStore::append(Content& content, const store::Append& append) const {
  const auto it = content.streams.find(append.stream);
  if (it == content.streams.end())
    return false;
  if (append.sequence <= it->second.high_water && !without_dedupe)
    return true;
  it->second.high_water = std::max(it->second.high_water, append.sequence);
  it->second.note = append.note;
  it->second.batches.push_back({append.stream, append.sequence, append.kind, append.bytes});
  return true;
}

bool MemoryStore::apply(Content& content, const store::Operation& operation) const {
  const auto same_notice = [](const wire::RunId& run, const std::string& observer) {
    return [&](const store::PutNotice& it) { return it.run == run && it.observer == observer; };
  };
  std::visit(base::Overloaded{
                 [&](const store::PutRun& put) {
                   const auto it = std::find_if(content.runs.begin(), content.runs.end(),
                                                [&](const auto& run) { return run.run == put.run; });
                   if (it == content.runs.end())
                     content.runs.push_back({put.run, put.report});
                   else
                     it->report = put.report;
                 },
                 [&](const store::OpenStream& open) { content.streams.try_emplace(open.stream); },
                 [](const store::Append&) {},
                 [&](const store::Fold& fold) {
                   Stream& stream = content.streams[fold.stream];
                   stream.batches = {{fold.stream, stream.high_water, fold.kind, fold.bytes}};
                 },
                 [&](const store::PutNotice& notice) {
                   std::erase_if(content.notices, same_notice(notice.run, notice.observer));
                   content.notices.push_back(notice);
                 },
                 [&](const store::DropNotice& notice) {
                   std::erase_if(content.notices, same_notice(notice.run, notice.observer));
                 },
                 [&](const store::DropRun& drop) {
                   std::erase_if(content.runs, [&](const auto& run) { return run.run == drop.run; });
                   std::erase_if(content.streams, [&](const auto& it) { return it.first.run == drop.run; });
                   std::erase_if(content.notices, [&](const auto& it) { return it.run == drop.run; });
                 }},
             operation);
  const auto* next = std::get_if<store::Append>(&operation);
  return !next || append(content, *next);
}

base::Result<store::Image> MemoryStore::load() {
  store::Image image{content_.runs, {}, content_.notices};
  for (const auto& [id, stream] : content_.streams)
    image.streams.push_back({id, stream.high_water, stream.note});
  return image;
}

base::Result<std::vector<store::StoredBatch>> MemoryStore::read(const wire::StreamId& stream,
                                                                std::uint64_t after, std::size_t most_bytes) {
  std::vector<store::StoredBatch> batches;
  std::size_t bytes = 0;
  for (const store::StoredBatch& batch : content_.streams[stream].batches) {
    if (batch.sequence <= after)
      continue;
    bytes += batch.bytes.size();
    if (bytes > most_bytes && !batches.empty())
      break;
    batches.push_back(batch);
  }
  return batches;
}

} // namespace loads::tests
