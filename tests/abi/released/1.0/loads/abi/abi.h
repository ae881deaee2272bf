/* SPDX-License-Identifier: Apache-2.0 */
/* All of the plugin ABI. */
#ifndef LOADS_ABI_ABI_H
#define LOADS_ABI_ABI_H

#include <loads/abi/base.h>
#include <loads/abi/event.h>
#include <loads/abi/host.h>
#include <loads/abi/http.h>
#include <loads/abi/log.h>
#include <loads/abi/metric.h>
#include <loads/abi/module.h>
#include <loads/abi/observer.h>
#include <loads/abi/option.h>
#include <loads/abi/output.h>
#include <loads/abi/suite.h>
#include <loads/abi/totals.h>
#include <loads/abi/vu.h>
#include <loads/abi/websocket.h>

#endif
