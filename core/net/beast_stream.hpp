// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/io_result.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/system/system_error.hpp>
#include <sys/uio.h>

namespace loads::net {

// Shows a ParkingSocket, TlsStream or Connection to Beast as a synchronous stream (SyncReadStream and
// SyncWriteStream). Internal to core/net: nothing else sees Boost.
template <class Stream>
class BeastStream {
public:
  explicit BeastStream(Stream& stream) : stream_(stream) {}

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, boost::beast::error_code& error) {
    error = {};
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers); ++it)
      if (const boost::asio::mutable_buffer buffer(*it); buffer.size() > 0)
        return finish(stream_.read_some(buffer.data(), buffer.size()), error);
    return 0;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    boost::beast::error_code error;
    const std::size_t done = read_some(buffers, error);
    if (error)
      throw boost::system::system_error(error);
    return done;
  }

  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, boost::beast::error_code& error) {
    error = {};
    std::array<iovec, 16> parts;
    std::size_t count = 0;
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers) && count < parts.size(); ++it)
      if (const boost::asio::const_buffer buffer(*it); buffer.size() > 0)
        parts[count++] = {const_cast<void*>(buffer.data()), buffer.size()};
    return count == 0 ? 0 : finish(stream_.write_some(parts.data(), static_cast<int>(count)), error);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    boost::beast::error_code error;
    const std::size_t done = write_some(buffers, error);
    if (error)
      throw boost::system::system_error(error);
    return done;
  }

private:
  static std::size_t finish(const IoResult& result, boost::beast::error_code& error) {
    switch (result.status) {
    case IoStatus::ok:
      break;
    case IoStatus::end:
      error = boost::asio::error::eof;
      break;
    case IoStatus::timeout:
      error = boost::beast::error::timeout;
      break;
    case IoStatus::cancelled:
      error = boost::asio::error::operation_aborted;
      break;
    default:
      error.assign(result.error, boost::system::system_category());
    }
    return result.bytes;
  }

  Stream& stream_;
};

} // namespace loads::net
