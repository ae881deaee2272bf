// SPDX-License-Identifier: Apache-2.0
#include "observers/email/smtp.hpp"

#include "observers/common/base64.hpp"
#include "observers/email/mail.hpp"

#include <loads/observer.hpp>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <unistd.h>

namespace loads::observers {
namespace {

// What this machine calls itself, if that is a name.
std::string own_name() {
  char name[256] = {};
  const bool known = ::gethostname(name, sizeof name - 1) == 0 && name[0] != '\0';
  const std::string text(name);
  const auto is_allowed = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '.'; };
  return known && std::all_of(text.begin(), text.end(), is_allowed) ? text : "localhost";
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

} // namespace

Smtp::Smtp(const SmtpSettings& settings)
    : settings_(settings), connection_(settings.server, settings.ca_file, settings.time) {}

void Smtp::fail(const std::string& doing, const SmtpReply& reply) const {
  const std::string text = settings_.server.text() + ": " + doing + ": " + reply.words();
  if (reply.code >= 500) // it is for good
    throw Undeliverable(text);
  throw std::runtime_error(text);
}

SmtpReply Smtp::demand(int code, const std::string& doing, const SmtpReply& reply) const {
  if (reply.code != code)
    fail(doing, reply);
  return reply;
}

SmtpReply Smtp::hear() {
  return read_smtp_reply([this] { return connection_.read_line(); }, settings_.server.text());
}

SmtpReply Smtp::ask(const std::string& command) {
  connection_.write(command + "\r\n");
  return hear();
}

bool Smtp::offers(const std::string& extension, const std::string& parameter) const {
  for (const std::string& line : extensions_.lines) {
    std::istringstream words(upper(line));
    std::string word;
    words >> word;
    if (word != extension)
      continue;
    if (parameter.empty())
      return true;
    while (words >> word)
      if (word == parameter)
        return true;
  }
  return false;
}

void Smtp::greet() {
  extensions_ = demand(250, "it does not take EHLO", ask("EHLO " + own_name()));
}

void Smtp::log_in() {
  if (offers("AUTH", "PLAIN")) {
    std::string plain;
    plain.append(1, '\0').append(settings_.user).append(1, '\0').append(settings_.password);
    demand(235, "cannot log in as " + settings_.user, ask("AUTH PLAIN " + base64(plain)));
  } else if (offers("AUTH", "LOGIN")) {
    const std::string doing = "cannot log in as " + settings_.user;
    demand(334, doing, ask("AUTH LOGIN"));
    demand(334, doing, ask(base64(settings_.user)));
    demand(235, doing, ask(base64(settings_.password)));
  } else {
    throw Undeliverable(settings_.server.text() +
                        ": it takes no password: neither AUTH PLAIN nor AUTH LOGIN");
  }
}

std::vector<std::string> Smtp::send(const std::string& sender, const std::vector<std::string>& recipients,
                                    const std::string& message) {
  connection_.connect();
  if (settings_.tls == MailTls::implicit)
    connection_.start_tls();
  demand(220, "it does not want to talk", hear());
  greet();
  if (settings_.tls == MailTls::starttls) {
    if (!offers("STARTTLS"))
      throw Undeliverable(settings_.server.text() +
                          ": it offers no STARTTLS; if mail may go there in clear text, set tls = none");
    demand(220, "it does not start TLS", ask("STARTTLS"));
    connection_.start_tls();
    greet(); // what it said in clear text does not count
  }
  if (!settings_.user.empty())
    log_in();

  demand(250, "it does not take mail from " + sender, ask("MAIL FROM:<" + sender + ">"));
  std::vector<std::string> refused;
  SmtpReply last;
  for (const std::string& recipient : recipients) {
    const SmtpReply reply = ask("RCPT TO:<" + recipient + ">");
    if (reply.code == 250 || reply.code == 251)
      continue;
    refused.push_back(recipient + ": " + reply.words());
    last = reply;
  }
  if (refused.size() == recipients.size())
    fail("it takes no mail for " + recipients.back(), last);
  demand(354, "it takes no message", ask("DATA"));
  connection_.write(dot_stuffed(message));
  demand(250, "it does not take this message", hear());
  try {
    ask("QUIT");
  } catch (const std::exception&) { // the message is its own now
  }
  return refused;
}

} // namespace loads::observers
