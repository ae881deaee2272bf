// SPDX-License-Identifier: Apache-2.0
#include "core/net/context.hpp"

#include "core/net/content_decoder.hpp"
#include "core/net/http_message.hpp"
#include "core/net/request_head.hpp"
#include "core/net/tls_context.hpp"
#include "core/net/tls_memory.hpp"

#include <mutex>
#include <optional>
#include <utility>

namespace loads::net {
namespace {

constexpr std::size_t buffer_size = 64 * 1024; // holds most answers whole

} // namespace

struct NetContext::LazyTls {
  std::once_flag once;
  std::optional<base::Result<std::unique_ptr<TlsContext>>> made;
};

NetContext::NetContext(NetOptions options) : options_(std::move(options)), tls_(std::make_unique<LazyTls>()) {
  if (options_.user_agent.empty())
    options_.user_agent = "loads/" LOADS_VERSION;
  usual_headers_ = "User-Agent: " + options_.user_agent + "\r\nAccept: */*\r\n" + accept_encoding;
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
