// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/observer.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loads::observers {

// A run that has ended, as messages tell it. Each text is one line that holds nothing but visible characters,
// whatever tests, agents and servers put into it.
struct Report {
  explicit Report(const Notice& notice);

  std::string run_id;
  std::string test;
  std::string outcome;  // "passed", "failed", "incomplete", "invalid"
  std::string sentence; // how it went
  std::string command;  // that shows the run
  std::string users, hits, server;
  std::string iterations;            // "6000 iterations, 3 failed"
  std::string requests;              // "12000 hits in 1m05s (184/s)"
  std::string validity;              // "suspect: REASON"; empty if it is not
  std::string latency;               // "p50 12.0ms, p95 40.0ms, p99 80.0ms"; empty if nothing was answered
  std::vector<std::string> failures; // most frequent first, at most ten
  std::vector<std::string> gaps;     // what is missing: "agent a from 3s to 9s: it was lost"
  std::vector<std::string> troubles;

  // "example.Test.test_es passed"
  std::string headline() const { return test + " " + outcome; }
};

// All of it in one line of at most that many bytes. What does not fit is left out, the name of the test
// first, the command that shows the run last.
std::string one_line(const Report& report, std::size_t limit);

// At most `limit` bytes; a longer text ends in "..." and is not cut inside a character.
std::string cut(std::string_view text, std::size_t limit);

} // namespace loads::observers
