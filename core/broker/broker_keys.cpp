// SPDX-License-Identifier: Apache-2.0
// What a key allows beyond its roles, which wire::dispatch() has checked already. A sender without a key is
// the owner.
#include "core/broker/broker.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace loads::broker {
namespace {

// Agents with one key are called a17, a17/2, a17/3. No name of a key has a slash.
std::string key_name_of(const std::string& agent) {
  return agent.substr(0, agent.find('/'));
}

std::string slot_name(const std::string& key, std::uint32_t number) {
  return number == 1 ? key : key + "/" + std::to_string(number);
}

} // namespace

bool Broker::may_see(const Sender& sender, const wire::RunId& run) const {
  if (!sender.key || sender.has(security::Role::observe) || sender.has(security::Role::admin))
    return true;
  const auto found = runs_.find(run);
  return found != runs_.end() && sender.has(security::Role::submit) &&
         found->second.report.owner == sender.key->name;
}

bool Broker::may_stop(const Run& run) const {
  return !sender_.key || sender_.has(security::Role::admin) || run.report.owner == sender_.key->name;
}

bool Broker::is_of_sender(const Stream& stream) const {
  return !sender_.key || key_name_of(stream.report.agent) == sender_.key->name;
}

bool Broker::is_for_sender(const wire::Digest& file) const {
  if (!sender_.key)
    return true;
  const auto has_part = [&](const auto& it) { return is_of_sender(it.second); };
  const auto is_it = [&](const wire::File& each) { return each.digest == file; };
  return std::any_of(runs_.begin(), runs_.end(), [&](const auto& it) {
    const wire::RunReport& report = it.second.report;
    return !it.second.is_closed() && std::any_of(report.files.begin(), report.files.end(), is_it) &&
           std::any_of(it.second.streams.begin(), it.second.streams.end(), has_part);
  });
}

wire::Hello Broker::named_by_key(const wire::Hello& hello) const {
  wire::Hello named = hello;
  if (!sender_.key)
    return named;
  named.name = sender_.key->name;
  std::string free;
  for (std::uint32_t number = 1; number <= sender_.key->max_agents; ++number) {
    const std::string name = slot_name(sender_.key->name, number);
    const auto known = agents_.all().find(name);
    const bool is_known = known != agents_.all().end();
    if (is_known && known->second.session == hello.session) {
      named.name = name;
      return named;
    }
    if (free.empty() && (!is_known || Agents::state_of(known->second, now_) != wire::AgentState::live))
      free = name;
  }
  if (!free.empty())
    named.name = free;
  return named; // else there are as many as its key allows, and one of them must have gone to make room
}

std::string Broker::find_excess(const wire::Submit& submit) const {
  if (!sender_.key)
    return {};
  const security::Quotas& quotas = sender_.key->quotas;
  std::uint32_t runs = 0;
  std::map<wire::Digest, std::uint64_t> sizes;
  for (const wire::File& file : submit.files)
    sizes[file.digest] = file.size;
  for (const auto& [id, run] : runs_)
    if (run.report.owner == sender_.key->name) {
      runs += !run.is_closed();
      for (const wire::File& file : run.report.files)
        sizes.emplace(file.digest, file.size);
    }
  if (quotas.max_runs > 0 && runs >= quotas.max_runs)
    return "the key of " + sender_.key->name + " may have " + base::counted(quotas.max_runs, "run") +
           " at a time, and has " + std::to_string(runs) + "; wait for one to end, or stop one";
  std::uint64_t bytes = 0;
  for (const auto& [digest, size] : sizes)
    bytes += size;
  if (bytes > quotas.max_upload)
    return "the key of " + sender_.key->name + " may keep " + std::to_string(quotas.max_upload >> 10) +
           " KiB of files at the broker, and with this run it would be " + std::to_string(bytes >> 10) +
           " KiB; take fewer files along, or ask for a larger max_upload";
  return {};
}

} // namespace loads::broker
