/* SPDX-License-Identifier: Apache-2.0 */
/* Is linked to look for libraries where anybody may put some. */

#include "module.h"
