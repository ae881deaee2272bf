// SPDX-License-Identifier: Apache-2.0
// Classes that declare options of their run.
#include <loads/loads.hpp>

namespace {

class Kept : public loads::TestCase {
  static constexpr const char* default_options[] = {"threshold=requests>=1", " threshold = p95<10s"};
  void test_get() { session.get("/", {.name = "front"}); }
  void test_other() { session.get("/", {.name = "other"}); }
};
LOADS_SUITE(Kept, test_get, test_other);

class Broken : public loads::TestCase {
  static constexpr std::array default_options{"threshold=max<1us over 1s abort"};
  void test_sleep() {
    session.get("/");
    sleep(std::chrono::milliseconds(20));
  }
};
LOADS_SUITE(Broken, test_sleep);

class Wrong : public loads::TestCase {
  static constexpr const char* default_options[] = {"threshold=p95<200"};
  void test_get() { session.get("/"); }
};
LOADS_SUITE(Wrong, test_get);

class Unknown : public loads::TestCase {
  static constexpr const char* default_options[] = {"treshold=p95<200ms"};
  void test_get() { session.get("/"); }
};
LOADS_SUITE(Unknown, test_get);

} // namespace

class Paced : public loads::TestCase {
  static constexpr const char* default_options[] = {"rate=100/s", "duration=500ms",
                                                    "mix=test_get=3,test_other"};
  void test_get() { session.get("/", {.name = "front"}); }
  void test_other() { session.get("/", {.name = "other"}); }
};
LOADS_SUITE(Paced, test_get, test_other);

class Crowd : public loads::TestCase {
  static constexpr const char* default_options[] = {"users=100"};
  void test_sleep() { sleep(std::chrono::milliseconds(20)); }
};
LOADS_SUITE(Crowd, test_sleep);
