// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/sandbox.hpp"

#include <algorithm>
#include <array>

#if defined(__SANITIZE_ADDRESS__)
#define LOADS_LOOKS_FOR_LEAKS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOADS_LOOKS_FOR_LEAKS 1
#endif
#endif
#ifndef LOADS_LOOKS_FOR_LEAKS
#define LOADS_LOOKS_FOR_LEAKS 0
#endif

namespace loads::sandbox {
namespace {

constexpr std::array<std::string_view, 13> passed_on = {
    "PATH",        "LANG",         "LANGUAGE",      "TZ",           "LD_LIBRARY_PATH", "PYTHONPATH",
    "NODE_PATH",   "SSL_CERT_DIR", "SSL_CERT_FILE", "ASAN_OPTIONS", "TSAN_OPTIONS",    "UBSAN_OPTIONS",
    "LSAN_OPTIONS"};

} // namespace

std::vector<std::string> clean_environment(const std::vector<std::string>& from, const std::string& folder) {
  std::vector<std::string> clean;
  for (const std::string& entry : from) {
    const std::string_view name = std::string_view(entry).substr(0, entry.find('='));
    if (name.starts_with("LC_") || std::find(passed_on.begin(), passed_on.end(), name) != passed_on.end())
      clean.push_back(entry);
  }
#if LOADS_LOOKS_FOR_LEAKS // by a process that looks at this one, which the sandbox refuses
  const auto options = std::find_if(clean.begin(), clean.end(), [](const std::string& entry) {
    return entry.starts_with("ASAN_OPTIONS=");
  });
  const std::string former = options == clean.end() ? "ASAN_OPTIONS=" : *options + ":";
  if (options != clean.end())
    clean.erase(options);
  clean.push_back(former + "detect_leaks=0");
#endif
  clean.push_back("HOME=" + folder);
  clean.push_back("TMPDIR=" + folder);
  return clean;
}

} // namespace loads::sandbox
