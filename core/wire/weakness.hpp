// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loads::wire {

// Faults that are built in on purpose, so that tests can show that they would notice. Programs have none.
enum class Weakness {
  none,
  acknowledge_before_commit, // broker: says "stored" too early
  no_dedupe,                 // broker: takes a batch as often as it comes
  no_resend,                 // agent: sends each batch once
};

} // namespace loads::wire
