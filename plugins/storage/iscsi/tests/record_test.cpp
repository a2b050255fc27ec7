// SPDX-License-Identifier: LGPL-2.1-or-later
#include "record.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_iscsi {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class ARecord : public testing::Test {
protected:
    ARecord()
    {
        std::string path = (fs::temp_directory_path() / "modvirt-records-XXXXXX").string();
        m_directory = ::mkdtemp(path.data());
    }
    ~ARecord() override { fs::remove_all(m_directory); }

    // As open-iscsi 2.1 writes it.
    void keep(const std::string &file, const std::string &interface = "default", const std::string &more = {})
    {
        const fs::path path = m_directory / m_target.name / file;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << "# BEGIN RECORD 2.1.8\nnode.name = " << m_target.name << "\niface.iscsi_ifacename = " << interface
                            << "\nnode.session.auth.authmethod = None\n" << more
                            << "node.conn[0].address = 127.0.0.1\nnode.conn[0].port = 3260\n# END RECORD\n";
    }
    [[nodiscard]] std::string text(const std::string &file) const
    {
        std::stringstream text;
        text << std::ifstream(m_directory / m_target.name / file).rdbuf();
        return text.str();
    }
    [[nodiscard]] ErrorCode refusal(const Login &login, const std::string &interface = {}) const
    {
        try {
            write_login(m_directory, m_target, interface, login);
        } catch (const Error &error) {
            EXPECT_THAT(error.message(), Not(HasSubstr("hush")));
            return error.code();
        }
        return ErrorCode::Ok;
    }

    fs::path m_directory;
    iscsi::Target m_target{{"127.0.0.1", 3260}, "iqn.2024-01.lab:disks"};
};

TEST_F(ARecord, IsGivenWhatALoginSays)
{
    keep("127.0.0.1,3260", "default", "node.session.auth.password = old\n");
    write_login(m_directory, m_target, "", {"guest", "hush # = hush"});
    const std::string written = text("127.0.0.1,3260");
    EXPECT_THAT(written, HasSubstr("node.session.auth.authmethod = CHAP\nnode.session.auth.username = guest\n"
                                   "node.session.auth.password = hush # = hush\n# END RECORD\n"));
    EXPECT_THAT(written, Not(HasSubstr("old")));
    EXPECT_THAT(written, Not(HasSubstr("None")));
}

TEST_F(ARecord, IsThatOfTheInterface)
{
    keep("127.0.0.1,3260,1/default");
    keep("127.0.0.1,3260,1/modvirt-me", "modvirt-me");
    write_login(m_directory, m_target, "modvirt-me", {"guest", "hush"});
    EXPECT_THAT(text("127.0.0.1,3260,1/modvirt-me"), HasSubstr("hush"));
    EXPECT_THAT(text("127.0.0.1,3260,1/default"), Not(HasSubstr("hush")));
    EXPECT_EQ(refusal({"guest", "hush"}, "modvirt-other"), ErrorCode::OperationFailed);
}

TEST_F(ARecord, HoldsNothingThatItsFileCannot)
{
    EXPECT_EQ(refusal({"guest", "hush"}), ErrorCode::OperationFailed);
    keep("127.0.0.1,3260");
    const std::string before = text("127.0.0.1,3260");
    for (const char *word : {"", "hush\nnode.startup = automatic", " hush", "hush ", "<empty>"}) {
        EXPECT_EQ(refusal({"guest", word}), ErrorCode::AuthFailed) << word;
        EXPECT_EQ(refusal({word, "hush"}), ErrorCode::AuthFailed) << word;
    }
    EXPECT_EQ(text("127.0.0.1,3260"), before);
    EXPECT_EQ(refusal({"guest", std::string(255, 'h')}), ErrorCode::Ok);
}

} // namespace
} // namespace modvirt::storage_iscsi
