// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.hpp"

#include "core/base/calendar_time.hpp"
#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <deque>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <thread>

namespace loads::base {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_waiting = 10'000;
constexpr std::size_t longest_message = 16 << 10;
constexpr std::chrono::seconds last_wait(1);
constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

// Of text that has no control characters.
std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string make_line(const LogSettings& settings, LogLevel level, std::string_view message) {
  const std::string text = shortened(printable(message), longest_message);
  const std::string pid = std::to_string(::getpid());
  const std::string name(level_names[static_cast<std::size_t>(level)]);
  if (settings.format == LogFormat::json)
    return "{\"time\":\"" + calendar_time() + "\",\"program\":" + in_quotes(settings.program) +
           ",\"pid\":" + pid + ",\"level\":\"" + name + "\",\"message\":" + in_quotes(text) + "}\n";
  return calendar_time() + " " + settings.program + "[" + pid + "] " + name + ": " + text + "\n";
}

Result<UniqueFd> open_file(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640));
  if (!fd)
    return infrastructure_error("cannot write the log file " + printable(path) + ": " + std::strerror(errno));
  return fd;
}

} // namespace

struct Log::State {
  explicit State(LogSettings given) : settings(std::move(given)) {}

  const LogSettings settings;
  UniqueFd file; // of the thread; empty: stderr
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::string> waiting;
  std::uint64_t dropped = 0;
  bool reopening = false, ending = false;
  Clock::time_point last_moment = Clock::time_point::max();
  std::thread thread;

  void run();
  void open_again();
  void put(std::string_view line);
  bool wait_for_room(int fd);
};

void Log::State::run() {
  std::unique_lock guard(mutex);
  while (true) {
    changed.wait(guard, [this] { return !waiting.empty() || reopening || ending || dropped > 0; });
    if (ending && waiting.empty())
      return;
    if (std::exchange(reopening, false)) {
      guard.unlock();
      open_again();
      guard.lock();
    }
    std::deque<std::string> lines = std::exchange(waiting, {});
    if (const std::uint64_t lost = std::exchange(dropped, 0); lost > 0)
      lines.push_back(make_line(settings, LogLevel::warning,
                                counted(lost, "line") + " did not fit here and went missing"));
    guard.unlock();
    for (const std::string& line : lines)
      put(line);
    guard.lock();
  }
}

void Log::State::open_again() {
  if (settings.file.empty())
    return;
  Result<UniqueFd> fresh = open_file(settings.file);
  if (fresh)
    file = std::move(*fresh);
  else
    put(make_line(settings, LogLevel::error, fresh.error().text)); // into the file that is open
}

void Log::State::put(std::string_view line) {
  const int fd = file ? file.get() : STDERR_FILENO;
  while (!line.empty() && wait_for_room(fd)) {
    const ssize_t size = ::write(fd, line.data(), std::min<std::size_t>(line.size(), PIPE_BUF));
    if (size > 0)
      line.remove_prefix(static_cast<std::size_t>(size));
    else if (errno != EINTR && errno != EAGAIN)
      return; // the disk is full, or nobody reads: what comes later may find room
  }
}

bool Log::State::wait_for_room(int fd) {
  constexpr int interval_ms = 100;
  const auto is_over = [this] {
    const std::lock_guard guard(mutex);
    return Clock::now() >= last_moment;
  };
  pollfd entry{fd, POLLOUT, 0};
  while (true) {
    const bool last = is_over();
    if (::poll(&entry, 1, last ? 0 : interval_ms) > 0)
      return true;
    if (last)
      return false;
  }
}

Result<std::unique_ptr<Log>> Log::open(LogSettings settings) {
  auto state = std::make_unique<State>(std::move(settings));
  if (!state->settings.file.empty()) {
    Result<UniqueFd> file = open_file(state->settings.file);
    if (!file)
      return file.error();
    state->file = std::move(*file);
  }
  return std::unique_ptr<Log>(new Log(std::move(state)));
}

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->thread = std::thread([each = state_.get()] { each->run(); });
}

Log::~Log() {
  {
    const std::lock_guard guard(state_->mutex);
    state_->ending = true;
    state_->last_moment = Clock::now() + last_wait;
  }
  state_->changed.notify_one();
  state_->thread.join();
}

bool Log::is_debugging() const {
  return state_->settings.debug;
}

void Log::write(LogLevel level, std::string_view message) {
  if (level == LogLevel::debug && !is_debugging())
    return;
  std::string line = make_line(state_->settings, level, message);
  {
    const std::lock_guard guard(state_->mutex);
    if (state_->waiting.size() >= most_waiting)
      ++state_->dropped;
    else
      state_->waiting.push_back(std::move(line));
  }
  state_->changed.notify_one();
}

void Log::reopen() {
  {
    const std::lock_guard guard(state_->mutex);
    state_->reopening = true;
  }
  state_->changed.notify_one();
}

} // namespace loads::base
