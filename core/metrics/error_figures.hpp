// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace loads::metrics {

// Requests of one label that failed in one way.
struct ErrorKey {
  std::string label;
  std::uint32_t status = 0; // from 400 on; 0: no answer
  std::string reason;       // then why there was none
  auto operator<=>(const ErrorKey&) const = default;
};

// What went over the wire for one of them; see model::Example.
struct ErrorExample {
  std::uint64_t at_ns = 0; // when it had failed, since the run began
  std::string request_head, response_head, response_body;
  std::uint64_t response_body_size = 0;
  auto operator<=>(const ErrorExample&) const = default;
};

// Of a delta, count is of the interval, first and last are of the whole run so far, and there is an example
// if that is new. What is first, and the example, are of what failed after the warm-up. Of two examples the
// earlier one is kept.
struct ErrorFigures {
  std::uint64_t count = 0, first_ns = UINT64_MAX, last_ns = 0;
  std::optional<ErrorExample> example;

  void merge(const ErrorFigures& other);
  // Takes out what `earlier`, a former state of these, already held.
  void subtract(const ErrorFigures& earlier);
  bool operator==(const ErrorFigures&) const = default;
};

} // namespace loads::metrics
