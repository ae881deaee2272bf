// SPDX-License-Identifier: Apache-2.0
// Runs test suites without a load generator, from any unit-test framework:
//   loads::testing::FakeHost host;
//   host.reply({.status = 404});
//   assert(host.run("TestWebSite.test_es") == LOADS_FAIL);
#pragma once

#include <loads/testing/fake_get.hpp>

namespace loads::testing {

inline FakeHost::FakeHost(const loads_module& module)
    : module_(module), host_{{sizeof(loads_host), LOADS_ABI_MAJOR, LOADS_ABI_MINOR, "loads-fake-host", "1.0",
                              FakeTables::get},
                             this} {
  current_host = this;
  restart();
  suite_ = static_cast<const loads_suite*>(module_.get(LOADS_KIND_SUITE));
}

inline FakeHost::~FakeHost() {
  bare_user_.reset();
  if (module_.stop)
    module_.stop();
  if (current_host == this)
    current_host = nullptr;
}

inline void FakeHost::restart() {
  problem_.clear();
  if (module_.start(&host_.raw) != LOADS_OK)
    throw std::runtime_error("the module refused to start" + problem_);
}

inline FakeUser FakeHost::user(std::string_view test) {
  return FakeUser(*this, number_of(suite_, test));
}

inline loads_outcome FakeHost::run(std::string_view test) {
  FakeUser one = user(test);
  return one.status() == LOADS_OK ? one.run() : LOADS_ERROR;
}

inline loads_vu* FakeHost::bare_user() {
  bare_user_ = std::make_unique<FakeUser>(*this);
  return bare_user_->vu();
}

inline FakeUser::FakeUser(FakeHost& host) {
  const std::uint64_t number = ++host.users_;
  state_.reset(new State{&host, number, {sizeof(loads_position), 0, 1, 1, 0, number}, {}, {}, {}});
}

inline FakeUser::FakeUser(FakeHost& host, std::uint32_t test) : FakeUser(host) {
  test_ = test;
  status_ = host.suite().create(test, vu(), &user_);
}

} // namespace loads::testing
