// SPDX-License-Identifier: Apache-2.0
// What one slot of the slab has room for. Beyond it things are counted under `other_name`, never lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace loads::metrics {

inline constexpr std::string_view other_name = "__other__";
inline constexpr std::uint32_t any_test = UINT32_MAX; // the test of what stands for several tests

inline constexpr std::size_t max_slots = 4096;
inline constexpr std::size_t max_tests = 1024; // a worker refuses suites with more
inline constexpr std::size_t max_series = 1000;
inline constexpr std::size_t max_metrics = 256;       // by name
inline constexpr std::size_t max_tagged = 1000;       // series with tags, of all metrics together
inline constexpr std::size_t max_tagged_of_one = 250; // ... and of one metric
inline constexpr std::size_t max_checks = 256;
inline constexpr std::size_t max_groups = 256;
inline constexpr std::size_t max_errors = 256;  // of requests: by label and status or reason
inline constexpr std::size_t max_examples = 32; // of these errors
inline constexpr std::size_t max_slowest =
    10; // requests that are kept one by one; also of all slots and workers
inline constexpr std::size_t max_reasons = 64; // of web sockets that failed
inline constexpr std::size_t max_socket_labels = 100;
inline constexpr std::size_t status_count = 1000;
inline constexpr std::size_t max_frame_series = 32768; // of all slots together
inline constexpr std::size_t max_total_series = 4000;  // of all slots and workers together
inline constexpr std::size_t max_total_metrics = 4000; // series of metrics, of all workers together

inline constexpr std::size_t label_bytes = 512;
inline constexpr std::size_t name_bytes = 256; // metrics, checks
inline constexpr std::size_t tags_bytes = 512; // of one series
inline constexpr std::size_t file_bytes = 256;
inline constexpr std::size_t message_bytes = 2048;
inline constexpr std::size_t reason_bytes = 128;
inline constexpr std::size_t url_bytes = 512; // of a slow request
inline constexpr std::size_t method_bytes = 32;
inline constexpr std::size_t example_bytes = 2048; // each of its three texts
inline constexpr std::size_t host_call_bytes = 120;

} // namespace loads::metrics
