// SPDX-License-Identifier: Apache-2.0
// All that a test suite, an output or an observer needs, but for forms: <loads/form.hpp>.
#pragma once

#include <loads/json.hpp>
#include <loads/log.hpp>
#include <loads/metrics.hpp>
#include <loads/observer.hpp>
#include <loads/output.hpp>
#include <loads/session.hpp>
#include <loads/suite.hpp>
#include <loads/test_case.hpp>
#include <loads/web_socket.hpp>
