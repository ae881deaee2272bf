// SPDX-License-Identifier: Apache-2.0
// What a program and its helper, loads-observer, say to each other: JSON on stdin, never on a command line;
// lines on stdout.
#pragma once

#include "core/wire/fields.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loads::observer {

struct OptionDescription {
  std::string name, help;
  std::optional<std::string> default_value;
  std::uint32_t type = 0, flags = 0; // loads_option_type, LOADS_OPTION_...

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "");
    visit("help", self.help, "");
    visit("default", self.default_value, "");
    visit("type", self.type, "");
    visit("flags", self.flags, "");
  }
};

// An observer as its plugin describes itself.
struct Description {
  std::string name, help, file, abi;
  std::vector<OptionDescription> options;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "");
    visit("help", self.help, "");
    visit("file", self.file, "");
    visit("abi", self.abi, "");
    visit("options", self.options, "");
  }
};

struct TaskSetting {
  std::string name, value;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "");
    visit("value", self.value, "");
  }
};

// What the helper is to do: to describe the plugin in the file or, if there is a run, to tell its observer of
// that.
struct Task {
  std::string file;
  std::string run;      // hexadecimal; empty: describe
  std::string endpoint; // the broker's, which the helper may use
  std::vector<TaskSetting> settings;
  std::string frontend = {}; // the broker's, which others use; empty: the same
  bool insecure = false;     // without keys there

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("file", self.file, "");
    visit("run", self.run, "");
    visit("endpoint", self.endpoint, "");
    visit("settings", self.settings, "");
    visit("frontend", self.frontend, "");
    visit("insecure", self.insecure, "");
  }
};

// The first word of each line that the helper writes. What follows: of `says` a sentence for the log; of `is`
// a Description; of `fails` why the plugin cannot be loaded; of `did` one of the words for a
// module::Delivery.
inline constexpr std::string_view says = "says ", is = "is ", fails = "fails ", did = "did ";
inline constexpr std::string_view delivery_words[] = {"done", "failed", "refused"};

} // namespace loads::observer
