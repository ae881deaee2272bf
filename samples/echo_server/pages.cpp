// SPDX-License-Identifier: Apache-2.0
#include "pages.hpp"

#include "chat_page.hpp"
#include "encoding.hpp"
#include "form_page.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <strings.h>

namespace echo_server {
namespace {

constexpr std::uint64_t most_bytes = 1ull << 30;
constexpr std::uint64_t longest_delay_ms = 60'000;
constexpr std::uint64_t most_redirects = 100;
constexpr std::uint64_t most_chunks = 10'000;

bool equal_in_any_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

Response text(unsigned status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Response json(const boost::json::value& value) {
  Response response = text(200, boost::json::serialize(value));
  response.content_type = "application/json";
  return response;
}

Response home(const Request&, Statistics&) {
  Response response = text(200, std::string(chat_page));
  response.content_type = "text/html; charset=utf-8";
  return response;
}

// Any name and password will do; the name is the answer.
Response auth(const Request& request, Statistics&) {
  constexpr std::string_view scheme = "Basic ";
  const std::string_view given = request.header("Authorization");
  std::optional<std::string> user_and_password;
  if (equal_in_any_case(given.substr(0, scheme.size()), scheme))
    user_and_password = from_base64(given.substr(scheme.size()));
  if (!user_and_password) {
    Response response = text(401, "Unauthorized");
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"echo_server\"");
    return response;
  }
  return text(200, user_and_password->substr(0, user_and_password->find(':')));
}

Response active(const Request&, Statistics& statistics) {
  const Gauge sockets = statistics.web_sockets();
  return text(200, "max: " + std::to_string(sockets.most) + ", current: " + std::to_string(sockets.current));
}

Response stats(const Request&, Statistics& statistics) {
  Response response = text(200, statistics.as_json());
  response.content_type = "application/json";
  return response;
}

Response reset_stats(const Request& request, Statistics& statistics) {
  statistics.reset();
  return stats(request, statistics);
}

boost::json::object headers_as_json(const Request& request) {
  boost::json::object headers;
  for (const auto& [name, value] : request.headers) {
    boost::json::value& known = headers[name];
    known = known.is_string() ? std::string(known.as_string()) + ", " + value : value;
  }
  return headers;
}

Response headers(const Request& request, Statistics&) {
  return json(
      {{"method", request.method}, {"target", request.target}, {"headers", headers_as_json(request)}});
}

Response echo(const Request& request, Statistics&) {
  Response response = text(200, request.body);
  response.headers.emplace_back("X-Method", request.method);
  const std::string_view type = request.header("Content-Type");
  response.content_type = type.empty() ? "application/octet-stream" : std::string(type);
  return response;
}

Response gzipped(const Request& request, Statistics&) {
  Response response =
      json({{"gzipped", true}, {"method", request.method}, {"headers", headers_as_json(request)}});
  response.body = gzip(response.body);
  response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

Response cookies(const Request& request, Statistics&) {
  boost::json::object found;
  std::string_view rest = request.header("Cookie");
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    std::string_view pair = rest.substr(0, end);
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (const std::size_t equals = pair.find('='); equals != std::string_view::npos)
      found[pair.substr(0, equals)] = pair.substr(equals + 1);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return json(found);
}

// "a=1&b=2" decoded.
Headers fields_of(std::string_view text) {
  Headers fields;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    fields.emplace_back(url_decoded(pair.substr(0, equals)),
                        url_decoded(pair.substr(std::min(equals + 1, pair.size()))));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return fields;
}

Response form(const Request&, Statistics&) {
  Response response = text(200, std::string(form_page));
  response.content_type = "text/html; charset=utf-8";
  return response;
}

Response form_sent(const Request& request, Statistics&) {
  boost::json::object fields;
  for (const auto& [name, value] : fields_of(request.method == "POST" ? request.body : request.query()))
    fields[name] = value;
  return json({{"method", request.method}, {"fields", fields}});
}

bool may_be_in_a_cookie(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char character) {
    return character > ' ' && character < 0x7F &&
           std::string_view("\",;\\").find(character) == std::string_view::npos;
  });
}

Response set_cookies(const Request& request, Statistics&) {
  boost::json::object set;
  Headers lines;
  for (const auto& [name, value] : fields_of(request.query())) {
    if (name.empty() || name.find('=') != std::string::npos || !may_be_in_a_cookie(name + value))
      return text(400, "a name or value that a cookie cannot have");
    set[name] = value;
    lines.emplace_back("Set-Cookie", name + "=" + value + "; Path=/");
  }
  Response response = json(set);
  response.headers = std::move(lines);
  return response;
}

Response status(const Request&, std::uint64_t code) {
  Response response = text(static_cast<unsigned>(code), "status " + std::to_string(code) + "\n");
  if (code == 401)
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"echo_server\"");
  if (code == 204 || code == 304)
    response.body.clear();
  return response;
}

Response bytes(const Request&, std::uint64_t count) {
  Response response;
  response.content_type = "application/octet-stream";
  response.filler = count;
  return response;
}

Response delay(const Request&, std::uint64_t milliseconds) {
  Response response = text(200, "waited " + std::to_string(milliseconds) + " ms\n");
  response.delay = std::chrono::milliseconds(milliseconds);
  return response;
}

Response redirect(const Request&, std::uint64_t hops) {
  if (hops == 0)
    return text(200, "arrived\n");
  Response response = text(302, "");
  response.headers.emplace_back("Location", "/redirect/" + std::to_string(hops - 1));
  return response;
}

Response chunked(const Request&, std::uint64_t count) {
  Response response;
  response.chunks = static_cast<unsigned>(count);
  return response;
}

struct Page {
  std::string_view path;
  Response (*make)(const Request&, Statistics&);
};

constexpr std::array pages = {
    Page{"/", home},           Page{"/auth", auth},       Page{"/active", active},
    Page{"/stats", stats},     Page{"/headers", headers}, Page{"/stats/reset", reset_stats},
    Page{"/echo", echo},       Page{"/gzip", gzipped},    Page{"/cookies/set", set_cookies},
    Page{"/cookies", cookies}, Page{"/form", form},       Page{"/form/sent", form_sent},
};

// "/bytes/100"
struct NumberedPage {
  std::string_view prefix;
  std::uint64_t least, most;
  Response (*make)(const Request&, std::uint64_t number);
};

constexpr std::array numbered_pages = {
    NumberedPage{"/status/", 200, 599, status},
    NumberedPage{"/bytes/", 0, most_bytes, bytes},
    NumberedPage{"/delay/", 0, longest_delay_ms, delay},
    NumberedPage{"/redirect/", 0, most_redirects, redirect},
    NumberedPage{"/chunked/", 0, most_chunks, chunked},
};

Response numbered_answer(const Request& request, const NumberedPage& page) {
  const std::string_view digits = request.path().substr(page.prefix.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < page.least ||
      number > page.most)
    return text(400, std::string(page.prefix) + " takes a number from " + std::to_string(page.least) +
                         " to " + std::to_string(page.most) + "\n");
  return page.make(request, number);
}

} // namespace

std::string_view Request::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const {
  const std::size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (equal_in_any_case(known, name))
      return value;
  return {};
}

bool is_about_statistics(const Request& request) {
  return request.path() == "/stats" || request.path() == "/stats/reset";
}

Response answer(const Request& request, Statistics& statistics) {
  for (const Page& page : pages)
    if (request.path() == page.path)
      return page.make(request, statistics);
  for (const NumberedPage& page : numbered_pages)
    if (request.path().starts_with(page.prefix))
      return numbered_answer(request, page);
  if (request.path() == "/ws")
    return text(426, "this page is a web socket\n");
  return text(404, "no such page\n");
}

} // namespace echo_server
