// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <chrono>
#include <cmath>
#include <string>
#include <thread>

using namespace std::chrono_literals;

static const loads::Counter items("items");
static const loads::Rate ok("ok");
static const loads::Gauge queue("queue");
static const loads::Trend checkout("checkout time", loads::Unit::time);
static const loads::Trend size("size", loads::Unit::bytes);

// What the process tests need of metrics.
class Metrics : public loads::TestCase {
  void test_all() {
    items.add(2);
    items.with({{"region", position().user % 2 ? "eu" : "us"}}).add();
    incr_counter("items", 3);
    ok.add(position().hit % 5 != 0);
    queue.set(position().hit);
    checkout.add(std::chrono::milliseconds(position().hit));
    session.get("/", {.name = "/item/{id}", .tags = {{"region", "eu"}}});
    size.add(1000);
  }
  void test_many_tags() { items.with({{"user", user_id()}, {"hit", position().hit}}).add(2); }
  void test_crash() {
    items.add(7);
    if (position().hit == 3)
      std::abort();
    sleep(1ms);
  }
  void test_mistakes() {
    size.add(std::nan(""));
    std::thread([] { items.add(); }).join();
  }
  void test_late_clash() { loads::Rate("items").add(true); }
};
LOADS_SUITE(Metrics, test_all, test_many_tags, test_crash, test_mistakes, test_late_clash);
