// SPDX-License-Identifier: Apache-2.0
// What the library exports: thin glue.
#include "core/test_program/program.hpp"

#include <loads/abi/test_host.h>

#include <algorithm>
#include <csignal>

using namespace loads::test_program;

struct loads_test_host {
  std::unique_ptr<TestHost> host;
};

int loads_test_main(int count, char** arguments, const loads_module* module) {
  ::signal(SIGPIPE, SIG_IGN);
  return run_program(count, arguments, *module);
}

loads_test_host* loads_test_host_open(const loads_module* module, const char** problem) {
  static std::string text;
  auto options = parse_options({});
  ::signal(SIGPIPE, SIG_IGN);
  auto host = TestHost::open(*module, host_options(*options));
  if (host)
    return new loads_test_host{std::move(*host)};
  text = host.error().text;
  *problem = text.c_str();
  return nullptr;
}

void loads_test_host_close(loads_test_host* host) {
  delete host;
}

loads_outcome loads_test_host_run(loads_test_host* host, uint32_t test, loads_test_failure_sink sink,
                                  void* context) {
  const auto& tests = host->host->tests();
  const auto found =
      std::find_if(tests.begin(), tests.end(), [&](const auto& each) { return each.number == test; });
  if (found == tests.end())
    return LOADS_ERROR;
  return host->host->run(*found, [=](const loads_failure& failure) { sink(context, &failure); });
}

loads_vu* loads_test_host_user(loads_test_host* host, loads_test_failure_sink sink, void* context) {
  return host->host->new_user([=](const loads_failure& failure) { sink(context, &failure); });
}
