// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/http_message.hpp"

#include <string>

namespace loads::net {

// Why there is no answer.
struct Failure {
  Outcome outcome = Outcome::network;
  std::string reason; // short, one of few: the results are grouped by it
  std::string text;   // for a person: what happened and what to do; without the URL, which the client adds
};

} // namespace loads::net
