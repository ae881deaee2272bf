// SPDX-License-Identifier: Apache-2.0
#include "core/agent/spool_file.hpp"

#include "core/wire/payloads.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace loads::agent {
namespace {

// A record is a BATCH, as it goes over the wire: its header has all that is needed, and a checksum. The first
// one has the number 0 and no content; it names the stream.
base::Status write_all(int file, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return base::infrastructure_error(std::strerror(written < 0 ? errno : ENOSPC));
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return base::Nothing{};
}

// How many bytes were there.
std::size_t read_some(int file, char* to, std::size_t size, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::pread(file, to + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

} // namespace

base::Error SpoolFile::error(const char* what) const {
  return base::infrastructure_error(std::string("cannot ") + what + " the spool " + path_ + ": " +
                                    std::strerror(errno));
}

base::Result<std::unique_ptr<SpoolFile>>
SpoolFile::create(const std::string& path, const wire::StreamId& stream, std::uint64_t most_bytes) {
  std::unique_ptr<SpoolFile> spool(new SpoolFile(
      path, base::UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)), most_bytes));
  if (!spool->file_)
    return spool->error("create");
  if (base::Status status = spool->write_head(stream); !status) {
    ::unlink(path.c_str());
    return status.error();
  }
  return spool;
}

base::Result<std::unique_ptr<SpoolFile>> SpoolFile::recover(const std::string& path,
                                                            std::uint64_t most_bytes) {
  std::unique_ptr<SpoolFile> spool(
      new SpoolFile(path, base::UniqueFd(::open(path.c_str(), O_RDWR | O_CLOEXEC)), most_bytes));
  if (!spool->file_)
    return spool->error("open");
  if (base::Status status = spool->scan(); !status)
    return status.error();
  return spool;
}

base::Status SpoolFile::write_head(const wire::StreamId& stream) {
  stream_ = stream;
  const std::string head = wire::encode(wire::make_batch(stream, 0, 0, {}));
  if (base::Status status = write_all(file_.get(), head, 0); !status)
    return base::infrastructure_error("cannot write the spool " + path_ + ": " + status.error().text);
  if (::fdatasync(file_.get()) != 0)
    return error("write");
  size_ = head.size();
  return base::Nothing{};
}

base::Result<wire::Message> SpoolFile::read_at(std::uint64_t offset) const {
  std::string bytes(wire::header_size, '\0');
  if (read_some(file_.get(), bytes.data(), bytes.size(), offset) < bytes.size())
    return base::infrastructure_error("it ends in the middle");
  const std::uint32_t size = wire::payload_size(bytes);
  if (size > wire::Batch::info.most_bytes)
    return base::infrastructure_error("a size that cannot be");
  bytes.resize(wire::header_size + size);
  if (read_some(file_.get(), bytes.data() + wire::header_size, size, offset + wire::header_size) < size)
    return base::infrastructure_error("it ends in the middle");
  return wire::decode(bytes);
}

base::Status SpoolFile::scan() {
  base::Result<wire::Message> head = read_at(0);
  if (!head || head->type != wire::Batch::info.number || head->sequence != 0)
    return base::infrastructure_error("cannot read the spool " + path_ + ": it is none");
  stream_ = head->stream;
  size_ = wire::header_size;
  while (true) {
    base::Result<wire::Message> next = read_at(size_);
    if (!next || next->stream != stream_ || next->sequence <= last())
      break;
    offsets_[next->sequence] = size_;
    last_kind_ = next->flags;
    size_ += wire::header_size + next->payload.size();
  }
  const off_t end = ::lseek(file_.get(), 0, SEEK_END);
  if (end < 0)
    return error("read");
  cut_ = static_cast<std::uint64_t>(end) - size_;
  if (cut_ > 0 && (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0 || ::fdatasync(file_.get()) != 0))
    return error("repair");
  return base::Nothing{};
}

base::Status SpoolFile::append(std::uint64_t sequence, std::uint16_t kind, std::string_view bytes) {
  if (sequence <= last())
    return base::infrastructure_error("cannot write the spool " + path_ + ": batch " +
                                      std::to_string(sequence) + " comes after " + std::to_string(last()));
  const std::string record = wire::encode(wire::make_batch(stream_, sequence, kind, std::string(bytes)));
  if (size_ + record.size() > most_bytes_)
    return base::infrastructure_error("cannot write the spool " + path_ + ": it has reached its limit of " +
                                      std::to_string(most_bytes_) + " bytes");
  base::Status status = write_all(file_.get(), record, size_);
  if (status && ::fdatasync(file_.get()) != 0)
    status = base::infrastructure_error(std::strerror(errno));
  if (!status) {
    // If this fails, too, the checksum tells at the next start where the good part ends.
    [[maybe_unused]] const int ignored = ::ftruncate(file_.get(), static_cast<off_t>(size_));
    return base::infrastructure_error("cannot write the spool " + path_ + ": " + status.error().text);
  }
  offsets_[sequence] = size_;
  last_kind_ = kind;
  size_ += record.size();
  return base::Nothing{};
}

base::Result<wire::Message> SpoolFile::read(std::uint64_t sequence) const {
  const auto it = offsets_.find(sequence);
  if (it == offsets_.end())
    return base::infrastructure_error("the spool " + path_ + " has no batch " + std::to_string(sequence));
  base::Result<wire::Message> message = read_at(it->second);
  if (!message)
    return base::infrastructure_error("cannot read the spool " + path_ + ": " + message.error().text);
  return message;
}

} // namespace loads::agent
