// SPDX-License-Identifier: Apache-2.0
#include "core/broker/uploads.hpp"

#include "tests/unit/broker/fixture.hpp"

using namespace loads;
using namespace loads::broker;

namespace {

const wire::Digest there{{1}}, missing{{2}};

wire::Submit submission(std::uint64_t size) {
  wire::Submit submit;
  submit.title = "a.Test";
  submit.plan = "{}";
  submit.files = {{"a.so", there, 10, 0755, wire::FileUse::module},
                  {"b", missing, size, 0644, wire::FileUse::include}};
  return submit;
}

// A run that takes along only what the broker has.
wire::Submit submit_what_is_there(Fixture& fixture) {
  fixture.hello("a");
  fixture.broker->file_stored(there, fixture.now);
  wire::Submit submit = submission(10);
  submit.files.pop_back();
  fixture.tell("runner", submit, {run, 0}, 5);
  return submit;
}

} // namespace

BOOST_AUTO_TEST_SUITE(uploads)

BOOST_AUTO_TEST_CASE(only_what_is_missing_is_asked_for) {
  Fixture fixture;
  fixture.hello("a");
  fixture.broker->file_stored(there, fixture.now);
  fixture.tell("runner", submission(300000), {run, 0}, 5);
  BOOST_TEST((fixture.report().state == wire::RunState::uploading));
  BOOST_TEST((fixture.take_action<CheckFile>()->digest == there));
  BOOST_TEST(!fixture.take_action<CheckFile>());
  fixture.broker->file_checked(there, true, fixture.now);
  const auto need = fixture.take<wire::Need>("runner");
  BOOST_REQUIRE(need);
  BOOST_TEST((need->digest == missing));
  BOOST_TEST(need->chunks == 2u);
  const auto chunk = [&](std::uint64_t offset, std::size_t size) {
    BOOST_TEST(bool(fixture.broker->receive(Sender::without_key("runner"),
                                            wire::make_chunk(missing, offset, std::string(size, 'x')),
                                            fixture.now)));
    fixture.go();
  };
  chunk(0, wire::chunk_bytes);
  chunk(0, wire::chunk_bytes); // twice is once
  chunk(wire::chunk_bytes, 300000 - wire::chunk_bytes);
  BOOST_TEST(fixture.take_action<WriteFile>()->offset == 0u);
  BOOST_TEST(fixture.take_action<WriteFile>()->offset == wire::chunk_bytes);
  BOOST_TEST(!fixture.take_action<WriteFile>());
  fixture.broker->file_stored(missing, fixture.now);
  fixture.go();
  BOOST_TEST((fixture.report().state == wire::RunState::preparing));
  BOOST_TEST(fixture.take<wire::Assign>("a")->files.size() == 2u);
  // The agent has it from here.
  fixture.tell("a", wire::Need{missing, 0, 4});
  BOOST_TEST((fixture.take_action<SendChunks>()->need.digest == missing));
  fixture.tell("a", wire::Need{{{9}}, 0, 4});
  BOOST_TEST(!fixture.take_action<SendChunks>());
}

BOOST_AUTO_TEST_CASE(a_file_that_was_damaged_meanwhile_is_asked_for_again) {
  Fixture fixture;
  const wire::Submit submit = submit_what_is_there(fixture);
  BOOST_TEST((fixture.report().state == wire::RunState::uploading)); // until the file was looked at
  BOOST_TEST((fixture.take_action<CheckFile>()->digest == there));
  fixture.tell("runner", submit, {run, 0}, 5);
  BOOST_TEST(!fixture.take<wire::Need>("runner"));
  fixture.broker->file_checked(there, false, fixture.now);
  fixture.go();
  BOOST_TEST((fixture.report().state == wire::RunState::uploading));
  fixture.tell("a", wire::Need{there, 0, 4});
  BOOST_TEST(!fixture.take_action<SendChunks>());
  fixture.advance(second);
  fixture.tell("runner", submit, {run, 0}, 5); // as it does each second
  BOOST_TEST((fixture.take<wire::Need>("runner")->digest == there));
  fixture.broker->file_stored(there, fixture.now);
  fixture.go();
  BOOST_TEST((fixture.report().state == wire::RunState::preparing));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_as_it_was_is_not_sent_again) {
  Fixture fixture;
  submit_what_is_there(fixture);
  fixture.broker->file_checked(there, true, fixture.now);
  fixture.go();
  BOOST_TEST((fixture.report().state == wire::RunState::preparing));
  BOOST_TEST(!fixture.take<wire::Need>("runner"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_looked_at_for_one_run_is_still_read_by_agents_of_another) {
  Fixture fixture;
  const wire::Submit submit = submit_what_is_there(fixture);
  fixture.broker->file_checked(there, true, fixture.now);
  fixture.go();
  fixture.tell("another", submit, {{{7}}, 0}, 5);
  BOOST_TEST(!fixture.broker->runs().at({{7}}).has_begun());
  fixture.tell("a", wire::Need{there, 0, 4});
  BOOST_TEST(bool(fixture.take_action<SendChunks>()));
}

BOOST_AUTO_TEST_CASE(a_file_that_arrives_broken_ends_the_run) {
  Fixture fixture;
  fixture.hello("a");
  fixture.tell("runner", submission(10), {run, 0}, 5);
  fixture.broker->file_failed(missing, "its digest is another one", fixture.now);
  fixture.go();
  BOOST_TEST((fixture.report().outcome == wire::Outcome::refused));
  BOOST_TEST(fixture.report().reason == "b: its digest is another one");
}

BOOST_AUTO_TEST_CASE(files_that_do_not_come_end_the_run) {
  Fixture fixture;
  fixture.hello("a");
  fixture.tell("runner", submission(10), {run, 0}, 5);
  fixture.advance(61 * second);
  fixture.advance(61 * second);
  BOOST_TEST((fixture.report().outcome == wire::Outcome::refused));
  BOOST_TEST(fixture.report().reason == "its files did not come");
}

BOOST_AUTO_TEST_CASE(files_that_stop_coming_leave_nothing_behind) {
  Fixture fixture;
  fixture.hello("a");
  fixture.tell("runner", submission(300000), {run, 0}, 5);
  BOOST_TEST(bool(fixture.broker->receive(Sender::without_key("runner"),
                                          wire::make_chunk(missing, 0, std::string(wire::chunk_bytes, 'x')),
                                          fixture.now)));
  fixture.go();
  fixture.advance(61 * second);
  fixture.advance(61 * second);
  BOOST_TEST(fixture.report().reason == "its files did not come");
  std::set<wire::Digest> dropped;
  while (const auto drop = fixture.take_action<DropFile>())
    dropped.insert(drop->digest);
  BOOST_TEST(dropped.contains(missing));
}

BOOST_AUTO_TEST_CASE(each_content_counts_once_and_no_sum_wraps) {
  constexpr std::uint64_t mebibyte = 1 << 20, most = UINT64_MAX;
  const wire::File one{"a", there, 3 * mebibyte, 0644, wire::FileUse::include};
  wire::File other = one, huge = one;
  other.digest = missing;
  huge.digest = {{3}};
  huge.size = most;
  BOOST_TEST(count_bytes({one, one}) == 3 * mebibyte);
  BOOST_TEST(count_bytes({one, other}) == 6 * mebibyte);
  BOOST_TEST(count_bytes({one, huge}) == most);
  const UploadLimits limits{5 * mebibyte, 10 * mebibyte};
  BOOST_TEST(find_fault({one, one}, 7 * mebibyte, limits) == "");
  BOOST_TEST(find_fault({one, other}, 0, limits) ==
             "the files of the run have 6 MiB, this broker takes at most 5 MiB for a run (--max-upload)");
  BOOST_TEST(find_fault({one}, 7 * mebibyte + 1, limits) ==
             "there is no room for the files of the run: 8 MiB of 10 MiB are taken (--max-files); try again "
             "when other runs are over");
  BOOST_TEST(find_fault({huge}, 0, {most, most}) == "");
  BOOST_TEST(find_fault({huge}, 1, {most, most}) != "");
}

BOOST_AUTO_TEST_CASE(a_run_that_brings_too_much_is_refused_and_what_is_over_makes_room) {
  Fixture fixture;
  fixture.hello("a");
  fixture.tell("runner", submission(std::uint64_t{257} << 20), {run, 0}, 5);
  BOOST_TEST(fixture.take<wire::Refused>("runner")->reason.find("at most 256 MiB for a run") !=
             std::string::npos);
  BOOST_TEST(fixture.broker->runs().empty());
  // Sixteen runs take all of the 4 GiB; they end before their files have come.
  for (std::uint8_t i = 1; i <= 16; ++i) {
    wire::Submit submit = submission(std::uint64_t{256} << 20);
    submit.files = {{"big", {{0, i}}, std::uint64_t{256} << 20, 0644, wire::FileUse::include}};
    fixture.tell("runner", submit, {{{0, i}}, 0}, 5);
  }
  BOOST_TEST(!fixture.take<wire::Refused>("runner"));
  fixture.tell("runner", submission(10), {run, 0}, 5);
  BOOST_TEST(fixture.take<wire::Refused>("runner")->reason.find("there is no room") != std::string::npos);
  fixture.advance(61 * second);
  fixture.advance(61 * second);
  fixture.hello("a");
  fixture.tell("runner", submission(10), {run, 0}, 5);
  BOOST_TEST((fixture.report().state == wire::RunState::uploading));
}

BOOST_AUTO_TEST_CASE(names_that_lead_elsewhere_are_refused) {
  Fixture fixture;
  fixture.hello("a");
  wire::Submit submit = submission(10);
  submit.files[1].name = "../b";
  fixture.tell("runner", submit, {run, 0}, 5);
  const auto refused = fixture.take<wire::Refused>("runner");
  BOOST_REQUIRE(refused);
  BOOST_TEST((refused->kind == wire::Refusal::usage));
}

BOOST_AUTO_TEST_SUITE_END()
