// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace loads::outputs {

// The file that an output writes, buffered. Pipes and devices are written as they are, and "-" is stdout.
// What fails throws std::runtime_error with a sentence for people; afterwards every further call does.
class OutputFile {
public:
  // When a regular file appears under its name. At once: a file that was there is emptied by the first
  // flush(). When complete: until then it is called "NAME.partial" (with a number if there is one already),
  // and a file that was there stays as it was.
  enum class Appears { at_once, when_complete };

  // Makes the file, so that a name that does not work is known at once.
  OutputFile(std::string path, Appears appears);
  // Removes what was not completed, unless it is a file that appears at once.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view text);
  // Writes out the buffer.
  void flush();
  // In regular files only.
  void overwrite(std::uint64_t offset, std::string_view text);
  // Everything is written: the file gets its name.
  void complete();

  std::uint64_t size() const { return written_ + buffer_.size(); }
  bool is_regular() const { return regular_; }
  const std::string& path() const { return path_; }

private:
  void open_partial(mode_t mode);
  void write_all(std::string_view text, const std::uint64_t* offset);
  void close();
  [[noreturn]] void fail(int error);
  void check() const;

  std::string path_;
  std::string partial_; // empty if it has its name
  std::string failure_;
  std::string buffer_;
  std::uint64_t written_ = 0;
  int fd_ = -1;
  bool regular_ = true;
};

} // namespace loads::outputs
