// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <string_view>
#include <vector>

namespace loads::net {

struct TlsOptions;

// The settings and trusted certificates of all TLS connections of the process. Thread-safe.
class TlsContext {
public:
  static base::Result<std::unique_ptr<TlsContext>> make(const TlsOptions& options);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  SSL_CTX* native_handle() const { return context_; }

private:
  explicit TlsContext(SSL_CTX* context) : context_(context) {}
  SSL_CTX* context_;
};

// The newest session of each origin, so that a next connection of the thread needs no full handshake.
class TlsSessionCache {
public:
  TlsSessionCache() = default;
  TlsSessionCache(const TlsSessionCache&) = delete;
  TlsSessionCache& operator=(const TlsSessionCache&) = delete;
  ~TlsSessionCache();

  SSL_SESSION* find(std::string_view origin, bool insecure) const; // null: none
  void put(std::string_view origin, bool insecure, SSL_SESSION* owned);
  void forget(std::string_view origin, bool insecure);

private:
  struct Entry {
    std::string origin;
    bool insecure;
    SSL_SESSION* session;
  };
  std::vector<Entry> entries_;
};

// What OpenSSL says about the last error of this thread, in a few words.
std::string openssl_problem();

} // namespace loads::net
