// SPDX-License-Identifier: Apache-2.0
// What tools/bench/accuracy and tests/accuracy run. Needs --server-url.
#include <loads/loads.hpp>

#include <atomic>
#include <cstdint>
#include <string>
#include <unistd.h>

class Accuracy : public loads::TestCase {
  // As little as a request can be.
  void test_get() { assert_equal(session.get(server_url + "/").status_code(), 200); }

  // Its path is its number, by the order in which this process began them: witnesses know it by that.
  void test_numbered() { get(++begun); }

  // Its path is the process that began it, which tells the agents of one machine apart.
  void test_process() { get(static_cast<std::uint64_t>(getpid())); }

  void get(std::uint64_t number) {
    auto response = session.get(server_url + "/" + std::to_string(number), {.name = "numbered"});
    assert_equal(response.status_code(), 200);
  }

  static inline std::atomic<std::uint64_t> begun{0};
};
LOADS_SUITE(Accuracy, test_get, test_numbered, test_process);
