// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/cell.hpp"
#include "core/metrics/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace loads::metrics {

// What test code asked of the host last.
enum class HostCall : std::uint64_t {
  none,
  http,
  sleep,
  fail,
  check,
  count,
  log,
  web_socket,
  create,
  destroy
};
inline constexpr std::uint64_t host_call_count = 10;

// Where an engine thread is, for who looks from outside or after its death. Written by that thread, also from
// a signal handler: all functions that write are async-signal-safe and cost a few stores.
class Breadcrumb {
public:
  // Test code of that user goes on (or begins).
  void enter(std::uint32_t test, std::uint64_t user) {
    test_.set(test + std::uint64_t{1});
    user_.set(user);
    in_user_code_.set(1);
    beat();
  }
  // The engine has the thread again.
  void leave() {
    in_user_code_.set(0);
    beat();
  }
  void beat() { heartbeat_.add(1); }
  // `text` says on what ("GET http://host/"); cut at host_call_bytes.
  void host_call(HostCall call, std::string_view text = {});

  // `user` is known where each has a thread: many of them share this breadcrumb then, and go on meanwhile.
  void note_crash(int signal, std::uint64_t address, bool stack_overflow, std::uint64_t user = 0);
  void note_exit(int code, std::uint64_t user = 0); // test code called exit()

  // What readers see. Text may be torn if the thread goes on meanwhile.
  struct View {
    std::uint32_t test = any_test; // none yet
    std::uint64_t user = 0;
    HostCall call = HostCall::none;
    std::string call_text;
    bool in_user_code = false;
    std::uint64_t heartbeat = 0;
    int signal = 0; // 0: no crash
    std::uint64_t address = 0;
    bool stack_overflow = false;
    bool exited = false;
    int exit_code = 0;
  };
  View read() const;
  // Moves as long as the thread gets around; together these tell whether one user holds it up.
  std::uint64_t heartbeat() const { return heartbeat_.get(); }
  bool in_user_code() const { return in_user_code_.get() != 0; }

private:
  static constexpr std::size_t text_words = host_call_bytes / sizeof(std::uint64_t);

  Cell heartbeat_, in_user_code_, test_, user_, call_, text_size_;
  std::array<Cell, text_words> text_;
  Cell signal_, address_, stack_overflow_, exited_, exit_code_, culprit_;
};

// "http", "sleep", for messages.
std::string_view host_call_name(HostCall call);

} // namespace loads::metrics
