// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/client/channel.hpp"
#include "core/wire/payloads.hpp"

#include <string>

namespace loads::client {

// How long a broker may take for an answer before it counts as not there.
inline constexpr base::Duration answer_within = std::chrono::seconds(2);

inline constexpr const char* no_answer_text = "the broker does not answer";

// Waits until there may be something to receive, or the time is over.
void wait_for_news(const Channel& channel, base::Duration time);

// Asks until the answer comes, which has the number of the question. An Error is REFUSED, with its kind; or
// no answer within the time.
base::Result<wire::Message> ask(Channel& channel, wire::Message question,
                                base::Duration within = answer_within);

template <class Answer, class Question>
base::Result<Answer> ask_for(Channel& channel, const Question& question, const wire::StreamId& about = {}) {
  base::Result<wire::Message> answer = ask(channel, wire::make_message(question, about));
  if (!answer)
    return answer.error();
  if (answer->type != Answer::info.number)
    return base::infrastructure_error("the broker gave an answer that has no place here: " +
                                      std::string(wire::find_message(answer->type)->name));
  return wire::read_payload<Answer>(*answer);
}

// What REFUSED says.
base::Error error_of(const wire::Refused& refused);

} // namespace loads::client
