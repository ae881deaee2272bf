// SPDX-License-Identifier: Apache-2.0
#include "core/broker/followers.hpp"

namespace loads::broker {
namespace {

constexpr base::Duration forget_after = std::chrono::seconds(10);

} // namespace

void Followers::hear(const Peer& peer, const wire::Message& message, base::TimePoint now) {
  if (message.type == wire::Submit::info.number || message.type == wire::Attach::info.number)
    heard_[message.stream.run][peer] = now;
}

std::vector<Peer> Followers::of(const wire::RunId& run) const {
  std::vector<Peer> peers;
  if (const auto found = heard_.find(run); found != heard_.end())
    for (const auto& [peer, when] : found->second)
      peers.push_back(peer);
  return peers;
}

void Followers::forget(const wire::RunId& run, const Peer& peer) {
  if (const auto found = heard_.find(run); found != heard_.end())
    found->second.erase(peer);
}

void Followers::tidy(base::TimePoint now) {
  for (auto& [run, peers] : heard_)
    std::erase_if(peers, [&](const auto& it) { return now - it.second >= forget_after; });
  std::erase_if(heard_, [](const auto& it) { return it.second.empty(); });
}

} // namespace loads::broker
