// SPDX-License-Identifier: Apache-2.0
#include "core/observer/catalogue.hpp"

#include "core/module/observer_plugin.hpp"
#include "core/observer/helper.hpp"

#include <algorithm>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace loads::observer {
namespace {

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

void add(Catalogue& catalogue, const std::string& file) {
  if (base::Status status = check_safe(file); !status) {
    catalogue.failures.push_back(status.error().text);
    return;
  }
  auto description = describe(file);
  if (!description) {
    catalogue.failures.push_back(description.error().text);
    return;
  }
  const auto same = [&](const auto& each) { return each->description().name == description->name; };
  if (!is_name(description->name))
    catalogue.failures.push_back("cannot use " + file +
                                 ": the name of its observer is not made of letters, digits, _ and -");
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

base::Status check_safe(const std::string& file) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::canonical(file, error);
  if (error)
    return base::infrastructure_error("cannot load " + file + ": " + error.message());
  for (bool is_file = true;; is_file = false) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
      return base::infrastructure_error("cannot load " + file + ": " + path.string() +
                                        " cannot be looked at");
    const bool is_sticky = !is_file && (status.st_mode & S_ISVTX);
    const bool others_write =
        (status.st_mode & S_IWOTH) ||
        ((status.st_mode & S_IWGRP) && status.st_gid != ::getegid() && status.st_gid != 0);
    if ((status.st_uid != 0 && status.st_uid != ::geteuid()) || (others_write && !is_sticky))
      return base::infrastructure_error("cannot load " + file + ": others can write to " + path.string() +
                                        "; an observer gets passwords, so put it where only you or root can");
    if (path == path.root_path())
      return base::Nothing{};
    path = path.parent_path();
  }
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
