// SPDX-License-Identifier: Apache-2.0
#include "core/host/host_table.hpp"

#include "core/host/vu.hpp"

#include <algorithm>
#include <cstring>

namespace loads::host {
namespace {

std::uint64_t id(const loads_vu* vu) {
  return vu->id;
}

void position(const loads_vu* vu, loads_position* out) {
  const model::Position& now = vu->position;
  loads_position full{sizeof full, 0, now.hits, now.users, now.hit, now.user};
  full.size = std::min<std::uint32_t>(out->size, sizeof full);
  std::memcpy(out, &full, full.size);
}

loads_str error_text(const loads_vu* vu) {
  return borrow(vu->error_text);
}

loads_str server_url(const loads_vu* vu) {
  return borrow(vu->run.server_url);
}

void fail(loads_vu* vu, const loads_failure* failure) {
  vu->fail({failure->outcome == LOADS_ERROR ? LOADS_ERROR : LOADS_FAIL,
            failure->soft != 0,
            failure->line,
            view_of(failure->message),
            view_of(failure->file),
            {},
            {}});
}

void check(loads_vu* vu, loads_str name, std::int32_t passed) {
  vu->recorder.check(view_of(name), passed != 0);
  if (vu->events)
    vu->events->check(view_of(name), passed != 0);
}

void count(loads_vu* vu, loads_str name, std::int64_t by) {
  if (!vu->recorder.metrics().count(view_of(name), by))
    warn_of_counter(view_of(name));
  if (vu->events)
    vu->events->counter(view_of(name), by);
}

loads_status sleep(loads_vu* vu, std::uint64_t nanoseconds) {
  SuspendingCall call(*vu, metrics::HostCall::sleep);
  constexpr std::uint64_t longest = std::uint64_t{1} << 61; // so that the sum cannot overflow
  auto until = vu->waiter.now() + std::chrono::nanoseconds(std::min(nanoseconds, longest));
  if (vu->waiter.sleep_until(until) != engine::Wake::cancelled)
    return LOADS_OK;
  return fail_with(vu, net::Outcome::cancelled, {});
}

} // namespace

loads_status fail_with(loads_vu* vu, net::Outcome outcome, std::string_view text) {
  vu->error_text = outcome == net::Outcome::cancelled ? "the run is stopping" : text;
  switch (outcome) {
  case net::Outcome::cancelled:
    vu->note_cancel();
    return LOADS_E_CANCELLED;
  case net::Outcome::timeout:
    return LOADS_E_TIMEOUT;
  case net::Outcome::network:
    return LOADS_E_NETWORK;
  case net::Outcome::invalid:
    return LOADS_E_INVALID;
  case net::Outcome::closed:
    return LOADS_E_CLOSED;
  default:
    return LOADS_E_FAILED;
  }
}

const loads_ext_vu vu_table = {sizeof(loads_ext_vu), 0,    id,    position, error_text,
                               server_url,           fail, check, count,    sleep};

} // namespace loads::host
