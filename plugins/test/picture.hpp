// SPDX-License-Identifier: LGPL-2.1-or-later
// What is on the screen of a pretended guest: a test card.
#pragma once

#include <string>

namespace modvirt::test {

// As the bytes of a PNG file.
std::string test_card();

} // namespace modvirt::test
