// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry points. Which target is run, LOADS_FUZZ_TARGET says; "list" prints them with the longest
// inputs that make sense.
#include "tests/fuzz/fuzz.hpp"

#include <csignal>

using namespace loads::fuzz;

namespace {

const Target* chosen = nullptr;

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* given = std::getenv("LOADS_FUZZ_TARGET");
  const std::string_view name = given ? given : "list";
  std::vector<Target>& targets = all_targets();
  std::sort(targets.begin(), targets.end(),
            [](const Target& one, const Target& other) { return std::string_view(one.name) < other.name; });
  for (const Target& target : targets)
    if (name == target.name)
      chosen = &target;
  if (!chosen) {
    for (const Target& target : targets)
      std::printf("%s %zu\n", target.name, target.longest);
    std::exit(name == "list" ? 0 : 2);
  }
  ::signal(SIGPIPE, SIG_IGN);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
