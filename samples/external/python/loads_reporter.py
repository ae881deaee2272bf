# SPDX-License-Identifier: Apache-2.0
"""Tells Loads what a runner does: the protocol of external runners, in one class."""

import datetime
import json
import os
import sys
import time
import traceback
import urllib.error
import urllib.request

import zmq


class Reporter:
    """Sends messages to the Loads that started this process. Use it in a `with` block: at its end all is sent."""

    def __init__(self):
        get = os.environ.get
        self.total_hits = int(get("LOADS_TOTAL_HITS", 0))  # 0: a duration decides
        self.duration = int(get("LOADS_DURATION", 0))
        self.total_users = int(get("LOADS_TOTAL_USERS", 1))
        self.user = int(get("LOADS_CURRENT_USER", 1))
        self.hit = 1
        self._common = {"agent_id": get("LOADS_AGENT_ID"), "run_id": get("LOADS_RUN_ID")}
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.PUSH)
        self._socket.connect(os.environ["LOADS_ZMQ_RECEIVER"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close(linger=5000)
        self._context.term()

    def send(self, data_type, **members):
        status = [self.total_hits or 1, self.total_users, self.hit, self.user]
        self._socket.send_json({"data_type": data_type, "loads_status": status, **self._common, **members})

    def hits(self):
        """Counts the iterations of this user: 1, 2, ... as long as Loads wants."""
        end = time.monotonic() + self.duration
        while True:
            yield self.hit
            self.hit += 1
            if (self.hit > self.total_hits) if self.total_hits else (time.monotonic() >= end):
                return

    def run(self, name, test):
        """One iteration: calls test(self). A failed assertion is a failure, any other exception an error."""
        self.send("startTest", test=name)
        try:
            test(self)
            self.send("addSuccess", test=name)
        except Exception as error:
            kind = "addFailure" if isinstance(error, AssertionError) else "addError"
            self.send(kind, test=name, exc_info=[type(error).__name__, str(error), traceback.format_exc()])
        self.send("stopTest", test=name)

    def get(self, url):
        """Requests a page and reports it. Returns (status, body)."""
        started, began = datetime.datetime.utcnow().isoformat(), time.monotonic()
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.HTTPError as answer:
            status, body = answer.code, answer.read()
        self.send("add_hit", url=url, method="GET", status=status, started=started,
                  elapsed=time.monotonic() - began)
        return status, body

    def count(self, counter):
        self.send("incr_counter", test="", name=counter)


def stop_with(text):
    """Loads shows what a runner printed before it ended with another code than 0."""
    sys.exit(f"{sys.argv[0]}: {text}")
