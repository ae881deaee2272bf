// SPDX-License-Identifier: Apache-2.0
#include "core/wire/keys.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <string_view>
#include <zmq.h>

namespace loads::wire {

bool is_pair(const security::KeyPair& pair) {
  std::array<char, security::key_letters + 1> open{}, secret{};
  const std::string_view letters = pair.secret_key.reveal();
  std::copy_n(letters.begin(), std::min(letters.size(), security::key_letters), secret.begin());
  const bool is_read = ::zmq_curve_public(open.data(), secret.data()) == 0;
  ::explicit_bzero(secret.data(), secret.size());
  return is_read && pair.public_key == open.data();
}

security::KeyPair make_key_pair() {
  std::array<char, security::key_letters + 1> open{}, secret{};
  do {
    if (::zmq_curve_keypair(open.data(), secret.data()) != 0)
      throw std::bad_alloc(); // nothing else can be wrong
  } while (open[0] == '#');   // its line would be a remark
  security::KeyPair pair{open.data(), base::Secret(std::string_view(secret.data()))};
  ::explicit_bzero(secret.data(), secret.size());
  return pair;
}

} // namespace loads::wire
