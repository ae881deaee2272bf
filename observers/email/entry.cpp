// SPDX-License-Identifier: Apache-2.0
#include "observers/email/email_observer.hpp"

namespace loads::observers {

LOADS_OBSERVER(EmailObserver, "email", "a mail about the end of a run",
               required(text_option("sender", "address that it is from")),
               required(text_option("recipient", "address that it is for; several with commas")),
               text_option("subject", "begins the subject", "Loads Results"),
               address(text_option("host", "the mail server", "localhost")),
               address(integer_option("port", "its port: 25, 587, 465 for implicit TLS", "25")),
               address(text_option("tls", "starttls, implicit or none", "starttls")),
               address(text_option("ca-file", "trust these certificates (PEM) instead of the system's")),
               address(text_option("user", "account to log in to")),
               secret(text_option("password", "its password")),
               duration_option("timeout", "how long all of it may take", "30s"));

} // namespace loads::observers
