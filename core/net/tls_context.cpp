// SPDX-License-Identifier: Apache-2.0
#include "core/net/tls_context.hpp"

#include "core/net/context.hpp"
#include "core/net/tls_stream.hpp"

#include <algorithm>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace loads::net {
namespace {

constexpr std::size_t most_sessions = 64; // origins of one thread

// Instead of OpenSSL's own, which would ask on the terminal.
int no_password(char*, int, int, void*) {
  return 0;
}

int keep_session(SSL* ssl, SSL_SESSION* session) {
  auto* stream = static_cast<TlsStream*>(SSL_get_app_data(ssl));
  if (!stream)
    return 0;
  stream->keep_session(session);
  return 1; // it is ours now
}

base::Error tls_error(const std::string& what, const std::string& file) {
  return base::usage_error("TLS: cannot use the " + what + " " + file + ": " + openssl_problem());
}

} // namespace

std::string openssl_problem() {
  const unsigned long code = ERR_peek_last_error();
  if (ERR_SYSTEM_ERROR(code))
    return std::string(std::generic_category().message(ERR_GET_REASON(code)));
  const char* const text = ERR_reason_error_string(code);
  return text ? text : "unknown error";
}

base::Result<std::unique_ptr<TlsContext>> TlsContext::make(const TlsOptions& options) {
  ERR_clear_error();
  SSL_CTX* const native = SSL_CTX_new(TLS_client_method());
  if (!native)
    return base::infrastructure_error("TLS: OpenSSL does not start: " + openssl_problem());
  std::unique_ptr<TlsContext> context(new TlsContext(native));

  SSL_CTX_set_mode(native, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                               SSL_MODE_RELEASE_BUFFERS);
  // Many servers close without saying so in TLS; lengths and chunks tell whether an answer is whole.
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(native, keep_session);
  SSL_CTX_set_default_passwd_cb(native, no_password);
  constexpr unsigned char protocols[] = "\x08http/1.1";
  SSL_CTX_set_alpn_protos(native, protocols, sizeof protocols - 1);

  SSL_CTX_set_verify(native, options.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  if (!options.ca_file.empty()) {
    if (SSL_CTX_load_verify_file(native, options.ca_file.c_str()) != 1)
      return tls_error("CA file", options.ca_file);
  } else if (!options.insecure) {
    SSL_CTX_set_default_verify_paths(native);
  }
  if (!options.client_cert.empty()) {
    const std::string& key = options.client_key.empty() ? options.client_cert : options.client_key;
    if (SSL_CTX_use_certificate_chain_file(native, options.client_cert.c_str()) != 1)
      return tls_error("client certificate", options.client_cert);
    if (SSL_CTX_use_PrivateKey_file(native, key.c_str(), SSL_FILETYPE_PEM) != 1)
      return tls_error("client key", key);
    if (SSL_CTX_check_private_key(native) != 1)
      return tls_error("client key", key);
  } else if (!options.client_key.empty()) {
    return base::usage_error("TLS: the client key " + options.client_key +
                             " needs a client certificate beside it");
  }
  return context;
}

TlsContext::~TlsContext() {
  SSL_CTX_free(context_);
}

TlsSessionCache::~TlsSessionCache() {
  for (Entry& entry : entries_)
    SSL_SESSION_free(entry.session);
}

SSL_SESSION* TlsSessionCache::find(std::string_view origin, bool insecure) const {
  for (const Entry& entry : entries_)
    if (entry.insecure == insecure && entry.origin == origin)
      return SSL_SESSION_is_resumable(entry.session) ? entry.session : nullptr;
  return nullptr;
}

void TlsSessionCache::put(std::string_view origin, bool insecure, SSL_SESSION* owned) {
  for (Entry& entry : entries_)
    if (entry.insecure == insecure && entry.origin == origin) {
      SSL_SESSION_free(std::exchange(entry.session, owned));
      return;
    }
  if (entries_.size() >= most_sessions) {
    SSL_SESSION_free(entries_.front().session);
    entries_.erase(entries_.begin());
  }
  entries_.push_back({std::string(origin), insecure, owned});
}

void TlsSessionCache::forget(std::string_view origin, bool insecure) {
  std::erase_if(entries_, [&](const Entry& entry) {
    const bool found = entry.insecure == insecure && entry.origin == origin;
    if (found)
      SSL_SESSION_free(entry.session);
    return found;
  });
}

} // namespace loads::net
