// SPDX-License-Identifier: Apache-2.0
#include "statistics.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace echo_server {
namespace {

constexpr std::size_t most_paths = 1000; // later ones are counted together
constexpr std::size_t longest_path = 200;
constexpr std::string_view other_paths = "(other)";

boost::json::object to_json(const Gauge& gauge) {
  return {{"current", gauge.current}, {"max", gauge.most}, {"total", gauge.total}};
}

} // namespace

void Gauge::enter() {
  ++total;
  most = std::max(most, ++current);
}

void Gauge::reset() {
  total = 0;
  most = current;
}

void Statistics::connection_opened() {
  std::lock_guard lock(mutex_);
  connections_.enter();
}

void Statistics::connection_closed() {
  std::lock_guard lock(mutex_);
  connections_.leave();
}

void Statistics::request_started(std::string_view path) {
  std::lock_guard lock(mutex_);
  requests_.enter();
  auto counted = paths_.find(path);
  if (counted == paths_.end()) {
    const bool has_room = paths_.size() < most_paths && path.size() <= longest_path;
    counted = paths_.emplace(has_room ? path : other_paths, 0).first;
  }
  ++counted->second;
}

void Statistics::request_ended() {
  std::lock_guard lock(mutex_);
  requests_.leave();
}

void Statistics::web_socket_opened() {
  std::lock_guard lock(mutex_);
  web_sockets_.enter();
}

void Statistics::web_socket_closed() {
  std::lock_guard lock(mutex_);
  web_sockets_.leave();
}

void Statistics::reset() {
  std::lock_guard lock(mutex_);
  connections_.reset();
  requests_.reset();
  web_sockets_.reset();
  paths_.clear();
}

std::string Statistics::as_json() const {
  std::lock_guard lock(mutex_);
  boost::json::object paths;
  for (const auto& [path, count] : paths_)
    paths[path] = count;
  return boost::json::serialize(boost::json::object{{"requests", to_json(requests_)},
                                                    {"connections", to_json(connections_)},
                                                    {"web_sockets", to_json(web_sockets_)},
                                                    {"paths", paths}});
}

Gauge Statistics::web_sockets() const {
  std::lock_guard lock(mutex_);
  return web_sockets_;
}

} // namespace echo_server
