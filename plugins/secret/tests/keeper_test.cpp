// SPDX-License-Identifier: LGPL-2.1-or-later
// The secrets of a root, as its connections see them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "driver.hpp"
#include "module.hpp"

namespace modvirt::secret_driver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string uuid = "00000000-0000-0000-0000-000000000001";

class SecretsOfARoot : public testing::Test {
protected:
    SecretsOfARoot()
    {
        std::string pattern = testing::TempDir() + "modvirt-secret-XXXXXX";
        m_base = ::mkdtemp(pattern.data());
    }
    ~SecretsOfARoot() override
    {
        m_keeper.reset();
        std::filesystem::remove_all(m_base);
    }

    std::shared_ptr<Keeper> open(const std::string &root)
    {
        return Keeper::open((m_base / root).native(), *modvirt_xml_interface_v1(),
                            [this](LogLevel, const std::string &message) { m_reports.push_back(message); });
    }
    static secret::ConfigPtr config(const std::string &traits = "")
    {
        return secret::parse(*modvirt_xml_interface_v1(), "<secret " + traits + "><uuid>" + uuid +
                                                              "</uuid><usage type='iscsi'><target>disk</target></usage></secret>");
    }

    std::filesystem::path m_base;
    std::vector<std::string> m_reports;
    std::shared_ptr<Keeper> m_keeper;
};

TEST_F(SecretsOfARoot, AreThereAgainForTheNextProcess)
{
    m_keeper = open("root");
    m_keeper->inventory().define(config("private='yes'"));
    m_keeper->inventory().set_value(config()->uuid, std::vector<uint8_t>{'k'});
    m_keeper.reset();
    m_keeper = open("root");
    EXPECT_THAT(m_keeper->inventory().use(3, "disk"), ElementsAre('k'));
    EXPECT_TRUE(m_reports.empty());
}

TEST_F(SecretsOfARoot, AreSharedByTheConnectionsToIt)
{
    m_keeper = open("root");
    EXPECT_EQ(open("root/../root"), m_keeper);
    EXPECT_NE(open("other"), m_keeper);
}

TEST_F(SecretsOfARoot, AreReportedWhenTheirFilesAreDamaged)
{
    std::filesystem::create_directories(m_base / "root/etc/secrets");
    std::ofstream(m_base / "root/etc/secrets" / (uuid + ".xml")) << "<secret";
    m_keeper = open("root");
    EXPECT_THAT(m_reports, ElementsAre(HasSubstr("etc/secrets/" + uuid + ".xml' is left out: ")));
}

TEST_F(SecretsOfARoot, AreToldOfToAllWhoListen)
{
    m_keeper = open("root");
    std::vector<std::string> told;
    const auto listen = [&](const secret_store::SecretEvent &event) {
        told.push_back(event.secret.usage_id + " " + std::to_string(event.event_id) + " " + std::to_string(event.type));
    };
    const int64_t first = m_keeper->subscribe(listen);
    const int64_t second = m_keeper->subscribe(listen);
    m_keeper->tell({0, {config()->uuid, 3, "disk"}, 1});
    m_keeper->unsubscribe(second);
    m_keeper->tell({1, {config()->uuid, 3, "disk"}});
    m_keeper->unsubscribe(first);
    m_keeper->tell({1, {config()->uuid, 3, "disk"}});
    EXPECT_THAT(told, ElementsAre("disk 0 1", "disk 0 1", "disk 1 0"));
}

} // namespace
} // namespace modvirt::secret_driver
