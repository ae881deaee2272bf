// SPDX-License-Identifier: Apache-2.0
#include <loads/test_main.hpp>
