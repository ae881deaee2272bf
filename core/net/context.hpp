// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/model/targets.hpp"
#include "core/net/byte_buffer.hpp"
#include "core/net/resolver.hpp"
#include "core/net/url_cache.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace loads::net {

class ContentDecoder;
class HttpResponse;
class RateLimiter;
class TlsContext;
class TlsSessionCache;

struct TlsOptions {
  bool insecure = false;   // do not verify servers
  std::string ca_file;     // trust these instead of the system's
  std::string client_cert; // PEM, with its chain
  std::string client_key;  // PEM; empty: in the file of client_cert
};

struct NetOptions {
  TlsOptions tls;
  base::Duration connect_timeout = std::chrono::seconds(10); // name, connection and TLS
  base::Duration first_byte_timeout = std::chrono::seconds(30);
  base::Duration total_timeout = std::chrono::seconds(60); // all hops of redirects together
  std::uint64_t body_limit = std::uint64_t(64) << 20;      // of an answer, as it comes
  std::uint64_t decoded_limit = std::uint64_t(64) << 20;   // of an answer, decompressed
  std::string run_id;                                      // named in the User-Agent
  model::Targets targets;                                  // what may be connected to
  Resolver::SystemLookup lookup;                           // empty: the system's
  base::Duration keep_names = Resolver::usual_keep;        // for the whole run, if targets want it
};

// What all HTTP clients of a process share. Thread-safe; outlives its ThreadContexts.
class NetContext {
public:
  // Fails if the TLS files cannot be used.
  static base::Result<std::unique_ptr<NetContext>> make(NetOptions options);
  ~NetContext();

  const NetOptions& options() const { return options_; }
  Resolver& resolver() { return resolver_; }
  // "loads/1.0 (run 0123456789ab)", unless the test says otherwise.
  const std::string& user_agent() const { return user_agent_; }
  // The headers that most requests have alike, ready to be sent.
  std::string_view usual_headers() const { return usual_headers_; }
  // The one SSL_CTX; it is made when the first https request comes, unless options name files.
  base::Result<TlsContext*> tls();

private:
  explicit NetContext(NetOptions options);

  struct LazyTls;
  NetOptions options_;
  std::string user_agent_;
  std::string usual_headers_;
  Resolver resolver_;
  std::unique_ptr<LazyTls> tls_;
};

// What the HTTP clients of one engine thread share: buffers that are in use only between two suspensions, TLS
// sessions, and answers to be used again. Outlives its clients.
class ThreadContext {
public:
  explicit ThreadContext(NetContext& process);
  ThreadContext(const ThreadContext&) = delete;
  ThreadContext& operator=(const ThreadContext&) = delete;
  ~ThreadContext();

  NetContext& process() { return process_; }
  // Each request waits for it; null: there is no limit. Outlives this.
  void set_limiter(RateLimiter* limiter) { limiter_ = limiter; }
  RateLimiter* limiter() const { return limiter_; }
  // Why this thread may not connect there, empty if it may. Remembers what it has allowed.
  std::string refuse_target(std::string_view host, const Address& address, std::uint16_t port);
  std::span<char> receive_buffer();                           // 64 KiB, contents lost at the next suspension
  std::span<char> cipher_buffer();                            // the same for what TLS receives
  std::string& request_scratch() { return request_scratch_; } // likewise
  UrlCache& urls() { return urls_; }
  TlsSessionCache& tls_sessions() { return *tls_sessions_; }
  ContentDecoder& decoder();

  HttpResponse* take_response();
  void give_back(HttpResponse* response);

private:
  // A target that is allowed.
  struct Allowed {
    std::string host;
    Address address;
    std::uint16_t port = 0; // 0: none
  };

  NetContext& process_;
  RateLimiter* limiter_ = nullptr;
  std::array<Allowed, 64> allowed_; // each target has one place
  std::unique_ptr<char[]> receive_buffer_;
  std::unique_ptr<char[]> cipher_buffer_;
  std::string request_scratch_;
  UrlCache urls_;
  std::unique_ptr<TlsSessionCache> tls_sessions_;
  std::unique_ptr<ContentDecoder> decoder_;
  HttpResponse* free_ = nullptr;
};

} // namespace loads::net
