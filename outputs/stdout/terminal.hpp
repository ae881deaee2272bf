// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace loads::outputs {

// What is at the other end of a descriptor that text is written to.
class Terminal {
public:
  // Looks at the descriptor and at TERM and NO_COLOR. The descriptor stays the caller's.
  explicit Terminal(int fd);

  bool can_redraw() const { return can_redraw_; } // a terminal that knows "erase this line"
  bool shows_colours() const { return shows_colours_; }
  std::size_t columns() const;                        // now; 132 if it is no terminal
  bool is_same_place_as(const Terminal& other) const; // both end up in one terminal, pipe or file

  // All of it; throws std::system_error if that cannot be.
  void write(std::string_view text) const;

private:
  int fd_;
  bool can_redraw_ = false;
  bool shows_colours_ = false;
};

} // namespace loads::outputs
