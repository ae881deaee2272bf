// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_message.hpp"

#include <algorithm>

namespace loads::net {
namespace {

constexpr std::size_t worth_keeping = 64 * 1024; // a larger buffer goes back to the system with its answer

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

} // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

HttpResponse::HttpResponse() : loads_http_response{} {
  size = sizeof(loads_http_response);
}

std::string_view HttpResponse::find_header(std::string_view name) const {
  for (std::size_t i = 0; i < header_count; ++i)
    if (equal_ignoring_case(view(headers[i].name), name))
      return view(headers[i].value);
  return {};
}

void HttpResponse::point_into_storage(const char* base) {
  // Through integers, because `base` may be gone.
  const auto shift =
      reinterpret_cast<std::uintptr_t>(storage_.data()) - reinterpret_cast<std::uintptr_t>(base);
  const auto move = [shift](loads_str& text) {
    text.data = reinterpret_cast<const char*>(reinterpret_cast<std::uintptr_t>(text.data) + shift);
  };
  move(reason);
  for (loads_header& field : fields_) {
    move(field.name);
    move(field.value);
  }
  headers = fields_.data();
  header_count = fields_.size();
  body = {storage_.data() + body_offset_, storage_.size() - body_offset_};
}

ContentDecoder::Result HttpResponse::decode(ContentDecoder& decoder, std::string_view codings,
                                            std::uint64_t limit) {
  const auto result = decoder.decode(codings, body_text(), decoded_, limit);
  if (result == ContentDecoder::Result::decoded)
    body = to_abi(decoded_.view());
  return result;
}

void HttpResponse::reset() {
  static_cast<loads_http_response&>(*this) = {};
  size = sizeof(loads_http_response);
  for (ByteBuffer* buffer : {&storage_, &decoded_}) {
    buffer->clear();
    if (buffer->capacity() > worth_keeping)
      buffer->release_memory();
  }
  fields_.clear();
  encoded_ = sets_cookies_ = true;
  target_.reset();
  body_offset_ = 0;
}

} // namespace loads::net
