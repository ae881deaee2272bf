// SPDX-License-Identifier: Apache-2.0
// Tells Loads what a runner does: the protocol of external runners, in one class.
"use strict";

const { performance } = require("node:perf_hooks");
const zmq = require("zeromq");

class Reporter {
  constructor(env = process.env) {
    this.totalHits = Number(env.LOADS_TOTAL_HITS || 0); // 0: a duration decides
    this.duration = Number(env.LOADS_DURATION || 0);
    this.totalUsers = Number(env.LOADS_TOTAL_USERS || 1);
    this.user = Number(env.LOADS_CURRENT_USER || 1);
    this.hit = 1;
    this.common = { agent_id: env.LOADS_AGENT_ID, run_id: env.LOADS_RUN_ID };
    this.socket = new zmq.Push({ linger: 5000 });
    this.socket.connect(env.LOADS_ZMQ_RECEIVER);
    this.sent = Promise.resolve();
  }

  // Messages leave one after the other; what a test sends need not be waited for.
  send(dataType, members = {}) {
    const status = [this.totalHits || 1, this.totalUsers, this.hit, this.user];
    const message = JSON.stringify({ data_type: dataType, ...this.common, loads_status: status, ...members });
    this.sent = this.sent.then(() => this.socket.send(message));
    return this.sent;
  }

  // Waits until all is sent.
  async close() {
    await this.sent;
    this.socket.close();
  }

  // Calls pass() for each iteration of this user, as long as Loads wants.
  async repeat(pass) {
    const end = performance.now() + 1000 * this.duration;
    do {
      await pass();
      this.hit += 1;
    } while (this.totalHits ? this.hit <= this.totalHits : performance.now() < end);
  }

  // One iteration. A failed assertion is a failure, any other exception an error.
  async run(name, test) {
    this.send("startTest", { test: name });
    try {
      await test(this);
      this.send("addSuccess", { test: name });
    } catch (error) {
      const type = error.code === "ERR_ASSERTION" ? "addFailure" : "addError";
      this.send(type, { test: name, exc_info: [error.name, error.message, error.stack] });
    }
    await this.send("stopTest", { test: name });
  }

  // Requests a page and reports it.
  async get(url) {
    const started = new Date().toISOString();
    const began = performance.now();
    const answer = await fetch(url);
    const text = await answer.text();
    const elapsed = (performance.now() - began) / 1000;
    this.send("add_hit", { url, method: "GET", status: answer.status, started, elapsed });
    return { status: answer.status, text };
  }
}

module.exports = { Reporter };
