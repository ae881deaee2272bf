// SPDX-License-Identifier: Apache-2.0
// What servers send to the HTTP client.
#include "core/net/content_decoder.hpp"
#include "core/net/cookie_jar.hpp"
#include "core/net/http_client.hpp"
#include "core/net/url.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scripted_server.hpp"

#include <zlib.h>

using namespace loads;
using namespace loads::fuzz;

LOADS_FUZZ(url, 1024) {
  Input choices(input);
  const std::string_view text = choices.text(255), reference = choices.rest();
  net::Url url, next, again;
  if (!url.assign(text).empty())
    return;
  require(url.text().find_first_of("\r\n \t") == std::string_view::npos, "a URL is one word");
  require(again.assign(url.text()).empty() && again.text() == url.text(), "a URL stays as it is");
  if (!next.resolve(url, reference).empty())
    return;
  require(next.target().find_first_of(std::string_view("\r\n \0", 4)) == std::string_view::npos,
          "a target is one word");
  require(again.assign(next.text()).empty() && again.text() == next.text(), "also one that was resolved");
  net::percent_decoded(reference);
}

LOADS_FUZZ(cookie, 1024) {
  constexpr std::string_view urls[] = {"http://a.example.org/x/y", "https://example.org/",
                                       "http://127.0.0.1:81/a?b"};
  net::CookieJar jar;
  std::vector<net::Url> places(std::size(urls));
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i].assign(urls[i]);
  base::TimePoint now{std::chrono::hours(1)};
  Input choices(input);
  while (!choices.empty()) {
    const net::Url& place = places[choices.below(places.size())];
    now += std::chrono::seconds(choices.below(100));
    jar.set(place, choices.text(120), now, 1'900'000'000);
    std::string header;
    jar.append_header(header, place, now);
    require(header.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "a header is one line");
  }
  std::int64_t seconds = 0;
  net::parse_cookie_date(input, seconds);
}

LOADS_FUZZ(content_coding, 4096) {
  constexpr std::string_view codings[] = {"gzip",     "deflate",       "br",
                                          "gzip, br", "deflate, gzip", "x-gzip,identity"};
  constexpr std::uint64_t limit = 1 << 16;
  Input choices(input);
  const std::string_view coding = codings[choices.below(std::size(codings))];
  const bool packs = choices.flag();
  const std::size_t flips = choices.below(4);
  std::string body(choices.rest());
  if (packs) { // so that there is more behind the head than garbage
    uLongf size = ::compressBound(static_cast<uLong>(body.size()));
    std::string packed(size, '\0');
    ::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(body.data()),
                static_cast<uLong>(body.size()), 6);
    packed.resize(size);
    for (std::size_t i = 0; i < flips && !body.empty(); ++i)
      packed[static_cast<unsigned char>(body[i % body.size()]) % packed.size()] ^= static_cast<char>(1 << i);
    body = packed;
  }
  static net::ContentDecoder decoder;
  net::ByteBuffer out;
  const auto result = decoder.decode(packs ? "deflate" : coding, body, out, limit);
  require(result != net::ContentDecoder::Result::decoded || out.size() <= limit, "the limit is kept");
  require(out.size() <= limit + 1, "no more is made than the limit");
}

namespace {

class CountingSink final : public model::HitSink {
public:
  void hit_started() override { ++started; }
  void hit(const model::Hit&) override { ++ended; }
  void hit_aborted() override { ++ended; }
  int started = 0, ended = 0;
};

struct Answer {
  net::Outcome outcome = net::Outcome::ok;
  std::uint32_t status = 0;
  std::string body;
  bool operator==(const Answer&) const = default;
};

net::NetOptions options() {
  net::NetOptions options;
  options.body_limit = options.decoded_limit = 1 << 16;
  return options;
}

Answer ask(std::string_view script, std::size_t piece, const char* method) {
  static ScriptedServer server;
  static const auto process = std::move(*net::NetContext::make(options()));
  static net::ThreadContext thread(*process);
  ScriptedWaiter waiter(server, std::string(script), piece);
  CountingSink sink;
  net::HttpClient client(thread, waiter, sink);
  net::HttpRequest request;
  const std::string url = server.url();
  request.url = url;
  request.method = method;
  request.max_redirects = 1;
  net::HttpResponse* response = nullptr;
  Answer answer{client.send(request, response), 0, {}};
  require((answer.outcome == net::Outcome::ok) == (response != nullptr), "an answer, or why there is none");
  require(response || !client.error_text().empty(), "a failure has a text");
  require(sink.started == sink.ended, "each hit ends once");
  if (response) {
    answer.status = response->status;
    answer.body = response->body_text();
    require(answer.body.size() <= (1 << 16), "the limit of a body is kept");
    client.release(response);
  }
  return answer;
}

} // namespace

// In one piece, in pieces of any size and split at every byte an answer is the same.
LOADS_FUZZ(http_response, 2048) {
  Input choices(input);
  const char* method = choices.below(8) == 1 ? "HEAD" : "GET";
  const std::size_t piece = 1 + choices.below(40);
  std::string script(choices.rest());
  if (!script.starts_with("HTTP") && script.size() > 2 && script[0] % 4 != 0)
    script.insert(0, "HTTP/1.1 200 OK\r\n");
  const Answer whole = ask(script, SIZE_MAX, method);
  require(ask(script, 1, method) == whole, "an answer split at every byte is the same");
  require(ask(script, piece, method) == whole, "and one in pieces");
}
