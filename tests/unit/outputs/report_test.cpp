// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/report.hpp"

#include "tests/unit/outputs/golden.hpp"
#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>

namespace loads::outputs {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(report_test)

BOOST_AUTO_TEST_CASE(the_report_of_a_good_run_reads_as_before) {
  SampleTotals sample = good_run();
  const std::string actual = report(RunInfo(sample_run()), sample.totals(), {100, Style(false)}, true);
  BOOST_TEST(actual == golden("stdout_good_run.txt", actual));
}

BOOST_AUTO_TEST_CASE(the_report_of_a_bad_run_tells_everything_and_fits_80_columns) {
  SampleTotals sample = bad_run();
  const std::string actual = report(RunInfo(sample_run()), sample.totals(), {80, Style(false)}, true);
  BOOST_TEST(actual == golden("stdout_bad_run.txt", actual));
}

BOOST_AUTO_TEST_CASE(colours_mark_only_what_went_wrong_and_headings) {
  SampleTotals sample = bad_run();
  const std::string actual = report(RunInfo(sample_run()), sample.totals(), {80, Style(true)}, false);
  BOOST_TEST(actual == golden("stdout_bad_run_in_colour.txt", actual));
}

BOOST_AUTO_TEST_CASE(a_run_of_a_broker_without_keys_says_so_below_its_name) {
  SampleTotals sample = good_run();
  RunInfo run(sample_run());
  const std::string usual = report(run, sample.totals(), {100, Style(false)}, true);
  run.insecure = true;
  const std::string words = "INSECURE: the broker has no keys; anybody may have taken part in this run\n";
  const std::string told = report(run, sample.totals(), {100, Style(false)}, true);
  const std::size_t at = usual.find("Duration: ");
  BOOST_TEST(told == std::string(usual).insert(at, words));
  BOOST_TEST(contains(report(run, sample.totals(), {100, Style(true)}, true), "\x1b[31mINSECURE: "));
}

BOOST_AUTO_TEST_CASE(a_run_that_was_ended_early_says_so_above_all_figures) {
  SampleTotals sample = good_run();
  const auto shown = [&] {
    return report(RunInfo(sample_run()), sample.totals(), {100, Style(false)}, true);
  };
  BOOST_TEST(!contains(shown(), "ended early"));
  sample.figures.interrupted = 1;
  BOOST_TEST(shown().starts_with("The run was ended early: the figures are those of the part until then.\n"));
}

BOOST_AUTO_TEST_CASE(what_the_warm_up_left_out_is_said_even_if_that_was_all) {
  SampleTotals sample = good_run();
  sample.figures.warm_up_hits = 200, sample.figures.warm_up_iterations = 1;
  sample.figures.from_ns = 234'000'000;
  const std::string words = "200 hits and 1 iteration that are in no other figure\n";
  const auto shown = [&] {
    return report(RunInfo(sample_run()), sample.totals(), {100, Style(false)}, true);
  };
  BOOST_TEST(contains(shown(), "Warm-up: 0.234 seconds before that, " + words));
  sample.figures.from_ns = 0;
  BOOST_TEST(contains(shown(), "Warm-up: it was not over when the run ended, " + words));
  sample.figures.warm_up_hits = sample.figures.warm_up_iterations = 0;
  BOOST_TEST(!contains(shown(), "Warm-up"));
}

BOOST_AUTO_TEST_CASE(a_run_without_any_figure_gives_the_labels_with_zeros) {
  SampleTotals sample;
  const std::string actual = report(RunInfo(), sample.totals(), {80, Style(false)}, true);
  BOOST_TEST(contains(actual, "Duration: 0.000000 seconds\nHits: 0\nStarted: 1970-01-01 00:00:00.000000\n"
                              "Approximate Average RPS: 0\nAverage request time: 0.00s\n"));
  BOOST_TEST(!contains(actual, "Latency"));
  BOOST_TEST(!contains(actual, "nan"));
}

BOOST_AUTO_TEST_CASE(the_rate_is_rounded_to_a_whole_number) {
  SampleTotals sample = good_run();
  for (const auto& [hits, ms, rate] :
       {std::tuple(2, 2010, 1), std::tuple(1996, 20'000, 100), std::tuple(4, 10'000, 0)}) {
    sample.figures.hits = static_cast<std::uint64_t>(hits);
    sample.figures.elapsed_ns = static_cast<std::uint64_t>(ms) * 1'000'000;
    sample.figures.from_ns = 0;
    BOOST_TEST(contains(report(RunInfo(), sample.totals(), {80, Style(false)}, true),
                        "Approximate Average RPS: " + std::to_string(rate) + "\n"));
  }
}

BOOST_AUTO_TEST_CASE(the_rate_is_that_of_the_printed_figures) {
  SampleTotals sample = good_run();
  sample.figures.hits = 1000;
  sample.figures.elapsed_ns = 12'400'000;
  const std::string actual = report(RunInfo(), sample.totals(), {80, Style(false)}, true);
  BOOST_TEST(contains(actual, "Duration: 0.012 seconds\n"));
  BOOST_TEST(contains(actual, "Approximate Average RPS: 83333\n"));
}

BOOST_AUTO_TEST_CASE(events_that_an_output_did_not_get_are_told) {
  SampleTotals sample = good_run();
  loads_output_totals outputs[2] = {};
  outputs[0].name = text("stdout");
  outputs[1].name = text("file");
  outputs[1].delivered = 100, outputs[1].waiting = 20, outputs[1].dropped = 3;
  loads_totals totals = sample.totals();
  totals.outputs = outputs, totals.output_count = 2;
  const std::string actual = report(RunInfo(sample_run()), totals, {80, Style(false)}, true);
  BOOST_TEST(contains(actual, "\nDropped events: 3 of 123, output file\n"));
  BOOST_TEST(!contains(actual, "output stdout"));
}

BOOST_AUTO_TEST_CASE(what_did_not_happen_is_left_out) {
  SampleTotals sample = good_run();
  const std::string actual = report(RunInfo(), sample.totals(), {80, Style(false)}, true);
  for (const char* word : {"Stopped", "Aborted", "Skipped", "Trouble", "Custom metrics", "Checks", "by test"})
    BOOST_TEST(!contains(actual, word));
}

BOOST_AUTO_TEST_CASE(a_table_ends_after_forty_rows_and_says_how_many_there_are_more) {
  SampleTotals sample = good_run();
  sample.labels.resize(45, sample.labels[0]);
  const std::string actual = report(RunInfo(), sample.totals(), {80, Style(false)}, true);
  BOOST_TEST(contains(actual, "  and 5 more labels\n"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
