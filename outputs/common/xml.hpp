// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace loads::outputs {

// Any bytes as text between the tags of an XML 1.0 document: markup is escaped, and what XML cannot hold
// (control characters, bytes that are not UTF-8) is U+FFFD.
std::string xml_text(std::string_view text);

// A tag with its attributes: XmlTag("config").with("key", "id").with("value", id).empty() gives
// `<config key="id" value="..."/>`. Values are escaped as xml_text() does it; line ends and tabs survive.
class XmlTag {
public:
  explicit XmlTag(std::string_view name);
  XmlTag& with(std::string_view name, std::string_view value);
  XmlTag& with(std::string_view name, std::uint64_t value) { return with(name, std::to_string(value)); }

  std::string empty() const { return text_ + "/>"; } // of an element without content
  std::string start() const { return text_ + ">"; }

private:
  std::string text_;
};

} // namespace loads::outputs
