// SPDX-License-Identifier: LGPL-2.1-or-later
// What the backend asks of iscsiadm, with answers that are made up. That it logs in is seen in tests/lab.
#include "backend.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_sysfs.hpp"
#include "module.hpp"

namespace modvirt::storage_iscsi {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string iqn = "iqn.2024-01.lab:disks";

class ABackend : public testing::Test {
protected:
    Backend backend(const std::string &more = {})
    {
        return {*modvirt_xml_interface_v1(),
                "<pool type='iscsi'><name>far</name><source><host name='127.0.0.1'/><device path='" + iqn + "'/>" + more +
                    "</source><target><path>/dev/disk/by-path</path></target></pool>",
                [this](const process::Invocation &invocation) { return answer(invocation); },
                Places{m_sysfs.path(), m_sysfs.path() + "/nodes", m_sysfs.path() + "/passwords", m_secrets}};
    }

    process::Outcome answer(const process::Invocation &invocation)
    {
        EXPECT_FALSE(invocation.package.empty()) << "who lacks " << invocation.argv.front() << " is not told what to install";
        m_asked.push_back(process::describe(invocation));
        if (m_hears)
            m_hears(invocation);
        for (const auto &[word, outcome] : m_answers)
            if (std::ranges::find(invocation.argv, word) != invocation.argv.end())
                return outcome;
        return {};
    }

    static std::string on_node(const std::string &what)
    {
        return "iscsiadm --mode node --targetname " + iqn + " --portal 127.0.0.1:3260" + what;
    }

    FakeSysfs m_sysfs;
    std::vector<std::pair<std::string, process::Outcome>> m_answers; // by a word of the command line
    std::vector<std::string> m_asked;
    SecretSource m_secrets{nullptr};
    std::function<void(const process::Invocation &)> m_hears;
};

template <class Call>
Error failure(Call &&call)
{
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, ""};
}

int32_t keep_name(const modvirt_volume_sink *sink, const modvirt_volume *volume)
{
    static_cast<std::vector<std::string> *>(sink->data)->emplace_back(volume->name);
    return 0;
}

TEST_F(ABackend, LogsInWithTheRecordThatThereIs)
{
    backend().pool_start();
    EXPECT_THAT(m_asked, ElementsAre(on_node(""), on_node(" --op update --name node.startup --value manual"),
                                     on_node(" --op update --name node.session.initial_login_retry_max --value 2"),
                                     on_node(" --login"), "udevadm settle --timeout=30"));
}

// open-iscsi makes folders and files of them.
TEST_F(ABackend, AsksNothingAboutNamesThatWouldLeadElsewhere)
{
    const auto start = [&](const std::string &host, const std::string &target, const std::string &initiator) {
        Backend pool(*modvirt_xml_interface_v1(),
                     "<pool type='iscsi'><name>far</name><source><host name='" + host + "'/><device path='" + target +
                         "'/><initiator><iqn name='" + initiator + "'/></initiator></source></pool>",
                     [this](const process::Invocation &invocation) { return answer(invocation); }, Places{.sysfs = m_sysfs.path()});
        return failure([&] { pool.pool_start(); }).code();
    };
    for (const char *const bad : {"../../etc", "..", ".", "a/b", "/etc", "-x", "--login", "a b", "a&#10;b"}) {
        EXPECT_EQ(start(bad, iqn, iqn), ErrorCode::XmlError) << bad;
        EXPECT_EQ(start("127.0.0.1", bad, iqn), ErrorCode::XmlError) << bad;
        EXPECT_EQ(start("127.0.0.1", iqn, bad), ErrorCode::XmlError) << bad;
    }
    EXPECT_THAT(m_asked, testing::IsEmpty());
}

TEST_F(ABackend, SaysThatItsTargetDoesNotAnswer)
{
    m_sysfs.add_session(3, iqn, "127.0.0.1", "default");
    m_sysfs.add_unit(3, "2:0:0:1", "sda", 2048, "naa.6001");
    Backend pool = backend();
    EXPECT_TRUE(pool.pool_check());
    const modvirt_volume_sink raw{sizeof raw, 0, nullptr, &keep_name};
    VolumeSink sink(&raw);
    m_answers = {{"--rescan", {}}};
    const auto timeout = [](const process::Invocation &invocation) -> process::Outcome {
        EXPECT_EQ(invocation.deadline, std::chrono::seconds(7));
        throw Error(ErrorCode::OperationTimeout, "it did not end");
    };
    Backend waiting(*modvirt_xml_interface_v1(),
                    "<pool type='iscsi'><name>far</name><source><host name='127.0.0.1'/><device path='" + iqn + "'/></source></pool>",
                    timeout, Places{.sysfs = m_sysfs.path()}, std::chrono::seconds(7));
    const Error late = failure([&] { waiting.pool_refresh(sink); });
    EXPECT_EQ(late.code(), ErrorCode::OperationFailed);
    EXPECT_EQ(late.message(), "target '" + iqn + "' at 127.0.0.1:3260 of pool 'far' does not answer: it did not end");
    m_sysfs.lose_session(3);
    EXPECT_THAT(failure([&] { pool.pool_check(); }).message(), HasSubstr("does not answer: its session is lost"));
    EXPECT_THAT(failure([&] { pool.pool_refresh(sink); }).message(), HasSubstr("does not answer"));
    EXPECT_THAT(failure([&] { pool.volume_inspect("unit:0:0:1"); }).message(), HasSubstr("does not answer"));
    EXPECT_THAT(m_asked, testing::IsEmpty()); // nobody waits for it
}

// iscsiadm says so after a while, or has to be ended.
TEST_F(ABackend, SaysThatThereIsNobodyToLogInTo)
{
    for (const int status : {status_unconnected, status_unreachable, status_silent}) {
        m_answers = {{"--login", {.status = status, .output = {}, .errors = "nobody there"}},
                     {"discovery", {.status = status, .output = {}, .errors = "nobody there"}}};
        const Error refused = failure([&] { backend().pool_start(); });
        EXPECT_EQ(refused.code(), ErrorCode::OperationFailed);
        EXPECT_THAT(refused.message(), HasSubstr("target '" + iqn + "' at 127.0.0.1:3260 of pool 'far' does not answer: "));
        EXPECT_THAT(refused.message(), HasSubstr("nobody there"));
        EXPECT_THAT(failure([&] { backend().pool_find_sources("<source><host name='127.0.0.1' port='860'/></source>", 0); }).message(),
                    HasSubstr("the iSCSI server at 127.0.0.1:860 of pool 'far' does not answer: "));
    }
    m_sysfs.add_session(3, iqn, "127.0.0.1", "default");
    m_hears = [](const process::Invocation &invocation) {
        EXPECT_LE(invocation.deadline, std::chrono::seconds(45));
        throw Error(ErrorCode::OperationTimeout, "it did not end");
    };
    const Error late = failure([&] { backend().pool_stop(); });
    EXPECT_EQ(late.code(), ErrorCode::OperationFailed);
    EXPECT_EQ(late.message(), "target '" + iqn + "' at 127.0.0.1:3260 of pool 'far' does not answer: it did not end");
}

TEST_F(ABackend, LeavesNoRecordOfALoginThatWasRefused)
{
    m_answers = {{"--login", {.status = status_refused, .output = {}, .errors = "denied"}},
                 {"new", {}},
                 {"update", {}},
                 {"delete", {}},
                 {"node", {.status = status_nothing, .output = {}, .errors = "no records found"}}};
    const Error error = failure([&] { backend().pool_start(); });
    EXPECT_EQ(error.code(), ErrorCode::AuthFailed);
    EXPECT_THAT(m_asked, ElementsAre(on_node(""), on_node(" --op new"), on_node(" --op update --name node.startup --value manual"),
                                     on_node(" --op update --name node.session.initial_login_retry_max --value 2"),
                                     on_node(" --login"), on_node(" --op delete")));
}

// What open-iscsi keeps is a file, here as there.
class APasswordOfABackend : public ABackend {
protected:
    APasswordOfABackend()
    {
        m_secrets = SecretSource(m_provider.raw());
        std::filesystem::create_directories(std::filesystem::path(m_record).parent_path());
        m_hears = [this](const process::Invocation &invocation) {
            for (const std::string &word : invocation.argv)
                EXPECT_THAT(word, testing::Not(HasSubstr("hush"))) << "every process sees the arguments of every other";
            if (invocation.argv.back() == "delete")
                std::filesystem::remove(m_record);
            if (invocation.argv.back() == "--login")
                m_login = record();
        };
    }
    [[nodiscard]] std::string record() const
    {
        std::stringstream text;
        text << std::ifstream(m_record).rdbuf();
        return text.str();
    }
    void keep_record() const
    {
        std::ofstream(m_record) << "# BEGIN RECORD 2.1.8\niface.iscsi_ifacename = default\nnode.conn[0].address = 127.0.0.1\n"
                                   "node.conn[0].port = 3260\n# END RECORD\n";
    }
    Backend guarded() { return backend("<auth type='chap' username='guest'><secret usage='far'/></auth>"); }

    const SecretProvider m_provider{[](const WantedSecret &wanted) {
        EXPECT_EQ(wanted.usage_id, "far");
        return SecretBytes{'h', 'u', 's', 'h'};
    }};
    const std::string m_record = m_sysfs.path() + "/nodes/" + iqn + "/127.0.0.1,3260";
    std::string m_login; // the record as the login found it
};

TEST_F(APasswordOfABackend, IsInTheRecordThatALoginReads)
{
    keep_record();
    guarded().pool_start();
    EXPECT_THAT(m_login, HasSubstr("authmethod = CHAP\nnode.session.auth.username = guest\nnode.session.auth.password = hush\n"));
    EXPECT_THAT(record(), HasSubstr("hush")) << "a session that is lost is had again with it";
    guarded().pool_stop();
    EXPECT_EQ(record(), "");
}

TEST_F(APasswordOfABackend, IsGoneWhenTheLoginFails)
{
    keep_record();
    m_answers = {{"--login", {.status = status_refused, .output = {}, .errors = "denied"}}};
    EXPECT_THAT(failure([&] { guarded().pool_start(); }).message(), HasSubstr("refuses the login"));
    EXPECT_EQ(record(), "");
    EXPECT_EQ(failure([&] { guarded().pool_start(); }).code(), ErrorCode::OperationFailed) << "there is no record to write to";
}

TEST_F(APasswordOfABackend, OfAStartThatWasKilledIsGoneWhenItIsLookedAt)
{
    keep_record();
    guarded().pool_start();
    EXPECT_FALSE(guarded().pool_check());
    EXPECT_EQ(record(), "");
    m_answers = {{"delete", {.status = status_nothing, .output = {}, .errors = "no records found"}}};
    EXPECT_FALSE(guarded().pool_check());
}

TEST_F(ABackend, LogsInAsAnotherInitiatorByAnInterfaceOfItsOwn)
{
    m_answers = {{"node", {}}, {"new", {}}, {"update", {}}, {"iface", {.status = status_nothing, .output = {}, .errors = {}}}};
    backend("<initiator><iqn name='iqn.2024-01.lab:me'/></initiator>").pool_start();
    EXPECT_THAT(m_asked, testing::Contains("iscsiadm --mode iface --interface modvirt-iqn.2024-01.lab_3ame --op new"));
    EXPECT_THAT(m_asked, testing::Contains("iscsiadm --mode iface --interface modvirt-iqn.2024-01.lab_3ame --op update --name "
                                           "iface.initiatorname --value iqn.2024-01.lab:me"));
    EXPECT_THAT(m_asked, testing::Contains(on_node(" --interface modvirt-iqn.2024-01.lab_3ame --login")));
}

TEST_F(ABackend, TellsTheUnitsOfItsSession)
{
    m_sysfs.add_session(4, iqn, "127.0.0.1", "default");
    m_sysfs.add_unit(4, "2:0:0:1", "modvirt-none", 2048, "t10.IET 1");
    std::vector<std::string> names;
    const modvirt_volume_sink raw{sizeof raw, 0, &names, &keep_name};
    VolumeSink sink(&raw);
    Backend pool = backend();
    pool.pool_start(); // it is logged in already
    EXPECT_TRUE(m_asked.empty());
    const PoolUsage usage = pool.pool_refresh(sink);
    EXPECT_THAT(names, ElementsAre("unit:0:0:1"));
    EXPECT_EQ(usage.capacity, 1048576u);
    EXPECT_EQ(usage.available, 0u);
    EXPECT_EQ(m_asked.front(), "iscsiadm --mode session --sid 4 --rescan");
    EXPECT_EQ(pool.volume_inspect("unit:0:0:1").key, "1IET_1");
    EXPECT_EQ(failure([&] { pool.volume_inspect("unit:0:0:2"); }).code(), ErrorCode::NoStorageVol);
    EXPECT_TRUE(pool.pool_check());
    pool.pool_stop();
    EXPECT_THAT(m_asked, testing::Contains("iscsiadm --mode session --sid 4 --logout"));
}

TEST_F(ABackend, IsNotStartedWithoutASession)
{
    Backend pool = backend();
    EXPECT_FALSE(pool.pool_check());
    EXPECT_THAT(failure([&] { pool.volume_inspect("unit:0:0:1"); }).message(), HasSubstr("not logged in to target"));
    pool.pool_stop(); // nothing to do
    EXPECT_TRUE(m_asked.empty());
}

TEST_F(ABackend, FindsTargets)
{
    m_answers = {{"discovery", {.status = 0, .output = "127.0.0.1:3260,1 iqn.a\n", .errors = {}}}};
    EXPECT_EQ(backend().pool_find_sources("<?xml version='1.0'?><source><host name='h' port='860'/></source>", 0),
              "<sources>\n  <source>\n    <host name='h' port='860'/>\n    <device path='iqn.a'/>\n  </source>\n</sources>\n");
    EXPECT_EQ(failure([&] { backend().pool_find_sources("<source/>", 0); }).code(), ErrorCode::InvalidArg);
    EXPECT_EQ(failure([&] { backend().pool_find_sources("<source><host name='-x y'/></source>", 0); }).code(),
              ErrorCode::XmlError);
}

} // namespace
} // namespace modvirt::storage_iscsi
