// SPDX-License-Identifier: MIT
#include "kit/iscsi/password.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/error.hpp"
#include "module.hpp"

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

TEST_F(Passwords, AreTheValuesOfSecretsAndOtherwiseTheTextOfTheirFile)
{
    const SecretProvider provider([](const WantedSecret &wanted) -> SecretBytes {
        if (wanted.uuid.back() == 1 || (wanted.usage_type == 3 && wanted.usage_id == "far"))
            return {'s', 'a', 'i', 'd'};
        throw Error(ErrorCode::NoSecret, "no such secret", ErrorDomain::Secret);
    });
    const auto password = [&](const std::string &secret) {
        const std::string text = "<pool type='iscsi'><name>p</name><source><host name='h'/><device path='d'/><auth type='chap' "
                                 "username='u'><secret " + secret + "/></auth></source></pool>";
        const xml::Document document = xml::parse(*modvirt_xml_interface_v1(), text, storage::pool_schema());
        try {
            return password_of(*document.root().child("source")->child("auth"), SecretSource(provider.raw()), m_directory);
        } catch (const Error &error) {
            return std::to_string(static_cast<int>(error.code())) + " " + error.message();
        }
    };
    EXPECT_EQ(password("uuid='00000000-0000-0000-0000-000000000001'"), "said");
    EXPECT_EQ(password("usage='far'"), "said");
    EXPECT_EQ(password("usage='other'"), "66 no such secret: define it and set its value, or write the password to " +
                                             m_directory.native() + "/other, readable by its owner alone");
    keep("other", "written");
    EXPECT_EQ(password("usage='other'"), "written");
}

} // namespace
} // namespace modvirt::iscsi
