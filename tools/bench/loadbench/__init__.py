# SPDX-License-Identifier: Apache-2.0
"""The parts of tools/bench/compare."""

import os

# These measure the load generator itself, up to its limits.
os.environ["LOADS_ALLOW_INVALID"] = "yes"
