// SPDX-License-Identifier: Apache-2.0
// Runs the tests of this program with real requests, from any unit-test framework; link loads::test_host:
//   loads::TestHost host;
//   assert(host.run("TestWebSite.test_es") == LOADS_PASS);
#pragma once

#include <loads/abi/test_host.h>
#include <loads/module.hpp>
#include <loads/testing/tests.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace loads {

// A host like that of a load test, for one user at a time, on the calling thread. The server URL is that of
// LOADS_SERVER_URL. One at a time in a process.
class TestHost {
public:
  explicit TestHost(const loads_module& module = loads_module_v1) : module_(&module) {
    const char* problem = "";
    host_ = loads_test_host_open(module_, &problem);
    if (!host_)
      throw std::runtime_error(problem);
    suite_ = static_cast<const loads_suite*>(module_->get(LOADS_KIND_SUITE));
  }
  ~TestHost() { loads_test_host_close(host_); }
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  // "TestWebSite.test_es", "TestWebSite.test_chat" ...
  std::vector<std::string> tests() const { return testing::names_of(suite_); }
  // One user, one hit.
  loads_outcome run(std::string_view test) {
    return loads_test_host_run(host_, testing::number_of(suite_, test), record, this);
  }
  // A user for a test object that you make yourself; see loads/boost_test.hpp.
  loads_vu* bare_user() { return loads_test_host_user(host_, record, this); }

  std::vector<testing::Failure> failures;
  std::function<void(const testing::Failure&)> on_failure; // for each of them, at once

private:
  static void record(void* self, const loads_failure* failure) {
    TestHost& host = *static_cast<TestHost*>(self);
    host.failures.push_back(testing::to_failure(*failure));
    if (host.on_failure)
      host.on_failure(host.failures.back());
  }

  const loads_module* module_;
  loads_test_host* host_;
  const loads_suite* suite_ = nullptr;
};

} // namespace loads
