// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observers/common/connection.hpp"
#include "observers/email/smtp_reply.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace loads::observers {

enum class MailTls {
  starttls, // begins in clear text, then TLS or nothing
  implicit, // TLS from the first byte
  none
};

struct SmtpSettings {
  Place server;
  MailTls tls = MailTls::starttls;
  std::string ca_file;
  std::string user, password; // empty: no login
  std::chrono::nanoseconds time{};
};

// Hands one message to a mail server, RFC 5321. An exception says why that did not work: Undeliverable if the
// server will never take it.
class Smtp {
public:
  explicit Smtp(const SmtpSettings& settings);

  // `message` with lines that end in CRLF. Returns the recipients that the server would not take, with its
  // words; there is at least one other.
  std::vector<std::string> send(const std::string& sender, const std::vector<std::string>& recipients,
                                const std::string& message);

private:
  SmtpReply hear();
  SmtpReply ask(const std::string& command);
  // Fails unless the answer is that one.
  SmtpReply demand(int code, const std::string& doing, const SmtpReply& reply) const;
  void greet();
  void log_in();
  bool offers(const std::string& extension, const std::string& parameter = {}) const;
  [[noreturn]] void fail(const std::string& doing, const SmtpReply& reply) const;

  const SmtpSettings settings_;
  Connection connection_;
  SmtpReply extensions_;
};

} // namespace loads::observers
