// SPDX-License-Identifier: Apache-2.0
#include "observers/irc/irc_observer.hpp"

#include "observers/common/checks.hpp"
#include "observers/common/report.hpp"

namespace loads::observers {
namespace {

const std::string& checked_channel(const std::string& channel) {
  checked("channel", channel, true);
  if (channel.size() < 2 || channel.size() > 200 ||
      std::string_view("#&+!").find(channel[0]) == std::string_view::npos ||
      channel.find(',') != std::string::npos)
    throw Undeliverable("option channel: \"" + channel + "\" is no channel; write \"#loads\"");
  return channel;
}

const std::string& checked_nickname(const std::string& name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("[]\\`_^{|}-").find(c) != std::string_view::npos;
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_allowed) ||
      (name[0] >= '0' && name[0] <= '9') || name[0] == '-')
    throw Undeliverable("option nickname: \"" + name + "\" is no nickname");
  return name;
}

} // namespace

IrcObserver::IrcObserver(const Settings& settings) {
  settings_.server = {checked("server", settings.text("server"), true), checked_port(settings)};
  settings_.tls = settings.flag("ssl");
  settings_.ca_file = settings.text("ca-file");
  settings_.nickname = checked_nickname(settings.text("nickname"));
  settings_.channel = checked_channel(settings.text("channel"));
  settings_.channel_key = checked("channel-key", settings.text("channel-key"), true);
  settings_.password = checked("password", settings.text("password"));
  settings_.sasl_user = checked("sasl-user", settings.text("sasl-user"));
  settings_.sasl_password = checked("sasl-password", settings.text("sasl-password"));
  settings_.time = settings.duration("timeout");
  if (settings_.sasl_user.empty() != settings_.sasl_password.empty())
    throw Undeliverable("options sasl-user and sasl-password belong together");
  if (!settings_.tls && !settings_.sasl_password.empty())
    throw Undeliverable("option sasl-password: it is not sent without TLS; leave out ssl = no");
}

void IrcObserver::notify(const Notice& notice) {
  if (notice.kind() != Notice::ended)
    return;
  const Report report(notice);
  IrcVisit visit(settings_);
  visit.arrive();
  visit.say([&](std::size_t room) { return one_line(report, room); });
  visit.leave();
  log(LogLevel::info, "told " + settings_.channel + " on " + settings_.server.text());
}

} // namespace loads::observers
