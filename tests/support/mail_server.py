#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server with STARTTLS and AUTH, which writes what it gets.

usage: mail_server.py FILE [--certificate FILE --key FILE [--implicit]] [--login USER PASSWORD] [--refuse ADDRESS ...]
                      [--busy] [--only-login]
Says "listening PORT" when it is there. Each message is a line of JSON in FILE: sender, recipients, content, whether it
came by TLS, and as whom.
"""

import argparse
import asyncio
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, options):
        self.options = options

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.options.refuse:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, session, envelope):
        if self.options.busy:
            return "451 try again later"
        with open(self.options.file, "a", encoding="utf-8") as file:
            json.dump({"sender": envelope.mail_from, "recipients": envelope.rcpt_tos,
                       "content": envelope.original_content.decode("latin-1"),
                       "tls": session.ssl is not None or self.options.implicit,
                       "user": (session.auth_data or b"").decode()}, file)
            file.write("\n")
        return "250 taken"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--implicit", action="store_true")
    parser.add_argument("--login", nargs=2)
    parser.add_argument("--only-login", action="store_true")
    parser.add_argument("--refuse", nargs="*", default=[])
    parser.add_argument("--busy", action="store_true")
    options = parser.parse_args()
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)

    def authenticate(_server, _session, _envelope, _mechanism, data):
        good = [data.login.decode(), data.password.decode()] == options.login
        return AuthResult(success=good, handled=good, auth_data=data.login)

    def make():
        return SMTP(Handler(options), hostname="mail.test", authenticator=authenticate,
                    auth_required=options.login is not None, auth_require_tls=not options.implicit,
                    auth_exclude_mechanism=["PLAIN"] if options.only_login else [],
                    tls_context=None if options.implicit else context,
                    require_starttls=context is not None and not options.implicit)

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0,
                                                            ssl=context if options.implicit else None)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
