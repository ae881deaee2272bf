// SPDX-License-Identifier: Apache-2.0
#include "core/app/broker_notices.hpp"

#include <utility>

namespace loads::app {
namespace {

class NoObservers final : public broker::Notices {
public:
  void begin(const broker::Notify& notice, base::TimePoint) override {
    done_.push_back({notice, false, "this broker knows no observer of that name"});
  }
  int fd() const override { return -1; }
  base::TimePoint next_deadline() const override {
    return done_.empty() ? base::never : base::TimePoint::min();
  }
  std::vector<Done> take_done(base::TimePoint) override { return std::exchange(done_, {}); }

private:
  std::vector<Done> done_;
};

} // namespace

std::unique_ptr<broker::Notices> make_notices() {
  return std::make_unique<NoObservers>();
}

} // namespace loads::app
