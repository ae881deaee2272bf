// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/base.h>
#include <loads/where.hpp>

#include <stdexcept>
#include <string>

namespace loads {

// The run is over. Let it pass: it is not a std::exception so that catch (const std::exception&) does.
class Stopped {};

// A request had no answer, or raise_for_status() met an error status. Uncaught, it makes the hit an error.
class HttpError : public std::runtime_error {
public:
  HttpError(const std::string& text, loads_status status, Where where)
      : std::runtime_error(text), status_(status), where_(where) {}

  bool timed_out() const { return status_ == LOADS_E_TIMEOUT; }
  // What the host answered; LOADS_OK from raise_for_status().
  loads_status status() const { return status_; }
  Where where() const { return where_; }

private:
  loads_status status_;
  Where where_;
};

} // namespace loads
