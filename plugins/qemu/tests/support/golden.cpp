// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/golden.hpp"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "support/scratch.hpp"

namespace modvirt::qemu::support {

void expect_golden(const std::string &name, const std::string &text)
{
    const std::string path = std::string(GOLDEN_DIRECTORY) + "/" + name;
    if (std::getenv("MODVIRT_UPDATE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << text;
    EXPECT_EQ(text, read_file(path)) << "differs from " << path << "; MODVIRT_UPDATE_GOLDEN=1 writes it anew";
}

} // namespace modvirt::qemu::support
