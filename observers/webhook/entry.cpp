// SPDX-License-Identifier: Apache-2.0
#include "observers/webhook/webhook_observer.hpp"

namespace loads::observers {

LOADS_OBSERVER(WebhookObserver, "webhook", "the end of a run as JSON, posted to a server",
               required(secret(text_option("url", "where to post it, https:// or http://"))),
               secret(text_option("header", "one more header, like Authorization: Bearer ...")),
               address(text_option("ca-file", "trust these certificates (PEM) instead of the system's")),
               duration_option("timeout", "how long all of it may take", "30s"));

} // namespace loads::observers
