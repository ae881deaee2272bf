// SPDX-License-Identifier: Apache-2.0
// The few names of the npm package "zmq" 2 that pushing needs, on top of today's "zeromq". For runners that were written
// for the old package, like loads.js: copy this to node_modules/zmq/index.js, or require it in place of "zmq".
"use strict";

const zeromq = require("zeromq");

class Context {
  close() {} // there is one for all sockets
}

class Socket {
  constructor() {
    this.push = new zeromq.Push({ linger: 5000 });
    this.sent = Promise.resolve();
  }
  connect(endpoint) {
    this.push.connect(endpoint);
  }
  send(message) {
    this.sent = this.sent.then(() => this.push.send(message));
  }
  close() {
    this.sent.then(() => this.push.close());
  }
}

module.exports = { Context, Socket, ZMQ_PUSH: 8 };
