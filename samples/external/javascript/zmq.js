// SPDX-License-Identifier: Apache-2.0
// The few names of the npm package "zmq" 2 that pushing needs, on top of today's "zeromq". For runners that were written
// for the old package, like loads.js: copy this to node_modules/zmq/index.js, or require it in place of "zmq".
"use strict";

const zeromq = require("zeromq");

class Context {
  close() {} // there is one for all sockets
}

// Such runners end by process.exit() right after close(), and "zeromq" does not always deliver what is on its way then.
// Its thread that sends gets this time for it, in milliseconds.
const timeToDeliver = 100;

class Socket {
  constructor() {
    // Without a limit and without a time to wait, each message is handed to ZeroMQ before send() returns.
    this.push = new zeromq.Push({ linger: 5000, sendHighWaterMark: 0, sendTimeout: 0 });
  }
  connect(endpoint) {
    this.push.connect(endpoint);
  }
  send(message) {
    this.push.send(message);
  }
  close() {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, timeToDeliver);
    this.push.close();
  }
}

module.exports = { Context, Socket, ZMQ_PUSH: 8 };
