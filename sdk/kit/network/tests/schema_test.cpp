// SPDX-License-Identifier: MIT
#include "kit/network/schema.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/schema_checks.hpp"

namespace modvirt::network {

TEST(NetworkSchema, IsSound)
{
    document::expect_sound(schema());
    document::expect_sound(port_schema());
}

TEST(NetworkSchema, WritesRandomDocumentsThatReadBackTheSame)
{
    document::expect_random_documents_to_read_back(schema(), 2000, 200);
    document::expect_random_documents_to_read_back(port_schema(), 500, 50);
}

} // namespace modvirt::network
