# SPDX-License-Identifier: Apache-2.0
"""What Loads reports beside what witnesses saw: the parts of tools/bench/accuracy and tests/accuracy."""
