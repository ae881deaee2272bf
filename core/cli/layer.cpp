// SPDX-License-Identifier: Apache-2.0
#include "core/cli/layer.hpp"

namespace loads::cli {

void Values::add(Layer layer, std::vector<std::string>& problems) {
  for (const auto& [name, given] : layer) {
    const Option* option = table_.find(name);
    if (option->excludes.empty())
      continue;
    auto other = layer.find(option->excludes);
    if (other == layer.end())
      layer_.erase(option->excludes);
    else if (name > option->excludes) // told once
      problems.push_back(given.source.label + " and " + other->second.source.label + " exclude each other");
  }
  for (auto& [name, given] : layer) {
    auto old = layer_.find(name);
    if (old != layer_.end() && table_.find(name)->is_search_path)
      given.texts.insert(given.texts.end(), old->second.texts.begin(), old->second.texts.end());
    layer_[name] = std::move(given);
  }
}

const Given* Values::find(const std::string& name) const {
  auto found = layer_.find(name);
  return found == layer_.end() ? nullptr : &found->second;
}

Given Values::get(const std::string& name) const {
  if (const Given* given = find(name))
    return *given;
  Given given{{}, {Source::Kind::by_default, "--" + name, "default"}};
  if (const Option* option = table_.find(name); option && !option->default_value.empty())
    given.texts.push_back(option->default_value);
  return given;
}

} // namespace loads::cli
