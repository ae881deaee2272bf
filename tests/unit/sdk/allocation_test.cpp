// SPDX-License-Identifier: Apache-2.0
#include "core/engine/sanitizers.hpp"

#if !LOADS_TSAN // which has an operator new of its own

#include <loads/loads.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <new>
#include <string_view>

namespace {
std::size_t allocations = 0;
}

// Counts what the whole program allocates.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size ? size : 1))
    return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

class Hot : public loads::TestCase {
  void test_absolute() {
    const auto res = session.get("http://localhost:9200/");
    assert_equal(res.status_code(), 200);
    assert_in("form", res.text());
    check_equal(res.status_code(), 200);
    incr_counter("hits");
  }

  void test_relative() { assert_equal(session.get("/").status_code(), 200); }

  void test_with_defaults() {
    if (first_)
      session.set_header("X-Token", "abc");
    first_ = false;
    assert_equal(session.get("/").status_code(), 200);
  }

  bool first_ = true;
};
LOADS_SUITE(Hot, test_absolute, test_relative, test_with_defaults);

// A host that allocates nothing.
const loads_http_response answer = {
    sizeof(loads_http_response), 200, nullptr, 0, {}, {"chatform", 8}, {}, 0, {}, 0, 0};
const loads_ext_http http = {
    sizeof(loads_ext_http),
    0,
    [](loads_vu*, const loads_http_request*, const loads_http_response** response) -> loads_status {
      *response = &answer;
      return LOADS_OK;
    },
    [](loads_vu*, const loads_http_response*) {},
    nullptr,
    nullptr,
    nullptr,
    nullptr};
const loads_ext_vu vu = {sizeof(loads_ext_vu),
                         0,
                         nullptr,
                         nullptr,
                         nullptr,
                         [](const loads_vu*) -> loads_str {
                           return {"http://127.0.0.1:9000", 21};
                         },
                         [](loads_vu*, const loads_failure*) {},
                         [](loads_vu*, loads_str, std::int32_t) {},
                         [](loads_vu*, loads_str, std::int64_t) {},
                         nullptr};
const loads_host host = {sizeof(loads_host),
                         LOADS_ABI_MAJOR,
                         LOADS_ABI_MINOR,
                         "bare",
                         "1",
                         [](const loads_host*, const char* id) -> const void* {
                           const std::string_view wanted = id;
                           return wanted == LOADS_EXT_VU     ? static_cast<const void*>(&vu)
                                  : wanted == LOADS_EXT_HTTP ? &http
                                                             : nullptr;
                         }};

std::size_t allocations_of_a_settled_hit(std::string_view name) {
  loads_module_v1.start(&host);
  const auto* suite = static_cast<const loads_suite*>(loads_module_v1.get(LOADS_KIND_SUITE));
  std::uint32_t test = 0;
  while (loads::view(suite->info(test)->name) != name)
    ++test;
  void* user = nullptr;
  BOOST_REQUIRE_EQUAL(suite->create(test, nullptr, &user), LOADS_OK);
  BOOST_REQUIRE_EQUAL(suite->run(test, nullptr, user), LOADS_PASS);
  const std::size_t before = allocations;
  const loads_outcome outcome = suite->run(test, nullptr, user);
  const std::size_t made = allocations - before;
  BOOST_TEST(outcome == LOADS_PASS);
  suite->destroy(test, nullptr, user);
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(allocation)

BOOST_AUTO_TEST_CASE(a_get_and_an_assertion_allocate_nothing) {
  BOOST_TEST(allocations_of_a_settled_hit("test_absolute") == 0u);
}

BOOST_AUTO_TEST_CASE(relative_urls_and_session_defaults_settle_without_allocations) {
  BOOST_TEST(allocations_of_a_settled_hit("test_relative") == 0u);
  BOOST_TEST(allocations_of_a_settled_hit("test_with_defaults") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

#endif
