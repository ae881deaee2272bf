// SPDX-License-Identifier: Apache-2.0
#include "core/net/context.hpp"

#include "core/net/content_decoder.hpp"
#include "core/net/http_message.hpp"
#include "core/net/request_head.hpp"
#include "core/net/tls_context.hpp"
#include "core/net/tls_memory.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>

namespace loads::net {
namespace {

constexpr std::size_t buffer_size = 64 * 1024; // holds most answers whole
constexpr auto for_the_whole_run = std::chrono::hours(24 * 365);

model::IpAddress ip_of(const Address& address) {
  if (address.family == AF_INET)
    return model::mapped_ipv4(address.bytes);
  model::IpAddress out;
  std::copy(std::begin(address.bytes), std::end(address.bytes), out.begin());
  return out;
}

} // namespace

struct NetContext::LazyTls {
  std::once_flag once;
  std::optional<base::Result<std::unique_ptr<TlsContext>>> made;
};

NetContext::NetContext(NetOptions options)
    : options_(std::move(options)),
      resolver_(options_.lookup ? options_.lookup : Resolver::system_lookup(),
                options_.targets.pins_names() ? base::Duration(for_the_whole_run) : options_.keep_names),
      tls_(std::make_unique<LazyTls>()) {
  user_agent_ = "loads/" LOADS_VERSION;
  if (!options_.run_id.empty()) // as much of it as --stop-run needs
    user_agent_ += " (run " + options_.run_id.substr(0, 12) + ")";
  usual_headers_ = "User-Agent: " + user_agent_ + "\r\nAccept: */*\r\n" + accept_encoding;
}

NetContext::~NetContext() = default;

base::Result<std::unique_ptr<NetContext>> NetContext::make(NetOptions options) {
  separate_tls_buffers();
  const bool names_files =
      !options.tls.ca_file.empty() || !options.tls.client_cert.empty() || !options.tls.client_key.empty();
  std::unique_ptr<NetContext> context(new NetContext(std::move(options)));
  if (names_files)
    if (const auto tls = context->tls(); !tls)
      return tls.error();
  return context;
}

base::Result<TlsContext*> NetContext::tls() {
  std::call_once(tls_->once, [this] { tls_->made.emplace(TlsContext::make(options_.tls)); });
  if (!*tls_->made)
    return tls_->made->error();
  return (**tls_->made).get();
}

ThreadContext::ThreadContext(NetContext& process)
    : process_(process), tls_sessions_(std::make_unique<TlsSessionCache>()) {}

ThreadContext::~ThreadContext() {
  while (free_)
    delete std::exchange(free_, free_->next_);
}

std::string ThreadContext::refuse_target(std::string_view host, const Address& address, std::uint16_t port) {
  const model::Targets& targets = process_.options().targets;
  if (targets.allows_all())
    return {};
  Allowed& place =
      allowed_[(std::hash<std::string_view>()(host) ^ address.bytes[3] ^ address.bytes[15] ^ port) %
               allowed_.size()];
  if (place.port == port && port != 0 && place.address == address && place.host == host)
    return {};
  std::string why = targets.refuse(host, ip_of(address), port);
  if (why.empty())
    place = {std::string(host), address, port};
  return why;
}

std::span<char> ThreadContext::receive_buffer() {
  if (!receive_buffer_)
    receive_buffer_.reset(new char[buffer_size]);
  return {receive_buffer_.get(), buffer_size};
}

std::span<char> ThreadContext::cipher_buffer() {
  if (!cipher_buffer_)
    cipher_buffer_.reset(new char[buffer_size]);
  return {cipher_buffer_.get(), buffer_size};
}

ContentDecoder& ThreadContext::decoder() {
  if (!decoder_)
    decoder_ = std::make_unique<ContentDecoder>();
  return *decoder_;
}

HttpResponse* ThreadContext::take_response() {
  HttpResponse* const response = free_ ? std::exchange(free_, free_->next_) : new HttpResponse;
  response->next_ = nullptr;
  return response;
}

void ThreadContext::give_back(HttpResponse* response) {
  response->reset();
  response->next_ = std::exchange(free_, response);
}

} // namespace loads::net
