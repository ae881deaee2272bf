// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/observer.h>
#include <loads/detail/sink.hpp>
#include <loads/totals.hpp>

#include <stdexcept>

namespace loads {

// How a run went.
enum class Verdict : loads_verdict {
  open = LOADS_VERDICT_OPEN,
  passed = LOADS_VERDICT_PASSED,
  failed = LOADS_VERDICT_FAILED,
  incomplete = LOADS_VERDICT_INCOMPLETE,
  invalid = LOADS_VERDICT_INVALID
};

// For notify(): it cannot be passed on, and trying again is of no use. After other exceptions it is told
// again later.
class Undeliverable : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// Something that happened to a run. Texts may hold anything, also line ends. Valid for the call. New kinds
// may come: pass over what you do not know.
class Notice {
public:
  enum Kind : loads_notice_kind {
    started = LOADS_NOTICE_STARTED,
    trouble = LOADS_NOTICE_TROUBLE,
    ended = LOADS_NOTICE_ENDED
  };

  explicit Notice(const loads_notice& raw) : raw_(&raw) {}

  Kind kind() const { return static_cast<Kind>(raw_->kind); }
  std::string_view text() const { return view(raw_->text); } // one line for people
  const Run* run() const { return raw_->run; }               // may be null
  const Totals* totals() const { return raw_->totals; }      // may be null
  Verdict verdict() const { return static_cast<Verdict>(raw_->verdict); }
  std::string_view command() const { return view(raw_->command); }        // that shows the run, for people
  Items<loads_gap> gaps() const { return {raw_->gaps, raw_->gap_count}; } // what is missing of it

private:
  const loads_notice* raw_;
};

// Passes on, at a few points of a run, what happened; may take seconds. Each notice has a new process with a
// new object. An exception is logged and never fails the run. Constructed with `const loads::Settings&` if
// the class wants that.
class Observer {
public:
  Observer() = default;
  virtual ~Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;

  virtual void notify(const Notice& notice) = 0;
};

} // namespace loads

#pragma GCC visibility push(hidden)
namespace loads::detail {

// As sink_call, but for what is of no use to try again.
template <class Code>
loads_status observer_call(Code&& code) noexcept {
  bool is_final = false;
  const loads_status status = sink_call([&] {
    try {
      code();
    } catch (const Undeliverable& error) {
      is_final = true;
      throw std::runtime_error(error.what()); // is logged without its type
    }
  });
  return is_final ? LOADS_E_INVALID : status;
}

// The functions behind "loads.observer/1".
template <class Class>
struct ObserverTable {
  static_assert(std::is_convertible_v<Class*, Observer*>,
                "an observer derives publicly from loads::Observer");

  static loads_status create(const loads_host*, const loads_setting* settings, std::size_t count,
                             void** self) noexcept {
    return observer_call([&] { *self = new_sink<Observer, Class>(settings, count); });
  }
  static loads_status notify(void* self, const loads_notice* notice) noexcept {
    return observer_call([&] { static_cast<Observer*>(self)->notify(Notice(*notice)); });
  }

  static constexpr loads_observer table(const char* name, const char* help, const loads_option* options,
                                        std::size_t count) {
    return {sizeof(loads_observer), 0, name, help, options, count, create, notify, drop_sink<Observer>};
  }
};

} // namespace loads::detail
#pragma GCC visibility pop

// LOADS_OBSERVER(IrcObserver, "irc", "Tells an IRC channel", loads::text_option("server", "its address"),
// ...); after a class, at namespace scope. A module has at most one observer.
#define LOADS_OBSERVER(Class, name, help, ...)                                                               \
  LOADS_DETAIL_ONE(loads_a_module_has_at_most_one_observer)                                                  \
  LOADS_DETAIL_SINK(LOADS_DETAIL_JOIN(LoadsObserver, __COUNTER__), ObserverTable, Class,                     \
                    LOADS_KIND_OBSERVER, loads_observer, name, help __VA_OPT__(, ) __VA_ARGS__)
