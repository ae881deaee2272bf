// SPDX-License-Identifier: Apache-2.0
// The one file that compiles Beast and JSON; all others only see their declarations.
#include <boost/beast/src.hpp>
#include <boost/json/src.hpp>
