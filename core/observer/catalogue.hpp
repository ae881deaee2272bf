// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/observer/task.hpp"

#include <loads/abi/option.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace loads::observer {

// An observer that can be started, known by what its plugin said in a process of its own: the program that
// knows it has not loaded it.
class Known {
public:
  explicit Known(Description description);
  Known(const Known&) = delete;
  Known& operator=(const Known&) = delete;

  const Description& description() const { return description_; }
  std::span<const loads_option> options() const { return options_; }

private:
  const Description description_;
  std::vector<loads_option> options_; // points into it
};

struct Catalogue {
  std::vector<std::shared_ptr<const Known>> known; // by name
  std::vector<std::string> failures;               // why others cannot be used: sentences
};

// The observers in the folders' observers/ and in these files. Of two with one name, the first is taken:
// files before folders.
Catalogue find_observers(const std::vector<std::string>& files, const std::vector<std::string>& folders);

} // namespace loads::observer
