// SPDX-License-Identifier: Apache-2.0
// usage: fuzz_check TARGET CORPUS SECONDS    its corpus, then inputs made of that and of chance
//        fuzz_check TARGET FILE              one input, as after a finding
//        fuzz_check TARGET...                whether these are all targets
// What a finding was is in the file crash-TARGET of the current folder.
#include "tests/fuzz/fuzz.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <unistd.h>

using namespace loads::fuzz;
namespace fs = std::filesystem;

namespace {

std::string current, crash_file; // for the signal handler

void keep_input(int signal) {
  const int file = ::open(crash_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  [[maybe_unused]] const ssize_t ignored = ::write(file, current.data(), current.size());
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// One that is in the corpus, changed; two of them; or anything.
std::string make_input(const std::vector<std::string>& corpus, std::size_t longest, std::mt19937_64& random) {
  std::string input;
  if (!corpus.empty() && random() % 8 != 0) {
    input = corpus[random() % corpus.size()];
    if (random() % 4 == 0)
      input.insert(random() % (input.size() + 1), corpus[random() % corpus.size()]);
  } else {
    input.resize(random() % std::min<std::size_t>(longest, 256));
    for (char& c : input)
      c = static_cast<char>(random() >> (random() % 8));
  }
  for (std::size_t changes = random() % 6; changes > 0 && !input.empty(); --changes) {
    const std::size_t at = random() % input.size();
    switch (random() % 4) {
    case 0:
      input[at] = static_cast<char>(input[at] ^ (1 << random() % 8));
      break;
    case 1:
      input[at] = static_cast<char>(random());
      break;
    case 2:
      input.erase(at, 1 + random() % 8);
      break;
    default:
      input.insert(at, 1 + random() % 8, static_cast<char>(random()));
    }
  }
  input.resize(std::min(input.size(), longest));
  return input;
}

int check_list(int count, char** names) {
  std::set<std::string> known, given(names, names + count);
  for (const Target& target : all_targets())
    known.insert(target.name);
  if (known == given)
    return 0;
  std::fprintf(stderr, "tests/fuzz/CMakeLists.txt has another list of targets than the sources\n");
  return 1;
}

void run(const Target& target, std::string input) {
  current = std::move(input);
  target.run(std::string(current)); // memory of its own size
}

} // namespace

int main(int count, char** arguments) {
  const std::string name = count > 1 ? arguments[1] : "";
  const auto& targets = all_targets();
  const auto target =
      std::find_if(targets.begin(), targets.end(), [&](const Target& each) { return name == each.name; });
  if (target == targets.end() || (count > 2 && !fs::exists(arguments[2]) && count != 4))
    return check_list(count - 1, arguments + 1);
  crash_file = "crash-" + name;
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL})
    ::signal(signal, keep_input);
  ::signal(SIGPIPE, SIG_IGN);
  if (count == 3) {
    run(*target, read(arguments[2]));
    return 0;
  }
  std::vector<std::string> corpus;
  if (count == 4 && fs::is_directory(arguments[2]))
    for (const auto& entry : fs::directory_iterator(arguments[2]))
      corpus.push_back(read(entry.path()));
  std::sort(corpus.begin(), corpus.end());
  for (const std::string& input : corpus)
    run(*target, input);
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  const auto until = began + std::chrono::seconds(count == 4 ? std::atoi(arguments[3]) : 1);
  std::mt19937_64 random(1);
  std::uint64_t runs = 0;
  for (; Clock::now() < until; ++runs)
    run(*target, make_input(corpus, target->longest, random));
  std::printf("%s: %llu inputs, %.0f/s\n", name.c_str(), static_cast<unsigned long long>(runs),
              static_cast<double>(runs) / std::chrono::duration<double>(Clock::now() - began).count());
  return 0;
}
