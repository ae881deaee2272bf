// SPDX-License-Identifier: Apache-2.0
// A witness: as little as a client can do, one request after the other on one connection, with calls that
// block. What it sees more than the server's log says is the machine's. Prints the nanoseconds of each; the
// n-th asks for /n.
//
// usage: plain_client PORT COUNT
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>

namespace {

long long now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

} // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: plain_client PORT COUNT\n");
    return 2;
  }
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(arguments[1])));
  bool is_well = connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  const int requests = std::atoi(arguments[2]);
  for (int number = 1; is_well && number <= requests; ++number) {
    const std::string text = "GET /" + std::to_string(number) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    char answer[4096];
    const long long began = now();
    is_well = send(server, text.data(), text.size(), 0) > 0 &&
              recv(server, answer, sizeof answer, 0) > 0; // in one piece
    if (is_well)
      std::printf("%lld\n", now() - began);
  }
  if (!is_well)
    std::fprintf(stderr, "plain_client: %s\n", std::strerror(errno));
  return is_well ? 0 : 3;
}
