// SPDX-License-Identifier: Apache-2.0
#include "core/module/observer_plugin.hpp"

namespace loads::module {
namespace {

loads_str borrow(const std::string& text) {
  return {text.data(), text.size()};
}

Delivery delivery_of(loads_status status) {
  return status == LOADS_OK          ? Delivery::done
         : status == LOADS_E_INVALID ? Delivery::refused
                                     : Delivery::failed;
}

} // namespace

base::Result<ObserverPlugin> load_observer(const std::string& file, const loads_host& host) {
  auto plugin = load_plugin<loads_observer>(observer_kind, file, host);
  if (plugin && !plugin->table->notify)
    return incomplete_plugin(observer_kind, file);
  return plugin;
}

Delivery tell(const ObserverPlugin& plugin, const loads_host& host, const SettingMap& settings,
              const loads_notice& notice) {
  std::vector<loads_setting> list;
  for (const auto& [name, value] : settings)
    list.push_back({borrow(name), borrow(value)});
  void* self = nullptr;
  loads_status status = plugin.table->create(&host, list.data(), list.size(), &self);
  if (status == LOADS_OK) {
    status = plugin.table->notify(self, &notice);
    plugin.table->destroy(self);
  }
  return delivery_of(status);
}

} // namespace loads::module
