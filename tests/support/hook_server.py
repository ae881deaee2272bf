#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A web server that writes what is posted to it.

usage: hook_server.py FILE [CERTIFICATE KEY]
Says "listening PORT" when it is there. Each request is a line of JSON in FILE: path, headers, body. The path decides
about the answer: /status/503 that status, /silent none at all, anything else 204.
"""

import http.server
import json
import ssl
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        line = json.dumps({"path": self.path, "headers": self.headers.items(), "body": body.decode("latin-1")}) + "\n"
        with open(sys.argv[1], "ab", buffering=0) as file:
            file.write(line.encode())  # at once: others read meanwhile
        if self.path == "/silent":
            self.rfile.read(1)  # until the client goes away
        parts = self.path.split("/")
        self.send_response(int(parts[2]) if parts[1] == "status" else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print("listening", server.server_address[1], flush=True)
server.serve_forever()
