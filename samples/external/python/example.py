# SPDX-License-Identifier: Apache-2.0
"""Tests for runner.py. They expect the sample server of Loads."""

SERVER = "http://127.0.0.1:9000"


def test_home(loads):
    status, body = loads.get(SERVER + "/")
    assert status == 200, f"the server answered {status}"
    assert b"chatform" in body
    loads.count("pages")


def test_missing(loads):
    status, _ = loads.get(SERVER + "/nowhere")
    assert status == 200, f"the server answered {status}"
