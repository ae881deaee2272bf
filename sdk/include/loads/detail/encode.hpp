// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/request_options.hpp>

#include <string>
#include <string_view>

#pragma GCC visibility push(hidden)
namespace loads::detail {

// As the fields of a form are written: letters, digits and "-._~" as they are, a space as "+".
[[gnu::cold]] inline void append_form_encoded(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
        c == '_' || c == '~') {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
}

[[gnu::cold]] inline void append_form(std::string& out, const Fields& fields) {
  bool first = true;
  for (const Field& field : fields) {
    if (!first)
      out += '&';
    first = false;
    append_form_encoded(out, field.name.view());
    out += '=';
    append_form_encoded(out, field.value.view());
  }
}

[[gnu::cold]] inline void append_base64(std::string& out, std::string_view text) {
  constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const std::size_t left = text.size() - i;
    const auto byte = [&](std::size_t n) { return n < left ? static_cast<unsigned char>(text[i + n]) : 0u; };
    const unsigned word = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += alphabet[word >> 18];
    out += alphabet[word >> 12 & 63];
    out += left > 1 ? alphabet[word >> 6 & 63] : '=';
    out += left > 2 ? alphabet[word & 63] : '=';
  }
}

// "Basic am9lOnNlY3JldA=="
[[gnu::cold]] inline std::string basic_authorization(std::string_view user, std::string_view password) {
  std::string plain;
  plain.append(user).append(":").append(password);
  std::string value = "Basic ";
  append_base64(value, plain);
  return value;
}

// Adds the query parameters to a URL, before its fragment and behind the query that it may have.
[[gnu::cold]] inline void append_query(std::string& url, const Fields& params) {
  const std::size_t hash = url.find('#');
  const std::string fragment = hash == std::string::npos ? std::string() : url.substr(hash);
  url.resize(url.size() - fragment.size());
  if (url.find('?') == std::string::npos)
    url += '?';
  else if (url.back() != '?' && url.back() != '&')
    url += '&';
  append_form(url, params);
  url += fragment;
}

// A name or file name inside a Content-Disposition line, escaped as browsers do.
[[gnu::cold]] inline void append_disposition(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '"')
      out += "%22";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
}

// A line between parts that occurs in none of them.
[[gnu::cold]] inline std::string choose_boundary(const Parts& parts) {
  for (unsigned attempt = 0;; ++attempt) {
    std::string boundary = "----loads-part-" + std::to_string(attempt);
    bool occurs = false;
    for (const Part& part : parts)
      occurs = occurs || part.content.view().find(boundary) != std::string_view::npos;
    if (!occurs)
      return boundary;
  }
}

[[gnu::cold]] inline void append_multipart(std::string& out, const Parts& parts, std::string_view boundary) {
  for (const Part& part : parts) {
    out.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"");
    append_disposition(out, part.name.view());
    out += '"';
    if (part.filename.given()) {
      out += "; filename=\"";
      append_disposition(out, part.filename.view());
      out += '"';
    }
    if (part.content_type.given() || part.filename.given())
      out.append("\r\nContent-Type: ")
          .append(part.content_type.given() ? part.content_type.view() : "application/octet-stream");
    out.append("\r\n\r\n").append(part.content.view()).append("\r\n");
  }
  out.append("--").append(boundary).append("--\r\n");
}

} // namespace loads::detail
#pragma GCC visibility pop
