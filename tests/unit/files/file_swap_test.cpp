// SPDX-License-Identifier: Apache-2.0
// Somebody changes a suite, in all ways that a file can be changed, while an agent checks and opens it. What
// is opened is what was checked, every time: the steps are those of a job.
#include "core/files/checked_copy.hpp"
#include "core/module/elf_check.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loads;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int rounds = 1000;
constexpr auto longest = std::chrono::seconds(60);
constexpr int good_answer = 1;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A process that swaps the file for another one and back until it is killed: by rename(), by a link, and by
// writing over its content.
class Attacker {
public:
  Attacker(const std::string& target, const std::string& good, const std::string& bad) {
    const pid_t parent = ::getpid();
    child_ = ::fork();
    if (child_ != 0)
      return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (::getppid() == parent)
      swap(target, good, bad);
    ::_exit(0);
  }
  Attacker(const Attacker&) = delete;
  Attacker& operator=(const Attacker&) = delete;
  ~Attacker() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }

private:
  static void put(const std::string& path, const std::string& content) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 || ::ftruncate(file, static_cast<off_t>(content.size())) != 0)
      ::_exit(1);
    ::close(file);
  }
  static void swap(const std::string& target, const std::string& good, const std::string& bad) {
    const std::string next = target + ".next";
    for (const std::string* content : {&bad, &good}) {
      put(next, *content);
      std::rename(next.c_str(), target.c_str());
    }
    put(target, bad); // in place, so that a reader gets parts of both
    put(target, good);
    if (::symlink((target + ".bad").c_str(), next.c_str()) == 0)
      std::rename(next.c_str(), target.c_str());
    put(next, good);
    std::rename(next.c_str(), target.c_str());
  }

  pid_t child_ = -1;
};

// What code in that memory says; it is loaded as loads-worker does.
int answer_of(int memory) {
  void* const library = ::dlopen(("/proc/self/fd/" + std::to_string(memory)).c_str(), RTLD_NOW | RTLD_LOCAL);
  BOOST_REQUIRE_MESSAGE(library, ::dlerror());
  const auto answer = reinterpret_cast<int (*)()>(::dlsym(library, "loads_swap_answer"));
  const int said = answer ? answer() : -1;
  ::dlclose(library);
  return said;
}

struct Swapped {
  Swapped() {
    std::ofstream(target, std::ios::binary) << good;
    std::ofstream(target + ".bad", std::ios::binary) << bad;
    BOOST_REQUIRE(good.size() > 1000 && good != bad);
  }

  const std::string good = content_of(LOADS_SWAP_GOOD), bad = content_of(LOADS_SWAP_BAD);
  const base::Sha256Digest digest = base::sha256_of(good);
  tests::TemporaryFolder folder;
  const std::string target = folder.file("suite.so");
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(file_swap, Swapped)

BOOST_AUTO_TEST_CASE(what_runs_is_what_was_checked) {
  const Attacker attacker(target, good, bad);
  int opened = 0, refused = 0;
  const auto give_up = Clock::now() + longest;
  while ((opened < rounds || refused < rounds) && Clock::now() < give_up) {
    const auto copy = files::sealed_copy(target, digest);
    if (!copy || !copy->is_right) {
      ++refused;
      continue;
    }
    BOOST_REQUIRE(module::check_elf_file(copy->memory.get(), "suite.so", module::LibraryFolders::trusted));
    BOOST_REQUIRE(answer_of(copy->memory.get()) == good_answer);
    ++opened;
  }
  BOOST_TEST(opened >= rounds);
  BOOST_TEST(refused >= rounds);
  BOOST_TEST_MESSAGE(opened << " opened, " << refused << " refused");
}

BOOST_AUTO_TEST_CASE(what_lies_beside_a_suite_is_what_was_checked) {
  const Attacker attacker(target, good, bad);
  const std::string own = folder.file("own");
  fs::create_directory(own);
  int placed = 0, refused = 0;
  const auto give_up = Clock::now() + longest;
  while ((placed < rounds || refused < rounds) && Clock::now() < give_up) {
    const auto copied = files::checked_copy(target, own, "library.so", 0600, digest);
    if (copied && *copied) {
      ++placed;
      BOOST_REQUIRE((content_of(own + "/library.so") == good));
      fs::remove(own + "/library.so");
    } else {
      ++refused;
      BOOST_REQUIRE(!fs::exists(own + "/library.so"));
    }
  }
  BOOST_TEST(placed >= rounds);
  BOOST_TEST(refused >= rounds);
  BOOST_TEST_MESSAGE(placed << " placed, " << refused << " refused");
}

BOOST_AUTO_TEST_SUITE_END()
