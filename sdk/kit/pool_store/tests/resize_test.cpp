// SPDX-License-Identifier: MIT
#include "kit/pool_store/resize.hpp"

#include <gtest/gtest.h>

#include <modvirt/error.hpp>

namespace modvirt::pool_store {
namespace {

constexpr ResizedVolume half_full{"v", 100, 50, 20};

TEST(TheCapacityOfAResizedVolume, IsWhatTheFlagsMake)
{
    EXPECT_EQ(resized_capacity(half_full, 110, 0), 110u);
    EXPECT_EQ(resized_capacity(half_full, 10, resize_delta), 110u);
    EXPECT_EQ(resized_capacity(half_full, 10, resize_delta | resize_shrink), 90u);
    EXPECT_EQ(resized_capacity(half_full, 10, resize_shrink), 10u);
}

TEST(TheCapacityOfAResizedVolume, IsRefusedWhenItIsTooSmallOrTooLarge)
{
    EXPECT_THROW(resized_capacity(half_full, 90, 0), Error);
    EXPECT_THROW(resized_capacity(half_full, 40, 0), Error);
    EXPECT_THROW(resized_capacity(half_full, 121, 0), Error);
    EXPECT_THROW(resized_capacity(half_full, UINT64_MAX, resize_delta), Error);
    EXPECT_THROW(resized_capacity(half_full, 101, resize_delta | resize_shrink), Error);
}

} // namespace
} // namespace modvirt::pool_store
