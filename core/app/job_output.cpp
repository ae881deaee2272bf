// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_output.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace loads::app {
namespace {

constexpr std::size_t most_bytes = 1 << 20; // of a run
constexpr std::size_t longest_line = 4096;

} // namespace

base::Result<std::unique_ptr<JobOutput>> JobOutput::make(const job::Order& order) {
  auto log = base::Log::open({.program = "loads-job",
                              .file = order.log_file,
                              .format = order.logs_json ? base::LogFormat::json : base::LogFormat::text});
  if (!log)
    return log.error();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return base::infrastructure_error(std::string("cannot make a pipe: ") + std::strerror(errno));
  return std::unique_ptr<JobOutput>(new JobOutput(base::UniqueFd(ends[0]), base::UniqueFd(ends[1]),
                                                  std::move(*log), order.stream.run.text()));
}

JobOutput::JobOutput(base::UniqueFd reading, base::UniqueFd writing, std::unique_ptr<base::Log> log,
                     std::string run)
    : reading_(std::move(reading)), writing_(std::move(writing)), log_(std::move(log)), run_(std::move(run)),
      thread_([this] { pass_on(); }) {}

JobOutput::~JobOutput() {
  writing_.reset();
  thread_.join();
}

void JobOutput::pass_on() {
  std::string line;
  std::size_t passed = 0;
  const auto say = [&] {
    const bool had_room = passed < most_bytes;
    passed += line.size() + 1;
    if (passed < most_bytes)
      log_->info("run " + run_ + " prints: " + line);
    else if (had_room)
      log_->warning("run " + run_ + " prints more than 1 MiB; the rest is left out");
    line.clear();
  };
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(reading_.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    for (const char each : std::string_view(buffer, static_cast<std::size_t>(got))) {
      if (each != '\n')
        line += each;
      if (each == '\n' || line.size() >= longest_line)
        say();
    }
  }
  if (!line.empty())
    say();
}

} // namespace loads::app
