// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>

namespace loads::net {

class TlsStream;

// OpenSSL's way to the socket of a TlsStream: reads from the stream's window, which it refills with one
// recv(); writes go out at once.
struct TlsBio {
  static BIO* make(TlsStream& stream);

private:
  static const BIO_METHOD* method();
  static int create(BIO* bio);
  static int read(BIO* bio, char* data, std::size_t size, std::size_t* done);
  static int write(BIO* bio, const char* data, std::size_t size, std::size_t* done);
  static long control(BIO* bio, int command, long number, void* pointer);
};

} // namespace loads::net
