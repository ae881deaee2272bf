// SPDX-License-Identifier: Apache-2.0
#include "observers/webhook/webhook_observer.hpp"

#include "observers/common/checks.hpp"
#include "observers/webhook/document.hpp"

namespace loads::observers {
namespace {

constexpr bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Whether the server may take the same request another time.
bool may_pass(unsigned status) {
  return status >= 500 || status == 408 || status == 425 || status == 429;
}

} // namespace

WebhookObserver::WebhookObserver(const Settings& settings) {
  settings_.url = parse_hook_url(settings.text("url"));
  settings_.ca_file = settings.text("ca-file");
  settings_.time = settings.duration("timeout");
  const std::string header = checked("header", settings.text("header"));
  if (header.empty())
    return;
  const std::size_t colon = header.find(':');
  settings_.header_name = header.substr(0, colon);
  if (colon == std::string::npos || colon == 0 ||
      !std::all_of(settings_.header_name.begin(), settings_.header_name.end(), is_name_letter))
    throw Undeliverable("option header: write it as \"Authorization: Bearer ...\"");
  settings_.header_value = header.substr(std::min(header.find_first_not_of(' ', colon + 1), header.size()));
}

void WebhookObserver::notify(const Notice& notice) {
  if (notice.kind() != Notice::ended)
    return;
  const unsigned status = post_json(settings_, hook_document(notice));
  const std::string text = settings_.url.place.text() + " answered with " + std::to_string(status);
  if (status >= 200 && status < 300)
    return log(LogLevel::info, text);
  if (may_pass(status))
    throw std::runtime_error(text);
  throw Undeliverable(text);
}

} // namespace loads::observers
