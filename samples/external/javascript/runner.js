#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// usage: runner.js FILE, started by loads-runner: runs each function of the file whose name begins with "test" as one
// user.
"use strict";

const path = require("node:path");
const { Reporter } = require("./reporter.js");

async function main() {
  if (process.argv.length !== 3 || !process.env.LOADS_ZMQ_RECEIVER)
    throw new Error('try: loads-runner --test-runner "./runner.js {test}" example.js');
  const tests = Object.entries(require(path.resolve(process.argv[2]))).filter(([name]) => name.startsWith("test"));
  const reporter = new Reporter();
  await reporter.repeat(async () => {
    for (const [name, test] of tests) await reporter.run(name, test);
  });
  await reporter.close();
}

main().catch((error) => {
  console.error(error.message); // Loads shows it, because the exit code is not 0
  process.exit(1);
});
