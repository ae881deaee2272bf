// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/sandbox.hpp"

#include <algorithm>
#include <array>

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
  clean.push_back("HOME=" + folder);
  clean.push_back("TMPDIR=" + folder);
  return clean;
}

} // namespace loads::sandbox
