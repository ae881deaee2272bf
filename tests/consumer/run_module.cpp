// SPDX-License-Identifier: Apache-2.0
// usage: run_module MODULE.so CLASS.TEST [OTHER.so]
// Opens a module as the worker does and runs one test of it, on a fake host: a page that it likes makes it
// pass, a page that it does not like makes it fail. With another module open in the same process, neither
// sees the other's tests.
#include <loads/testing.hpp>

#include <cstdint>
#include <cstdio>
#include <dlfcn.h>
#include <exception>
#include <set>
#include <string>
#include <vector>

namespace {

const loads_module& open_module(const char* path) {
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    throw std::runtime_error(dlerror());
  const void* entry = dlsym(library, "loads_module_v1");
  if (!entry)
    throw std::runtime_error("no loads_module_v1");
  return *static_cast<const loads_module*>(entry);
}

int run(const char* path, const char* test) {
  loads::testing::FakeHost host(open_module(path));
  host.reply({.body = "<form id=\"chatform\">"}).reply({.body = "<form id=\"chatform\">"});
  const loads_outcome good = host.run(test);
  host.handler = [](const auto&) { return loads::testing::Reply{.status = 500}; };
  host.replies.clear();
  const loads_outcome bad = host.run(test);
  for (const auto& failure : host.failures)
    std::printf("%s: %s (%s:%u)\n", test, failure.message.c_str(), failure.file.c_str(), failure.line);
  return good == LOADS_PASS && bad == LOADS_FAIL && host.failures.size() == 1 && host.open_responses == 0 ? 0
                                                                                                          : 1;
}

std::uint32_t count_tests(const loads_module& module) {
  return static_cast<const loads_suite*>(module.get(LOADS_KIND_SUITE))->count();
}

bool are_apart(const char* path, const char* other_path) {
  const loads_module& other = open_module(other_path);
  const std::uint32_t alone = count_tests(other);
  loads::testing::FakeHost host(open_module(path));
  const std::vector<std::string> names = host.tests();
  return &host.suite() != other.get(LOADS_KIND_SUITE) && count_tests(other) == alone &&
         std::set<std::string>(names.begin(), names.end()).size() == names.size();
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 4 && !are_apart(argv[1], argv[3]))
      throw std::runtime_error("the two modules share what they should not");
    return argc == 3 || argc == 4 ? run(argv[1], argv[2]) : 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
