// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace loads::runner {

// "Do you want to (s)top the test or (d)etach ?" on the terminal, without waiting for the answer.
class LeaveQuestion {
public:
  enum class Answer { none, stop, detach };

  // Whether there is somebody to ask.
  static bool can_be_asked();

  void ask();
  bool is_asked() const { return is_asked_; }
  // Readable when an answer may have come; -1 if nothing is asked.
  int fd() const;
  // What has come; asks again after what is no answer. The end of the input means detach.
  Answer take();
  void withdraw();

private:
  bool is_asked_ = false;
  std::string typed_;
};

} // namespace loads::runner
