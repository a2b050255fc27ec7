// SPDX-License-Identifier: MIT
#include "kit/block/contents.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::block {
namespace {

namespace fs = std::filesystem;

// Files stand for devices here: both are written in place.
class Contents : public testing::Test {
protected:
    Contents()
    {
        std::string path = (fs::temp_directory_path() / "modvirt-contents-XXXXXX").string();
        m_directory = ::mkdtemp(path.data());
    }
    ~Contents() override { fs::remove_all(m_directory); }

    [[nodiscard]] std::string path(const std::string &name) const { return m_directory / name; }
    std::string file(const std::string &name, const std::string &text) const
    {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }
    [[nodiscard]] std::string read(const std::string &name) const
    {
        std::ifstream stream(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    process::Runner runner()
    {
        return [this](const process::Invocation &invocation) {
            m_asked = invocation.argv;
            return process::Outcome{};
        };
    }

    fs::path m_directory;
    std::vector<std::string> m_asked;
};

TEST_F(Contents, AreZerosAfterAWipe)
{
    const std::string target = file("target", std::string(3'000'000, 'x'));
    wipe(target, 0);
    EXPECT_EQ(read("target"), std::string(3'000'000, '\0'));
}

TEST_F(Contents, AreOthersAfterARandomWipe)
{
    const std::string before(100'000, 'x');
    const std::string target = file("target", before);
    wipe(target, 8);
    EXPECT_EQ(read("target").size(), before.size());
    EXPECT_NE(read("target"), before);
}

TEST_F(Contents, AreOverwrittenInPatterns)
{
    const std::string target = file("target", std::string(100'000, 'x'));
    wipe(target, 3);
    EXPECT_EQ(read("target"), std::string(100'000, '\x7f'));
    try {
        wipe(target, 10);
        ADD_FAILURE() << "there is no such algorithm";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::InvalidArg);
    }
}

TEST_F(Contents, AreCopiedToTheBeginning)
{
    const std::string source = file("source", std::string(2'500'000, 's'));
    const std::string target = file("target", std::string(3'000'000, 't'));
    copy_contents(runner(), {source, "raw"}, {target});
    EXPECT_EQ(read("target"), std::string(2'500'000, 's') + std::string(500'000, 't'));
    EXPECT_TRUE(m_asked.empty());
}

TEST_F(Contents, AreCopiedIntoAPartOfADevice)
{
    const std::string source = file("source", std::string(1'500'000, 's'));
    const std::string target = file("target", std::string(3'000'000, 't'));
    copy_contents(runner(), {source, "raw"}, {target, 1'000'000, 1'500'000});
    EXPECT_EQ(read("target"), std::string(1'000'000, 't') + std::string(1'500'000, 's') + std::string(500'000, 't'));
    EXPECT_THROW(copy_contents(runner(), {source, "raw"}, {target, 1'000'000, 1'499'999}), Error);
    EXPECT_THROW(copy_contents(runner(), {source, "raw"}, {target, 2'000'000, 2'000'000}), Error);
}

TEST_F(Contents, AreConvertedByQemuImg)
{
    const std::string source = file("a", "not looked at by a tool that does not run");
    copy_contents(runner(), {source, "qcow2"}, {"/dev/x,y", 1024, 2048});
    EXPECT_EQ(m_asked, (std::vector<std::string>{"qemu-img", "convert", "-n", "-f", "qcow2", "--target-image-opts", "--", source,
                                                 "driver=raw,offset=1024,size=2048,file.driver=file,file.filename=/dev/x,,y"}));
}

TEST_F(Contents, ThatDoNotFitAreNotCopied)
{
    const std::string source = file("source", "123456");
    const std::string target = file("target", "abc");
    EXPECT_THROW(copy_contents(runner(), {source, "raw"}, {target}), Error);
    EXPECT_EQ(read("target"), "abc");
    EXPECT_THROW(copy_contents(runner(), {path("gone"), "raw"}, {target}), Error);
}

} // namespace
} // namespace modvirt::block
