// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/store.hpp"

#include <map>
#include <string>
#include <vector>

namespace loads::tests {

// A store for tests, which keeps all in memory. Copies are independent.
class MemoryStore final : public store::Store {
public:
  base::Status commit(const store::Transaction& transaction) override;
  base::Result<store::Image> load() override;
  base::Result<std::vector<store::StoredBatch>> read(const wire::StreamId& stream, std::uint64_t after,
                                                     std::size_t most_bytes) override;

  // A store that takes a batch as often as it comes, to show that a check would notice.
  bool without_dedupe = false;

private:
  struct Stream {
    std::uint64_t high_water = 0;
    std::string note;
    std::vector<store::StoredBatch> batches;
  };
  struct Content {
    std::vector<store::Image::Run> runs;
    std::map<wire::StreamId, Stream> streams;
    std::vector<store::PutNotice> notices;
  };

  bool apply(Content& content, const store::Operation& operation) const;
  bool append(Content& content, const store::Append& append) const;

  Content content_;
};

} // namespace loads::tests
