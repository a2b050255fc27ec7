// SPDX-License-Identifier: LGPL-2.1-or-later
// What a migration may take, before there is one.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

constexpr uint64_t most = INT64_MAX >> 20;

class MigrationSettingsTest : public DriverTest {
protected:
    MigrationSettingsTest() : m_domain(start("a", 1)) {}
    LiveDomain m_domain;
};

TEST_F(MigrationSettingsTest, TheSettingsHaveDefaultsAndCanBeChanged)
{
    EXPECT_EQ(m_driver->domain_migrate_get_max_downtime(m_domain, 0), 300U);
    m_driver->domain_migrate_set_max_downtime(m_domain, 17, 0);
    EXPECT_EQ(m_driver->domain_migrate_get_max_downtime(m_domain, 0), 17U);

    EXPECT_EQ(m_driver->domain_migrate_get_max_speed(m_domain, 0), most);
    EXPECT_EQ(m_driver->domain_migrate_get_max_speed(m_domain, 1), 0U);
    m_driver->domain_migrate_set_max_speed(m_domain, 5, 0);
    m_driver->domain_migrate_set_max_speed(m_domain, 6, 1);
    EXPECT_EQ(m_driver->domain_migrate_get_max_speed(m_domain, 0), 5U);
    EXPECT_EQ(m_driver->domain_migrate_get_max_speed(m_domain, 1), 6U);

    EXPECT_EQ(m_driver->domain_migrate_get_compression_cache(m_domain, 0), 64U << 20);
    m_driver->domain_migrate_set_compression_cache(m_domain, 10000, 0);
    EXPECT_EQ(m_driver->domain_migrate_get_compression_cache(m_domain, 0), 8192U);
}

TEST_F(MigrationSettingsTest, TheSpeedIsTheDomainsAndTheRestTheGuests)
{
    m_driver->domain_migrate_set_max_speed(m_domain, 5, 0);
    m_driver->domain_migrate_set_max_downtime(m_domain, 17, 0);
    m_driver->domain_destroy_flags(m_domain, 0);
    EXPECT_EQ(m_driver->domain_migrate_get_max_speed(m_domain, 0), 5U);
    const auto code = [&](const auto &call) { return failure_of(call).code; };
    EXPECT_EQ(code([&] { m_driver->domain_migrate_get_max_downtime(m_domain, 0); }),
              ErrorCode::OperationInvalid);
    EXPECT_EQ(code([&] { m_driver->domain_migrate_set_max_downtime(m_domain, 1, 0); }),
              ErrorCode::OperationInvalid);
    EXPECT_EQ(code([&] { m_driver->domain_migrate_get_max_speed(m_domain, 1); }),
              ErrorCode::OperationInvalid);
    EXPECT_EQ(code([&] { m_driver->domain_migrate_get_compression_cache(m_domain, 0); }),
              ErrorCode::OperationInvalid);
    m_driver->domain_create_with_flags(m_domain, 0);
    EXPECT_EQ(m_driver->domain_migrate_get_max_downtime(m_domain, 0), 300U);
}

TEST_F(MigrationSettingsTest, WhatCannotBeIsRefused)
{
    EXPECT_EQ(failure_of([&] { m_driver->domain_migrate_set_max_speed(m_domain, most + 1, 0); }).code,
              ErrorCode::Overflow);
    EXPECT_EQ(failure_of([&] { m_driver->domain_migrate_set_compression_cache(m_domain, 0, 0); }).code,
              ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { m_driver->domain_migrate_start_post_copy(m_domain, 0); }).code,
              ErrorCode::OperationInvalid);
}

} // namespace
} // namespace modvirt::test::testing
