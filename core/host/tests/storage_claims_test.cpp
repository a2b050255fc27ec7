// SPDX-License-Identifier: LGPL-2.1-or-later
// Who uses which storage, asked through the C table as plugins ask.
#include "host/storage_claims.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace modvirt::host {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr uint32_t needs = MODVIRT_STORAGE_IN_USE;
constexpr uint32_t changes = MODVIRT_STORAGE_CHANGES;

class ClaimsOnStorage : public testing::Test {
protected:
    ClaimsOnStorage()
    {
        std::string pattern = testing::TempDir() + "modvirt-claims-XXXXXX";
        m_base = ::mkdtemp(pattern.data());
        fs::create_directory(m_base / "pool");
        std::ofstream(m_base / "pool/a") << "a";
    }
    ~ClaimsOnStorage() override { fs::remove_all(m_base); }

    [[nodiscard]] std::string path(const std::string &name) const { return (m_base / name).native(); }

    // Answers the claim, or 0 with what was said in m_failure.
    uint64_t hold(const std::vector<std::string> &paths, uint32_t use, const char *holder = "domain 'web'",
                  uint32_t flags = 0)
    {
        std::vector<const char *> raw;
        for (const std::string &path : paths) {
            raw.push_back(path.c_str());
        }
        const modvirt_storage_claim wanted{sizeof(wanted), use, flags, static_cast<uint32_t>(raw.size()), holder, raw.data()};
        m_failure.clear();
        modvirt_call call{};
        call.struct_size = sizeof(call);
        call.host_data = this;
        call.fail = [](const modvirt_call *failed, int32_t code, int32_t, const char *message) {
            static_cast<ClaimsOnStorage *>(failed->host_data)->m_failure = std::to_string(code) + " " + message;
        };
        uint64_t id = 0;
        const int32_t answer = m_table.hold(&m_table, &wanted, &id, &call);
        EXPECT_EQ(answer, m_failure.empty() ? 0 : -1);
        return id;
    }
    void release(uint64_t id) { m_table.release(&m_table, id); }

    static modvirt_string_sink sink_of(std::string &text)
    {
        return {sizeof(modvirt_string_sink), 0, &text, [](const modvirt_string_sink *sink, const char *from, uint64_t size) {
                    static_cast<std::string *>(sink->data)->append(from, size);
                    return int32_t{0};
                }};
    }
    // Empty for nobody.
    std::string holder(const std::string &path, uint32_t use = needs)
    {
        std::string text;
        const auto sink = sink_of(text);
        const int32_t answer = m_table.find_holder(&m_table, path.c_str(), use, &sink);
        EXPECT_EQ(answer, text.empty() ? 1 : 0);
        return text;
    }
    std::string below(const std::string &directory)
    {
        std::string text;
        std::string path;
        const auto sink = sink_of(text);
        const auto path_sink = sink_of(path);
        m_table.find_holder_below(&m_table, directory.c_str(), needs, &sink, &path_sink);
        return text.empty() ? text : text + " " + path;
    }

    fs::path m_base;
    StorageClaims m_claims;
    const modvirt_storage_claims_v1 &m_table = *m_claims.table();
    std::string m_failure;
};

TEST_F(ClaimsOnStorage, NameTheHolderUntilTheyAreReleased)
{
    EXPECT_EQ(holder(path("pool/a")), "");
    const uint64_t id = hold({path("pool/a"), path("pool/base")}, needs);
    EXPECT_EQ(holder(path("pool/a")), "domain 'web'");
    EXPECT_EQ(holder(path("pool/base")), "domain 'web'") << "a file that does not exist can be claimed too";
    EXPECT_EQ(holder(path("pool/a"), changes), "");
    EXPECT_EQ(holder(path("pool/b")), "");
    release(id);
    EXPECT_EQ(holder(path("pool/a")), "");
    release(id);
    EXPECT_EQ(holder(path("pool/base")), "");
}

TEST_F(ClaimsOnStorage, MeanTheFileByWhateverNameItIsReached)
{
    fs::create_symlink("pool", m_base / "link");
    fs::create_symlink(m_base / "pool/a", m_base / "other");
    fs::create_hard_link(m_base / "pool/a", m_base / "pool/hard");
    static_cast<void>(hold({path("other")}, needs));
    for (const char *name : {"pool/a", "link/a", "pool/../link/./a", "pool//a", "pool/hard", "other"}) {
        EXPECT_EQ(holder(path(name)), "domain 'web'") << name;
    }
}

TEST_F(ClaimsOnStorage, HoldTheNameEvenWhenItsFileWasReplaced)
{
    static_cast<void>(hold({path("pool/a")}, needs));
    std::ofstream(m_base / "pool/new") << "new";
    fs::rename(m_base / "pool/new", m_base / "pool/a");
    EXPECT_EQ(holder(path("pool/a")), "domain 'web'");
}

TEST_F(ClaimsOnStorage, OfOtherHostsAreWhatIsWrittenTheSame)
{
    static_cast<void>(hold({"rbd:pool/image"}, needs));
    EXPECT_EQ(holder("rbd:pool/image"), "domain 'web'");
    EXPECT_EQ(holder("rbd:pool/other"), "");
}

TEST_F(ClaimsOnStorage, ShareBetweenGuestsAndExcludeChanges)
{
    const uint64_t first = hold({path("pool/a")}, needs);
    const uint64_t second = hold({path("pool/a")}, needs, "domain 'mail'");
    EXPECT_THAT(m_failure, IsEmpty());
    hold({path("pool/b"), path("pool/a")}, changes, "storage pool 'p'");
    EXPECT_THAT(m_failure, HasSubstr("55 '" + path("pool/a") + "' is in use by domain '"));
    EXPECT_EQ(holder(path("pool/b"), changes), "") << "all is claimed, or nothing";
    release(first);
    EXPECT_EQ(holder(path("pool/a")), "domain 'mail'");
    release(second);

    const uint64_t change = hold({path("pool/a")}, changes, "storage pool 'p'");
    hold({path("pool/a")}, changes, "storage pool 'p'");
    EXPECT_THAT(m_failure, IsEmpty()) << "who changes the same storage keeps that apart himself";
    hold({path("pool/a")}, needs);
    EXPECT_EQ(m_failure, "55 '" + path("pool/a") + "' is being changed by storage pool 'p'");
    static_cast<void>(hold({path("pool/a")}, needs, "domain 'found'", MODVIRT_STORAGE_ANYWAY));
    EXPECT_THAT(m_failure, IsEmpty());
    EXPECT_EQ(holder(path("pool/a")), "domain 'found'");
    release(change);
    EXPECT_EQ(holder(path("pool/a")), "domain 'found'");
}

TEST_F(ClaimsOnStorage, AreFoundBelowADirectory)
{
    fs::create_symlink("pool", m_base / "link");
    static_cast<void>(hold({path("pool/a")}, needs));
    for (const char *name : {"pool", "pool/", "link", ".", "pool/a"}) {
        EXPECT_EQ(below(path(name)), "domain 'web' " + path("pool/a")) << name;
    }
    EXPECT_EQ(below("/"), "domain 'web' " + path("pool/a"));
    EXPECT_EQ(below(path("poo")), "");
    EXPECT_EQ(below(path("pool/b")), "");
}

TEST_F(ClaimsOnStorage, OnADirectoryReachWhatIsBelowIt)
{
    fs::create_symlink("pool", m_base / "link");
    const uint64_t guest = hold({path("link/a")}, needs);
    static_cast<void>(hold({path("pool")}, changes, "storage pool 'p'", MODVIRT_STORAGE_BELOW));
    EXPECT_EQ(m_failure, "55 '" + path("link/a") + "' is in use by domain 'web'");
    release(guest);

    const uint64_t change = hold({path("link")}, changes, "storage pool 'p'", MODVIRT_STORAGE_BELOW);
    for (const char *name : {"pool/a", "pool/new", "link/deep/down", "pool"}) {
        hold({path("other"), path(name)}, needs);
        EXPECT_EQ(m_failure, "55 '" + path(name) + "' is being changed by storage pool 'p'");
        EXPECT_EQ(holder(path(name), changes), "storage pool 'p'");
    }
    EXPECT_EQ(holder(path("other")), "");
    hold({path("poo")}, needs);
    hold({path("pool/b")}, changes, "storage pool 'p'");
    EXPECT_THAT(m_failure, IsEmpty());
    release(change);
    hold({path("pool/a")}, needs);
    EXPECT_THAT(m_failure, IsEmpty());
}

TEST_F(ClaimsOnStorage, ComeAndGoOnManyThreads)
{
    std::vector<std::jthread> threads;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([this, number] {
            const std::string own = path("pool/own" + std::to_string(number));
            for (int round = 0; round < 200; ++round) {
                const uint64_t id = m_claims.hold({path("pool/a"), own}, "domain", StorageClaims::Use::Needs,
                                                  StorageClaims::Conflicts::Refuse);
                EXPECT_TRUE(m_claims.find(own, StorageClaims::Use::Needs));
                m_claims.release(id);
                EXPECT_FALSE(m_claims.find(own, StorageClaims::Use::Needs));
            }
        });
    }
    threads.clear();
    EXPECT_EQ(holder(path("pool/a")), "");
    EXPECT_EQ(below("/"), "");
}

} // namespace
} // namespace modvirt::host
