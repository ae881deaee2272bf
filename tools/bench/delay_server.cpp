// SPDX-License-Identifier: Apache-2.0
// A witness: an HTTP server that makes each request wait as long as it was told, and writes down when each
// came and when it was answered. It shares no code with what it judges. One thread; a request has no body.
//
// usage: delay_server LOG constant US | uniform FROM_US TO_US | bimodal US OTHER_US PART_OF_THE_OTHER
//
// Says where it listens, and writes LOG when it is asked to end (SIGTERM): a line for each request, by the
// time of its answer, with the Unix times in nanoseconds when it came (the kernel's stamp of the packet), was
// read, and was answered (just before the call), the delay that was wanted, and the digits at the end of its
// path, or 0.
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <netinet/tcp.h>
#include <queue>
#include <random>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace {

using Nanoseconds = std::int64_t;

constexpr Nanoseconds second = 1'000'000'000;
constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 20\r\n\r\n"
    "It was worth a wait.";

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "delay_server: %s: %s\n", what, std::strerror(errno));
  std::exit(3);
}

[[noreturn]] void end_with_usage() {
  std::fprintf(stderr,
               "usage: delay_server LOG constant US | uniform FROM_US TO_US | bimodal US OTHER_US PART\n");
  std::exit(2);
}

Nanoseconds to_nanoseconds(const timespec& time) {
  return time.tv_sec * second + time.tv_nsec;
}

Nanoseconds now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return to_nanoseconds(time);
}

class Delays {
public:
  Delays(int count, char** words) : kind_(words[0]) {
    for (int i = 1; i < count; ++i)
      numbers_.push_back(std::strtod(words[i], nullptr));
    const std::size_t wanted = kind_ == "constant" ? 1 : kind_ == "uniform" ? 2 : kind_ == "bimodal" ? 3 : 0;
    if (wanted == 0 || numbers_.size() != wanted)
      end_with_usage();
  }
  Nanoseconds next() {
    const double drawn = std::uniform_real_distribution<double>()(random_);
    double us = numbers_[0];
    if (kind_ == "uniform")
      us += drawn * (numbers_[1] - numbers_[0]);
    else if (kind_ == "bimodal" && drawn < numbers_[2])
      us = numbers_[1];
    return static_cast<Nanoseconds>(us * 1000);
  }

private:
  std::string kind_;
  std::vector<double> numbers_;
  std::mt19937_64 random_{1};
};

struct Request {
  Nanoseconds came, read, answered, delay;
  std::uint64_t number;
};

struct Waiting {
  Nanoseconds due;
  int socket;
  Request request;
  bool operator>(const Waiting& other) const { return due > other.due; }
};

std::uint64_t number_of(std::string_view head) {
  const std::size_t slash = head.find('/');
  std::uint64_t number = 0;
  for (std::size_t i = slash + 1; i < head.size() && head[i] >= '0' && head[i] <= '9'; ++i)
    number = number * 10 + static_cast<std::uint64_t>(head[i] - '0');
  return number;
}

class Server {
public:
  explicit Server(Delays delays) : delays_(std::move(delays)), poller_(epoll_create1(EPOLL_CLOEXEC)) {
    log_.reserve(1'000'000);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, nullptr);
    signals_ = signalfd(-1, &ends, SFD_NONBLOCK | SFD_CLOEXEC);
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1; // the sockets that it accepts have the same options
    setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(listener_, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 4096) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      fail("cannot listen");
    watch(listener_);
    watch(signals_);
    std::printf("listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
  }

  void run() {
    std::vector<epoll_event> events(1024);
    for (;;) {
      timespec limit{};
      if (!waiting_.empty()) {
        const Nanoseconds left = std::max<Nanoseconds>(0, waiting_.top().due - now());
        limit = {left / second, left % second};
      }
      const auto count = syscall(SYS_epoll_pwait2, poller_, events.data(), events.size(),
                                 waiting_.empty() ? nullptr : &limit, nullptr, 0);
      for (long i = 0; i < count; ++i) {
        const int ready = events[static_cast<std::size_t>(i)].data.fd;
        if (ready == signals_)
          return;
        if (ready == listener_)
          take_connections();
        else
          read_request(ready);
        answer_who_waited();
      }
      answer_who_waited();
    }
  }

  void write_log(const char* name) const {
    std::FILE* file = std::fopen(name, "w");
    if (!file)
      fail(name);
    for (const Request& each : log_)
      std::fprintf(file, "%lld %lld %lld %lld %llu\n", static_cast<long long>(each.came),
                   static_cast<long long>(each.read), static_cast<long long>(each.answered),
                   static_cast<long long>(each.delay), static_cast<unsigned long long>(each.number));
    if (std::fclose(file) != 0)
      fail(name);
  }

private:
  void watch(int descriptor) const {
    epoll_event event{EPOLLIN, {.fd = descriptor}};
    if (epoll_ctl(poller_, EPOLL_CTL_ADD, descriptor, &event) != 0)
      fail("epoll_ctl");
  }

  void take_connections() const {
    for (int fresh; (fresh = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;)
      watch(fresh);
  }

  // A request comes in one piece, as those without a body do.
  void read_request(int socket) {
    char bytes[4096], control[256];
    iovec part{bytes, sizeof bytes};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t size = recvmsg(socket, &message, 0);
    if (size < 0 && errno == EAGAIN)
      return;
    if (size <= 0 || !std::string_view(bytes, static_cast<std::size_t>(size)).ends_with("\r\n\r\n")) {
      close(socket);
      return;
    }
    Request request{};
    request.read = request.came = now();
    for (cmsghdr* head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head))
      if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_TIMESTAMPNS) {
        timespec stamp{};
        std::memcpy(&stamp, CMSG_DATA(head), sizeof stamp);
        request.came = to_nanoseconds(stamp);
      }
    request.delay = delays_.next();
    request.number = number_of({bytes, static_cast<std::size_t>(size)});
    if (request.delay == 0)
      send_answer(socket, request);
    else
      waiting_.push({request.read + request.delay, socket, request});
  }

  void answer_who_waited() {
    while (!waiting_.empty() && waiting_.top().due <= now()) {
      const Waiting first = waiting_.top();
      waiting_.pop();
      send_answer(first.socket, first.request);
    }
  }

  void send_answer(int socket, Request request) {
    request.answered = now();
    if (send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(answer.size()))
      log_.push_back(request);
  }

  Delays delays_;
  int poller_, signals_ = -1, listener_ = -1;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  std::vector<Request> log_;
};

} // namespace

int main(int count, char** arguments) {
  if (count < 4)
    end_with_usage();
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  prctl(PR_SET_TIMERSLACK, 1UL);
  Server server(Delays(count - 2, arguments + 2));
  server.run();
  server.write_log(arguments[1]);
  return 0;
}
