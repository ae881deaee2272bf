// SPDX-License-Identifier: Apache-2.0
#include "core/runner/run_limits.hpp"

#include "core/metrics/slab.hpp"
#include "core/model/targets.hpp"
#include "core/runner/worker_session.hpp"

#include <algorithm>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LOADS_RESERVES_ADDRESSES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LOADS_RESERVES_ADDRESSES 1
#endif
#endif
#ifndef LOADS_RESERVES_ADDRESSES
#define LOADS_RESERVES_ADDRESSES 0
#endif

namespace loads::runner {
namespace {

constexpr std::uint64_t mebibyte = 1 << 20, gibibyte = 1 << 30;
constexpr std::uint64_t thread_stack = 8 * mebibyte;
constexpr std::uint64_t arena = 128 * mebibyte;    // that the C library reserves for a thread's allocations
constexpr std::uint64_t event_lane = 8 * mebibyte; // and more than that
constexpr std::uint64_t page = 4096;
constexpr std::uint64_t helpers = 64;    // threads beside the users' own, those that a suite starts included
constexpr std::uint64_t own_threads = 8; // of them those that Loads starts: resolvers and the like
constexpr std::uint64_t fewest_tasks = 4096;
// Without a user of its own its agent and all else of that user counts, too.
constexpr std::uint64_t tasks_of_all = 32'768;
constexpr std::uint64_t fewest_files = 65'536, files_of_user = 8;

std::uint64_t memory_of_the_machine() {
  return static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES))) * page;
}

std::uint64_t thread_limit(const model::Plan& plan) {
  const std::uint64_t users = model::most_users(plan);
  return (plan.blocking ? users : thread_count(plan)) + helpers;
}

// What the run records into.
std::uint64_t shared_memory(const model::Plan& plan) {
  return metrics::Slab::size_of(thread_count(plan)) + thread_count(plan) * event_lane;
}

// The kernel takes a rule for each port: few are worth it, many are left to the worker's own check.
constexpr std::size_t most_ports = 1024;
constexpr std::uint16_t name_servers = 53; // answers that are too long for a datagram

// Those of the run's targets, if all of them have some; none: any.
std::optional<std::vector<std::uint16_t>> ports_of(const model::Plan& plan) {
  const auto targets = model::Targets::make(model::effective_limits(plan));
  const auto ranges = targets ? targets->ports() : std::nullopt;
  if (!ranges)
    return std::nullopt;
  std::vector<std::uint16_t> ports{name_servers};
  for (const model::PortRange& range : *ranges) {
    if (ports.size() + (range.last - range.first) > most_ports)
      return std::nullopt;
    for (unsigned port = range.first; port <= range.last; ++port)
      ports.push_back(static_cast<std::uint16_t>(port));
  }
  return ports;
}

} // namespace

sandbox::Limits run_limits(const model::Plan& plan, const RunPlace& place) {
  const std::uint64_t users = model::most_users(plan);
  const std::uint64_t threads = thread_limit(plan);
  sandbox::Limits limits;
  limits.writable = {place.folder};
  limits.readable = place.readable;
  if (!place.beside.empty())
    limits.readable.push_back(place.beside);
  limits.may_start_programs = place.starts_programs;
  limits.user = place.user;
  limits.file_size = place.disk;
  limits.tasks = place.user ? fewest_tasks + threads : tasks_of_all + threads;
  if (!place.starts_programs) { // those keep the limit that they would have without a sandbox
    limits.open_files = std::max(fewest_files, users * files_of_user);
    limits.tcp_ports = ports_of(plan);
  }
  if (LOADS_RESERVES_ADDRESSES)
    return limits;
  const std::uint64_t memory = place.memory ? place.memory : memory_of_the_machine() / 2;
  limits.memory = memory;
  if (!place.starts_programs) {
    limits.memory += 2 * users * (plan.stack_size + page) +
                     (thread_count(plan) + own_threads) * thread_stack; // stacks come in chunks
    limits.addresses = limits.memory + users * page +
                       std::min(threads, helpers + thread_count(plan)) * arena + shared_memory(plan) +
                       gibibyte;
  }
  return limits;
}

// Beside what counts for the limit of a process there are its files in memory and the buffers of its sockets.
sandbox::RunGroup::Most group_limits(const model::Plan& plan, const RunPlace& place) {
  sandbox::RunGroup::Most most;
  most.tasks = fewest_tasks + thread_limit(plan);
  if (place.starts_programs)
    most.memory = memory_of_the_machine() / 4 * 3;
  else if (const std::uint64_t own = run_limits(plan, place).memory; own > 0)
    most.memory = own + shared_memory(plan) + gibibyte;
  return most;
}

} // namespace loads::runner
