#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An IRC server for one user at a time that insists on SASL PLAIN, by TLS; ngircd has no SASL.

usage: sasl_irc_server.py FILE CERTIFICATE KEY USER PASSWORD
Says "listening PORT" when it is there. What it is told goes to FILE.
"""

import base64
import socket
import ssl
import sys

file, certificate, key, user, password = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
listener = socket.create_server(("127.0.0.1", 0))
print("listening", listener.getsockname()[1], flush=True)
good = base64.b64encode(f"{user}\0{user}\0{password}".encode()).decode()


def serve(lines, say):
    """One visit. What comes in pieces of 400 characters is put together."""
    logged_in, response = False, ""
    for line in lines:
        line = line.rstrip("\r\n")
        with open(file, "a", encoding="utf-8") as log:
            log.write(line + "\n")
        word, _, rest = line.partition(" ")
        if line == "CAP REQ :sasl":
            say(":irc.test CAP * ACK :sasl")
        elif line == "AUTHENTICATE PLAIN":
            say("AUTHENTICATE +")
        elif word == "AUTHENTICATE":
            response += rest if rest != "+" else ""
            if len(rest) == 400:
                continue
            logged_in = response == good
            say(":irc.test 903 loads :welcome" if logged_in else ":irc.test 904 loads :SASL authentication failed")
        elif word == "CAP" and logged_in:
            say(":irc.test 001 loads :Hello")
        elif word == "JOIN":
            say(f":loads!l@h JOIN {rest}")
            say(f":irc.test 366 loads {rest} :End")
        elif word == "PING":
            say(f":irc.test PONG irc.test {rest}")
        elif word == "QUIT":
            return


while True:
    plain, _ = listener.accept()
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            serve(connection.makefile("r", encoding="utf-8", newline="\n"),
                  lambda text, to=connection: to.sendall((text + "\r\n").encode()))
    except OSError:
        pass
