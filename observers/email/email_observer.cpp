// SPDX-License-Identifier: Apache-2.0
#include "observers/email/email_observer.hpp"

#include "observers/common/checks.hpp"
#include "observers/email/mail.hpp"

#include <ctime>

namespace loads::observers {
namespace {

MailTls tls_of(const std::string& text) {
  if (text == "starttls")
    return MailTls::starttls;
  if (text == "implicit")
    return MailTls::implicit;
  if (text == "none")
    return MailTls::none;
  throw Undeliverable("option tls: \"" + text + "\" is neither starttls nor implicit nor none");
}

const std::string& checked_address(const char* option, const std::string& address) {
  if (!is_address(address))
    throw Undeliverable(std::string("option ") + option + ": \"" + address + "\" is no mail address");
  return address;
}

void add(std::string& body, const std::string& label, const std::string& text) {
  if (!text.empty())
    body += label + std::string(label.size() < 12 ? 12 - label.size() : 1, ' ') + text + "\n";
}

void add_list(std::string& body, const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty())
    return;
  body += "\n" + title + "\n";
  for (const std::string& line : lines)
    body += "  " + line + "\n";
}

} // namespace

std::string mail_body(const Report& report) {
  std::string body = report.headline() + "\n" + report.sentence + "\n\n";
  add(body, "Users:", report.users);
  add(body, "Hits:", report.hits);
  add(body, "Server:", report.server);
  add(body, "Iterations:", report.iterations);
  add(body, "Requests:", report.requests);
  add(body, "Latency:", report.latency);
  add_list(body, "Missing:", report.gaps);
  add_list(body, "Trouble:", report.troubles);
  add_list(body, "Failures:", report.failures);
  return body + "\nThe whole report:\n  " + report.command + "\n";
}

EmailObserver::EmailObserver(const Settings& settings)
    : sender_(checked_address("sender", settings.text("sender"))),
      recipients_(split_addresses(settings.text("recipient"))), subject_(settings.text("subject")) {
  smtp_.server = {checked("host", settings.text("host"), true), checked_port(settings)};
  smtp_.tls = tls_of(settings.text("tls"));
  smtp_.ca_file = settings.text("ca-file");
  smtp_.user = settings.text("user");
  smtp_.password = settings.text("password");
  smtp_.time = settings.duration("timeout");
  if (recipients_.empty())
    throw Undeliverable("option recipient: it names nobody");
  for (const std::string& recipient : recipients_)
    checked_address("recipient", recipient);
  if (smtp_.user.empty() != smtp_.password.empty())
    throw Undeliverable("options user and password belong together");
  if (smtp_.tls == MailTls::none && !smtp_.password.empty())
    throw Undeliverable("option password: it is not sent without TLS; set tls to starttls or implicit");
}

void EmailObserver::notify(const Notice& notice) {
  if (notice.kind() != Notice::ended)
    return;
  const Report report(notice);
  Mail mail;
  mail.sender = sender_;
  mail.recipients = recipients_;
  mail.subject = subject_ + ": " + report.headline();
  mail.body = mail_body(report);
  // The same for each attempt, so that mail programs show a repetition once. Ids are hexadecimal; of anything
  // else, what may stand in one.
  std::string id = report.run_id;
  std::erase_if(id, [](unsigned char c) { return !std::isalnum(c) && c != '-'; });
  mail.message_id = "loads." + id + "@" + sender_.substr(sender_.find('@') + 1);
  mail.date = std::time(nullptr);
  for (const std::string& refused : Smtp(smtp_).send(sender_, recipients_, write_mail(mail)))
    log(LogLevel::warning, smtp_.server.text() + ": no mail for " + refused);
  log(LogLevel::info, "mail was taken by " + smtp_.server.text());
}

} // namespace loads::observers
