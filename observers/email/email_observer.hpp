// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observers/common/report.hpp"
#include "observers/email/smtp.hpp"

#include <loads/observer.hpp>

#include <string>
#include <vector>

namespace loads::observers {

// The text of the mail about a run, lines end in \n.
std::string mail_body(const Report& report);

// Tells people of the end of a run by mail: one message, with all of them in its To.
class EmailObserver final : public Observer {
public:
  explicit EmailObserver(const Settings& settings);
  void notify(const Notice& notice) override;

private:
  SmtpSettings smtp_;
  std::string sender_;
  std::vector<std::string> recipients_;
  std::string subject_;
};

} // namespace loads::observers
