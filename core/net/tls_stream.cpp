// SPDX-License-Identifier: Apache-2.0
#include "core/net/tls_stream.hpp"

#include "core/net/context.hpp"
#include "core/net/tls_bio.hpp"
#include "core/net/tls_context.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace loads::net {
namespace {

// SSL_get_error() is misled by errors that others left behind. There are hardly ever any, and clearing is
// slow.
void forget_errors() {
  if (ERR_peek_error() != 0)
    ERR_clear_error();
}

} // namespace

TlsStream::TlsStream(ThreadContext& thread, ParkingSocket& socket, std::string_view origin, bool insecure)
    : thread_(thread), socket_(socket), origin_(origin), insecure_(insecure) {}

TlsStream::~TlsStream() {
  if (!ssl_)
    return;
  if (connected_ && !ended_ && socket_error_ == 0 && problem_.empty()) {
    forget_errors();
    SSL_shutdown(ssl_);
  }
  // Else OpenSSL takes the session for a broken one and nobody can resume it.
  if (connected_)
    SSL_set_shutdown(ssl_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_set_app_data(ssl_, nullptr);
  SSL_free(ssl_);
}

bool TlsStream::handshake(const Url& url, base::TimePoint deadline, Failure& failure) {
  const auto context = thread_.process().tls();
  if (!context) {
    failure = {Outcome::network, "TLS: bad settings", context.error().text};
    return false;
  }
  forget_errors();
  ssl_ = SSL_new((*context)->native_handle());
  BIO* const bio = ssl_ ? TlsBio::make(*this) : nullptr;
  if (!bio) {
    failure = {Outcome::network, "TLS: out of memory", "TLS: OpenSSL has no memory for a connection"};
    return false;
  }
  SSL_set_bio(ssl_, bio, bio);
  SSL_set_app_data(ssl_, this);
  SSL_set_connect_state(ssl_);
  const std::string host(url.host());
  if (numeric_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl_, host.c_str());
    SSL_set1_host(ssl_, host.c_str());
  }
  insecure_ = insecure_ || thread_.process().options().tls.insecure;
  if (insecure_)
    SSL_set_verify(ssl_, SSL_VERIFY_NONE, nullptr);
  if (SSL_SESSION* const session = thread_.tls_sessions().find(origin_, insecure_))
    SSL_set_session(ssl_, session);

  for (;;) {
    forget_errors();
    drained_ = false;
    const int returned = SSL_do_handshake(ssl_);
    keep_unread();
    if (returned == 1)
      break;
    IoResult result = translate(returned);
    if (result.status == IoStatus::want_read && !drained_)
      continue;
    if (result.status == IoStatus::want_read || result.status == IoStatus::want_write)
      result = socket_.wait(result.status, deadline);
    if (!result) {
      thread_.tls_sessions().forget(origin_, insecure_);
      failure = describe(url, result);
      return false;
    }
  }
  connected_ = true;
  return true;
}

// The window lies in a buffer that others use while this user is parked.
void TlsStream::keep_unread() {
  if (window_.empty()) {
    if (unread_.capacity() > 0)
      unread_.release_memory();
    return;
  }
  if (window_.data() >= unread_.data() && window_.data() < unread_.data() + unread_.size())
    return;
  unread_.clear();
  unread_.append(window_);
  window_ = unread_.view();
}

IoResult TlsStream::translate(int returned) {
  switch (SSL_get_error(ssl_, returned)) {
  case SSL_ERROR_WANT_READ:
    return {IoStatus::want_read};
  case SSL_ERROR_WANT_WRITE:
    return {IoStatus::want_write};
  case SSL_ERROR_ZERO_RETURN:
    ended_ = true;
    return {IoStatus::end};
  case SSL_ERROR_SYSCALL:
    if (socket_error_ == 0)
      return {IoStatus::end};
    return {IoStatus::failed, socket_error_};
  default:
    problem_ = openssl_problem();
    return {IoStatus::failed, EPROTO};
  }
}

IoResult TlsStream::try_read(void* data, std::size_t size) {
  const IoResult result = read_loop(static_cast<char*>(data), size);
  keep_unread();
  if (std::exchange(took_ticket_, false))
    SSL_free_buffers(ssl_); // OpenSSL makes a write buffer to read a ticket, and keeps it
  return result;
}

// As much as fits of what one recv() brings.
IoResult TlsStream::read_loop(char* data, std::size_t size) {
  std::size_t filled = 0;
  drained_ = false;
  for (;;) {
    forget_errors();
    const int returned =
        SSL_read(ssl_, data + filled, static_cast<int>(std::min<std::size_t>(size - filled, INT_MAX)));
    if (returned > 0) {
      filled += static_cast<std::size_t>(returned);
      if (filled == size || (window_.empty() && SSL_pending(ssl_) == 0))
        return {IoStatus::ok, 0, filled};
      continue;
    }
    const IoResult result = translate(returned);
    if (filled > 0 && (result.status == IoStatus::want_read || result.status == IoStatus::want_write))
      return {IoStatus::ok, 0, filled};
    if (filled > 0) // the end or the error comes again with the next read
      return {IoStatus::ok, 0, filled};
    if (result.status != IoStatus::want_read || drained_)
      return result;
  }
}

IoResult TlsStream::try_write(const iovec* parts, int count) {
  wait_before_read_ = true;
  std::size_t written = 0;
  for (int i = 0; i < count; ++i) {
    const auto* data = static_cast<const char*>(parts[i].iov_base);
    for (std::size_t left = parts[i].iov_len; left > 0;) {
      forget_errors();
      const int returned = SSL_write(ssl_, data, static_cast<int>(std::min<std::size_t>(left, INT_MAX)));
      if (returned <= 0) {
        const IoResult result = translate(returned);
        return written > 0 ? IoResult{IoStatus::ok, 0, written} : result;
      }
      written += static_cast<std::size_t>(returned);
      data += returned;
      left -= static_cast<std::size_t>(returned);
    }
  }
  return {IoStatus::ok, 0, written};
}

IoResult TlsStream::read_some(void* data, std::size_t size) {
  if (std::exchange(wait_before_read_, false) && window_.empty() && SSL_pending(ssl_) == 0)
    if (const IoResult woken = socket_.wait(IoStatus::want_read, socket_.deadline()); !woken)
      return woken;
  for (;;) {
    const IoResult result = try_read(data, size);
    if (result.status != IoStatus::want_read && result.status != IoStatus::want_write)
      return result;
    if (const IoResult woken = socket_.wait(result.status, socket_.deadline()); !woken)
      return woken;
  }
}

IoResult TlsStream::write_some(const iovec* parts, int count) {
  for (;;) {
    const IoResult result = try_write(parts, count);
    if (result.status != IoStatus::want_read && result.status != IoStatus::want_write)
      return result;
    if (const IoResult woken = socket_.wait(result.status, socket_.deadline()); !woken)
      return woken;
  }
}

void TlsStream::keep_session(SSL_SESSION* owned) {
  took_ticket_ = true;
  thread_.tls_sessions().put(origin_, insecure_, owned);
}

Failure TlsStream::describe(const Url& url, IoResult result) {
  if (result.status == IoStatus::timeout)
    return {Outcome::timeout, "connect timeout", "TLS: the handshake did not end within the connect timeout"};
  if (result.status == IoStatus::cancelled)
    return {Outcome::cancelled, "cancelled", "the run is stopping"};
  const std::string host(url.host());
  if (const long verdict = SSL_get_verify_result(ssl_); verdict != X509_V_OK && !insecure_) {
    const std::string text = X509_verify_cert_error_string(verdict);
    const std::string advice = "; use --ca-file FILE or --insecure";
    switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {Outcome::network, "TLS: certificate is for another host",
              "TLS: certificate of " + host + " is for another host: " + text +
                  "; use its name, or --insecure"};
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {Outcome::network, "TLS: certificate expired",
              "TLS: certificate of " + host + " has expired; renew it, or use --insecure"};
    default:
      return {Outcome::network, "TLS: certificate not trusted",
              "TLS: certificate of " + host + " not trusted: " + text + advice};
    }
  }
  if (result.status == IoStatus::end || result.error == ECONNRESET || result.error == EPIPE)
    return {Outcome::network, "TLS: closed in the handshake",
            "TLS: " + host + " closed the connection in the handshake; does it speak TLS on this port?"};
  if (result.error != EPROTO)
    return {Outcome::network, std::string(short_reason(result.error)), long_reason(result.error)};
  std::string advice;
  if (problem_ == "wrong version number" || problem_ == "packet length too long" ||
      problem_ == "http request")
    advice = "; does the server speak TLS on this port?";
  return {Outcome::network, "TLS: handshake failed",
          "TLS: handshake with " + host + " failed: " + problem_ + advice};
}

} // namespace loads::net
