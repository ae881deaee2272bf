// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"
#include "tests/support/text.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <signal.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace loads::test {

class TempDir {
public:
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "loads-net-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
      throw std::runtime_error("cannot make " + pattern);
    path_ = pattern;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
  std::filesystem::path path_;
};

inline void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

// Runs a program to its end, silently.
inline void run(const std::string& command) {
  if (std::system((command + " >/dev/null 2>&1").c_str()) != 0)
    throw std::runtime_error("failed: " + command);
}

// A certificate authority and certificates it signed, made by the openssl program.
class Certificates {
public:
  Certificates() {
    run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=Test CA' "
        "-addext "
        "basicConstraints=critical,CA:TRUE -keyout " +
        dir_.file("ca.key") + " -out " + dir_.file("ca.pem"));
    sign("server", "subjectAltName=DNS:localhost,IP:127.0.0.1");
    sign("other", "subjectAltName=DNS:other.example");
    sign("client", "extendedKeyUsage=clientAuth");
    run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
        "-addext "
        "subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " +
        dir_.file("self.key") + " -out " + dir_.file("self.pem"));
  }
  std::string file(const std::string& name) const { return dir_.file(name); }

private:
  void sign(const std::string& name, const std::string& extensions) {
    write_file(dir_.file(name + ".ext"), extensions + "\n");
    run("openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -keyout " +
        dir_.file(name + ".key") + " -out " + dir_.file(name + ".csr"));
    run("openssl x509 -req -days 2 -CA " + dir_.file("ca.pem") + " -CAkey " + dir_.file("ca.key") +
        " -CAcreateserial -extfile " + dir_.file(name + ".ext") + " -in " + dir_.file(name + ".csr") +
        " -out " + dir_.file(name + ".pem"));
  }
  TempDir dir_;
};

inline std::uint16_t free_port() {
  const base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof in;
  ::bind(fd.get(), reinterpret_cast<sockaddr*>(&in), size);
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&in), &size);
  return ntohs(in.sin_port);
}

// An nginx of our own: one process on a free port, with the given server block.
class Nginx {
public:
  // `server` goes into a server block that already listens; `listen` is what follows the port there.
  explicit Nginx(const std::string& server, const std::string& listen = "") : port_(free_port()) {
    write_file(
        dir_.file("nginx.conf"),
        "daemon off; master_process off; pid " + dir_.file("pid") + "; error_log " + dir_.file("error.log") +
            ";\nevents { worker_connections 256; }\nhttp {\nlog_format test '$request $status "
            "$ssl_session_reused $ssl_protocol $connection_requests $ssl_client_verify';\naccess_log " +
            dir_.file("access.log") + " test;\nclient_body_temp_path " + dir_.file("body") +
            ";\nproxy_temp_path " + dir_.file("proxy") + ";\nfastcgi_temp_path " + dir_.file("fastcgi") +
            ";\nuwsgi_temp_path " + dir_.file("uwsgi") + ";\nscgi_temp_path " + dir_.file("scgi") +
            ";\nssl_protocols TLSv1.2 TLSv1.3;\nserver {\nlisten 127.0.0.1:" + std::to_string(port_) + " " +
            listen + ";\nroot " + dir_.file("") + ";\nlocation = / { return 200 'hello'; }\n" + server +
            "\n}\n}\n");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::execlp("nginx", "nginx", "-c", dir_.file("nginx.conf").c_str(), "-e", dir_.file("error.log").c_str(),
               nullptr);
      ::execl("/usr/sbin/nginx", "nginx", "-c", dir_.file("nginx.conf").c_str(), "-e",
              dir_.file("error.log").c_str(), nullptr);
      ::_exit(127);
    }
    wait_until_it_listens();
  }
  ~Nginx() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }

  std::uint16_t port() const { return port_; }
  std::string url(const std::string& scheme_and_host, const std::string& target = "/") const {
    return scheme_and_host + ":" + std::to_string(port_) + target;
  }
  // Lines of the access log, as soon as there are so many of them.
  std::string log(std::size_t lines) const {
    for (const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);;) {
      std::string text = read_file(dir_.file("access.log"));
      if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) >= lines ||
          std::chrono::steady_clock::now() > limit)
        return text;
      std::this_thread::yield();
    }
  }
  void put(const std::string& name, const std::string& text) const { write_file(dir_.file(name), text); }

private:
  void wait_until_it_listens() {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port_);
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (;;) {
      const base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
      if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&in), sizeof in) == 0)
        return;
      if (::waitpid(pid_, nullptr, WNOHANG) != 0)
        throw std::runtime_error("nginx does not start: " + read_file(dir_.file("error.log")));
      std::this_thread::yield();
    }
  }

  TempDir dir_;
  std::uint16_t port_;
  pid_t pid_ = -1;
};

} // namespace loads::test
