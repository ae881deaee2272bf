// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace loads::security {

// The public keys of brokers, so that nobody else can be taken for one. A line each: the endpoint, or * for
// all that have no line of their own; the key; and name=..., for people.
class KnownBrokers {
public:
  // `path` is for the error, which has a line "path:number: ..." for each mistake.
  static base::Result<KnownBrokers> parse(const std::string& path, std::string_view text);
  static base::Result<KnownBrokers> read(const std::string& path);

  // Null: it is not known.
  const std::string* find(const std::string& endpoint) const;

private:
  std::map<std::string, std::string, std::less<>> keys_; // by endpoint
};

} // namespace loads::security
