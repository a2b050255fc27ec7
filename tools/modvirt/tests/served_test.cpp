// SPDX-License-Identifier: LGPL-2.1-or-later
// The installed pair of this tool and our library beside what virsh 9.0.0 printed on its own.
#include "support/golden.hpp"

#include <gtest/gtest.h>

namespace modvirt::cli::testing {

} // namespace modvirt::cli::testing
