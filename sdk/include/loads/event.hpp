// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/event.h>
#include <loads/detail/strings.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace loads {

// One thing that happened in a run, as an output sees it; valid for the call. What all events have is a
// function here; what only some have is behind hit(), test_end() ..., null for events of another type. New
// types may come: pass over what you do not know.
class Event {
public:
  enum Type : loads_event_type {
    run_started = LOADS_EVENT_RUN_STARTED,
    run_ended = LOADS_EVENT_RUN_ENDED,
    test_started = LOADS_EVENT_TEST_STARTED,
    test_ended = LOADS_EVENT_TEST_ENDED,
    failed = LOADS_EVENT_FAILURE,
    hit_ended = LOADS_EVENT_HIT,
    counted = LOADS_EVENT_COUNTER,
    measured = LOADS_EVENT_METRIC,
    checked = LOADS_EVENT_CHECK,
    socket_opened = LOADS_EVENT_SOCKET_OPENED,
    socket_message = LOADS_EVENT_SOCKET_MESSAGE,
    socket_closed = LOADS_EVENT_SOCKET_CLOSED
  };

  explicit constexpr Event(const loads_event& raw) : raw_(&raw) {}

  constexpr Type type() const { return static_cast<Type>(raw_->type); }
  constexpr std::uint64_t at_ns() const { return raw_->at_ns; } // since 1970, UTC; of what lasts, its end
  constexpr std::string_view agent() const { return detail::from_abi(raw_->agent); } // empty: a local run
  constexpr std::string_view test() const { return detail::from_abi(raw_->test); }   // "TestWebSite.test_es"
  constexpr const loads_event& raw() const { return *raw_; } // with the user's place in the plan

  constexpr const loads_event_test* test_end() const { return is(test_ended) ? raw_->as.test : nullptr; }
  constexpr const loads_event_failure* failure() const { return is(failed) ? raw_->as.failure : nullptr; }
  constexpr const loads_event_hit* hit() const { return is(hit_ended) ? raw_->as.hit : nullptr; }
  constexpr const loads_event_counter* counter() const { return is(counted) ? raw_->as.counter : nullptr; }
  constexpr const loads_event_metric* metric() const { return is(measured) ? raw_->as.metric : nullptr; }
  constexpr const loads_event_check* check() const { return is(checked) ? raw_->as.check : nullptr; }
  constexpr const loads_event_socket* socket() const {
    return is(socket_opened) || is(socket_message) || is(socket_closed) ? raw_->as.socket : nullptr;
  }

private:
  constexpr bool is(Type type) const { return raw_->type == type; }

  const loads_event* raw_;
};

// A batch of events, for a range-based for. Those of one user are in order.
class Events {
public:
  class Iterator {
  public:
    explicit constexpr Iterator(const loads_event* const* at) : at_(at) {}
    constexpr Event operator*() const { return Event(**at_); }
    constexpr Iterator& operator++() {
      ++at_;
      return *this;
    }
    constexpr bool operator!=(const Iterator& other) const { return at_ != other.at_; }

  private:
    const loads_event* const* at_;
  };

  constexpr Events(const loads_event* const* first, std::size_t count) : first_(first), count_(count) {}
  constexpr Iterator begin() const { return Iterator(first_); }
  constexpr Iterator end() const { return Iterator(first_ + count_); }
  constexpr std::size_t size() const { return count_; }

private:
  const loads_event* const* first_;
  std::size_t count_;
};

} // namespace loads
