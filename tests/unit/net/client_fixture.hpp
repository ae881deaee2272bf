// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/example.hpp"
#include "core/net/http_client.hpp"
#include "tests/support/loopback_server.hpp"
#include "tests/support/poll_waiter.hpp"

#include <memory>
#include <string>
#include <vector>

namespace loads::test {

// A hit with texts of its own.
struct KeptHit {
  std::string label, method, url, reason;
  model::Hit hit;
};

class KeepingSink final : public model::HitSink {
public:
  void hit_started() override { ++started; }
  void hit(const model::Hit& hit) override {
    hits.push_back({std::string(hit.label), std::string(hit.method), std::string(hit.url),
                    std::string(hit.reason), hit});
    hits.back().hit.source = nullptr;
    if (wants_examples && hit.source)
      examples.push_back(hit.source->example());
  }
  void hit_aborted() override { ++aborted; }

  const KeptHit& last() const { return hits.at(hits.size() - 1); }

  int started = 0;
  int aborted = 0;
  std::vector<KeptHit> hits;
  bool wants_examples = false;
  std::vector<model::Example> examples;
};

// One user with all it needs.
struct ClientFixture {
  explicit ClientFixture(net::NetOptions options = {})
      : process(*net::NetContext::make(std::move(options))), thread(*process), client(thread, waiter, sink) {}

  net::Outcome get(const std::string& url) {
    net::HttpRequest request;
    request.url = url;
    return send(request);
  }
  // The answer stays in `response` until the next one.
  net::Outcome send(const net::HttpRequest& request) {
    client.release(response);
    return client.send(request, response);
  }

  std::unique_ptr<net::NetContext> process;
  net::ThreadContext thread;
  PollWaiter waiter;
  KeepingSink sink;
  net::HttpClient client;
  net::HttpResponse* response = nullptr;
};

inline const char* const small_answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

} // namespace loads::test
