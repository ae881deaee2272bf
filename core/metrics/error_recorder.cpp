// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/error_recorder.hpp"

#include "core/metrics/fitted.hpp"
#include "core/model/example.hpp"

#include <algorithm>

namespace loads::metrics {
namespace {

std::uint64_t hash_error(std::uint32_t status, std::string_view label, std::string_view reason) {
  return hash_text(reason, hash_text(label, status));
}

} // namespace

ErrorRecorder::ErrorRecorder(Slot& slot) : slot_(slot), errors_(max_errors) {
  const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(slot_.error_count.get(), max_errors));
  for (std::uint32_t i = 0; i < count; ++i) {
    const NamedErrorCells& cells = slot_.errors[i];
    errors_.insert(
        hash_error(static_cast<std::uint32_t>(cells.status.get()), cells.label.view(), cells.reason.view()),
        i);
  }
}

std::uint32_t ErrorRecorder::find(std::uint32_t status, std::string_view label,
                                  std::string_view reason) const {
  return errors_.find(hash_error(status, label, reason), [&](std::uint32_t entry) {
    const NamedErrorCells& cells = slot_.errors[entry];
    return cells.status.get() == status && cells.label.view() == label && cells.reason.view() == reason;
  });
}

void ErrorRecorder::record(const model::Hit& hit, std::string_view label, std::string_view reason,
                           std::uint64_t at_ns) {
  const std::uint32_t status = std::min<std::uint32_t>(hit.status, status_count - 1);
  if (const std::uint32_t known = find(status, label, reason); known != TextIndex::none)
    return slot_.errors[known].count_one(at_ns);
  const auto made = static_cast<std::uint32_t>(slot_.error_count.get());
  if (made >= max_errors)
    return slot_.other_errors[status].count_one(at_ns);
  NamedErrorCells& cells = slot_.errors[made];
  cells.status.set(status);
  cells.label.set(label);
  cells.reason.set(reason);
  errors_.insert(hash_error(status, label, reason), made);
  if (hit.source)
    keep_example(made, *hit.source, at_ns);
  cells.count_one(at_ns);
  slot_.error_count.publish(made + 1);
}

void ErrorRecorder::keep_example(std::uint32_t error, const model::ExampleSource& source,
                                 std::uint64_t at_ns) {
  const std::uint64_t made = slot_.example_count.get();
  if (made >= max_examples)
    return;
  const model::Example example = source.example();
  ExampleCells& cells = slot_.examples[made];
  cells.error.set(error);
  cells.at_ns.set(at_ns);
  cells.body_size.set(example.response_body_size);
  cells.request_head.set(Fitted<example_bytes>(example.request_head));
  cells.response_head.set(Fitted<example_bytes>(example.response_head));
  cells.response_body.set(example.response_body.substr(0, example_bytes));
  slot_.example_count.publish(made + 1);
}

} // namespace loads::metrics
