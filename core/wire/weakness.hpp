// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loads::wire {

// Faults that are built in on purpose, so that tests can show that they would notice. Programs have none.
enum class Weakness {
  none,
  acknowledge_before_commit, // broker: says "stored" too early
  no_dedupe,                 // broker: takes a batch as often as it comes
  no_resend,                 // agent: sends each batch once
  no_zap_handler,            // broker: asks nobody who may connect
  everybody_admitted,        // broker: lets every key in
  zap_thread_ends,           // broker: who decides on connections goes away after the first one
};

} // namespace loads::wire
