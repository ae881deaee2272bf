# SPDX-License-Identifier: Apache-2.0
"""What hostile servers do, and what a client is to make of it.

A personality is a function that gets a connection whose request was read. Each has a row: the function, the one
class that its hit ends in (a reason, or a status), and a part of the sentence that says so.
"""

import gzip
import os
import socket
import struct
import zlib

OK = b"HTTP/1.1 200 OK\r\n"
HTTP, SOCKETS, FLOODS = [], [], []


class Row:
    def __init__(self, name, serve, expected, sentence):
        self.name, self.serve, self.expected, self.sentence = name, serve, expected, sentence


def row(table, expected, sentence=""):
    def add(serve):
        table.append(Row(serve.__name__, serve, expected, sentence))
        return serve

    return add


def says(name, data, expected, sentence="", table=None):
    """One that says that and closes in good order."""
    (HTTP if table is None else table).append(Row(name, lambda peer: peer.say(data), expected, sentence))


def body(text=b"hello", headers=b""):
    return OK + headers + b"Content-Length: %d\r\n\r\n" % len(text) + text


NOT_HTTP, LARGE_HEAD, LARGE_BODY = "not HTTP", "head too large", "body too large"
BODY_CUT, HEAD_CUT, NO_ANSWER = "closed mid-body", "closed mid-head", "connection closed before the answer"
INVALID = "the answer is not valid HTTP/1.1"

# No HTTP, or hardly.
says("garbage", bytes(range(256)) * 4, NOT_HTTP, INVALID)
says("http_0_9", b"<html>hello</html>\r\n\r\n", NOT_HTTP, INVALID)
says("a_mail_server", b"220 mail.example ESMTP\r\n\r\n", NOT_HTTP, INVALID)
says("a_status_of_letters", b"HTTP/1.1 abc OK\r\n\r\n", NOT_HTTP, INVALID)
says("a_status_of_four_digits", b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n", NOT_HTTP, INVALID)
says("another_version", b"HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n", NOT_HTTP, INVALID)
says("http_2", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18), NOT_HTTP, INVALID)
says("a_nul_in_a_header", OK + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n", NOT_HTTP, INVALID)
says("a_header_without_colon", OK + b"nonsense\r\nContent-Length: 0\r\n\r\n", NOT_HTTP, INVALID)
says("a_space_before_the_colon", OK + b"Content-Length : 5\r\n\r\nhello", NOT_HTTP, INVALID)
says("lines_that_end_in_cr", b"HTTP/1.1 200 OK\rContent-Length: 0\r\r", NOT_HTTP, INVALID)
# Odd, and yet what servers send.
says("a_folded_header", body(headers=b"X-Note: one\r\n \t two\r\n"), 200)
says("a_header_of_60_kib", body(headers=b"Link: " + b"x" * 60_000 + b"\r\n"), 200)
says("two_hundred_headers", body(headers=b"X: y\r\n" * 199), 200)
says("one_header_more", body(headers=b"X: y\r\n" * 200), LARGE_HEAD, "more than 64 KiB or more than 200 fields")
# Framing.
says("a_folded_length", OK + b"Content-Length: 1\r\n 0\r\n\r\nhello", NOT_HTTP, INVALID)
says("a_negative_length", OK + b"Content-Length: -5\r\n\r\nhello", NOT_HTTP, INVALID)
says("a_length_beyond_all", OK + b"Content-Length: 99999999999999999999999\r\n\r\nhello", NOT_HTTP, INVALID)
says("a_huge_length", OK + b"Content-Length: 9999999999999\r\n\r\nhello", LARGE_BODY, "larger than the limit")
says("two_lengths", OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", NOT_HTTP, INVALID)
says("a_list_of_lengths", OK + b"Content-Length: 5, 6\r\n\r\nhello", NOT_HTTP, INVALID)
says("length_and_chunks", OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", NOT_HTTP,
     INVALID)
says("chunks_and_length", OK + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", NOT_HTTP,
     INVALID)
says("a_shorter_body", OK + b"Content-Length: 50\r\n\r\nhello", BODY_CUT, "in the middle of the body")
says("a_longer_body", body() + b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", 200)
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
says("no_chunk_size", CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n", NOT_HTTP, INVALID)
says("a_chunk_beyond_all", CHUNKED + b"fffffffffffffffff\r\nhello\r\n0\r\n\r\n", NOT_HTTP, INVALID)
says("a_chunk_without_end", CHUNKED + b"5\r\nhelloworld\r\n0\r\n\r\n", NOT_HTTP, INVALID)
says("a_long_chunk_extension", CHUNKED + b"5;" + b"x" * 300 + b"\r\nhello\r\n0\r\n\r\n", NOT_HTTP, INVALID)
says("no_last_chunk", CHUNKED + b"5\r\nhello\r\n", BODY_CUT, "in the middle of the body")
says("a_status_that_is_cut", b"HTTP/1.", HEAD_CUT, "in the middle of the header")
says("a_head_that_is_cut", OK + b"Content-Le", HEAD_CUT, "in the middle of the header")
says("nothing", b"", NO_ANSWER, "before it answered")
says("an_upgrade_nobody_wanted", b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", 101)
says("no_content_with_content", b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello", 204)
says("a_cookie_flood", body(headers=b"Set-Cookie: %b=x\r\n" * 150 % tuple(b"c%d" % i for i in range(150))), 200)
# Encodings.
GZIP = b"Content-Encoding: gzip\r\n"
BOMB = gzip.compress(bytes(64 << 20))
says("a_gzip_bomb", body(BOMB, GZIP), LARGE_BODY, "decompressed, is larger than the limit")
says("a_bomb_in_a_bomb", body(gzip.compress(gzip.compress(bytes(200 << 20))), b"Content-Encoding: gzip, gzip\r\n"),
     LARGE_BODY, "decompressed, is larger than the limit")
says("a_deflate_bomb", body(zlib.compress(bytes(64 << 20)), b"Content-Encoding: deflate\r\n"), LARGE_BODY,
     "decompressed, is larger than the limit")
says("half_a_gzip", body(gzip.compress(os.urandom(5000))[:2000], GZIP), "bad content encoding", "not valid gzip")
says("no_gzip", body(b"hello", GZIP), "bad content encoding", "not valid gzip")
says("no_brotli", body(b"\xff" * 100, b"Content-Encoding: br\r\n"), "bad content encoding", "not valid br")
says("five_encodings", body(b"hello", b"Content-Encoding: gzip, gzip, gzip, gzip, gzip\r\n"),
     "bad content encoding", "not valid gzip")
says("an_unknown_encoding", body(b"\x28\xb5\x2f\xfd", b"Content-Encoding: zstd\r\n"), 200)


# Redirects.
def redirects(name, to, expected, sentence):
    says(name, b"HTTP/1.1 302 Go\r\nContent-Length: 0\r\nLocation: " + to + b"\r\n\r\n", expected, sentence)


redirects("a_redirect_to_a_file", b"file:///etc/passwd", "bad redirect", "the server redirects, but")
redirects("a_redirect_to_gopher", b"gopher://127.0.0.1:70/x", "bad redirect", "the server redirects, but")
redirects("a_redirect_to_a_script", b"javascript:alert(1)", "bad redirect", "the server redirects, but")
redirects("a_redirect_to_a_unix_socket", b"http+unix://%2Frun%2Fx.sock/", "bad redirect", "a Unix socket")
redirects("a_redirect_to_metadata", b"http://169.254.169.254/latest/", "target not allowed", "link-local")
redirects("a_redirect_to_no_host", b"http://", "bad redirect", "the server redirects, but")
redirects("a_redirect_out_of_ports", b"http://127.0.0.1:99999/", "bad redirect", "the server redirects, but")


@row(HTTP, "too many redirects", "is it a circle?")
def a_redirect_circle(peer):
    while peer.say(b"HTTP/1.1 302 Go\r\nContent-Length: 0\r\nLocation: " + peer.path + b"\r\n\r\n"):
        if not peer.read_request():
            return


# Time.
@row(HTTP, "total timeout", "did not end within the total timeout")
def a_head_by_drops(peer):
    peer.drip(OK + b"X: " + b"x" * 1000)


@row(HTTP, "total timeout", "did not end within the total timeout")
def a_body_by_drops(peer):
    peer.say(OK + b"Content-Length: 1000\r\n\r\n")
    peer.drip(b"x" * 1000)


@row(HTTP, "total timeout", "did not end within the total timeout")
def chunks_by_drops(peer):
    peer.say(CHUNKED)
    peer.drip(b"1\r\nx\r\n" * 300)


@row(HTTP, "first byte timeout", "did not begin to answer in time")
def silence(peer):
    peer.wait()


@row(HTTP, "total timeout", "did not end within the total timeout")
def silence_in_the_body(peer):
    peer.say(OK + b"Content-Length: 10\r\n\r\nhello")
    peer.wait()


@row(HTTP, NO_ANSWER, "before it answered")
def half_a_close(peer):
    peer.socket.shutdown(socket.SHUT_WR)
    peer.wait()


@row(HTTP, NO_ANSWER, "before it answered")
def a_reset_at_once(peer):
    peer.reset()


# Without end.
def endless(name, start, piece, expected, sentence, tables):
    def serve(peer):
        peer.say(start)
        while peer.say(piece):
            pass

    for table in tables:
        table.append(Row(name, serve, expected, sentence))


TOO_MUCH_HEAD = "more than 64 KiB or more than 200 fields"
BOTH = (HTTP, FLOODS)
endless("headers_without_end", OK, b"X-Endless: header\r\n" * 100, LARGE_HEAD, TOO_MUCH_HEAD, BOTH)
endless("a_header_without_end", OK + b"X: ", b"x" * 4096, LARGE_HEAD, TOO_MUCH_HEAD, BOTH)
endless("a_status_line_without_end", b"HTTP/1.1 200 ", b"x" * 4096, LARGE_HEAD, TOO_MUCH_HEAD, BOTH)
endless("a_million_headers", OK, b"a:\r\n" * 1000, LARGE_HEAD, TOO_MUCH_HEAD, BOTH)
endless("interim_answers_without_end", b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, NOT_HTTP, "more than 8 interim",
        BOTH)
endless("a_chunk_extension_without_end", CHUNKED + b"5;", b"x" * 4096, LARGE_HEAD, TOO_MUCH_HEAD, BOTH)
endless("trailers_without_end", CHUNKED + b"0\r\n", b"X-Endless: trailer\r\n" * 100, LARGE_HEAD, TOO_MUCH_HEAD,
        BOTH)
endless("a_body_without_end", OK + b"\r\n", b"x" * 65536, LARGE_BODY, "larger than the limit", (HTTP,))
endless("chunks_without_end", CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n", LARGE_BODY, "larger than the limit",
        (HTTP,))


# TLS: the plain server sends the client to one that speaks it, after a fashion.
def tls(name, fault, expected, sentence):
    def serve(peer):
        peer.say(b"HTTP/1.1 302 Go\r\nContent-Length: 0\r\nLocation: " + peer.server.tls_url(fault) + b"\r\n\r\n")

    HTTP.append(Row(name, serve, expected, sentence))


SHAKE, SHUT = "TLS: handshake failed", "TLS: closed in the handshake"
tls("tls_that_is_plain", ("say", body()), SHAKE, "handshake with localhost failed")
tls("tls_garbage", ("say", os.urandom(512)), SHAKE, "handshake with localhost failed")
tls("tls_closed_at_once", ("cut", 0), SHUT, "does it speak TLS")
tls("tls_reset_at_once", ("reset", 0), SHUT, "does it speak TLS")
tls("tls_closed_in_the_hello", ("cut", 3), SHUT, "does it speak TLS")
tls("tls_closed_after_the_hello", ("cut", 130), SHUT, "does it speak TLS")
tls("tls_closed_in_the_certificate", ("cut", 600), SHUT, "does it speak TLS")
tls("tls_reset_in_the_certificate", ("reset", 600), SHUT, "does it speak TLS")
tls("tls_that_never_answers", ("wait", 0), "connect timeout", "within the connect timeout")
tls("a_certificate_of_its_own", ("good", "self"), "TLS: certificate not trusted", "use --ca-file")
tls("a_certificate_that_is_over", ("good", "expired"), "TLS: certificate expired", "has expired")
tls("a_certificate_of_another", ("good", "other"), "TLS: certificate is for another host",
    "is for another host")
tls("tls_and_no_answer", ("then", b""), NO_ANSWER, "before it answered")
tls("tls_and_half_a_body", ("then", OK + b"Content-Length: 50\r\n\r\nhello"), BODY_CUT, "in the middle of the body")

# Web sockets. SWITCH is a handshake that is right.
SWITCH = object()


def frame(opcode, payload=b"", first=0x80, mask=False, length=None):
    size = len(payload) if length is None else length
    head = bytes([first | opcode])
    bit = 0x80 if mask else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 65536:
        head += bytes([bit | 126]) + struct.pack(">H", size)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", size)
    return head + (b"abcd" if mask else b"") + payload


def after_switch(name, data, expected, sentence="", again=b""):
    def serve(peer):
        if not peer.switch() or not peer.say(data):
            return
        while again and peer.say(again):
            pass
        peer.wait()

    SOCKETS.append(Row(name, serve, expected, sentence or SENTENCES.get(expected, "")))


# What is said of a class, unless a row says more.
SENTENCES = {"protocol violation": "broke the rules of web sockets"}
BAD_HANDSHAKE, VIOLATION = "bad handshake", "protocol violation"
says("a_refusal", b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "handshake refused: 403", "does not open", SOCKETS)
says("another_key", b"HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
     b"Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n", BAD_HANDSHAKE, "does not belong|belongs", SOCKETS)
says("no_upgrade", b"HTTP/1.1 101 Go\r\n\r\n", BAD_HANDSHAKE, "not that of a web socket", SOCKETS)
says("a_handshake_of_garbage", bytes(range(200, 256)) * 4 + b"\r\n\r\n", NOT_HTTP, "the server's answer is not HTTP", SOCKETS)
endless("a_handshake_without_end", b"HTTP/1.1 101 Go\r\n", b"X-Endless: header\r\n" * 100, BAD_HANDSHAKE,
        "too large", (SOCKETS,))
says("no_handshake", b"", NO_ANSWER, "in the handshake", SOCKETS)


@row(SOCKETS, "handshake timeout", "did not answer the handshake in time")
def a_silent_handshake(peer):
    peer.wait()


after_switch("a_masked_frame", frame(1, b"x", mask=True), VIOLATION)
after_switch("reserved_bits", frame(1, b"x", first=0xF0), VIOLATION)
after_switch("a_reserved_opcode", frame(3, b"x"), VIOLATION)
after_switch("a_reserved_control", frame(11, b"x"), VIOLATION)
after_switch("a_length_of_2_63", frame(2, length=1 << 63), "message too large|protocol violation",
             "which is the limit|broke the rules")
after_switch("a_large_length", frame(2, length=1 << 40), "message too large|protocol violation",
             "which is the limit|broke the rules")
after_switch("a_long_ping", frame(9, b"x" * 126), VIOLATION)
after_switch("a_ping_in_pieces", frame(9, b"x", first=0), VIOLATION)
after_switch("a_continuation_of_nothing", frame(0, b"x"), VIOLATION)
after_switch("two_messages_in_one", frame(1, b"x", first=0) + frame(1, b"y"), VIOLATION)
after_switch("no_utf_8", frame(1, b"\xff\xfe\xfd"), VIOLATION)
after_switch("a_close_of_one_byte", frame(8, b"x"), VIOLATION)
after_switch("a_close_of_no_code", frame(8, struct.pack(">H", 1005)), VIOLATION)
after_switch("a_close_of_a_low_code", frame(8, struct.pack(">H", 7)), VIOLATION)
after_switch("no_utf_8_in_a_close", frame(8, struct.pack(">H", 1000) + b"\xff"), VIOLATION)
after_switch("compression_nobody_wanted", frame(1, b"x", first=0xC0), VIOLATION)
after_switch("fragments_without_end", frame(2, b"x", first=0), "message too large|receive timeout",
             "which is the limit|stopped in the middle|no message came", frame(0, b"x" * 65536, first=0))
after_switch("pings_without_end", b"", "receive timeout", "no message came in time", frame(9, b"x" * 100) * 50)
after_switch("a_silent_socket", b"", "receive timeout", "no message came in time")


@row(SOCKETS, "closed without goodbye|connection reset", "without a close frame|reset")
def a_socket_that_breaks(peer):
    if peer.switch():
        peer.reset()


@row(SOCKETS, "closed without goodbye|connection reset", "without a close frame|reset")
def a_socket_that_ends(peer):
    peer.switch()
