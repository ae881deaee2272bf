// SPDX-License-Identifier: Apache-2.0
#include "core/module/loader.hpp"

#include <boost/test/unit_test.hpp>

namespace {

loads_status start(const loads_host*) {
  return LOADS_OK;
}
const void* get(const char*) {
  return nullptr;
}

loads_host host(unsigned major, unsigned minor) {
  return {sizeof(loads_host),
          static_cast<std::uint16_t>(major),
          static_cast<std::uint16_t>(minor),
          "test",
          "1",
          nullptr};
}

loads_module entry(unsigned major, unsigned built_for, unsigned needs) {
  return {sizeof(loads_module),
          static_cast<std::uint16_t>(major),
          static_cast<std::uint16_t>(built_for),
          static_cast<std::uint16_t>(needs),
          {0, 0, 0},
          "",
          "",
          start,
          nullptr,
          get};
}

std::string judge(const loads_module& module, const loads_host& by) {
  auto status = loads::module::judge_versions(module, by, "x.so");
  return status ? "" : status.error().text;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_module_runs_on_any_host_of_its_major_that_it_can_live_with) {
  for (unsigned host_minor : {0u, 1u, 7u})
    for (unsigned built_for : {0u, 1u, 7u})
      for (unsigned needs = 0; needs <= host_minor; ++needs)
        BOOST_TEST(judge(entry(1, built_for, needs), host(1, host_minor)) == "");
}

BOOST_AUTO_TEST_CASE(a_module_that_needs_a_newer_minor_is_refused_with_both_versions) {
  BOOST_TEST(contains(judge(entry(1, 7, 7), host(1, 4)), "it needs plugin ABI 1.7, this program has 1.4"));
}

BOOST_AUTO_TEST_CASE(another_major_is_refused_before_anything_else_is_read) {
  loads_module other = entry(2, 0, 0);
  other.size = 4; // would be a mistake of its own
  BOOST_TEST(contains(judge(other, host(1, 0)), "it is built for plugin ABI 2"));
  BOOST_TEST(contains(judge(entry(0, 0, 0), host(1, 0)), "it is built for plugin ABI 0"));
}

BOOST_AUTO_TEST_CASE(a_larger_entry_of_a_later_minor_is_fine_and_a_smaller_one_is_not) {
  loads_module later = entry(1, 3, 0);
  later.size = sizeof(loads_module) + 24;
  BOOST_TEST(judge(later, host(1, 0)) == "");
  later.size = sizeof(loads_module) - 1;
  BOOST_TEST(contains(judge(later, host(1, 0)), "bytes, at least"));
}
