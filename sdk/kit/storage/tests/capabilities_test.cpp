// SPDX-License-Identifier: MIT
#include "kit/storage/capabilities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace modvirt::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(PoolCapabilities, TellsTheFormatsOfEveryType)
{
    const std::string text = format_pool_capabilities();
    EXPECT_THAT(text, StartsWith("<storagepoolCapabilities>\n"
                                 "  <pool type='dir' supported='yes'>\n"
                                 "    <volOptions>\n"
                                 "      <defaultFormat type='raw'/>\n"
                                 "      <enum name='targetFormatType'>\n"
                                 "        <value>raw</value>\n"));
    EXPECT_THAT(text, HasSubstr("  <pool type='logical' supported='yes'>\n"
                                "    <poolOptions>\n"
                                "      <defaultFormat type='lvm2'/>\n"
                                "      <enum name='sourceFormatType'>\n"
                                "        <value>lvm2</value>\n"
                                "        <value>unknown</value>\n"
                                "      </enum>\n"
                                "    </poolOptions>\n"
                                "  </pool>\n"));
    EXPECT_THAT(text, HasSubstr("  <pool type='mpath' supported='yes'/>\n"));
}

TEST(PoolCapabilities, TellsWhatIsNotSupported)
{
    const std::string text = format_pool_capabilities([](PoolType type) { return type == PoolType::Dir; });
    EXPECT_THAT(text, HasSubstr("<pool type='dir' supported='yes'>"));
    EXPECT_THAT(text, HasSubstr("<pool type='zfs' supported='no'/>"));
}

// A format that the tables know by another name than the capabilities would be refused when it is used.
TEST(PoolCapabilities, NamesFormatsForVolumesThatHaveThem)
{
    EXPECT_EQ(volume_formats(PoolType::Disk).front(), "none");
    EXPECT_TRUE(volume_formats(PoolType::Logical).empty());
    EXPECT_EQ(pool_formats(PoolType::Netfs).size(), 4U);
    EXPECT_TRUE(pool_formats(PoolType::Dir).empty());
}

} // namespace
} // namespace modvirt::storage
