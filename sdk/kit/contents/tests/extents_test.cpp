// SPDX-License-Identifier: MIT
#include "kit/contents/extents.hpp"

#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "kit/process/fd.hpp"
#include "modvirt/error.hpp"

namespace modvirt::contents {
namespace {

// A file without a name.
class File {
public:
    explicit File(const std::string &bytes)
    {
        std::string name = testing::TempDir() + "contents-XXXXXX";
        m_fd = process::Fd(::mkstemp(name.data()));
        ::unlink(name.c_str());
        write_at(m_fd.get(), bytes, 0, "test");
    }
    [[nodiscard]] int get() const { return m_fd.get(); }
    [[nodiscard]] std::string read() const
    {
        std::string bytes(static_cast<std::size_t>(::lseek(m_fd.get(), 0, SEEK_END)), 0);
        EXPECT_EQ(::pread(m_fd.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
        return bytes;
    }

private:
    process::Fd m_fd;
};

TEST(AllBytes, AreCopiedToAnotherPlaceWithTheirHoles)
{
    const File source("");
    ASSERT_EQ(::ftruncate(source.get(), 1 << 20), 0);
    write_at(source.get(), std::string("data"), 500'000, "source");
    const File target(std::string(2 << 20, 't'));
    copy_all(source.get(), {0, 1 << 20}, target.get(), 4096, "source", "target");
    EXPECT_EQ(target.read(), std::string(4096, 't') + source.read() + std::string((1 << 20) - 4096, 't'));
}

TEST(AllBytes, ThatAreNotThereAreNoCopy)
{
    const File source("abc");
    const File target("xxxxxx");
    try {
        copy_all(source.get(), {0, 6}, target.get(), 0, "source", "target");
        ADD_FAILURE() << "it was copied";
    } catch (const Error &error) {
        EXPECT_EQ(error.message(), "'source' became shorter while it was copied");
    }
}

TEST(Data, LeaveHolesAsTheyAre)
{
    const File source("");
    ASSERT_EQ(::ftruncate(source.get(), 1 << 20), 0);
    write_at(source.get(), std::string(4096, 'd'), 524'288, "source");
    uint64_t bytes = 0;
    for_each_extent(source.get(), 1 << 20, "source", [&](Extent extent) { bytes += extent.length; });
    EXPECT_LE(bytes, 1u << 20);
    EXPECT_GE(bytes, 4096u);
    const File target("");
    ASSERT_EQ(::ftruncate(target.get(), 1 << 20), 0);
    copy_data(source.get(), target.get(), 1 << 20, "source", "target");
    EXPECT_EQ(target.read(), source.read());
}

} // namespace
} // namespace modvirt::contents
