// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/base.h>
#include <loads/where.hpp>

#include <stdexcept>
#include <string>

namespace loads {

// The run is over. Let it pass: it is not a std::exception so that catch (const std::exception&) does.
class Stopped {};

// Something on the network did not go as asked. Uncaught, it makes the hit an error.
class NetworkError : public std::runtime_error {
public:
  NetworkError(const std::string& text, loads_status status, Where where)
      : std::runtime_error(text), status_(status), where_(where) {}

  bool timed_out() const { return status_ == LOADS_E_TIMEOUT; }
  // What the host answered; LOADS_OK from Response::raise_for_status().
  loads_status status() const { return status_; }
  Where where() const { return where_; }

private:
  loads_status status_;
  Where where_;
};

// A request had no answer, or raise_for_status() met an error status.
class HttpError : public NetworkError {
public:
  using NetworkError::NetworkError;
};

// A web socket could not be opened, was closed, broke, or got no message in time.
class WebSocketError : public NetworkError {
public:
  using NetworkError::NetworkError;

  // The server closed it, in good order.
  bool closed() const { return status() == LOADS_E_CLOSED; }
};

// An answer of `app` whose status is not one that was expected. Uncaught, it makes the hit an error.
class AppError : public HttpError {
public:
  AppError(const std::string& text, Where where) : HttpError(text, LOADS_OK, where) {}
};

// A text that is no JSON, or JSON without what was asked of it. Uncaught, it makes the hit an error.
class JsonError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// A form, a field or a link that is not on the page, or cannot be used so. Uncaught, it makes the hit an
// error.
class PageError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace loads
