// SPDX-License-Identifier: Apache-2.0
// Tests for runner.js. They expect the sample server of Loads.
"use strict";

const assert = require("node:assert");

const server = "http://127.0.0.1:9000";

exports.test_home = async (loads) => {
  const answer = await loads.get(server + "/");
  assert.strictEqual(answer.status, 200);
  assert.ok(answer.text.includes("chatform"));
};

exports.test_socket = async (loads) => {
  // What a web socket library would tell:
  loads.send("socket_open");
  loads.send("socket_message", { size: 12 });
  loads.send("socket_close");
  loads.send("incr_counter", { test: "test_socket", name: "sockets" });
};
