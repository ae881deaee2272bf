// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/example.hpp"
#include "core/net/http_message.hpp"
#include "core/net/request_head.hpp"

#include <string_view>

namespace loads::net {

// Whether what stands behind a header of that name may be known to nobody.
bool is_secret_header(std::string_view name);

// What a request looked like and, if it is not null, its answer; the values of secret headers are ***. The
// body is cut after a few KiB. That of the request is left out: a login has its password there.
model::Example example_of(const OutgoingRequest& request, const HttpResponse* response);

} // namespace loads::net
