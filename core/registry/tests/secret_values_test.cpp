// SPDX-License-Identifier: LGPL-2.1-or-later
// What the core offers to drivers that use secrets which another driver keeps.
#include "registry/secret_values.hpp"
#include "sample_plugins.hpp"

#include <atomic>
#include <cerrno>
#include <gmock/gmock.h>
#include <modvirt/secret_source.hpp>
#include <thread>

namespace modvirt::registry {
namespace {

using testing::HasSubstr;

SecretBytes secret_bytes(std::string_view text)
{
    return {text.begin(), text.end()};
}

class SecretValuesOfTheHost : public SamplePlugins {
protected:
    const modvirt_secret_values_v1 &table()
    {
        if (!m_values) {
            m_values.emplace(registry());
        }
        return *m_values->table();
    }

    // The value, or what is recorded when there is none.
    std::string ask(const std::string &root, const WantedSecret &wanted)
    {
        const std::string uri = "lab:///embed?root=" + root;
        modvirt_open connection{};
        connection.struct_size = sizeof(connection);
        connection.uri = uri.c_str();
        connection.scheme = "lab";
        try {
            const SecretBytes bytes = detail::secret_of(
                wanted, [&](const modvirt_secret_ref *secret, const modvirt_string_sink *sink, const modvirt_call *call) {
                    return table().value(&table(), root.c_str(), &connection, secret, sink, call);
                });
            return {bytes.begin(), bytes.end()};
        } catch (const Error &error) {
            return std::to_string(static_cast<int>(error.code())) + " " + error.message();
        }
    }

private:
    std::optional<SecretValues> m_values;
};

TEST_F(SecretValuesOfTheHost, ComeFromWhoProvidesThemForTheRoot)
{
    const SecretProvider provider([](const WantedSecret &wanted) {
        return secret_bytes(std::to_string(wanted.uuid[0]) + wanted.usage_id + std::to_string(wanted.usage_type));
    });
    ASSERT_EQ(table().provide(&table(), "/a", provider.raw()), 0);
    EXPECT_EQ(ask("/a", {{7}, 0, ""}), "70");
    EXPECT_EQ(ask("/a", {{}, 3, "disk"}), "0disk3");
    table().withdraw(&table(), provider.raw());
}

TEST_F(SecretValuesOfTheHost, TellWhyThereIsNone)
{
    const SecretProvider provider(
        [](const WantedSecret &) -> SecretBytes { throw Error(ErrorCode::NoSecret, "no secret like that"); });
    ASSERT_EQ(table().provide(&table(), "/a", provider.raw()), 0);
    EXPECT_EQ(ask("/a", {}), "66 no secret like that");
    table().withdraw(&table(), provider.raw());
}

TEST_F(SecretValuesOfTheHost, HaveOneSourceForARoot)
{
    const SecretProvider first([](const WantedSecret &) { return secret_bytes("first"); });
    const SecretProvider second([](const WantedSecret &) { return secret_bytes("second"); });
    ASSERT_EQ(table().provide(&table(), "/a", first.raw()), 0);
    EXPECT_EQ(table().provide(&table(), "/a", second.raw()), EEXIST);
    table().withdraw(&table(), second.raw());
    EXPECT_EQ(ask("/a", {}), "first");
    table().withdraw(&table(), first.raw());
    ASSERT_EQ(table().provide(&table(), "/a", second.raw()), 0);
    EXPECT_EQ(ask("/a", {}), "second");
    table().withdraw(&table(), second.raw());
}

TEST_F(SecretValuesOfTheHost, SayWhatToInstallWhenNobodyKeepsThem)
{
    EXPECT_EQ(ask("/a", {}), "66 no driver keeps the secrets of 'lab:///embed?root=/a': install the package modvirt-secret, "
                             "define the secret and set its value");
}

TEST_F(SecretValuesOfTheHost, AreLookedForByOpeningTheDriverThatServesTheConnection)
{
    Json keeper = manifest("keeper", {"lab"});
    keeper["kind"] = "secret";
    make("plugins/keeper.so", keeper);
    EXPECT_THAT(ask("/a", {}), HasSubstr("66 driver \"keeper\" keeps the secrets of 'lab:///embed?root=/a' and gives them to no"));
    EXPECT_NE(registry().find("keeper"), nullptr);
}

// The thread sanitizer watches: a source that was withdrawn is never asked any more.
TEST_F(SecretValuesOfTheHost, AreNotAskedForOnceTheyAreWithdrawn)
{
    const modvirt_secret_values_v1 &values = table();
    std::atomic<bool> is_done = false;
    std::thread asking([&] {
        while (!is_done) {
            const std::string answer = ask("/a", {});
            EXPECT_TRUE(answer == "alive" || answer.starts_with("66 ")) << answer;
        }
    });
    for (int i = 0; i < 200; ++i) {
        auto text = std::make_unique<std::string>("alive");
        const SecretProvider provider([&](const WantedSecret &) { return secret_bytes(*text); });
        EXPECT_EQ(values.provide(&values, "/a", provider.raw()), 0);
        std::this_thread::yield();
        values.withdraw(&values, provider.raw());
        text.reset();
    }
    is_done = true;
    asking.join();
}

} // namespace
} // namespace modvirt::registry
