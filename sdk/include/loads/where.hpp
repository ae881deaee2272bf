// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loads {

// A place in the test's source. As a default argument, `Where where = Where::here()` names the caller's line.
class Where {
public:
  static constexpr Where here(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) {
    return Where(file, line);
  }

  constexpr const char* file() const { return file_; }
  constexpr unsigned line() const { return line_; }

private:
  constexpr Where(const char* file, unsigned line) : file_(file), line_(line) {}

  const char* file_;
  unsigned line_;
};

} // namespace loads
