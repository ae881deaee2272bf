// SPDX-License-Identifier: Apache-2.0
// The files that TLS needs, on agents.
#include "tests/support/cluster.hpp"
#include "tests/support/nginx.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::test;

BOOST_AUTO_TEST_CASE(agents_have_the_certificates_that_the_run_names) {
  const TestCluster cluster(2);
  const Certificates certificates;
  const Nginx nginx("ssl_certificate " + certificates.file("server.pem") + "; ssl_certificate_key " +
                        certificates.file("server.key") + "; ssl_client_certificate " +
                        certificates.file("ca.pem") + "; ssl_verify_client on;",
                    "ssl");
  std::vector<std::string> arguments = {"good.Good.test_plain_get",
                                        "--server-url",
                                        nginx.url("https://localhost", ""),
                                        "-a",
                                        "2",
                                        "--hits",
                                        "3"};
  const auto run = [&] { return cluster.run(arguments, good_folder()); };
  BOOST_TEST(run().code == 1); // nobody vouches for the server
  arguments.insert(arguments.end(), {"--ca-file", certificates.file("ca.pem")});
  BOOST_TEST(run().code == 1); // nginx answers 400
  arguments.insert(arguments.end(), {"--client-cert", certificates.file("client.pem"), "--client-key",
                                     certificates.file("client.key")});
  const Finished good = run();
  BOOST_TEST(good.code == 0, good.err);
  BOOST_TEST(figure(good.out, "Success") == 6);
}
