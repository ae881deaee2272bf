// SPDX-License-Identifier: Apache-2.0
#include "core/agent/state_folder.hpp"

#include "core/base/private_folder.hpp"
#include "core/base/sha256.hpp"
#include "core/base/text.hpp"

#include <charconv>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace loads::agent {
namespace {

namespace fs = std::filesystem;

constexpr int most_agents = 1000; // that choose a folder by themselves
constexpr std::size_t run_digits = 32, prefix_digits = 16;
constexpr std::uint64_t least_memory = 256 << 20;
constexpr std::chrono::hours kept_slabs{24 * 30};

std::string slab_folder() {
  return "/dev/shm/loads-" + std::to_string(::geteuid());
}

bool has_spools(const std::string& path) {
  std::error_code ignored;
  return fs::directory_iterator(path + "/spool", ignored) != fs::directory_iterator();
}

} // namespace

bool is_written(const std::string& slab_file) {
  base::UniqueFd file(::open(slab_file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  return file && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0;
}

std::string name_of(const wire::StreamId& stream) {
  return stream.run.text() + "-" + std::to_string(stream.stream);
}

std::optional<wire::StreamId> stream_of(std::string_view name) {
  const auto run = wire::RunId::parse(name.substr(0, run_digits));
  if (!run || name.size() <= run_digits || name[run_digits] != '-')
    return std::nullopt;
  std::uint64_t number = 0;
  const char* begin = name.data() + run_digits + 1;
  if (std::from_chars(begin, name.data() + name.size(), number).ptr == begin)
    return std::nullopt;
  return wire::StreamId{*run, number};
}

base::Result<StateFolder> StateFolder::fill(const std::string& path, base::LockFile lock) {
  std::error_code ignored;
  const std::string whole = fs::weakly_canonical(path, ignored).string();
  const std::string hash = wire::Digest{base::sha256_of(whole)}.text().substr(0, prefix_digits);
  StateFolder folder(path, std::move(lock), hash + "-");
  for (const std::string& part : {folder.files(), folder.spools(), folder.aside()})
    if (auto status = base::make_private_folder(part); !status)
      return status.error();
  return folder;
}

base::Result<StateFolder> StateFolder::open(const std::string& path) {
  if (auto status = base::make_private_folder(path); !status)
    return status.error();
  auto lock = base::LockFile::acquire(path + "/lock");
  if (!lock)
    return lock.error();
  if (!*lock)
    return base::infrastructure_error(
        "the agent with pid " + std::to_string(base::LockFile::holder(path + "/lock")) + " uses the folder " +
        base::printable(path) + "; each agent needs one of its own, see --state");
  return fill(path, std::move(**lock));
}

base::Result<StateFolder> StateFolder::choose(const std::string& above) {
  if (auto status = base::make_private_folder(above); !status)
    return status.error();
  for (const bool only_with_spools : {true, false})
    for (int number = 1; number <= most_agents; ++number) {
      const std::string path = above + "/" + std::to_string(number);
      if (only_with_spools && !has_spools(path))
        continue;
      if (auto status = base::make_private_folder(path); !status)
        return status.error();
      auto lock = base::LockFile::acquire(path + "/lock");
      if (!lock)
        return lock.error();
      if (*lock)
        return fill(path, std::move(**lock));
    }
  return base::infrastructure_error("all " + std::to_string(most_agents) + " folders in " + above +
                                    " are in use by agents; name another with --state");
}

std::string StateFolder::spool(const wire::StreamId& stream) const {
  return spools() + "/" + name_of(stream);
}

std::string StateFolder::slab(const wire::StreamId& stream) const {
  return slab_folder() + "/" + slab_prefix_ + name_of(stream);
}

void StateFolder::remove_old_slabs() {
  const auto oldest = fs::file_time_type::clock::now() - kept_slabs;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(slab_folder(), failed)) {
    const bool is_old = entry.last_write_time(failed) < oldest && !failed;
    if (is_old && !is_written(entry.path().string()))
      fs::remove(entry.path(), failed);
  }
}

std::string StateFolder::slab_problem() {
  const std::string folder = slab_folder();
  if (const auto status = base::make_private_folder(folder); !status)
    return status.error().text;
  struct statvfs space {};
  const bool fits = ::statvfs(folder.c_str(), &space) == 0 &&
                    static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize >= least_memory;
  return fits ? "" : "/dev/shm has less than 256 MiB of room";
}

std::vector<wire::StreamId> StateFolder::slabs() const {
  std::vector<wire::StreamId> streams;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(slab_folder(), ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(slab_prefix_))
      continue;
    if (const auto stream = stream_of(std::string_view(name).substr(slab_prefix_.size())))
      streams.push_back(*stream);
  }
  return streams;
}

} // namespace loads::agent
