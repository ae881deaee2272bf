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

ErrorRecorder::ErrorRecorder(Slot& slot, std::uint64_t warm_up_ns)
    : slot_(slot), warm_up_ns_(warm_up_ns), errors_(max_errors) {
  const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(slot_.error_count.get(), max_errors));
  for (std::uint32_t i = 0; i < count; ++i) {
    const NamedErrorCells& cells = slot_.errors[i];
    errors_.insert(
        hash_error(static_cast<std::uint32_t>(cells.status.get()), cells.label.view(), cells.reason.view()),
        i);
  }
  const std::uint64_t examples = std::min<std::uint64_t>(slot_.example_count.get(), max_examples);
  for (std::size_t i = 0; i < examples; ++i)
    if (const std::uint64_t of = slot_.examples[i].error.get(); of < max_errors)
      has_example_.set(of);
}

NamedErrorCells* ErrorRecorder::find(std::uint32_t status, std::string_view label, std::string_view reason) {
  const std::uint64_t hash = hash_error(status, label, reason);
  const std::uint32_t known = errors_.find(hash, [&](std::uint32_t entry) {
    const NamedErrorCells& cells = slot_.errors[entry];
    return cells.status.get() == status && cells.label.view() == label && cells.reason.view() == reason;
  });
  if (known != TextIndex::none)
    return &slot_.errors[known];
  const auto made = static_cast<std::uint32_t>(slot_.error_count.get());
  if (made >= max_errors)
    return nullptr;
  NamedErrorCells& cells = slot_.errors[made];
  cells.status.set(status);
  cells.label.set(label);
  cells.reason.set(reason);
  errors_.insert(hash, made);
  slot_.error_count.publish(made + 1);
  return &cells;
}

void ErrorRecorder::record(const model::Hit& hit, std::string_view label, std::string_view reason,
                           std::uint64_t at_ns) {
  const std::uint32_t status = std::min<std::uint32_t>(hit.status, status_count - 1);
  NamedErrorCells* const error = find(status, label, reason);
  if (!error)
    return slot_.other_errors[status].count_one(at_ns, warm_up_ns_);
  // Before it is counted: who sees the first one sees its example.
  if (const auto place = static_cast<std::size_t>(error - slot_.errors.data());
      hit.source && at_ns >= warm_up_ns_ && !has_example_[place])
    keep_example(place, *hit.source, at_ns);
  error->count_one(at_ns, warm_up_ns_);
}

void ErrorRecorder::keep_example(std::size_t error, const model::ExampleSource& source, std::uint64_t at_ns) {
  has_example_.set(error); // or there is no room for one
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
