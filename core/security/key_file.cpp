// SPDX-License-Identifier: Apache-2.0
#include "core/security/key_file.hpp"

#include "core/base/private_folder.hpp"
#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"
#include "core/security/guarded_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace loads::security {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::string_view letters_of_names =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

base::Error mistake(const std::string& path, const std::string& why) {
  return base::usage_error("cannot read the key " + base::printable(path) + ": " + why +
                           "; loads-keygen makes keys");
}

// The value of a line "word=value"; empty if there is none, or more than one.
std::string_view find_value(std::string_view text, std::string_view word) {
  std::string_view found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() <= word.size() || !line.starts_with(word) || line[word.size()] != '=')
      continue;
    if (!found.empty())
      return {};
    found = line.substr(word.size() + 1);
  }
  return found;
}

// All or nothing: a file that is there is left as it is.
base::Status write_new_file(const std::string& path, std::string_view text, mode_t mode) {
  const auto failed = [&] {
    return base::infrastructure_error(
        "cannot write " + base::printable(path) + ": " +
        (errno == EEXIST ? "it is there already; keys are not overwritten" : std::strerror(errno)));
  };
  base::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd)
    return failed();
  const bool is_written = ::fchmod(fd.get(), mode) == 0 &&
                          ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                          ::fsync(fd.get()) == 0;
  if (is_written)
    return base::Nothing{};
  const base::Error error = failed();
  ::unlink(path.c_str());
  return error;
}

} // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && name[0] != '.' && name[0] != '-' &&
         name.find_first_not_of(letters_of_names) == std::string_view::npos;
}

base::Result<OwnKey> read_key_file(const std::string& path) {
  auto text = read_guarded_file(path, Guard::secret);
  if (!text)
    return text.error();
  const auto roles = parse_roles(find_value(*text, "role"));
  OwnKey key;
  key.name = find_value(*text, "name");
  key.pair.public_key = find_value(*text, "public");
  key.pair.secret_key = base::Secret(find_value(*text, "secret"));
  base::Secret::wipe(*text);
  if (!decode_key(key.pair.public_key) || !decode_key(key.pair.secret_key.reveal()))
    return mistake(path, "it has no lines public=... and secret=... with 40 letters each");
  if (!roles || !is_key_name(key.name))
    return mistake(path, "it has no lines role=... and name=... that make sense");
  key.roles = *roles;
  return key;
}

std::string public_line(const OwnKey& key) {
  return has_role(key.roles, Role::broker)
             ? "* " + key.pair.public_key + " name=" + key.name
             : key.pair.public_key + " role=" + format_roles(key.roles) + " name=" + key.name;
}

base::Result<KeyFiles> write_key_files(const OwnKey& key, const std::string& folder) {
  std::string text = "# A secret key of Loads. Whoever has this file is " + key.name +
                     " to the others: keep it where it is.\nrole=" + format_roles(key.roles) +
                     "\nname=" + key.name + "\npublic=" + key.pair.public_key + "\nsecret=";
  text.reserve(text.size() + key_letters + 1);
  text += key.pair.secret_key.reveal();
  text += '\n';
  return write_key_files(key.name, base::Secret::from(std::move(text)), public_line(key) + "\n", folder);
}

base::Result<KeyFiles> write_key_files(const std::string& name, const base::Secret& secret_text,
                                       std::string_view public_text, const std::string& folder) {
  if (base::Status made = base::make_private_folder(folder); !made)
    return made.error();
  const KeyFiles files{folder + "/" + name + ".key", folder + "/" + name + ".pub"};
  if (::access(files.public_path.c_str(), F_OK) == 0)
    return base::infrastructure_error("cannot write " + base::printable(files.public_path) +
                                      ": it is there already; keys are not overwritten");
  if (base::Status written = write_new_file(files.secret_path, secret_text.reveal(), 0600); !written)
    return written.error();
  if (base::Status status = write_new_file(files.public_path, public_text, 0644); !status) {
    ::unlink(files.secret_path.c_str());
    return status.error();
  }
  return files;
}

} // namespace loads::security
