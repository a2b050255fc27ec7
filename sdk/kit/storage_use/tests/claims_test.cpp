// SPDX-License-Identifier: MIT
// Claims as a driver and a pool manager use them in C++.
#include "kit/storage_use/claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/storage_use/local_claims.hpp"

namespace modvirt::storage_use {
namespace {

class ClaimsInCpp : public testing::Test {
protected:
    LocalClaims m_local;
    Claims m_claims{m_local.table()};
};

TEST_F(ClaimsInCpp, EndWithTheirScope)
{
    {
        const Claim claim = m_claims.use({"/p/a", "/p/base"}, "domain 'web'");
        EXPECT_TRUE(claim);
        EXPECT_EQ(m_claims.user_of("/p/base"), "domain 'web'");
        const auto held = m_claims.user_below("/p");
        ASSERT_TRUE(held);
        EXPECT_EQ(held->holder, "domain 'web'");
        EXPECT_EQ(held->path, "/p/a");
    }
    EXPECT_EQ(m_claims.user_of("/p/base"), std::nullopt);
    EXPECT_EQ(m_local.count(), 0u);
}

TEST_F(ClaimsInCpp, AreMovedAndReplaced)
{
    Claim kept = m_claims.use({"/p/a"}, "domain 'web'");
    Claim moved = std::move(kept);
    EXPECT_TRUE(moved);
    EXPECT_EQ(m_local.count(), 1u);
    moved = m_claims.use({"/p/b"}, "domain 'web'");
    EXPECT_EQ(m_claims.user_of("/p/a"), std::nullopt);
    EXPECT_EQ(m_claims.user_of("/p/b"), "domain 'web'");
    moved.release();
    moved.release();
    EXPECT_FALSE(moved);
    EXPECT_EQ(m_local.count(), 0u);
}

TEST_F(ClaimsInCpp, ThrowWhatTheHostRefuses)
{
    const Claim web = m_claims.use({"/p/a"}, "domain 'web'");
    try {
        static_cast<void>(m_claims.change({"/p/a"}, "storage pool 'p'"));
        FAIL() << "nothing was refused";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::OperationInvalid);
        EXPECT_EQ(error.message(), "'/p/a' is in use by domain 'web'");
    }
    const Claim change = m_claims.change({"/p/b"}, "storage pool 'p'");
    EXPECT_THROW(static_cast<void>(m_claims.use({"/p/b"}, "domain 'web'")), Error);
    EXPECT_TRUE(m_claims.use({"/p/b"}, "domain 'web'", Conflicts::Ignore));
}

TEST_F(ClaimsInCpp, OnADirectoryReachBelowIt)
{
    Claim web = m_claims.use({"/p/a"}, "domain 'web'");
    try {
        static_cast<void>(m_claims.change_below("/p", "storage pool 'p'"));
        FAIL() << "nothing was refused";
    } catch (const Error &error) {
        EXPECT_EQ(error.message(), "'/p/a' is in use by domain 'web'");
    }
    web.release();
    const Claim change = m_claims.change_below("/p", "storage pool 'p'");
    EXPECT_THROW(static_cast<void>(m_claims.use({"/p/b"}, "domain 'web'")), Error);
    EXPECT_TRUE(m_claims.use({"/pp"}, "domain 'web'"));
}

TEST(ClaimsOfAnOldHost, AreAllGivenAndNeverFound)
{
    const Claims claims;
    EXPECT_FALSE(claims.use({"/p/a"}, "domain 'web'"));
    EXPECT_EQ(claims.user_of("/p/a"), std::nullopt);
    EXPECT_FALSE(claims.user_below("/p"));
}

} // namespace
} // namespace modvirt::storage_use
