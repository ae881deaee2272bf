// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/wire/message.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace loads::agent {

// The batches of one stream in a file, each behind a header with a checksum, in ascending order. What was
// appended survives the process and, since each append is synced, the machine.
class SpoolFile {
public:
  // A new file, readable by its owner only; `most_bytes` is what it may grow to.
  static base::Result<std::unique_ptr<SpoolFile>> create(const std::string& path,
                                                         const wire::StreamId& stream,
                                                         std::uint64_t most_bytes = std::uint64_t{1} << 30);
  // What a former process left. An end that was not written whole is cut off.
  static base::Result<std::unique_ptr<SpoolFile>> recover(const std::string& path,
                                                          std::uint64_t most_bytes = std::uint64_t{1} << 30);

  // After an error the file is as it was before.
  base::Status append(std::uint64_t sequence, std::uint16_t kind, std::string_view bytes);
  // The batch as the message that carries it.
  base::Result<wire::Message> read(std::uint64_t sequence) const;

  const wire::StreamId& stream() const { return stream_; }
  std::uint64_t last() const { return offsets_.empty() ? 0 : offsets_.rbegin()->first; } // 0: none
  std::uint16_t last_kind() const { return last_kind_; }
  std::uint64_t bytes() const { return size_; }
  std::uint64_t cut_bytes() const { return cut_; } // by recover()

private:
  SpoolFile(std::string path, base::UniqueFd file, std::uint64_t most_bytes)
      : path_(std::move(path)), file_(std::move(file)), most_bytes_(most_bytes) {}

  base::Status write_head(const wire::StreamId& stream);
  base::Status scan();
  base::Result<wire::Message> read_at(std::uint64_t offset) const;
  base::Error error(const char* what) const;

  std::string path_;
  base::UniqueFd file_;
  std::uint64_t most_bytes_;
  wire::StreamId stream_;
  std::map<std::uint64_t, std::uint64_t> offsets_; // of batches, by their number
  std::uint16_t last_kind_ = 0;
  std::uint64_t size_ = 0, cut_ = 0;
};

} // namespace loads::agent
