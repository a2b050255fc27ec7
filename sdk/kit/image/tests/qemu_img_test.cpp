// SPDX-License-Identifier: MIT
// What the reader says of images that qemu-img makes.
#include <filesystem>

#include <fcntl.h>

#include <gtest/gtest.h>

#include "kit/image/file.hpp"
#include "kit/process/spawn.hpp"

namespace modvirt::image {
namespace {

constexpr const char *tool = "/usr/bin/qemu-img";

class QemuImg : public ::testing::Test {
protected:
    QemuImg()
    {
        std::string name = ::testing::TempDir() + "image.XXXXXX";
        m_directory = ::mkdtemp(name.data());
    }
    ~QemuImg() override { std::filesystem::remove_all(m_directory); }
    void SetUp() override
    {
        if (!std::filesystem::exists(tool))
            GTEST_SKIP() << "there is no " << tool << ": install qemu-utils";
    }

    // The header of an image of 1 MiB, made with these arguments.
    [[nodiscard]] Header made(std::vector<std::string> arguments) const
    {
        process::Command command;
        command.argv = {tool, "create", "-q"};
        command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
        command.argv.insert(command.argv.end(), {"image", "1M"});
        command.directory = m_directory;
        const process::Child child = process::spawn(command);
        EXPECT_TRUE(process::wait_for_end(child.pidfd, 60'000));
        process::reap(child.pidfd);
        const auto image = open_image(AT_FDCWD, (m_directory + "/image").c_str());
        EXPECT_TRUE(image);
        return image ? read_file(image->fd.get(), image->size) : Header();
    }

    std::string m_directory;
};

TEST_F(QemuImg, MakesEveryFormatThatIsRecognised)
{
    for (const char *const name : {"raw", "qcow", "qcow2", "qed", "vmdk", "vdi"}) {
        const Header header = made({"-f", name});
        EXPECT_EQ(name_of(header.format), name);
        EXPECT_EQ(header.capacity, 1u << 20) << name;
        EXPECT_EQ(header.problem, "") << name;
    }
    // Rounded to whole cylinders.
    EXPECT_EQ(made({"-f", "vpc"}).format, Format::Vpc);
    EXPECT_EQ(made({"-f", "vpc", "-o", "force_size=on"}).capacity, 1u << 20);
    EXPECT_EQ(made({"-f", "parallels"}).format, Format::Ploop);
    EXPECT_EQ(made({"-f", "parallels"}).capacity, 1u << 20);
    EXPECT_EQ(made({"-f", "vmdk", "-o", "subformat=monolithicFlat"}).capacity, 1u << 20);
}

TEST_F(QemuImg, WritesBackingFilesThatAreRead)
{
    for (const char *const name : {"qcow", "qcow2", "qed"}) {
        const Header header = made({"-f", name, "-u", "-b", "base.img", "-F", "raw"});
        EXPECT_EQ(header.backing_path, "base.img") << name;
        EXPECT_EQ(header.problem, "") << name;
    }
}

TEST_F(QemuImg, WritesFeaturesThatAreRead)
{
    const Header header =
        made({"-f", "qcow2", "-o", "lazy_refcounts=on,extended_l2=on,cluster_size=128k,data_file=data"});
    EXPECT_TRUE(header.lazy_refcounts);
    EXPECT_TRUE(header.extended_l2);
    EXPECT_EQ(header.cluster_size, 128u * 1024);
    EXPECT_EQ(header.data_file, "data");
    EXPECT_EQ(made({"-f", "qcow2", "-o", "compat=0.10"}).compat, "");
}

} // namespace
} // namespace modvirt::image
