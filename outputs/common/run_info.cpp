// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/run_info.hpp"

#include <algorithm>
#include <charconv>

namespace loads::outputs {

std::vector<std::uint64_t> RunInfo::steps() const {
  std::vector<std::uint64_t> of_test;
  const char* const end = users.data() + users.size();
  for (const char* at = users.data(); at < end;) {
    std::uint64_t number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc())
      break;
    of_test.push_back(number);
    at = next == end ? end : next + 1; // behind the colon
  }
  std::vector<std::uint64_t> all;
  for (std::size_t turn = 0; turn < std::max<std::size_t>(1, tests.size()); ++turn)
    all.insert(all.end(), of_test.begin(), of_test.end());
  return all;
}

} // namespace loads::outputs
