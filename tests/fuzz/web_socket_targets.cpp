// SPDX-License-Identifier: Apache-2.0
// What servers send to web sockets: frames from a table of what a frame can be, in a handshake that is right.
#include "core/base/text.hpp"
#include "core/net/http_client.hpp"
#include "core/net/web_socket.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scripted_server.hpp"

#include <openssl/evp.h>
#include <optional>

using namespace loads;
using namespace loads::fuzz;

namespace {

constexpr std::uint64_t message_limit = 2048;

class IdleHits final : public model::HitSink {
public:
  void hit_started() override {}
  void hit(const model::Hit&) override {}
  void hit_aborted() override {}
};

class CountingSockets final : public model::SocketSink {
public:
  Label socket_label(std::string_view) override { return 0; }
  void socket_opened(Label, base::Duration) override { ++opened; }
  void socket_sent(Label, std::size_t) override {}
  void socket_received(Label, std::size_t, std::optional<base::Duration>) override {}
  void socket_closed(Label) override { ++closed; }
  void socket_failed(Label, std::string_view) override {}
  int opened = 0, closed = 0;
};

std::string accept_for(const std::string& request) {
  constexpr std::string_view name = "Sec-WebSocket-Key: ";
  const std::size_t at = request.find(name);
  const std::string key = at == std::string::npos ? "" : request.substr(at + name.size(), 24);
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[EVP_MAX_MD_SIZE], encoded[64];
  unsigned size = 0;
  ::EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
  ::EVP_EncodeBlock(encoded, digest, static_cast<int>(size));
  return reinterpret_cast<const char*>(encoded);
}

std::string frame(Input& choices) {
  constexpr unsigned char opcodes[] = {0, 1, 2, 8, 9, 10, 3, 11};
  std::string bytes(1, static_cast<char>((choices.below(8) == 7 ? choices.byte() & 0x70 : 0) |
                                         (choices.below(4) == 3 ? 0 : 0x80) | opcodes[choices.below(8)]));
  const std::string_view payload = choices.text(200);
  const bool is_masked = choices.below(16) == 15;
  const auto put = [&](std::uint64_t size, int width) {
    for (int i = width - 1; i >= 0; --i)
      bytes += static_cast<char>(size >> (8 * i));
  };
  const auto mask = static_cast<char>(is_masked ? 0x80 : 0);
  switch (choices.below(12)) {
  case 11: // a size that is not that of the payload
    bytes += static_cast<char>(mask | 127);
    put(choices.number(), 8);
    break;
  case 10:
    bytes += static_cast<char>(mask | 126);
    put(payload.size(), 2);
    break;
  default:
    if (payload.size() < 126)
      bytes += static_cast<char>(mask | static_cast<char>(payload.size()));
    else
      put((126 + (is_masked ? 128u : 0u)) << 16 | payload.size(), 3);
  }
  if (is_masked)
    bytes += "mask";
  return bytes.append(payload);
}

} // namespace

LOADS_FUZZ(web_socket, 1024) {
  static ScriptedServer server;
  static const auto process = std::move(*net::NetContext::make({}));
  static net::ThreadContext thread(*process);
  Input choices(input);
  const bool deflates = choices.below(4) == 1;
  const std::size_t piece = choices.below(4) == 0 ? 1 : SIZE_MAX;
  std::string frames;
  while (!choices.empty())
    frames += frame(choices);
  ScriptedWaiter waiter(
      server,
      [&](const std::string& request) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
               (deflates ? std::string("Sec-WebSocket-Extensions: permessage-deflate\r\n") : std::string()) +
               "Sec-WebSocket-Accept: " + accept_for(request) + "\r\n\r\n" + frames;
      },
      piece);
  IdleHits hits;
  CountingSockets sockets;
  {
    net::HttpClient client(thread, waiter, hits);
    net::WebSocket socket(thread, waiter, sockets);
    net::WebSocketRequest request;
    const std::string url = server.url("ws+unix://");
    request.url = url;
    request.flags = deflates ? LOADS_WEB_SOCKET_DEFLATE : 0;
    request.message_limit = message_limit;
    require(socket.open(request, client) == net::Outcome::ok, "the handshake is right");
    net::WebSocketMessage message;
    for (int i = 0; i < 100 && socket.receive(std::chrono::seconds(1), message) == net::Outcome::ok; ++i) {
      require(message.data.size() <= message_limit, "the limit of a message is kept");
      require(!message.is_text || base::is_utf8(message.data), "a text is UTF-8");
    }
    require(socket.is_open() || !socket.error_text().empty(), "a socket that ended says why");
    socket.close(1000, "bye", std::chrono::seconds(1));
    require(!socket.is_open(), "close() closes");
  }
  require(sockets.opened == 1 && sockets.closed == 1, "a socket is opened and closed once");
}
