// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>
#include <loads/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace {

std::string said;

class Recorder : public loads::Output {
public:
  explicit Recorder(const loads::Settings& settings)
      : file_(settings.text("filename")), every_(settings.duration("every", std::chrono::seconds(9))),
        append_(settings.flag("append")), width_(settings.integer("width", 80)) {}
  ~Recorder() override { said += "destroyed"; }

private:
  void begin(const loads::Run& run) override {
    said += "begin " + std::string(loads::view(run.test)) + " to " + file_ + " every " +
            std::to_string(every_.count()) + (append_ ? " appending " : " ") + std::to_string(width_) + "; ";
  }
  void progress(const loads::Totals&) override { throw std::runtime_error("disk full"); }
  void end(const loads::Totals& totals) override {
    for (const auto& label : loads::labels(totals))
      said += std::string(loads::view(label.label)) + " ";
    said += std::to_string(loads::metrics(totals).size()) + " metrics; ";
  }

  std::string file_;
  std::chrono::nanoseconds every_;
  bool append_;
  std::int64_t width_;
};
LOADS_OUTPUT(Recorder, "recorder", "Keeps what it is told",
             loads::required(loads::text_option("filename", "where to write")),
             loads::duration_option("every", "how often", "1s"), loads::flag_option("append", "keep the old"),
             loads::integer_option("width", "of a line"));

} // namespace

namespace shop {

class Bell : public loads::Observer {
  void notify(const loads::Notice& notice) override {
    if (notice.kind() == loads::Notice::trouble)
      throw 7;
    said += std::string(notice.text()) + (notice.totals() ? " with totals" : "");
  }
};
LOADS_OBSERVER(Bell, "bell", "Rings");

} // namespace shop

namespace {

struct Fixture {
  Fixture() { said.clear(); }

  loads_status create(void*& self, const std::vector<loads_setting>& settings) {
    return output->create(host.table(), settings.data(), settings.size(), &self);
  }

  loads::testing::FakeHost host;
  const loads_output* output = static_cast<const loads_output*>(loads_module_v1.get(LOADS_KIND_OUTPUT));
  const loads_observer* observer =
      static_cast<const loads_observer*>(loads_module_v1.get(LOADS_KIND_OBSERVER));
};

loads_setting setting(std::string_view name, std::string_view value) {
  return {loads::detail::to_abi(name), loads::detail::to_abi(value)};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(sink, Fixture)

BOOST_AUTO_TEST_CASE(an_output_is_declared_as_data) {
  BOOST_REQUIRE(output);
  BOOST_TEST(output->size == sizeof(loads_output));
  BOOST_TEST(std::string(output->name) == "recorder");
  BOOST_TEST(std::string(output->help) == "Keeps what it is told");
  BOOST_REQUIRE_EQUAL(output->option_count, 4u);
  BOOST_TEST(output->options[0].flags == LOADS_OPTION_REQUIRED);
  BOOST_TEST(std::string(output->options[1].default_value) == "1s");
  BOOST_TEST(output->options[1].type == LOADS_OPTION_DURATION);
  BOOST_TEST(output->options[2].type == LOADS_OPTION_FLAG);
  BOOST_TEST(output->options[3].default_value == nullptr);
}

BOOST_AUTO_TEST_CASE(an_output_gets_its_settings_and_the_figures) {
  void* self = nullptr;
  BOOST_TEST(create(self, {setting("filename", "a.txt"), setting("every", "1500"), setting("append", "true"),
                           setting("width", "-3")}) == LOADS_OK);
  loads_run run = {};
  run.test = {"a.B.c", 5};
  BOOST_TEST(output->begin(self, &run) == LOADS_OK);
  loads_totals totals = {};
  const loads_label_totals label = {{"/x", 2}, 1, {}, 0, 0, {}, {}, {}, {}, {}};
  totals.labels = &label;
  totals.label_count = 1;
  BOOST_TEST(output->end(self, &totals) == LOADS_OK);
  output->destroy(self);
  BOOST_TEST(said == "begin a.B.c to a.txt every 1500 appending -3; /x 0 metrics; destroyed");
}

BOOST_AUTO_TEST_CASE(settings_that_were_not_given_read_as_the_fallback) {
  void* self = nullptr;
  BOOST_TEST(create(self, {}) == LOADS_OK);
  const loads_run run = {};
  output->begin(self, &run);
  output->destroy(self);
  BOOST_TEST(said == "begin  to  every 9000000000 80; destroyed");
}

BOOST_AUTO_TEST_CASE(an_exception_becomes_a_status_and_a_log_line) {
  void* self = nullptr;
  BOOST_TEST(create(self, {setting("width", "12x")}) == LOADS_E_FAILED);
  BOOST_TEST(host.log.at(0) == "std::invalid_argument: option width: \"12x\" is not a whole number");
  BOOST_TEST(create(self, {}) == LOADS_OK);
  const loads_totals totals = {};
  BOOST_TEST(output->progress(self, &totals) == LOADS_E_FAILED);
  BOOST_TEST(host.log.at(1) == "disk full");
  output->destroy(self);
}

BOOST_AUTO_TEST_CASE(only_an_output_that_has_the_function_asks_for_events_or_intervals) {
  class Nothing : public loads::Output {};
  class Both : public loads::Output {
    void events(const loads::Events&) override {}
    void interval(const loads::Totals&) override {}
  };
  class Below : public Both {};
  BOOST_TEST((loads::detail::OutputTable<Nothing>::table("", "", nullptr, 0).events == nullptr));
  BOOST_TEST((loads::detail::OutputTable<Nothing>::table("", "", nullptr, 0).interval == nullptr));
  BOOST_TEST((loads::detail::OutputTable<Both>::table("", "", nullptr, 0).events != nullptr));
  BOOST_TEST((loads::detail::OutputTable<Both>::table("", "", nullptr, 0).interval != nullptr));
  BOOST_TEST((loads::detail::OutputTable<Below>::table("", "", nullptr, 0).events != nullptr));
}

BOOST_AUTO_TEST_CASE(events_are_read_by_their_type) {
  const loads_event_hit details = {
      sizeof details, 200, {"http://a/", 9}, {"GET", 3}, {}, {}, 1, 2, 3, 4, {}, 0};
  loads_event hit = {sizeof hit, LOADS_EVENT_HIT, 7, {}, {"A.b", 3}, 1, 1, 1, 1, 1, 0, 0, {nullptr}};
  hit.as.hit = &details;
  loads_event unknown = hit;
  unknown.type = 99;
  const loads_event* batch[] = {&unknown, &hit};
  int hits = 0;
  for (const loads::Event event : loads::Events(batch, 2)) {
    BOOST_TEST(event.test() == "A.b");
    BOOST_TEST(!event.socket());
    if (const loads_event_hit* found = event.hit())
      hits += found->status == 200 && event.type() == loads::Event::hit_ended;
  }
  BOOST_TEST(hits == 1);
}

BOOST_AUTO_TEST_CASE(an_observer_gets_notices_and_needs_no_options) {
  BOOST_REQUIRE(observer);
  BOOST_TEST(std::string(observer->name) == "bell");
  BOOST_TEST(observer->option_count == 0u);
  void* self = nullptr;
  BOOST_TEST(observer->create(host.table(), nullptr, 0, &self) == LOADS_OK);
  const loads_totals totals = {};
  loads_notice notice = {};
  notice.size = sizeof notice;
  notice.kind = LOADS_NOTICE_ENDED;
  notice.totals = &totals;
  notice.text = {"done", 4};
  BOOST_TEST(observer->notify(self, &notice) == LOADS_OK);
  BOOST_TEST(said == "done with totals");
  notice.kind = LOADS_NOTICE_TROUBLE;
  BOOST_TEST(observer->notify(self, &notice) == LOADS_E_FAILED);
  BOOST_TEST(host.log.size() == 1u);
  observer->destroy(self);
}

BOOST_AUTO_TEST_SUITE_END()
