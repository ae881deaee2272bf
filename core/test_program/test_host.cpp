// SPDX-License-Identifier: Apache-2.0
#include "core/test_program/test_host.hpp"

#include "core/host/host_table.hpp"
#include "core/module/loader.hpp"

#include <cstdio>
#include <cstring>

namespace loads::test_program {
namespace {

FailureSink current_sink;

// Failures go to the sink; all else is what a load test has.
void fail(loads_vu* vu, const loads_failure* failure) {
  if (!failure->soft)
    ++vu->records;
  if (current_sink)
    current_sink(*failure);
}

loads_ext_vu make_vu_table() {
  loads_ext_vu table = host::vu_table;
  table.fail = fail;
  return table;
}

const loads_host& full_host() {
  return host::worker_host("loads-test", [](loads_log_level, std::string_view text) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
  });
}

const void* get(const loads_host*, const char* id) {
  static const loads_ext_vu vu_table = make_vu_table();
  return std::strcmp(id, LOADS_EXT_VU) == 0 ? &vu_table : full_host().get(&full_host(), id);
}

const loads_host& test_host() {
  static const loads_host host = [] {
    loads_host table = full_host();
    table.get = get;
    return table;
  }();
  return host;
}

constexpr const char* this_program = "the tests of this program";

} // namespace

TestHost::TestHost(const loads_module& module, HostOptions options, metrics::Slab slab,
                   std::unique_ptr<net::NetContext> net)
    : module_(module), context_{std::move(options.server_url)}, slab_(std::move(slab)), net_(std::move(net)),
      thread_(*net_), recorder_(slab_, 0), waiter_(clock_, stop_) {
  slab_.set_start(clock_.now());
  host::set_metric_directory(&slab_.metrics());
}

TestHost::~TestHost() {
  drop_user();
  host::set_metric_directory(nullptr);
  if (started_ && module_.stop)
    module_.stop();
  current_sink = nullptr;
}

base::Result<std::unique_ptr<TestHost>> TestHost::open(const loads_module& module, HostOptions options) {
  auto slab = metrics::Slab::create(1);
  if (!slab)
    return slab.error();
  auto net = net::NetContext::make(options.net);
  if (!net)
    return net.error();
  std::unique_ptr<TestHost> host(new TestHost(module, std::move(options), std::move(*slab), std::move(*net)));
  if (auto status = host->start(); !status)
    return status.error();
  return host;
}

base::Status TestHost::start() {
  if (!stop_)
    return base::infrastructure_error("cannot make an event descriptor: too few file descriptors; raise "
                                      "`ulimit -n`");
  if (auto status = module::judge_versions(module_, test_host(), this_program); !status)
    return status;
  const loads_status status = module_.start(&test_host());
  if (const std::string problem = host::metric_problem(); !problem.empty())
    return base::infrastructure_error(std::string("cannot load ") + this_program + ": " + problem);
  if (status != LOADS_OK)
    return base::infrastructure_error(std::string("cannot load ") + this_program +
                                      ": start() returned status " + std::to_string(status));
  started_ = true;
  if (!module_.get(LOADS_KIND_SUITE))
    return base::Nothing{};
  auto suite = module::open_suite(module::LoadedModule(module_, {this_program, "", "", 0, 0}));
  if (!suite)
    return suite.error();
  suite_ = std::move(*suite);
  return base::Nothing{};
}

loads_vu* TestHost::new_user(FailureSink sink) {
  current_sink = std::move(sink);
  drop_user();
  user_ = std::make_unique<loads_vu>(context_, waiter_, recorder_, nullptr, thread_, ++users_, 0);
  user_->position = {1, 1, 0, 1, 0, 0};
  user_->enter();
  return user_.get();
}

void TestHost::drop_user() {
  if (user_)
    user_->leave();
  user_.reset();
}

loads_outcome TestHost::run(const module::TestEntry& test, const FailureSink& sink) {
  bool said_why = false;
  loads_vu* vu = new_user([&](const loads_failure& failure) {
    said_why = said_why || !failure.soft;
    sink(failure);
  });
  void* self = nullptr;
  loads_outcome outcome = LOADS_ERROR;
  const loads_status created = suite_.table->create(test.number, vu, &self);
  if (created == LOADS_OK) {
    vu->position.hit = 1;
    outcome = suite_.table->run(test.number, vu, self);
    if (outcome < LOADS_PASS || outcome > LOADS_STOPPED)
      outcome = LOADS_ERROR;
    suite_.table->destroy(test.number, vu, self);
  }
  if ((outcome == LOADS_FAIL || outcome == LOADS_ERROR) && !said_why) {
    const std::string why = created == LOADS_OK
                                ? "the test gave no reason"
                                : "the user could not be created (status " + std::to_string(created) + ")";
    sink({sizeof(loads_failure), 0, outcome, 0, {}, host::borrow(why)});
  }
  drop_user();
  current_sink = nullptr;
  return outcome;
}

} // namespace loads::test_program
