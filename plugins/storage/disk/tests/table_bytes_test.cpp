// SPDX-License-Identifier: LGPL-2.1-or-later
#include "table_bytes.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "kit/testing/fake_tree.hpp"

namespace modvirt::storage_disk {
namespace {

constexpr std::size_t sector_size = 512;
constexpr std::size_t first_entry = 446;
constexpr char extended = 0x05;

// A file in place of a disk, of 8 MiB.
class Image {
public:
    Image() { std::ofstream(m_path).seekp(8 * 1024 * 1024 - 1).put(0); }

    [[nodiscard]] std::string bytes() const { return table_bytes(m_path); }
    void put(std::size_t sector, std::size_t at, const std::string &content) const
    {
        std::fstream file(m_path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(sector * sector_size + at)).write(content.data(), static_cast<std::streamsize>(content.size()));
    }
    // The sector becomes a table one of whose entries is of that type and begins there.
    void put_entry(std::size_t sector, char type, std::size_t start) const
    {
        const std::string begin{static_cast<char>(start), static_cast<char>(start >> 8), 0, 0};
        put(sector, first_entry + 16, std::string(4, '\0') + type + std::string(3, '\0') + begin);
        put(sector, 510, "\x55\xaa");
    }

private:
    fakes::FakeTree m_directory;
    std::string m_path = m_directory.path() + "/disk";
};

TEST(TableBytes, StayTheSameWhileNobodyChangesTheTable)
{
    const Image image;
    const std::string before = image.bytes();
    EXPECT_GE(before.size(), 64 * 1024u);
    image.put(8000, 0, "what a partition holds");
    EXPECT_EQ(image.bytes(), before);
    image.put(33, 500, "an entry");
    EXPECT_NE(image.bytes(), before);
}

TEST(TableBytes, FollowLogicalPartitions)
{
    const Image image;
    image.put_entry(0, extended, 2048);
    image.put_entry(2048, extended, 1000); // from the beginning of the extended one
    image.put_entry(3048, 0, 0);
    const std::string before = image.bytes();
    image.put(3049, 0, "what a partition holds");
    EXPECT_EQ(image.bytes(), before);
    image.put(3048, first_entry + 4, "\x82");
    EXPECT_NE(image.bytes(), before);
}

TEST(TableBytes, OfDamagedTablesEnd)
{
    const Image image;
    image.put_entry(0, extended, 2048);
    image.put_entry(2048, extended, 0); // to itself
    EXPECT_LT(image.bytes().size(), 1024 * 1024u);
    image.put_entry(2048, extended, 60000); // behind the end
    EXPECT_LT(image.bytes().size(), 128 * 1024u);
}

TEST(TableBytes, OfNoDiskAreNone)
{
    EXPECT_EQ(table_bytes("/nonexistent"), "");
    EXPECT_EQ(table_bytes("/"), "");
}

} // namespace
} // namespace modvirt::storage_disk
