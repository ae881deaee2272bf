// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

namespace loads::engine {

// Something that the loop can run next. Lives in at most one queue and must stay alive while it is in it.
class Task {
public:
  virtual ~Task() = default;
  virtual void run() = 0;

  // Called when the task is about to run after another one: a good time to have memory fetched.
  virtual void prefetch() const {}

private:
  friend class TaskQueue;
  Task* next_ = nullptr;
};

// First in, first out.
class TaskQueue {
public:
  void push(Task& task) {
    task.next_ = nullptr;
    (last_ != nullptr ? last_->next_ : first_) = &task;
    last_ = &task;
    ++size_;
  }
  Task& pop() {
    Task& task = *first_;
    first_ = std::exchange(task.next_, nullptr);
    if (first_ == nullptr)
      last_ = nullptr;
    --size_;
    return task;
  }
  const Task* next() const { return first_; } // null: none
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

private:
  Task* first_ = nullptr;
  Task* last_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace loads::engine
