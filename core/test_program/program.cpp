// SPDX-License-Identifier: Apache-2.0
#include "core/test_program/program.hpp"

#include "core/base/text.hpp"
#include "core/test_program/junit.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace loads::test_program {
namespace {

constexpr int passed = 0, failed = 1, usage = 2, infrastructure = 3;

int complain(const std::string& program, const base::Error& error) {
  std::fprintf(stderr, "%s: %s\n", program.c_str(), error.text.c_str());
  return error.kind == base::ErrorKind::usage ? usage : infrastructure;
}

std::string to_string(loads_str text) {
  return std::string(host::view_of(text));
}

const char* word_for(loads_outcome outcome) {
  switch (outcome) {
  case LOADS_PASS:
    return "PASS";
  case LOADS_FAIL:
    return "FAIL";
  case LOADS_SKIP:
    return "SKIP";
  default:
    return "ERROR";
  }
}

TestResult run_test(TestHost& host, const module::TestEntry& test) {
  TestResult result{test, LOADS_PASS, {}, {}};
  const base::TimePoint began = base::SteadyClock().now();
  result.outcome = host.run(test, [&](const loads_failure& failure) {
    result.findings.push_back({failure.outcome, failure.soft != 0, to_string(failure.message),
                               to_string(failure.file), failure.line});
  });
  result.duration = base::SteadyClock().now() - began;
  return result;
}

void print(const TestResult& result) {
  const auto time = std::chrono::round<std::chrono::milliseconds>(result.duration).count();
  std::printf("%s %s (%lld ms)\n", word_for(result.outcome), result.test.full_name().c_str(),
              static_cast<long long>(time));
  for (const Finding& finding : result.findings)
    std::printf("  %s%s\n", base::printable(finding.to_text()).c_str(),
                finding.soft ? " (a check: it does not fail the test)" : "");
  std::fflush(stdout);
}

std::string now_in_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

base::Status write_junit(const std::string& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary);
  out << content;
  out.close();
  if (!out)
    return base::infrastructure_error("cannot write " + file + "; does its folder exist?");
  return base::Nothing{};
}

base::Result<std::vector<module::TestEntry>> choose(const std::vector<module::TestEntry>& tests,
                                                    const std::vector<std::string>& patterns) {
  std::vector<module::TestEntry> chosen;
  std::vector<std::string> names;
  for (const module::TestEntry& test : tests) {
    names.push_back(test.full_name());
    if (patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
          return is_meant(pattern, test.full_name());
        }))
      chosen.push_back(test);
  }
  for (const std::string& pattern : patterns)
    if (std::none_of(names.begin(), names.end(),
                     [&](const std::string& name) { return is_meant(pattern, name); })) {
      const std::string nearest(base::find_nearest(pattern, names));
      return base::usage_error("no test '" + pattern + "'" +
                               (nearest.empty() ? "; see --list" : "; did you mean " + nearest + "?"));
    }
  return chosen;
}

int run_tests(const std::string& program, TestHost& host, const Options& options) {
  auto tests = choose(host.tests(), options.patterns);
  if (!tests)
    return complain(program, tests.error());
  if (options.action == Options::Action::list) {
    for (const module::TestEntry& test : *tests)
      std::puts(test.full_name().c_str());
    return passed;
  }
  const std::string began = now_in_utc();
  std::vector<TestResult> results;
  for (const module::TestEntry& test : *tests) {
    results.push_back(run_test(host, test));
    print(results.back());
  }
  const auto bad = std::count_if(results.begin(), results.end(), [](const TestResult& result) {
    return result.outcome != LOADS_PASS && result.outcome != LOADS_SKIP;
  });
  std::printf("%s, %lld failed\n", base::counted(results.size(), "test").c_str(),
              static_cast<long long>(bad));
  if (!options.junit_file.empty())
    if (auto status = write_junit(options.junit_file, to_junit(program, began, results)); !status)
      return complain(program, status.error());
  return bad > 0 ? failed : passed;
}

} // namespace

HostOptions host_options(const Options& from) {
  HostOptions options;
  options.server_url = from.server_url;
  options.net.tls.insecure = from.insecure;
  options.net.total_timeout = from.timeout;
  return options;
}

int run_program(int count, char** arguments, const loads_module& module) {
  const std::string program = std::filesystem::path(count > 0 ? arguments[0] : "test").filename().string();
  auto options = parse_options(std::vector<std::string>(arguments + std::min(count, 1), arguments + count));
  if (!options)
    return complain(program, options.error());
  if (options->action == Options::Action::help) {
    std::fputs(help_text(program).c_str(), stdout);
    return passed;
  }
  auto host = TestHost::open(module, host_options(*options));
  if (!host)
    return complain(program, host.error());
  if ((*host)->tests().empty())
    return complain(program,
                    base::infrastructure_error("there are no tests in this program; register a class with "
                                               "LOADS_SUITE(Class, test_one, test_two)"));
  return run_tests(program, **host, *options);
}

} // namespace loads::test_program
