// SPDX-License-Identifier: Apache-2.0
#include "core/broker/commit_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace loads::broker {
namespace {

constexpr base::Duration oldest = std::chrono::milliseconds(20);
constexpr base::Duration idle = std::chrono::milliseconds(5);
constexpr std::size_t most_operations = 200;

} // namespace

void CommitQueue::add(store::Operation operation, base::TimePoint now) {
  urgent_ = urgent_ || !std::holds_alternative<store::Append>(operation);
  if (gathering_.transaction.empty())
    first_ = now;
  last_ = now;
  gathering_.transaction.push_back(std::move(operation));
}

void CommitQueue::hold(Action action) {
  // What is said about the transaction under way need not wait for the next one.
  Group& group = gathering_.transaction.empty() && is_under_way_ ? under_way_ : gathering_;
  group.held.push_back(std::move(action));
}

std::optional<store::Transaction> CommitQueue::take_due(base::TimePoint now) {
  if (is_under_way_ || gathering_.transaction.empty() || now < next_deadline())
    return std::nullopt;
  is_under_way_ = true;
  under_way_ = std::exchange(gathering_, {});
  urgent_ = false;
  return std::exchange(under_way_.transaction, {});
}

base::TimePoint CommitQueue::next_deadline() const {
  if (is_under_way_ || gathering_.transaction.empty())
    return base::never;
  if (urgent_ || gathering_.transaction.size() >= most_operations)
    return first_;
  return std::min(first_ + oldest, last_ + idle);
}

std::vector<Action> CommitQueue::committed() {
  is_under_way_ = false;
  return std::exchange(under_way_.held, {});
}

std::vector<Action> CommitQueue::failed() {
  std::vector<Action> lost = committed();
  std::move(gathering_.held.begin(), gathering_.held.end(), std::back_inserter(lost));
  gathering_ = {};
  urgent_ = false;
  return lost;
}

std::vector<Action> CommitQueue::take_free() {
  if (is_under_way_ || !gathering_.transaction.empty())
    return {};
  return std::exchange(gathering_.held, {});
}

} // namespace loads::broker
