// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loads::net {

// Gives OpenSSL's large buffers (16 to 24 KiB, needed only while a connection reads, writes or shakes hands)
// a place apart from its small objects, which live as long as their connection. In one heap the freed buffers
// leave holes between them: 20,000 users who connect at once would hold twice the memory for ever.
//
// Call it before anything uses OpenSSL; NetContext::make does. Called late it does nothing, which costs only
// memory.
void separate_tls_buffers();

} // namespace loads::net
