// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/engine/poller.hpp"

#include <array>
#include <memory>
#include <sys/epoll.h>
#include <vector>

namespace loads::engine {

// epoll, edge-triggered: one epoll_ctl for the life of a descriptor, none per request and none to detach (the
// kernel forgets a descriptor when it is closed). An event for a descriptor that was detached meanwhile is
// recognised by its generation and dropped.
class EpollPoller final : public Poller {
public:
  static base::Result<std::unique_ptr<Poller>> make();

  bool attach(IoHandle& handle) override;
  void detach(IoHandle& handle) override;
  Waited wait(base::Duration timeout) override;
  void wake() override;

private:
  static constexpr std::size_t block_size = 256;
  using Block = std::array<Watch, block_size>;

  EpollPoller(base::UniqueFd epoll, base::UniqueFd wake);
  int wait_for_events(base::Duration timeout);
  bool note(const epoll_event& event);
  Watch& watch(std::uint32_t slot) { return (*blocks_[slot / block_size])[slot % block_size]; }
  Watch& new_watch();

  base::UniqueFd epoll_;
  base::UniqueFd wake_;
  bool has_pwait2_ = true;
  std::vector<std::unique_ptr<Block>> blocks_; // watches stay where they are and are never freed
  std::vector<std::uint32_t> free_;
  std::array<epoll_event, 512> events_;
};

} // namespace loads::engine
