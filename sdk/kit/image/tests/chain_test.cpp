// SPDX-License-Identifier: MIT
#include "kit/image/chain.hpp"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "bytes.hpp"

namespace modvirt::image {
namespace {

using testing::header_of;
using testing::qcow2;
using testing::qcow2_on;

class Chain : public ::testing::Test {
protected:
    Chain()
    {
        std::string name = ::testing::TempDir() + "chain.XXXXXX";
        m_directory = ::mkdtemp(name.data());
    }
    ~Chain() override { std::filesystem::remove_all(m_directory); }

    [[nodiscard]] std::string path(const std::string &name) const { return m_directory + "/" + name; }
    void write(const std::string &name, const std::string &bytes) const
    {
        std::ofstream(path(name), std::ios::binary) << bytes;
    }
    [[nodiscard]] std::vector<Link> chain_of(const testing::Bytes &top) const
    {
        write("top", top.text());
        return read_chain(path("top"), header_of(top.text()));
    }

    std::string m_directory;
};

TEST_F(Chain, OfAnImageWithoutBackingFileIsEmpty)
{
    EXPECT_TRUE(chain_of(qcow2()).empty());
}

TEST_F(Chain, ListsTheImagesBelowNearestFirst)
{
    write("middle", qcow2_on(path("base"), "raw").text());
    write("base", std::string(5000, 'x'));
    const auto chain = chain_of(qcow2_on("middle", "qcow2"));
    ASSERT_EQ(chain.size(), 2u);
    EXPECT_EQ(chain[0].path, path("middle"));
    EXPECT_EQ(chain[0].header.format, Format::Qcow2);
    EXPECT_EQ(chain[1].path, path("base"));
    EXPECT_EQ(chain[1].header.capacity, 5000u);
    EXPECT_EQ(chain[1].problem, "");
}

TEST_F(Chain, DoesNotLookIntoWhatIsSaidToBeRaw)
{
    write("base", qcow2_on("/etc/passwd", "raw").text());
    const auto chain = chain_of(qcow2_on("base", "raw"));
    ASSERT_EQ(chain.size(), 1u);
    EXPECT_EQ(chain[0].header.format, Format::Raw);
    EXPECT_FALSE(chain[0].probed);
    EXPECT_TRUE(chain_of(qcow2_on("base", ""))[0].probed);
}

TEST_F(Chain, TellsAMissingFile)
{
    const auto chain = chain_of(qcow2_on("gone", "raw"));
    ASSERT_EQ(chain.size(), 1u);
    EXPECT_EQ(chain[0].state, LinkState::Missing);
    EXPECT_EQ(chain[0].problem,
              "the backing file '" + path("gone") + "' of '" + path("top") + "' does not exist");
}

TEST_F(Chain, TellsACycleInsteadOfFollowingIt)
{
    write("middle", qcow2_on("top", "qcow2").text());
    const auto chain = chain_of(qcow2_on("middle", "qcow2"));
    ASSERT_EQ(chain.size(), 2u);
    EXPECT_EQ(chain[1].state, LinkState::Cycle);
    EXPECT_EQ(chain_of(qcow2_on("top", "qcow2"))[0].state, LinkState::Cycle);
}

TEST_F(Chain, SeesACycleThroughOtherNamesOfAFile)
{
    write("middle", qcow2_on("other", "qcow2").text());
    std::filesystem::create_symlink("top", path("other"));
    const auto chain = chain_of(qcow2_on("middle", "qcow2"));
    ASSERT_EQ(chain.size(), 2u);
    EXPECT_EQ(chain[1].state, LinkState::Cycle);
}

TEST_F(Chain, OpensNothingThatIsNoFile)
{
    ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
    for (const std::string &name :
         {path("fifo"), std::string("/dev/tty"), m_directory, std::string("/dev/zero")}) {
        const auto chain = chain_of(qcow2_on(name, ""));
        ASSERT_EQ(chain.size(), 1u);
        EXPECT_EQ(chain[0].state, LinkState::Unreadable) << name;
        EXPECT_NE(chain[0].problem, "");
    }
}

TEST_F(Chain, LeavesUrlsAndJsonToQemu)
{
    for (const char *const name : {"nbd://host/export", "json:{\"driver\":\"nbd\"}", "rbd:pool/image"}) {
        const auto chain = chain_of(qcow2_on(name, "raw"));
        ASSERT_EQ(chain.size(), 1u);
        EXPECT_EQ(chain[0].state, LinkState::Remote);
        EXPECT_EQ(chain[0].path, name);
    }
}

TEST_F(Chain, EndsWhenItIsTooLong)
{
    for (std::size_t i = 0; i <= most_links + 5; ++i)
        write("image" + std::to_string(i),
              qcow2_on("image" + std::to_string(i + 1), "qcow2").text().substr(0, 1024));
    const auto chain = chain_of(qcow2_on("image0", "qcow2"));
    EXPECT_EQ(chain.size(), most_links);
    EXPECT_EQ(chain.back().state, LinkState::TooDeep);
}

TEST_F(Chain, TellsADamagedImage)
{
    write("base", qcow2().big(20, 40, 4).text());
    const auto chain = chain_of(qcow2_on("base", "qcow2"));
    ASSERT_EQ(chain.size(), 1u);
    EXPECT_EQ(chain[0].state, LinkState::Present);
    EXPECT_EQ(chain[0].problem, "the backing file '" + path("base") +
                                    "' is damaged: its clusters are 2^40 bytes, which must be 2^9 to 2^21");
}

TEST(BackingName, BeginsInTheDirectoryOfTheImage)
{
    EXPECT_EQ(resolve_backing("/a/b/top", "base").path, "/a/b/base");
    EXPECT_EQ(resolve_backing("/a/b/top", "../base").path, "/a/b/../base");
    EXPECT_EQ(resolve_backing("/a/b/top", "/base").path, "/base");
    EXPECT_EQ(resolve_backing("/a/b/top", "file:x:y").path, "/a/b/x:y");
    EXPECT_EQ(resolve_backing("/a/b/top", "./x:y").path, "/a/b/./x:y");
    EXPECT_FALSE(resolve_backing("/a/b/top", "x:y").is_file);
}

} // namespace
} // namespace modvirt::image
