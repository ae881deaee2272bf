// SPDX-License-Identifier: Apache-2.0
#include "core/module/finder.hpp"

#include <algorithm>
#include <filesystem>

namespace loads::module {
namespace fs = std::filesystem;

namespace {

// What a module called `stem` ("a/b/example") may be called on disk, most wanted first.
std::vector<fs::path> file_names(const fs::path& folder, const std::string& stem) {
  fs::path path = folder / stem;
  fs::path parent = path.parent_path();
  std::string name = path.filename().string();
  return {parent / (name + ".so"), parent / ("lib" + name + ".so"), parent / (name + ".cpp")};
}

} // namespace

base::Result<FoundTest> find_test(const std::string& qualified_name,
                                  const std::vector<std::string>& folders) {
  auto names = model::parse_test_name(qualified_name);
  if (!names)
    return names.error();

  std::vector<std::string> places;
  for (const std::string& folder : folders)
    for (const model::TestName& name : *names)
      for (const fs::path& file : file_names(folder == "." ? "" : folder, name.module_path)) {
        std::error_code ignored;
        if (fs::exists(file, ignored))
          return FoundTest{file.string(), file.extension() == ".cpp", name};
        std::string place = file.string();
        if (std::find(places.begin(), places.end(), place) == places.end())
          places.push_back(place);
      }

  std::string text = "no module for '" + qualified_name + "': looked for ";
  for (std::size_t i = 0; i < places.size(); ++i)
    text += (i ? ", " : "") + places[i];
  return base::infrastructure_error(text + "; use --module-path DIR or LOADS_MODULE_PATH for other folders");
}

bool names_a_file(const std::string& name) {
  return name.ends_with(".cpp") || name.ends_with(".so");
}

std::string arguments_for(const std::string& file, const std::string& test) {
  fs::path path = fs::path(file).lexically_normal();
  std::string stem = path.stem().string();
  if (path.extension() == ".so" && stem.starts_with("lib"))
    stem.erase(0, 3);
  std::string folder = path.parent_path().string();
  if (folder.find('.') != std::string::npos || folder.starts_with('/'))
    return stem + "." + test + " --module-path " + folder;
  std::replace(folder.begin(), folder.end(), '/', '.');
  return (folder.empty() ? "" : folder + ".") + stem + "." + test;
}

} // namespace loads::module
