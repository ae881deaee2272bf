# SPDX-License-Identifier: Apache-2.0
"""Serves the personalities, each connection on a thread of its own: /p/N, /w/N, /f/N by number, /k/N resets after
N - 1 bytes, /h/N says nothing."""

import base64
import hashlib
import re
import socket
import ssl
import struct
import threading

import personalities

# 200 bytes, of which the head has the larger part.
CUT_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 80\r\nX: ".ljust(116, b"x") + b"\r\n\r\n"
CUT_ANSWER = CUT_HEAD + b"x" * 80
assert len(CUT_ANSWER) == 200


class Peer:
    def __init__(self, server, connection):
        self.server, self.socket, self.input = server, connection, b""
        self.path, self.key = b"", b""

    def read_request(self):
        try:
            while b"\r\n\r\n" not in self.input:
                data = self.socket.recv(65536)
                if not data:
                    return False
                self.input += data
        except OSError:
            return False
        head, self.input = self.input.split(b"\r\n\r\n", 1)
        self.path = head.split(b" ", 2)[1]
        key = re.search(rb"Sec-WebSocket-Key: *(\S+)", head, re.IGNORECASE)
        self.key = key.group(1) if key else b""
        return True

    def say(self, data):
        try:
            self.socket.sendall(data)
            return not self.server.ending.is_set()
        except OSError:
            return False

    def drip(self, data):
        for i in range(len(data)):
            if not self.say(data[i:i + 1]) or self.server.ending.wait(0.2):
                return

    def wait(self):
        """Until the other side has gone."""
        try:
            while self.socket.recv(65536):
                pass
        except OSError:
            pass

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def switch(self):
        digest = hashlib.sha1(self.key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
        return self.say(b"HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                        b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n")

    def close(self):
        """In good order: what was sent arrives, and then the end."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
            self.wait()
        except OSError:
            pass
        self.socket.close()


class Server:
    """`certificates`: name -> (certificate, key)."""

    def __init__(self, certificates):
        self.certificates, self.ending, self.faults, self.listeners = certificates, threading.Event(), {}, []
        self.lock = threading.Lock()
        self.port = self.listen(self.serve)

    def listen(self, serve):
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.listeners.append(listener)
        threading.Thread(target=self.accept, args=(listener, serve), daemon=True).start()
        return listener.getsockname()[1]

    def accept(self, listener, serve):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.settimeout(15)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    def end(self):
        self.ending.set()
        for listener in self.listeners:
            listener.close()

    def serve(self, connection):
        peer = Peer(self, connection)
        if peer.read_request():
            kind, number = peer.path.split(b"/")[1:3]
            self.serve_path(peer, kind, int(number))
        peer.close()

    @staticmethod
    def serve_path(peer, kind, number):
        if kind == b"k":
            peer.say(CUT_ANSWER[:number - 1])
            peer.reset()
        elif kind == b"h":
            peer.wait()
        else:
            table = {b"p": personalities.HTTP, b"w": personalities.SOCKETS, b"f": personalities.FLOODS}[kind]
            table[(number - 1) % len(table)].serve(peer)

    def tls_url(self, fault):
        with self.lock:
            if fault not in self.faults:
                self.faults[fault] = self.listen(lambda connection: self.serve_tls(connection, *fault))
            return b"https://localhost:%d/" % self.faults[fault]

    def serve_tls(self, connection, what, value):
        peer = Peer(self, connection)
        try:
            if what == "wait":
                peer.wait()
            elif what == "say":
                connection.recv(65536)
                peer.say(value)
            elif what in ("cut", "reset"):
                self.serve_cut(peer, value)
                if what == "reset":
                    return peer.reset()
            else:
                self.serve_secure(connection, value if what == "good" else "server",
                                  personalities.body() if what == "good" else value)
        except OSError:
            pass
        peer.close()

    def context(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.certificates[name])
        return context

    def serve_cut(self, peer, count):
        """Only the first bytes of what a good server would say."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        shake = self.context("server").wrap_bio(incoming, outgoing, server_side=True)
        incoming.write(peer.socket.recv(65536))
        try:
            shake.do_handshake()
        except ssl.SSLError:
            pass
        peer.say(outgoing.read()[:count])

    def serve_secure(self, connection, name, answer):
        with self.context(name).wrap_socket(connection, server_side=True) as secure:
            peer = Peer(self, secure)
            if peer.read_request():
                peer.say(answer)  # and no goodbye


def make_certificates(folder, run):
    """Signed by an authority in ca.pem, but for "self"."""
    def key(name):
        run(["openssl", "ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", f"{folder}/{name}.key"])

    key("ca")
    run(["openssl", "req", "-x509", "-new", "-key", f"{folder}/ca.key", "-days", "2", "-subj", "/CN=Test CA",
         "-addext", "basicConstraints=critical,CA:TRUE", "-out", f"{folder}/ca.pem"])
    certificates = {}
    for name, host, days in (("server", "localhost", "2"), ("other", "other.example", "2"),
                             ("expired", "localhost", "-1")):
        key(name)
        with open(f"{folder}/{name}.ext", "w", encoding="utf-8") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        run(["openssl", "req", "-new", "-key", f"{folder}/{name}.key", "-subj", f"/CN={host}", "-out",
             f"{folder}/{name}.csr"])
        run(["openssl", "x509", "-req", "-days", days, "-CA", f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key",
             "-CAcreateserial", "-extfile", f"{folder}/{name}.ext", "-in", f"{folder}/{name}.csr", "-out",
             f"{folder}/{name}.pem"])
        certificates[name] = (f"{folder}/{name}.pem", f"{folder}/{name}.key")
    key("self")
    run(["openssl", "req", "-x509", "-new", "-key", f"{folder}/self.key", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-out", f"{folder}/self.pem"])
    certificates["self"] = (f"{folder}/self.pem", f"{folder}/self.key")
    return certificates
