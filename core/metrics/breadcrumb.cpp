// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/breadcrumb.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace loads::metrics {

void Breadcrumb::host_call(HostCall call, std::string_view text) {
  const std::size_t size = std::min(text.size(), host_call_bytes);
  for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, std::min(sizeof word, size - at));
    text_[at / sizeof word].set(word);
  }
  text_size_.set(size);
  call_.set(static_cast<std::uint64_t>(call));
  beat();
}

void Breadcrumb::note_crash(int signal, std::uint64_t address, bool stack_overflow, std::uint64_t user) {
  culprit_.set(user);
  address_.set(address);
  stack_overflow_.set(stack_overflow);
  signal_.publish(static_cast<std::uint64_t>(signal));
}

void Breadcrumb::note_exit(int code, std::uint64_t user) {
  culprit_.set(user);
  exit_code_.set(static_cast<std::uint32_t>(code));
  exited_.publish(1);
}

Breadcrumb::View Breadcrumb::read() const {
  View view;
  view.test = static_cast<std::uint32_t>(test_.get() - 1);
  view.user = user_.get();
  const std::uint64_t call = call_.get();
  view.call = static_cast<HostCall>(call < host_call_count ? call : 0);
  std::array<char, host_call_bytes> text;
  for (std::size_t i = 0; i < text_words; ++i) {
    const std::uint64_t word = text_[i].get();
    std::memcpy(text.data() + i * sizeof word, &word, sizeof word);
  }
  view.call_text.assign(text.data(), std::min<std::uint64_t>(text_size_.get(), text.size()));
  view.in_user_code = in_user_code();
  view.heartbeat = heartbeat();
  view.signal = static_cast<int>(signal_.get_published());
  view.address = address_.get();
  view.stack_overflow = stack_overflow_.get() != 0;
  view.exited = exited_.get_published() != 0;
  view.exit_code = static_cast<int>(exit_code_.get());
  if (const std::uint64_t culprit = culprit_.get()) {
    view.user = culprit;
    view.call = HostCall::none; // that may be another user's
  }
  return view;
}

std::string_view host_call_name(HostCall call) {
  constexpr std::array<std::string_view, host_call_count> names{
      "none", "http", "sleep", "fail", "check", "count", "log", "web_socket", "create", "destroy"};
  const auto index = static_cast<std::uint64_t>(call);
  return names[index < host_call_count ? index : 0];
}

} // namespace loads::metrics
