// SPDX-License-Identifier: Apache-2.0
#include "core/files/include_pattern.hpp"

#include <algorithm>
#include <fnmatch.h>
#include <map>

namespace loads::files {
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

bool is_inside(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

bool has_wildcards(const std::string& name) {
  return name.find_first_of("*?[") != std::string::npos;
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_link(const fs::path& path) {
  std::error_code ignored;
  return fs::is_symlink(path, ignored);
}

// The paths below `folder` that fit the names from `at` on.
void expand(const fs::path& folder, const Names& names, std::size_t at, std::vector<fs::path>& found) {
  if (at == names.size()) {
    found.push_back(folder);
    return;
  }
  if (names[at] == "**") {
    expand(folder, names, at + 1, found);
    for (const fs::path& entry : entries_of(folder))
      if (is_folder(entry) && !is_link(entry) && entry.filename().string()[0] != '.')
        expand(entry, names, at, found);
  } else if (has_wildcards(names[at])) {
    for (const fs::path& entry : entries_of(folder))
      if (::fnmatch(names[at].c_str(), entry.filename().c_str(), FNM_PERIOD) == 0)
        expand(entry, names, at + 1, found);
  } else if (std::error_code error;
             fs::symlink_status(folder / names[at], error).type() != fs::file_type::not_found) {
    expand(folder / names[at], names, at + 1, found);
  }
}

// Collects what patterns find.
class Collector {
public:
  Collector(const fs::path& root, const fs::path& except)
      : root_(fs::weakly_canonical(root)), except_(except.empty() ? except : fs::weakly_canonical(except)) {}

  base::Status add_pattern(const std::string& pattern) {
    pattern_ = pattern;
    fs::path path = fs::path(pattern).lexically_normal();
    if (path.is_absolute())
      path = path.lexically_relative(root_);
    if (pattern.empty() || path.empty() || *path.begin() == "..")
      return refuse("it leads out of " + root_.string() + "; name what is below the current folder");
    Names names;
    for (const fs::path& part : path)
      if (!part.empty() && part != ".")
        names.push_back(part.string());
    std::vector<fs::path> found;
    expand(root_, names, 0, found);
    if (found.empty())
      return refuse(std::any_of(names.begin(), names.end(), has_wildcards) ? "nothing fits it"
                                                                           : "there is no such file");
    for (const fs::path& each : found)
      if (auto status = add(each, each.lexically_relative(root_)); !status)
        return status;
    return base::Nothing{};
  }

  std::vector<IncludedPath> take() const {
    std::vector<IncludedPath> paths;
    for (const auto& [relative, path] : found_)
      paths.push_back(path);
    return paths;
  }

private:
  base::Error refuse(const std::string& why) const {
    return base::usage_error("--include-file " + pattern_ + ": " + why);
  }

  // `relative` is its name, which for a link is not where it is.
  base::Status add(const fs::path& path, const fs::path& relative) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error)
      return refuse(relative.string() + " cannot be read: " + error.message());
    if (!is_inside(real, root_))
      return refuse(relative.string() + " leads out of " + root_.string() + ", to " + real.string());
    if (!except_.empty() && real == except_)
      return base::Nothing{};
    const bool folder = is_folder(real);
    if (!folder && !fs::is_regular_file(real, error))
      return refuse(relative.string() + " is neither a file nor a folder");
    add_parents(relative);
    if (relative != ".")
      found_[relative] = {real, relative, folder};
    return folder ? add_all_in(path, relative, real) : base::Status(base::Nothing{});
  }

  void add_parents(const fs::path& relative) {
    fs::path parent;
    for (const fs::path& part : relative.parent_path()) {
      parent /= part;
      found_.try_emplace(parent, IncludedPath{root_ / parent, parent, true});
    }
  }

  base::Status add_all_in(const fs::path& path, const fs::path& relative, const fs::path& real) {
    if (std::find(open_.begin(), open_.end(), real) != open_.end())
      return refuse(relative.string() + " is a link to a folder that it is in itself");
    open_.push_back(real);
    for (const fs::path& entry : entries_of(path))
      if (auto status = add(entry, (relative / entry.filename()).lexically_normal()); !status)
        return status;
    open_.pop_back();
    return base::Nothing{};
  }

  const fs::path root_, except_;
  std::string pattern_;
  std::vector<fs::path> open_; // folders on the way to where we are, for links that lead back
  std::map<fs::path, IncludedPath> found_;
};

} // namespace

base::Result<std::vector<IncludedPath>> find_included(const std::vector<std::string>& patterns,
                                                      const fs::path& root, const fs::path& except) {
  Collector collector(root, except);
  for (const std::string& pattern : patterns)
    if (auto status = collector.add_pattern(pattern); !status)
      return status.error();
  return collector.take();
}

} // namespace loads::files
