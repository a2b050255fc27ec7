// SPDX-License-Identifier: MIT
#include "kit/iscsi/password.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::iscsi {
namespace {

namespace fs = std::filesystem;

class Passwords : public testing::Test {
protected:
    Passwords()
    {
        std::string path = (fs::temp_directory_path() / "modvirt-iscsi-XXXXXX").string();
        m_directory = ::mkdtemp(path.data());
    }
    ~Passwords() override { fs::remove_all(m_directory); }

    void keep(const std::string &name, const std::string &text, fs::perms permissions = fs::perms::owner_read)
    {
        std::ofstream(m_directory / name) << text;
        fs::permissions(m_directory / name, permissions);
    }
    std::string refusal(const std::string &name)
    {
        try {
            read_password(m_directory, name);
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::AuthFailed);
            return error.message();
        }
        return {};
    }

    fs::path m_directory;
};

TEST_F(Passwords, AreTheTextOfTheirFile)
{
    keep("far", "a long secret\n");
    EXPECT_EQ(read_password(m_directory, "far"), "a long secret");
}

TEST_F(Passwords, AreRefusedWhereOthersCanReadThem)
{
    keep("far", "secret", fs::perms::owner_read | fs::perms::others_read);
    EXPECT_THAT(refusal("far"), testing::HasSubstr("it is no file that others cannot read"));
    EXPECT_THAT(refusal("far"), testing::Not(testing::HasSubstr("secret;")));
}

TEST_F(Passwords, AreNotLookedForElsewhere)
{
    keep("empty", "\n");
    EXPECT_THAT(refusal("empty"), testing::HasSubstr("it is empty"));
    EXPECT_THAT(refusal("absent"), testing::HasSubstr("No such file or directory"));
    for (const char *name : {"../far", "", "."})
        EXPECT_THAT(refusal(name), testing::HasSubstr("cannot have a file"));
    fs::create_symlink("/etc/hostname", m_directory / "link");
    EXPECT_NE(refusal("link"), "");
}

} // namespace
} // namespace modvirt::iscsi
