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

} // namespace

BOOST_AUTO_TEST_SUITE(uploads)

BOOST_AUTO_TEST_CASE(only_what_is_missing_is_asked_for) {
  Fixture fixture;
  fixture.hello("a");
  fixture.broker->file_stored(there, fixture.now);
  fixture.tell("runner", submission(300000), {run, 0}, 5);
  BOOST_TEST((fixture.report().state == wire::RunState::uploading));
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
