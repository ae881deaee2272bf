// SPDX-License-Identifier: Apache-2.0
#include "core/runner/console.hpp"

#include "core/base/text.hpp"

#include <string>
#include <unistd.h>

namespace loads::runner {

void print_message(std::string_view text) {
  static const bool terminal = ::isatty(STDERR_FILENO) != 0;
  std::string line = terminal ? "\r\033[K" : "";
  line += "loads-runner: " + base::printable(text) + "\n";
  // One write, so that lines of several threads do not mix.
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace loads::runner
