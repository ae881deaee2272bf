// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame_codec.hpp"
#include "tests/unit/cluster/processes.hpp"

#include <algorithm>
#include <span>

namespace loads::tests {

// A runner that begins anew attaches to its run and must learn everything again.
void Simulation::start_runner(RunnerProcess& process) {
  ++process.starts;
  process.peer = "runner " + std::to_string(++connections_);
  process.alarm = {};
  process.hits.clear();
  process.follower = std::make_unique<client::Follower>(process.run, world_.now());
  run_runner(process);
}

void Simulation::submit(RunnerProcess& process) {
  const auto deliver = [this, &process](const std::string& peer, const wire::Message& message) {
    if (process.peer == peer && !process.is_cut)
      to_broker(peer, message);
  };
  carry(process.peer, wire::make_message(process.submit, {process.run, 0}, ++process.submits),
        process.last_out, deliver);
}

void Simulation::run_runner(RunnerProcess& process) {
  const auto deliver = [this, &process](const std::string& peer, const wire::Message& message) {
    if (process.peer == peer && !process.is_cut)
      to_broker(peer, message);
  };
  base::TimePoint next = world_.now() + std::chrono::seconds(1);
  if (process.is_refused)
    return;
  if (!process.is_taken) {
    submit(process);
  } else {
    if (const std::optional<wire::Message> question = process.follower->next(world_.now()))
      carry(process.peer, *question, process.last_out, deliver);
    next = std::min(next,
                    std::max(process.follower->next_deadline(), world_.now() + std::chrono::milliseconds(1)));
  }
  process.alarm.set(world_, next, [this, &process, start = process.starts] {
    if (start == process.starts)
      run_runner(process);
  });
}

void Simulation::to_runner(RunnerProcess& process, const wire::Message& message) {
  if (message.stream.run != process.run && message.type != wire::Need::info.number)
    return;
  if (message.type == wire::Need::info.number) {
    const base::Result<wire::Need> need = wire::read_payload<wire::Need>(message);
    for (const wire::File& file : process.submit.files) {
      if (!need || file.digest != need->digest)
        continue;
      std::uint64_t offset = need->offset;
      for (std::uint32_t i = 0; i < need->chunks && offset < file.size; ++i, offset += wire::chunk_bytes) {
        const std::string bytes(std::min<std::uint64_t>(wire::chunk_bytes, file.size - offset), 'f');
        carry(process.peer, wire::make_chunk(file.digest, offset, bytes), process.last_out,
              [this, &process](const std::string& peer, const wire::Message& chunk) {
                if (process.peer == peer && !process.is_cut)
                  to_broker(peer, chunk);
              });
      }
      break;
    }
    return;
  }
  if (message.type == wire::Refused::info.number && !process.is_taken) {
    const base::Result<wire::Refused> refused = wire::read_payload<wire::Refused>(message);
    if (refused && refused->reason.starts_with("not enough agents") && message.sequence == process.submits)
      process.is_refused = true;
    return; // for other reasons it asks again
  }
  (void)process.follower->receive(message, world_.now());
  for (const client::Delivery& delivery : process.follower->take_deliveries()) {
    if (delivery.kind != wire::BatchKind::frame)
      continue;
    const auto frame = metrics::decode_frame(std::as_bytes(std::span(delivery.bytes)));
    process.hits[delivery.stream] += frame ? frame->delta.ledger.hits : 0;
  }
  if (process.follower->report().state != wire::RunState::uploading)
    process.is_taken = true;
  run_runner(process);
}

} // namespace loads::tests
