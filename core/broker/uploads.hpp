// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/broker/actions.hpp"
#include "core/wire/download.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace loads::broker {

// Files that are there, and files on their way from a runner.
class Uploads {
public:
  explicit Uploads(std::map<wire::Digest, std::uint64_t> there) : there_(std::move(there)) {} // sizes

  bool has(const wire::Digest& digest) const { return there_.contains(digest); }
  // A file that is there is looked at again: until checked() says that it is right, it counts as not there,
  // and nobody is asked for it. False if it is not there.
  bool look_again(const wire::Digest& digest);
  // Agents of other runs may go on reading it meanwhile: they check what they get.
  bool is_readable(const wire::Digest& digest) const { return has(digest) || looked_at_.contains(digest); }
  void checked(const wire::Digest& digest, bool is_right);
  // Wants the file, from that runner; it may be a second one that has the same. One of another key takes the
  // place of the first only when nothing has come from that for five seconds.
  void want(const wire::File& file, const Peer& from, const std::string& key, base::TimePoint now);
  // Whether that is the runner from whom the file is wanted.
  bool is_from(const wire::Digest& digest, const Peer& peer) const;
  // The write that a chunk leads to, if it is the next.
  std::optional<WriteFile> take(const wire::Digest& digest, std::uint64_t offset, std::string_view bytes,
                                base::TimePoint now);
  // The file is complete and right, or has to be fetched anew.
  void stored(const wire::Digest& digest);
  void failed(const wire::Digest& digest);
  // Those that are there, or on their way, and not needed are gone.
  std::vector<wire::Digest> take_unneeded(const std::set<wire::Digest>& needed);
  // What all of them take, once they have come.
  std::uint64_t bytes() const;
  // Questions that are to be asked now.
  std::vector<Send> next(base::TimePoint now);
  base::TimePoint next_deadline() const;
  // When something of the file last came; never if it is not on its way.
  base::TimePoint last_news(const wire::Digest& digest) const;

private:
  struct Upload {
    wire::Download download;
    Peer from;
    std::string key; // of whom
    base::TimePoint since{};
  };
  std::map<wire::Digest, std::uint64_t> there_, looked_at_; // sizes
  std::map<wire::Digest, Upload> coming_;
};

} // namespace loads::broker
