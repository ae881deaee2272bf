// SPDX-License-Identifier: Apache-2.0
#include "core/observer/catalogue.hpp"

#include "core/module/observer_plugin.hpp"
#include "core/module/plugin_name.hpp"
#include "core/observer/helper.hpp"

#include <algorithm>
#include <filesystem>

namespace loads::observer {
namespace {

void add(Catalogue& catalogue, const std::string& file) {
  auto description = describe(file);
  if (!description) {
    catalogue.failures.push_back(description.error().text);
    return;
  }
  const auto same = [&](const auto& each) { return each->description().name == description->name; };
  if (!module::is_plugin_name(description->name))
    catalogue.failures.push_back("cannot use " + file +
                                 ": the name of its observer is not made of up to 32 of a-z, 0-9, _ and -");
  else if (std::none_of(catalogue.known.begin(), catalogue.known.end(), same))
    catalogue.known.push_back(std::make_shared<const Known>(std::move(*description)));
}

} // namespace

Known::Known(Description description) : description_(std::move(description)) {
  for (const OptionDescription& option : description_.options)
    options_.push_back({option.name.c_str(), option.help.c_str(),
                        option.default_value ? option.default_value->c_str() : nullptr,
                        static_cast<loads_option_type>(option.type), option.flags});
}

Catalogue find_observers(const std::vector<std::string>& files, const std::vector<std::string>& folders) {
  Catalogue catalogue;
  for (const std::string& file : files)
    add(catalogue, std::filesystem::absolute(file).string());
  for (const std::string& name : module::plugin_names(module::observer_kind, folders))
    if (auto file = module::find_plugin(module::observer_kind, name, folders))
      add(catalogue, *file);
  std::sort(catalogue.known.begin(), catalogue.known.end(), [](const auto& one, const auto& other) {
    return one->description().name < other->description().name;
  });
  return catalogue;
}

} // namespace loads::observer
