// SPDX-License-Identifier: Apache-2.0
#include "core/external/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <linux/close_range.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace loads::external {
namespace fs = std::filesystem;

namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (const std::string& text : texts)
    list.push_back(const_cast<char*>(text.c_str()));
  list.push_back(nullptr);
  return list;
}

base::Error cannot_start(const std::string& what, const std::string& why) {
  return base::infrastructure_error("cannot start the test runner " + what + ": " + why);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// What the copy of this process tells of its failure. A text is at the same place in both.
struct Told {
  int error;
  const char* step; // of the sandbox; null: something else failed
};

// What happens in the copy of this process, which may call little more than the kernel.
struct Child {
  const char* program;
  char** words;
  char** environment;
  const char* folder;
  int output, failure;
  std::uint64_t descriptors;
  pid_t parent;
  const base::LastWill& will;
  const sandbox::Sandbox* sandbox;

  [[noreturn]] void run() const {
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) // it was too late for that
      ::_exit(127);
    will.add_own_group();
    const int input = ::open("/dev/null", O_RDONLY);
    if (input < 0 || ::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0 ||
        (*folder && ::chdir(folder) != 0))
      fail();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && descriptors < limit.rlim_cur) {
      limit.rlim_cur = descriptors;
      ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ::signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (sandbox) {
      ::syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
      if (const sandbox::Sandbox::Failure failed = sandbox->enter(); failed.step)
        fail({failed.error, failed.step});
    }
    ::execve(program, words, environment);
    fail();
  }

private:
  [[noreturn]] void fail() const { fail({errno, nullptr}); }
  [[noreturn]] void fail(const Told& what) const {
    [[maybe_unused]] ssize_t told = ::write(failure, &what, sizeof what);
    ::_exit(127);
  }
};

std::string why_not(int error, const char* step, const Launch& what) {
  if (step)
    return std::string("the sandbox cannot be entered: ") + step + ": " + std::strerror(error);
  if (error == ENOEXEC)
    return "it is neither a program nor a script with #! in its first line";
  if (error == ENOENT && is_file(what.program))
    return "what the #! in its first line names does not exist";
  return std::strerror(error);
}

} // namespace

base::Result<std::string> find_program(const std::string& word, const std::string& folder) {
  const fs::path base = folder.empty() ? fs::current_path() : fs::path(folder);
  if (word.find('/') != std::string::npos) {
    const fs::path file = base / word;
    if (std::error_code ignored; fs::is_directory(file, ignored))
      return cannot_start(word, "it is a folder");
    if (!is_file(file))
      return cannot_start(word,
                          "there is no such file" +
                              (folder.empty() ? "" : " in " + folder + "; --include-file brings it there"));
    if (::access(file.c_str(), X_OK) != 0)
      return cannot_start(word, "it is not executable; try chmod +x " + word);
    return file.string();
  }
  const char* path = ::secure_getenv("PATH");
  std::istringstream folders(path ? path : "/usr/local/bin:/usr/bin:/bin");
  for (std::string each; std::getline(folders, each, ':');) {
    const fs::path file = base / each / word;
    if (is_file(file) && ::access(file.c_str(), X_OK) == 0)
      return file.string();
  }
  return cannot_start(word, "there is no such program in the PATH" +
                                (is_file(base / word) ? "; for the file of that name write ./" + word : ""));
}

base::Result<Launched> launch(const Launch& what, const base::LastWill& will) {
  int output[2], failure[2];
  if (::pipe2(output, O_CLOEXEC) != 0)
    return cannot_start(what.words[0], std::strerror(errno));
  Launched result;
  result.output.reset(output[0]);
  base::UniqueFd output_end(output[1]);
  if (::pipe2(failure, O_CLOEXEC) != 0)
    return cannot_start(what.words[0], std::strerror(errno));
  base::UniqueFd failure_here(failure[0]), failure_there(failure[1]);
  const std::vector<char*> words = pointers(what.words), environment = pointers(what.environment);
  const Child child{what.program.c_str(),
                    const_cast<char**>(words.data()),
                    const_cast<char**>(environment.data()),
                    what.folder.c_str(),
                    output_end.get(),
                    failure_there.get(),
                    what.descriptors,
                    ::getpid(),
                    will,
                    what.sandbox};
  result.pid = ::fork();
  if (result.pid == 0)
    child.run();
  if (result.pid < 0)
    return cannot_start(what.words[0],
                        errno == EAGAIN
                            ? "the limit of processes is reached; raise it (ulimit -u, or TasksMax= "
                              "of a service), or run fewer users"
                            : std::strerror(errno));
  failure_there.reset();
  Told told{};
  ssize_t got;
  while ((got = ::read(failure_here.get(), &told, sizeof told)) < 0 && errno == EINTR) {
  }
  if (got == sizeof told) {
    ::waitpid(result.pid, nullptr, 0);
    return cannot_start(what.words[0], why_not(told.error, told.step, what));
  }
  ::fcntl(result.output.get(), F_SETFL, O_NONBLOCK);
  result.ended.reset(static_cast<int>(::syscall(SYS_pidfd_open, result.pid, 0)));
  return result;
}

std::string describe_end(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const char* name = ::sigabbrev_np(WTERMSIG(wait_status));
    return name ? std::string("was ended by SIG") + name
                : "was ended by signal " + std::to_string(WTERMSIG(wait_status));
  }
  const int code = WEXITSTATUS(wait_status);
  return code == 0 ? "" : "exited with code " + std::to_string(code);
}

} // namespace loads::external
