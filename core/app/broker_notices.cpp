// SPDX-License-Identifier: Apache-2.0
#include "core/app/broker_notices.hpp"

#include "core/observer/helpers.hpp"

#include <utility>

namespace loads::app {
namespace {

using module::Delivery;

class HelperNotices final : public broker::Notices {
public:
  HelperNotices(const observer::Catalogue& catalogue, broker::Observers observers, NoticePlaces places)
      : catalogue_(catalogue), observers_(std::move(observers)), places_(std::move(places)) {}

  void begin(const broker::Notify& notice, base::TimePoint now) override {
    auto settings = broker::settings_for(observers_, notice.observer, notice.settings);
    const std::string* file = file_of(notice.observer);
    if (!settings || !file) // the broker's configuration is another one than when the run was submitted
      return done_.push_back(
          {notice, Delivery::failed, {settings ? "its plugin is gone" : settings.error().text}});
    observer::Task task{*file, notice.run.text(), places_.own, {}, places_.frontend, places_.is_insecure};
    for (auto& [name, value] : *settings)
      task.settings.push_back({name, std::move(value)});
    helpers_.start({notice.run, notice.observer, std::move(task)}, now);
  }
  int fd() const override { return helpers_.fd(); }
  base::TimePoint next_deadline() const override {
    return done_.empty() ? helpers_.next_deadline() : base::TimePoint::min();
  }
  std::vector<Done> take_done(base::TimePoint now) override {
    for (observer::Done& each : helpers_.take_done(now)) {
      std::vector<std::string> words = std::move(each.outcome.words);
      if (!each.outcome.fault.empty())
        words.push_back(std::move(each.outcome.fault));
      done_.push_back({{each.run, each.observer}, each.outcome.delivery, std::move(words)});
    }
    return std::exchange(done_, {});
  }

private:
  const std::string* file_of(const std::string& name) const {
    for (const auto& known : catalogue_.known)
      if (known->description().name == name)
        return &known->description().file;
    return nullptr;
  }

  const observer::Catalogue& catalogue_;
  const broker::Observers observers_;
  const NoticePlaces places_;
  observer::Helpers helpers_;
  std::vector<Done> done_;
};

} // namespace

broker::Observers make_observers(const observer::Catalogue& catalogue, const cli::BrokerOptions& options) {
  broker::Observers observers;
  for (const auto& known : catalogue.known) {
    const auto own = options.observer_settings.find(known->description().name);
    observers[known->description().name] = {
        known->options(), own == options.observer_settings.end() ? module::SettingMap() : own->second};
  }
  return observers;
}

std::unique_ptr<broker::Notices> make_notices(const observer::Catalogue& catalogue,
                                              broker::Observers observers, NoticePlaces places) {
  return std::make_unique<HelperNotices>(catalogue, std::move(observers), std::move(places));
}

} // namespace loads::app
