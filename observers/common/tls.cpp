// SPDX-License-Identifier: Apache-2.0
#include "observers/common/tls.hpp"

#include <openssl/x509v3.h>

#include <stdexcept>

namespace loads::observers {

void trust(boost::asio::ssl::context& context, const std::string& ca_file) {
  boost::system::error_code error;
  ::SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(boost::asio::ssl::verify_peer);
  if (ca_file.empty())
    context.set_default_verify_paths(error);
  else
    context.load_verify_file(ca_file, error);
  if (error)
    throw std::runtime_error("cannot read the certificates of " +
                             (ca_file.empty() ? "the system" : "ca-file " + ca_file) + ": " +
                             error.message());
}

void expect_host(SSL* tls, const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  const bool is_name = bool(error);
  X509_VERIFY_PARAM* rules = ::SSL_get0_param(tls);
  ::X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool is_set = is_name ? ::SSL_set_tlsext_host_name(tls, host.c_str()) == 1 &&
                                    ::X509_VERIFY_PARAM_set1_host(rules, host.c_str(), 0) == 1
                              : ::X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
  if (!is_set)
    throw std::runtime_error("\"" + host + "\" is no name of a host");
}

std::string handshake_fault(SSL* tls, const boost::system::error_code& error) {
  const long verified = ::SSL_get_verify_result(tls);
  if (verified == X509_V_OK)
    return "TLS: " + error.message();
  return std::string("its certificate is not trusted: ") + ::X509_verify_cert_error_string(verified) +
         "; name its authority with ca-file";
}

} // namespace loads::observers
