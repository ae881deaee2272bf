// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/session.hpp>

#include <string>
#include <string_view>

namespace loads {

// The server under test. Assigning sets the class's own; reading gives what --server-url said if it said
// anything.
class ServerUrl {
public:
  explicit ServerUrl(Session& session) : session_(&session) {}
  ServerUrl(const ServerUrl&) = delete;
  ServerUrl& operator=(const ServerUrl&) = delete;

  ServerUrl& operator=(std::string_view url) {
    session_->set_default_server_url(url);
    return *this;
  }

  // Valid until the next assignment.
  std::string_view view() const { return session_->server_url(); }
  std::string str() const { return std::string(view()); }
  bool empty() const { return view().empty(); }
  operator std::string_view() const { return view(); }
  operator std::string() const { return str(); }

  friend std::string operator+(const ServerUrl& url, std::string_view more) {
    std::string whole(url.view());
    return whole.append(more);
  }
  friend bool operator==(const ServerUrl& url, std::string_view other) { return url.view() == other; }

private:
  Session* session_;
};

} // namespace loads
