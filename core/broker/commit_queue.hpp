// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/broker/actions.hpp"

#include <optional>
#include <vector>

namespace loads::broker {

// Gathers what is to be stored into transactions, one under way at a time, and holds back what must not be
// said before it is true: an action that is held goes out when all operations added before it are stored.
class CommitQueue {
public:
  // A batch waits a little for others to share its sync of the disk; all else goes at once.
  void add(store::Operation operation, base::TimePoint now);
  void hold(Action action);

  // The transaction that is to be committed now, if any.
  std::optional<store::Transaction> take_due(base::TimePoint now);
  base::TimePoint next_deadline() const;

  // The transaction is stored: actions that may go out now.
  std::vector<Action> committed();
  // It is not, and nothing after it either: actions that would not be true.
  std::vector<Action> failed();
  // Actions that wait for nothing.
  std::vector<Action> take_free();

private:
  struct Group {
    store::Transaction transaction;
    std::vector<Action> held;
  };

  Group gathering_, under_way_;
  bool is_under_way_ = false;
  bool urgent_ = false;
  base::TimePoint first_ = base::never, last_ = base::never; // operation that is gathered
};

} // namespace loads::broker
