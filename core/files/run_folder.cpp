// SPDX-License-Identifier: Apache-2.0
#include "core/files/run_folder.hpp"

#include "core/base/remove_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace loads::files {
namespace fs = std::filesystem;

namespace {

bool same_content(const fs::path& one, const fs::path& other) {
  std::error_code error;
  if (fs::file_size(one, error) != fs::file_size(other, error) || error)
    return false;
  std::ifstream a(one, std::ios::binary), b(other, std::ios::binary);
  return std::equal(std::istreambuf_iterator<char>(a), {}, std::istreambuf_iterator<char>(b));
}

fs::file_type type_of(const fs::path& path) {
  std::error_code ignored;
  return fs::symlink_status(path, ignored).type();
}

} // namespace

base::Result<RunFolder> RunFolder::open(const std::string& path, base::LastWill& will, Above above) {
  RunFolder folder(will);
  std::error_code error;
  folder.path_ = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error)
    return base::infrastructure_error("cannot make the folder " + path + ": " + error.message());
  std::vector<fs::path> missing;
  for (fs::path each = folder.path_; !fs::exists(each, error) && each.has_relative_path();
       each = each.parent_path())
    missing.push_back(each);
  for (auto each = missing.rbegin(); each != missing.rend(); ++each) {
    if (each->filename().empty())
      continue;
    if (auto status = folder.make_folder(*each); !status)
      return status.error();
    if (above == Above::passable && *each != folder.path_)
      fs::permissions(*each, fs::perms::group_exec | fs::perms::others_exec,
                      fs::perm_options::add | fs::perm_options::nofollow, error);
  }
  if (!fs::is_directory(folder.path_, error))
    return base::usage_error("--test-dir " + path + ": it is not a folder");
  return folder;
}

RunFolder::~RunFolder() {
  for (auto path = made_.rbegin(); path != made_.rend(); ++path)
    base::remove_without_links(path->string());
}

void RunFolder::made(const fs::path& path) {
  made_.push_back(path);
  will_->add_path(path.string());
}

base::Status RunFolder::make_folder(const fs::path& folder) {
  if (type_of(folder) == fs::file_type::directory)
    return base::Nothing{};
  std::error_code error;
  const bool is_new = fs::create_directory(folder, error);
  if (!is_new && type_of(folder) == fs::file_type::directory)
    return base::Nothing{}; // somebody else has just made it
  if (!is_new)
    return base::infrastructure_error("cannot make the folder " + folder.string() + ": " +
                                      (error ? error.message() : "something else has that name"));
  made(folder);
  return base::Nothing{};
}

base::Status RunFolder::copy(const IncludedPath& file) {
  const fs::path target = path_ / file.relative;
  const fs::file_type there = type_of(target);
  if (there == fs::file_type::regular && same_content(file.source, target))
    return base::Nothing{};
  if (there != fs::file_type::not_found)
    return base::infrastructure_error(
        "cannot bring " + file.relative.string() + " to " + path_.string() +
        ": another file of that name is there; remove it, or name another --test-dir");
  std::error_code error;
  if (!fs::copy_file(file.source, target, error))
    return base::infrastructure_error("cannot copy " + file.source.string() + " to " + target.string() +
                                      ": " + error.message());
  made(target);
  return base::Nothing{};
}

base::Status RunFolder::bring(const std::vector<IncludedPath>& included) {
  for (const IncludedPath& each : included)
    if (auto status = each.is_folder ? make_folder(path_ / each.relative) : copy(each); !status)
      return status;
  return base::Nothing{};
}

base::Status RunFolder::make_folders_above(const fs::path& relative) {
  fs::path folder = path_;
  for (const fs::path& part : relative.parent_path()) {
    folder /= part;
    if (auto status = make_folder(folder); !status)
      return status;
  }
  return base::Nothing{};
}

base::Status RunFolder::place(const fs::path& relative,
                              const std::function<base::Status(const fs::path& target)>& write) {
  if (auto status = make_folders_above(relative); !status)
    return status;
  const fs::path target = path_ / relative;
  if (type_of(target) != fs::file_type::not_found)
    return base::infrastructure_error(
        "cannot bring " + relative.string() + " to " + path_.string() +
        ": something of that name is there; remove it, or name another --test-dir");
  auto status = write(target);
  if (status)
    made(target);
  return status;
}

base::Result<PrivateFolder> PrivateFolder::make(base::LastWill& will) {
  const char* place = ::secure_getenv("TMPDIR");
  // The path of a socket that is made in it has room for about a hundred letters.
  std::string name =
      (place && *place == '/' && std::strlen(place) < 60 ? std::string(place) : "/tmp") + "/loads-XXXXXX";
  if (!::mkdtemp(name.data()))
    return base::infrastructure_error("cannot make a folder " + name + ": " + std::strerror(errno));
  will.add_tree(name);
  return PrivateFolder(name);
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty())
    fs::remove_all(path_, ignored);
}

} // namespace loads::files
