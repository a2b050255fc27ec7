// SPDX-License-Identifier: MIT
// Volumes that qemu-img encrypts, with secrets that are known by UUID or by what they are for.
#include "kit/volume_files/encryption.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <unistd.h>

#include "temporary_pool.hpp"

namespace modvirt::volume_files {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string known = "<secret type='passphrase' uuid='00000000-0000-0000-0000-000000000001'/>";
const std::string missing = "<secret type='passphrase' uuid='00000000-0000-0000-0000-000000000007'/>";

std::string luks(const std::string &secret)
{
    return "<encryption format='luks'>" + secret + "</encryption>";
}

class EncryptedVolume : public TemporaryPool {
protected:
    EncryptedVolume() { forget(); }

    // As another process, that has made none of the volumes.
    void forget()
    {
        Settings settings{m_path};
        settings.run = [this](const process::Invocation &invocation) { return run_quickly(invocation); };
        settings.secret = [this](const WantedSecret &wanted) { return secret(wanted); };
        m_files = std::make_unique<VolumeFiles>(std::move(settings), *modvirt_xml_interface_v1());
    }

    SecretBytes secret(const WantedSecret &wanted) const
    {
        const std::string name = wanted.usage_id.empty() ? std::to_string(wanted.uuid.back()) : wanted.usage_id;
        const auto found = m_secrets.find(name);
        if (found == m_secrets.end())
            throw Error(ErrorCode::NoSecret, "no secret " + name, ErrorDomain::Secret);
        return {found->second.begin(), found->second.end()};
    }

    // Guessing a passphrase need not take long here.
    process::Outcome run_quickly(process::Invocation invocation)
    {
        for (std::string &argument : invocation.argv) {
            EXPECT_THAT(argument, Not(HasSubstr("correct horse")));
            if (argument.starts_with("key-secret="))
                argument += ",iter-time=10";
            if (argument.starts_with("encrypt.format="))
                argument += ",encrypt.iter-time=10";
        }
        for (const int fd : invocation.inherit) {
            char text[64];
            const ssize_t size = ::pread(fd, text, sizeof text, 0);
            m_handed.emplace_back(text, size < 0 ? 0 : static_cast<std::size_t>(size));
        }
        return process::run(invocation);
    }

    FoundVolume clone(const std::string &wanted, const std::string &source)
    {
        return m_files->create_from(wanted, path(source), m_files->describe(source), 0);
    }

    std::map<std::string, std::string> m_secrets{{"1", "correct horse"}, {"2", "battery staple"}};
    std::vector<std::string> m_handed; // what qemu-img could read of each secret
};

TEST_F(EncryptedVolume, GivesItsContentsForItsSecretAlone)
{
    NEEDS_QEMU_IMG();
    write("plain", std::string(mib, 'p'));
    EXPECT_EQ(clone(document("q", mib, "0", "<format type='qcow2'/>" + luks(known)), "plain").format, "qcow2");
    EXPECT_EQ(read("q").find("pppppppp"), std::string::npos);
    m_handed.clear();
    clone(document("back", mib), "q");
    EXPECT_EQ(read("back"), read("plain"));
    EXPECT_THAT(m_handed, ElementsAre("correct horse"));
    m_secrets["1"] = "another";
    EXPECT_THAT(refusal_of(ErrorCode::OperationFailed, [&] { clone(document("other", mib), "q"); }),
                HasSubstr("Invalid password"));
    EXPECT_EQ(entries(), 3u);
}

TEST_F(EncryptedVolume, IsCopiedForAnotherSecretOrByteForByteForItsOwn)
{
    NEEDS_QEMU_IMG();
    write("plain", std::string(mib, 'p'));
    clone(document("a", mib, "0", luks(known)), "plain");
    m_handed.clear();
    clone(document("same", mib, "", luks(known)), "a");
    EXPECT_EQ(read("same"), read("a"));
    EXPECT_THAT(m_handed, ElementsAre());
    clone(document("other", mib, "", luks("<secret type='passphrase' uuid='00000000-0000-0000-0000-000000000002'/>")), "a");
    EXPECT_NE(read("other"), read("a"));
    clone(document("back", mib), "other");
    EXPECT_EQ(read("back"), read("plain"));
}

TEST_F(EncryptedVolume, IsMadeAndGrowsWithASecretThatIsInNoArgument)
{
    NEEDS_QEMU_IMG();
    const FoundVolume made = m_files->create(document("v", mib, "0", luks(known)), 0);
    EXPECT_EQ(made.capacity, mib);
    EXPECT_EQ(made.format, "raw");
    EXPECT_THAT(read("v"), ::testing::StartsWith("LUKS\xba\xbe"));
    EXPECT_EQ(m_handed.front(), "correct horse");
    EXPECT_THAT(m_files->describe("v"), HasSubstr("<secret type='passphrase' uuid='00000000-0000-0000-0000-000000000001'/>"));
    m_files->resize("v", 2 * mib, 0);
    EXPECT_EQ(m_files->inspect("v").capacity, 2 * mib);
    EXPECT_THAT(refusal_of(ErrorCode::OperationUnsupported, [&] { m_files->resize("v", 3 * mib, 1); }),
                "preallocate is only supported for an unencrypted raw volume");
    forget();
    EXPECT_THAT(m_files->describe("v"), Not(HasSubstr("<secret")));
    EXPECT_EQ(refusal_of(ErrorCode::NoSecret, [&] { m_files->resize("v", 3 * mib, 0); }), "no secret " + path("v"));
    m_secrets[path("v")] = "correct horse";
    EXPECT_THAT(m_files->describe("v"), HasSubstr("<secret type='passphrase' usage='" + path("v") + "'/>"));
    m_files->resize("v", 3 * mib, 0);
    EXPECT_EQ(m_files->inspect("v").capacity, 3 * mib);
}

TEST_F(EncryptedVolume, IsRefusedWithoutTheSecretThatItNames)
{
    EXPECT_EQ(refusal_of(ErrorCode::NoSecret, [&] { m_files->create(document("v", mib, "0", luks(missing)), 0); }), "no secret 7");
    write("plain", std::string(mib, 'p'));
    EXPECT_EQ(refusal_of(ErrorCode::NoSecret, [&] { clone(document("v", mib, "0", luks(missing)), "plain"); }), "no secret 7");
    EXPECT_EQ(entries(), 1u);
}

TEST_F(EncryptedVolume, IsRefusedAsLibvirtDoesWhereItCannotBeMade)
{
    const auto refusal = [&](ErrorCode code, const std::string &format, const std::string &encryption) {
        return refusal_of(code, [&] {
            m_files->create(document("v", mib, "0", "<format type='" + format + "'/>" + encryption), 0);
        });
    };
    const auto other = [](const std::string &format) { return "<encryption format='" + format + "'>" + known + "</encryption>"; };
    EXPECT_THAT(refusal(ErrorCode::InvalidArg, "raw", luks("")), HasSubstr("A single <secret type='passphrase'...> element"));
    EXPECT_THAT(refusal(ErrorCode::InvalidArg, "qcow2", luks(known + missing)), HasSubstr("A single <secret type='passphrase'"));
    EXPECT_EQ(refusal(ErrorCode::InternalError, "raw", other("luks2")), "Only luks encryption is supported for raw files");
    EXPECT_THAT(refusal(ErrorCode::ConfigUnsupported, "qcow2", other("qcow")),
                HasSubstr("creation of qcow2 encrypted image is not supported"));
    EXPECT_THAT(refusal(ErrorCode::ConfigUnsupported, "qcow2", other("luks2")),
                HasSubstr("unsupported volume encryption format luks2"));
    EXPECT_THAT(refusal(ErrorCode::ConfigUnsupported, "vmdk", luks(known)),
                HasSubstr("volume encryption unsupported with format vmdk"));
    EXPECT_EQ(entries(), 0u);
}

} // namespace
} // namespace modvirt::volume_files
