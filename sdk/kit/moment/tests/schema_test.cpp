// SPDX-License-Identifier: MIT
#include "kit/moment/schema.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/schema_checks.hpp"

namespace modvirt::moment {

TEST(MomentSchema, IsSound)
{
    document::expect_sound(snapshot_schema());
    document::expect_sound(checkpoint_schema());
    document::expect_sound(backup_schema());
}

TEST(MomentSchema, WritesRandomDocumentsThatReadBackTheSame)
{
    document::expect_random_documents_to_read_back(snapshot_schema(), 500, 50);
    document::expect_random_documents_to_read_back(checkpoint_schema(), 500, 50);
    document::expect_random_documents_to_read_back(backup_schema(), 500, 50);
}

} // namespace modvirt::moment
