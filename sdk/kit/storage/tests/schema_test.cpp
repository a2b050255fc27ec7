// SPDX-License-Identifier: MIT
#include "kit/storage/schema.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/schema_checks.hpp"

namespace modvirt::storage {

TEST(StorageSchema, IsSound)
{
    document::expect_sound(pool_schema());
    document::expect_sound(volume_schema());
}

TEST(StorageSchema, WritesRandomDocumentsThatReadBackTheSame)
{
    document::expect_random_documents_to_read_back(pool_schema(), 1500, 150);
    document::expect_random_documents_to_read_back(volume_schema(), 1500, 150);
}

} // namespace modvirt::storage
