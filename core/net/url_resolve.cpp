// SPDX-License-Identifier: Apache-2.0
#include "core/net/url.hpp"

namespace loads::net {
namespace {

// RFC 3986, 5.2.4.
std::string without_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./")) {
      path.remove_prefix(2);
    } else if (path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../") || path == "/..") {
      path = path == "/.." ? std::string_view("/") : path.substr(3);
      const auto slash = out.rfind('/');
      out.erase(slash == out.npos ? 0 : slash);
    } else if (path == "." || path == "..") {
      path = {};
    } else {
      const auto next = path.find('/', 1);
      out += path.substr(0, next);
      path = next == path.npos ? std::string_view() : path.substr(next);
    }
  }
  return out;
}

bool has_scheme(std::string_view reference) {
  const auto colon = reference.find_first_of(":/?#");
  return colon != reference.npos && reference[colon] == ':' && colon > 0;
}

} // namespace

std::string Url::resolve(const Url& base, std::string_view reference) {
  if (has_scheme(reference))
    return assign(reference);
  if (reference.starts_with("//"))
    return assign(std::string(base.secure() ? "https:" : "http:").append(reference));

  reference = reference.substr(0, reference.find('#'));
  const auto mark = reference.find('?');
  const std::string_view path = reference.substr(0, mark);
  const std::string_view query = mark == reference.npos ? std::string_view() : reference.substr(mark);
  std::string text(base.origin());
  if (path.empty()) {
    text += base.path();
    text += query.empty() && mark == reference.npos ? base.target().substr(base.path().size()) : query;
    return assign(text);
  }
  if (path.starts_with('/'))
    text += without_dot_segments(path);
  else
    text += without_dot_segments(std::string(base.path().substr(0, base.path().rfind('/') + 1)).append(path));
  text += query;
  return assign(text);
}

} // namespace loads::net
