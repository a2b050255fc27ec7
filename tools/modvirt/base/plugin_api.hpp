// SPDX-License-Identifier: LGPL-2.1-or-later
// The part of the C API that libvirt does not have.
#pragma once

#if __has_include(<modvirt/modvirt.h>)
#include <modvirt/modvirt.h>
#else
#include "base/plugin_api_missing.hpp"
#endif
