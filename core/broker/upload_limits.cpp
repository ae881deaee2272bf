// SPDX-License-Identifier: Apache-2.0
#include "core/broker/upload_limits.hpp"

#include <limits>
#include <set>

namespace loads::broker {
namespace {

std::string mebibytes(std::uint64_t bytes) {
  return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB";
}

} // namespace

std::uint64_t count_bytes(const std::vector<wire::File>& files) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::set<wire::Digest> seen;
  std::uint64_t bytes = 0;
  for (const wire::File& file : files)
    if (seen.insert(file.digest).second)
      bytes = file.size > most - bytes ? most : bytes + file.size;
  return bytes;
}

std::string find_fault(const std::vector<wire::File>& files, std::uint64_t held, const UploadLimits& limits) {
  const std::uint64_t bytes = count_bytes(files);
  if (bytes > limits.per_run)
    return "the files of the run have " + mebibytes(bytes) + ", this broker takes at most " +
           mebibytes(limits.per_run) + " for a run (--max-upload)";
  if (held > limits.in_all || bytes > limits.in_all - held)
    return "there is no room for the files of the run: " + mebibytes(held) + " of " +
           mebibytes(limits.in_all) + " are taken (--max-files); try again when other runs are over";
  return {};
}

} // namespace loads::broker
