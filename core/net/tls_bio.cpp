// SPDX-License-Identifier: Apache-2.0
#include "core/net/tls_bio.hpp"

#include "core/net/context.hpp"
#include "core/net/tls_stream.hpp"

#include <algorithm>
#include <cstring>

namespace loads::net {

BIO* TlsBio::make(TlsStream& stream) {
  BIO* const bio = BIO_new(method());
  if (bio)
    BIO_set_data(bio, &stream);
  return bio;
}

const BIO_METHOD* TlsBio::method() {
  static const BIO_METHOD* const made = [] {
    BIO_METHOD* const m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "loads stream");
    BIO_meth_set_create(m, create);
    BIO_meth_set_read_ex(m, read);
    BIO_meth_set_write_ex(m, write);
    BIO_meth_set_ctrl(m, control);
    return m;
  }();
  return made;
}

int TlsBio::create(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

int TlsBio::read(BIO* bio, char* data, std::size_t size, std::size_t* done) {
  auto& stream = *static_cast<TlsStream*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  *done = 0;
  if (stream.window_.empty()) {
    const auto buffer = stream.thread_.cipher_buffer();
    const IoResult result = stream.socket_.try_read(buffer.data(), buffer.size());
    switch (result.status) {
    case IoStatus::ok:
      stream.window_ = {buffer.data(), result.bytes};
      break;
    case IoStatus::want_read:
      stream.drained_ = true;
      BIO_set_retry_read(bio);
      return 0;
    case IoStatus::end:
      stream.ended_ = true;
      return 0;
    default:
      stream.socket_error_ = result.error;
      return 0;
    }
  }
  *done = std::min(size, stream.window_.size());
  std::memcpy(data, stream.window_.data(), *done);
  stream.window_.remove_prefix(*done);
  return 1;
}

int TlsBio::write(BIO* bio, const char* data, std::size_t size, std::size_t* done) {
  auto& stream = *static_cast<TlsStream*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  *done = 0;
  const iovec part{const_cast<char*>(data), size};
  const IoResult result = stream.socket_.try_write(&part, 1);
  if (result) {
    *done = result.bytes;
    return 1;
  }
  if (result.status == IoStatus::want_write)
    BIO_set_retry_write(bio);
  else
    stream.socket_error_ = result.error;
  return 0;
}

long TlsBio::control(BIO* bio, int command, long, void*) {
  switch (command) {
  case BIO_CTRL_FLUSH:
    return 1; // nothing is held back
  case BIO_CTRL_EOF:
    return static_cast<TlsStream*>(BIO_get_data(bio))->ended_;
  default:
    return 0;
  }
}

} // namespace loads::net
