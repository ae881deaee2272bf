// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/nginx.hpp"
#include "tests/support/program.hpp"

#include <arpa/inet.h>
#include <poll.h>

#include <string>
#include <vector>

namespace loads::test {

// An ngircd of our own: on `port` plain, on `tls_port` by TLS with that certificate.
class IrcServer {
public:
  explicit IrcServer(const Certificates& certificates, const std::string& password = "")
      : port(free_port()), tls_port(free_port()),
        // Nobody reads what it says: a pipe would fill up and hold it.
        program_({{"/bin/sh", "-c", "exec /usr/sbin/ngircd -n -f \"$1\" >/dev/null 2>&1", "ngircd",
                   folder_.write("ngircd.conf", configuration(certificates, password))}}) {}

  const std::uint16_t port, tls_port;

  // When it takes connections.
  bool is_up() {
    return wait_until(
        [&] {
          const base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
          sockaddr_in in{};
          in.sin_family = AF_INET;
          in.sin_port = htons(tls_port);
          in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
          return ::connect(fd.get(), reinterpret_cast<sockaddr*>(&in), sizeof in) == 0;
        },
        std::chrono::seconds(20));
  }

private:
  std::string configuration(const Certificates& certificates, const std::string& password) const {
    return "[Global]\nName = irc.test\nInfo = test\nListen = 127.0.0.1\nPorts = " + std::to_string(port) +
           "\nMotdFile = /dev/null\n" + (password.empty() ? "" : "Password = " + password + "\n") +
           "[Limits]\nMaxConnections = 0\nMaxConnectionsIP = 0\nMaxNickLength = 9\nMaxPenaltyTime = 0\n"
           "[Options]\nDNS = no\nIdent = no\nPAM = no\nScrubCTCP = no\n[SSL]\nCertFile = " +
           certificates.file("server.pem") + "\nKeyFile = " + certificates.file("server.key") +
           "\nPorts = " + std::to_string(tls_port) + "\n[Channel]\nName = #locked\nModes = nk sesame\n";
  }

  TemporaryFolder folder_;
  Program program_;
};

// Somebody who sits in a channel and writes down what is said.
class IrcWitness {
public:
  IrcWitness(std::uint16_t port, const std::string& nick, const std::string& join)
      : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_.get(), reinterpret_cast<sockaddr*>(&in), sizeof in) != 0)
      throw std::runtime_error("no IRC server");
    say("NICK " + nick + "\r\nUSER witness 0 * :w\r\n");
    wait_for(" 001 ");
    say("JOIN " + join + "\r\n");
    wait_for(" 366 ");
  }

  // Lines of others, of these commands, since the last call; all of them that were said before this.
  std::vector<std::string> take_lines() {
    const std::string token = "t" + std::to_string(++asked_);
    say("PING :" + token + "\r\n");
    wait_for("PONG irc.test :" + token);
    std::vector<std::string> lines;
    std::istringstream all(std::exchange(text_, {}));
    for (std::string line; std::getline(all, line);)
      if (line.find(" PRIVMSG ") != std::string::npos || line.find(" NOTICE ") != std::string::npos)
        lines.push_back(line);
    return lines;
  }

private:
  void say(const std::string& line) {
    if (::send(fd_.get(), line.data(), line.size(), MSG_NOSIGNAL) < 0)
      throw std::runtime_error("the IRC server has gone");
  }
  void wait_for(const std::string& what) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (text_.find(what) == std::string::npos) {
      pollfd entry{fd_.get(), POLLIN, 0};
      ::poll(&entry, 1, 1000);
      char buffer[4096];
      const ssize_t got = entry.revents ? ::recv(fd_.get(), buffer, sizeof buffer, 0) : -1;
      if (got == 0 || std::chrono::steady_clock::now() > limit)
        throw std::runtime_error("the IRC server does not say" + what + " but " + text_);
      if (got > 0)
        text_.append(buffer, static_cast<std::size_t>(got));
      if (const std::size_t ping = text_.find("\nPING :"); ping != std::string::npos) {
        say("PONG :irc.test\r\n");
        text_.replace(ping, 6, "\nping ");
      }
    }
  }

  base::UniqueFd fd_;
  std::string text_;
  int asked_ = 0;
};

} // namespace loads::test
