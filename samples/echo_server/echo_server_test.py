#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts the echo server given as argument on a free port and looks at every page."""

import base64
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import unittest
import zlib

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else "build/bin/echo_server"
DEADLINE = 10


def start(*arguments):
    server = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = server.stdout.readline()
    if not line.startswith("listening on http://"):
        raise AssertionError(server.communicate()[1])
    return server, int(line.rsplit(":", 1)[1])


def stop(server):
    server.send_signal(signal.SIGTERM)
    errors = server.communicate(timeout=DEADLINE)[1]
    return server.returncode, errors


class EchoServerTest(unittest.TestCase):
    def setUp(self):
        self.server, self.port = start("--port", "0", "--threads", "2")

    def tearDown(self):
        self.assertEqual(stop(self.server), (0, ""))

    def ask(self, target, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def content(self, target, **options):
        return self.ask(target, **options).content.decode()

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE)
        self.addCleanup(connection.close)
        return connection

    def raw(self, data):
        with self.connect() as connection:
            connection.sendall(data)
            return connection.recv(4096)

    def wait_for(self, condition):
        deadline = time.monotonic() + DEADLINE
        while not condition():
            self.assertLess(time.monotonic(), deadline)

    def stats(self):
        return json.loads(self.content("/stats"))

    def open_web_socket(self):
        connection = self.connect()
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall((f"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        self.assertIn(b" 101 ", connection.recv(4096))
        return connection

    def test_the_home_page_is_a_chat(self):
        self.assertIn("chatform", self.content("/"))

    def test_a_web_socket_echoes_and_is_counted(self):
        connection = self.open_web_socket()
        mask = b"\1\2\3\4"
        masked = bytes(letter ^ mask[at % 4] for at, letter in enumerate(b"something"))
        connection.sendall(struct.pack("!BB", 0x81, 0x80 | 9) + mask + masked)
        self.assertEqual(connection.recv(100), b"\x81\x09something")
        self.assertEqual(self.content("/active"), "max: 1, current: 1")
        connection.close()
        self.wait_for(lambda: self.content("/active") == "max: 1, current: 0")

    def test_auth_asks_for_a_name_and_gives_it_back(self):
        refused = self.ask("/auth")
        self.assertEqual((refused.status, refused.content), (401, b"Unauthorized"))
        self.assertTrue(refused.getheader("WWW-Authenticate"))
        credentials = base64.b64encode(b"joe:secret").decode()
        self.assertEqual(self.content("/auth", headers={"Authorization": "Basic " + credentials}), "joe")
        self.assertEqual(self.ask("/auth", headers={"Authorization": "Basic !"}).status, 401)

    def test_status_gives_any_final_status(self):
        for code in (200, 204, 304, 404, 503):
            self.assertEqual(self.ask(f"/status/{code}").status, code)
        for wrong in ("100", "600", "x", "", "-1", "99999999999999999999"):
            self.assertEqual(self.ask(f"/status/{wrong}").status, 400)
        self.assertIsNone(self.ask("/status/204").getheader("Content-Length"))

    def test_bodies_come_in_the_size_asked_for(self):
        self.assertEqual(len(self.ask("/bytes/1234567").content), 1234567)
        self.assertEqual(self.ask("/bytes/0").content, b"")
        self.assertEqual(self.ask("/bytes/9999999999").status, 400)
        self.assertEqual(self.ask("/bytes/10", method="HEAD").getheader("Content-Length"), "10")

    def test_chunked_bodies(self):
        answer = self.ask("/chunked/3")
        self.assertEqual(answer.getheader("Transfer-Encoding"), "chunked")
        self.assertEqual(answer.content, b"chunk 1\nchunk 2\nchunk 3\n")
        self.assertEqual(self.ask("/chunked/0").content, b"")

    def test_gzip(self):
        self.assertTrue(json.loads(zlib.decompress(self.ask("/gzip").content, 31))["gzipped"])

    def test_a_delay_takes_its_time(self):
        before = time.monotonic()
        self.ask("/delay/200")
        self.assertGreaterEqual(time.monotonic() - before, 0.2)

    def test_redirects_count_down(self):
        self.assertEqual(self.ask("/redirect/2").getheader("Location"), "/redirect/1")
        self.assertEqual(self.ask("/redirect/0").status, 200)

    def test_cookies_are_set_and_shown(self):
        self.assertEqual(self.ask("/cookies/set?a=b").getheader("Set-Cookie"), "a=b; Path=/")
        self.assertEqual(self.content("/cookies", headers={"Cookie": "a=b; c=d"}), '{"a":"b","c":"d"}')
        self.assertEqual(self.ask("/cookies/set?a=b%0d%0aX-Evil:1").status, 400)

    def test_headers_and_bodies_come_back(self):
        self.assertEqual(json.loads(self.content("/headers", headers={"X-A": "1"}))["headers"]["X-A"], "1")
        answer = self.ask("/echo", "PUT", b"\0\1", {"Content-Type": "x/y"})
        self.assertEqual((answer.content, answer.getheader("X-Method"), answer.getheader("Content-Type")),
                         (b"\0\1", "PUT", "x/y"))

    def test_what_a_form_sends_comes_back(self):
        self.assertIn('action="/form/sent"', self.content("/form"))
        fields = {"method": "POST", "fields": {"a": "b c", "d": "&"}}
        self.assertEqual(json.loads(self.content("/form/sent", method="POST", body="a=b+c&d=%26")), fields)
        self.assertEqual(json.loads(self.content("/form/sent?a=1&b"))["fields"], {"a": "1", "b": ""})

    def test_statistics_count_all_but_themselves(self):
        self.content("/stats/reset")
        for _ in range(3):
            self.content("/")
        self.wait_for(lambda: self.stats()["connections"]["current"] == 0)
        stats = self.stats()
        self.assertEqual(stats["paths"], {"/": 3})
        self.assertEqual(stats["requests"], {"current": 0, "max": 1, "total": 3})
        self.assertEqual(stats["connections"]["total"], 3)

    def test_requests_at_once_are_counted(self):
        connections = [self.connect() for _ in range(20)]
        for connection in connections:
            connection.sendall(b"GET /delay/300 HTTP/1.1\r\nHost: x\r\n\r\n")
        for connection in connections:
            self.assertIn(b" 200 ", connection.recv(4096))
            connection.close()
        self.assertEqual(self.stats()["requests"]["max"], 20)

    def test_a_thousand_connections_stay_open(self):
        connections = [self.connect() for _ in range(900)]  # below the usual limit of this process
        for connection in connections:
            connection.sendall(b"GET /redirect/0 HTTP/1.1\r\nHost: x\r\n\r\n")
        for connection in connections:
            self.assertIn(b"arrived", connection.recv(4096))
        self.assertEqual(self.stats()["connections"]["current"], 900)
        for connection in connections:
            connection.close()

    def test_nonsense_gets_a_4xx(self):
        self.assertIn(b" 400 ", self.raw(b"garbage\r\n\r\n"))
        self.assertIn(b" 431 ", self.raw(b"GET / HTTP/1.1\r\nA: " + b"a" * 70000))
        self.assertIn(b" 413 ", self.raw(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"))
        self.assertEqual(self.ask("/nope").status, 404)
        self.assertEqual(self.ask("/ws").status, 426)

    def test_a_taken_port_is_told(self):
        second = subprocess.run([PROGRAM, "-p", str(self.port)], capture_output=True, text=True, timeout=DEADLINE)
        self.assertEqual(second.returncode, 1)
        self.assertIn(f"127.0.0.1 port {self.port}: another program does", second.stderr)

    def test_open_connections_do_not_keep_it_from_ending(self):
        self.open_web_socket()
        idle = self.connect()
        idle.sendall(b"GET /delay/60000 HTTP/1.1\r\nHost: x\r\n\r\n")
        self.wait_for(lambda: self.stats()["requests"]["current"] == 1)


if __name__ == "__main__":
    unittest.main()
