// SPDX-License-Identifier: Apache-2.0
#pragma once

#define LOADS_DETAIL_JOIN2(a, b) a##b
#define LOADS_DETAIL_JOIN(a, b) LOADS_DETAIL_JOIN2(a, b)
