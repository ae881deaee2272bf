// SPDX-License-Identifier: Apache-2.0
// Real and hostile servers as a run sees them: what nginx counted, TLS, and answers that are none.
#include "tests/support/loopback_server.hpp"
#include "tests/support/nginx.hpp"
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace loads::test;

namespace {

Finished run_plain(const std::string& url, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"good.Good.test_plain_get", "--server-url", url});
  return run_runner(std::move(arguments), good_folder());
}

// Two users against a server that answers like this: two hits without an answer for that reason, two errors.
void check_unanswered(LoopbackServer::Script script, const std::string& reason,
                      std::vector<std::string> arguments = {}) {
  BOOST_TEST_CONTEXT(reason) {
    LoopbackServer server(std::move(script));
    arguments.insert(arguments.end(), {"-u", "2"});
    std::string url = server.url("");
    Finished run = run_plain(url, std::move(arguments));
    BOOST_TEST(run.code == 1);
    BOOST_TEST(figure(run.out, "Hits") == 2);
    BOOST_TEST(figure(run.out, "Errors") == 2);
    BOOST_TEST(contains(run.out, "no answer: 2 x " + reason), run.out);
    BOOST_TEST(contains(run.err, url), run.err);
    BOOST_TEST(run.seconds < 15);
  }
}

} // namespace

BOOST_AUTO_TEST_CASE(nginx_counts_exactly_the_requests_that_the_report_tells) {
  Nginx nginx("");
  Finished run = run_plain(nginx.url("http://127.0.0.1", ""), {"-u", "100", "--hits", "10"});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Hits") == 1000);
  BOOST_TEST(figure(run.out, "Success") == 1000);
  std::string log = nginx.log(1000);
  BOOST_TEST(std::count(log.begin(), log.end(), '\n') == 1000);
}

BOOST_AUTO_TEST_CASE(a_certificate_must_be_trusted_or_verification_switched_off) {
  Certificates certificates;
  Nginx nginx("ssl_certificate " + certificates.file("server.pem") + "; ssl_certificate_key " +
                  certificates.file("server.key") + ";",
              "ssl");
  std::string url = nginx.url("https://localhost", "");
  Finished stranger = run_plain(url);
  BOOST_TEST(stranger.code == 1);
  BOOST_TEST(figure(stranger.out, "Errors") == 1);
  BOOST_TEST(contains(stranger.err, "--ca-file"), stranger.err);
  BOOST_TEST(contains(stranger.err, "--insecure"));
  BOOST_TEST(run_plain(url, {"--ca-file", certificates.file("ca.pem"), "-u", "5", "--hits", "5"}).code == 0);
  BOOST_TEST(run_plain(url, {"--insecure"}).code == 0);
}

BOOST_AUTO_TEST_CASE(a_client_certificate_is_shown_to_a_server_that_asks) {
  Certificates certificates;
  Nginx nginx("ssl_certificate " + certificates.file("server.pem") + "; ssl_certificate_key " +
                  certificates.file("server.key") + "; ssl_client_certificate " +
                  certificates.file("ca.pem") + "; ssl_verify_client on;",
              "ssl");
  std::string url = nginx.url("https://localhost", "");
  std::vector<std::string> trust = {"--ca-file", certificates.file("ca.pem")};
  BOOST_TEST(run_plain(url, trust).code == 1); // nginx answers 400
  trust.insert(trust.end(), {"--client-cert", certificates.file("client.pem"), "--client-key",
                             certificates.file("client.key")});
  BOOST_TEST(run_plain(url, trust).code == 0);
}

BOOST_AUTO_TEST_CASE(each_way_not_to_answer_has_its_reason) {
  check_unanswered(
      [](Peer& peer, int) {
        peer.read_request();
        peer.send("220 mail.example ESMTP\r\n\r\n");
        peer.wait_until_closed();
      },
      "not HTTP");
  check_unanswered(
      [](Peer& peer, int) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\n");
        while (peer.send("X-Endless: header\r\n")) {
        }
      },
      "head too large");
  check_unanswered(
      [](Peer& peer, int) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
      },
      "closed mid-body");
  check_unanswered([](Peer& peer, int) { peer.read_request(); }, "connection closed before the answer");
  check_unanswered([](Peer& peer, int) { peer.wait_until_closed(); }, "first byte timeout",
                   {"--first-byte-timeout", "300ms"});
  check_unanswered(
      [](Peer& peer, int) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        peer.wait_until_closed();
      },
      "total timeout", {"--timeout", "300ms"});
}
