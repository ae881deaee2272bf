# SPDX-License-Identifier: Apache-2.0
"""What the loopback device saw of each request: from the first byte of the request to the last of its answer, beside how
long Loads says that it took. Needs the right to capture packets (root)."""

import json
import pathlib
import re
import socket
import struct
import tempfile
import threading

from ..witness import DelayServer, quantile, run_loads

ETHERNET = 14
SO_TIMESTAMPNS, SO_RCVBUFFORCE, SOL_PACKET, PACKET_STATISTICS = 35, 33, 263, 6
ALL_PROTOCOLS = socket.htons(3)
DELAY_US = 500


def why_not():
    """Why nothing can be captured here; empty if it can."""
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, ALL_PROTOCOLS).close()
        return ""
    except (AttributeError, OSError) as error:
        return f"capturing packets is not allowed here: {error}; it takes root"


class Capture:
    """TCP payloads from and to a port of loopback, from the start to the end of a `with` block: (time in ns, the client's port,
    whether the server sent it, bytes) in `packets`."""

    def __init__(self, port):
        self.port, self.packets = port, []

    def __enter__(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        self.socket.settimeout(0.2)
        self.socket.bind(("lo", socket.ntohs(ALL_PROTOCOLS)))
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self._take)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()
        self.socket.close()

    def _take(self):
        while True:
            try:
                data, control, _, address = self.socket.recvmsg(2048, 64)
            except TimeoutError:
                if self.ends.is_set():
                    self.dropped = struct.unpack("II", self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1]
                    return
                continue
            if address[2] == socket.PACKET_OUTGOING:  # each packet of loopback also comes in
                self._note(data, control)

    def _note(self, data, control):
        if len(data) < ETHERNET + 40 or data[ETHERNET] >> 4 != 4 or data[ETHERNET + 9] != socket.IPPROTO_TCP:
            return
        tcp = ETHERNET + (data[ETHERNET] & 15) * 4
        source, destination = struct.unpack_from("!HH", data, tcp)
        payload = data[tcp + (data[tcp + 12] >> 4) * 4:ETHERNET + struct.unpack_from("!H", data, ETHERNET + 2)[0]]
        if self.port not in (source, destination) or not payload:
            return
        seconds, nanoseconds = next(struct.unpack("qq", bytes_) for level, kind, bytes_ in control
                                    if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS))
        from_server = source == self.port
        self.packets.append((seconds * 1_000_000_000 + nanoseconds, destination if from_server else source, from_server, payload))

    def exchanges(self):
        """{number in the request's path: seconds from its first byte to the last of its answer}"""
        found, began = {}, {}
        for at, port, from_server, payload in self.packets:
            if from_server:
                number, start = began[port]
                found[number] = (at - start) / 1e9  # the last packet of an answer is the one that stays
            elif number := re.match(rb"GET /(\d+) ", payload):
                began[port] = int(number.group(1)), at
        return found


def hits_of(events):
    """{number: seconds} of requests on connections that were open already; the others have the connecting in them."""
    hits, opened = {}, 0
    for line in events.read_text(encoding="utf-8").splitlines():
        hit = json.loads(line)
        if hit["data_type"] != "add_hit":
            continue
        if "connect" in hit["phases"]:
            opened += 1
        else:
            hits[int(hit["url"].rsplit("/", 1)[1])] = float(hit["elapsed"])
    return hits, opened


def measure(place, rate, seconds):
    """Seconds by which Loads says more than the capture, sorted, and how many requests there were of each kind."""
    with DelayServer(place, "constant", DELAY_US) as server, tempfile.TemporaryDirectory(prefix="loadbench.") as folder:
        events = pathlib.Path(folder, "events")
        with Capture(server.port()) as capture:
            report = run_loads(place, "test_numbered", server.url, "--rate", f"{rate}/s", "-d", seconds, "--output", "file",
                               "--output-file-filename", events)
        hits, opened = hits_of(events)
    seen = capture.exchanges()
    more = sorted(took - seen[number] for number, took in hits.items() if number in seen)
    return {"hits": report["requests"]["hits"], "kept": len(hits), "opened": opened, "captured": len(seen), "matched": len(more),
            "dropped": capture.dropped, "more": more, "seen_p50": quantile(sorted(seen.values()), 0.5)}


def distribution(more):
    return {"min": more[0], **{f"p{part * 100:g}": quantile(more, part) for part in (0.01, 0.5, 0.9, 0.99, 0.999)}, "max": more[-1]}
