// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace loads::detail {

// One option of a select element.
struct FormChoice {
  std::string value;
  std::string label; // what a person sees
  bool selected = false;
  bool disabled = false;
};

// What a form may send under a name.
struct FormControl {
  enum class Kind { text, checkbox, radio, select, file, button };
  Kind kind = Kind::text;
  std::string name;
  std::string value;
  bool checked = false;
  bool disabled = false;
  bool multiple = false;
  bool image = false;                 // a button that sends where it was clicked
  std::vector<FormChoice> choices;    // of a select
  std::string action, method;         // of a button: instead of the form's, unless empty
  std::string filename, content_type; // of a file that was chosen
};

struct FormParts {
  std::string id, name, action, method, encoding;
  std::vector<FormControl> controls;
};

struct Link {
  std::string text;
  std::string target;
};

// What a page lets a person do.
struct PageParts {
  std::string base; // what its links are relative to, if it says so
  std::vector<FormParts> forms;
  std::vector<Link> links;
};

} // namespace loads::detail
