// SPDX-License-Identifier: Apache-2.0
#include "observers/irc/irc_observer.hpp"

namespace loads::observers {

LOADS_OBSERVER(IrcObserver, "irc", "one message in an IRC channel",
               required(address(text_option("server", "the IRC server"))),
               address(integer_option("port", "its port", "6697")),
               address(flag_option("ssl", "speak TLS, with the certificate verified", true)),
               address(text_option("ca-file", "trust these certificates (PEM) instead of the system's")),
               required(text_option("channel", "where to speak, like #loads")),
               text_option("nickname", "name to speak under; another one if it is taken", "loads"),
               secret(text_option("channel-key", "key of the channel")),
               secret(text_option("password", "password of the server")),
               address(text_option("sasl-user", "account to log in to, by SASL PLAIN")),
               secret(text_option("sasl-password", "its password")),
               duration_option("timeout", "how long all of it may take", "30s"));

} // namespace loads::observers
