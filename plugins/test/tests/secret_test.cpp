// SPDX-License-Identifier: LGPL-2.1-or-later
#include "secrets.hpp"

#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SecretTest : public DriverTest {
protected:
    FoundSecret define(int number, const std::string &usage = "", const std::string &traits = "")
    {
        return m_secrets.secret_define_xml("<secret " + traits + "><uuid>" + store::to_text(uuid(number)) +
                                               "</uuid>" + usage + "</secret>",
                                           0);
    }
    static std::string volume(const std::string &path)
    {
        return "<usage type='volume'><volume>" + path + "</volume></usage>";
    }
    static SecretRef ref(const FoundSecret &secret)
    {
        return {secret.uuid, secret.usage_type, secret.usage_id};
    }
    std::vector<std::string> listed(uint32_t flags = 0)
    {
        return collect_objects<SecretSink, modvirt_secret_sink, modvirt_secret_ref>(
            [&](SecretSink &sink) { m_secrets.connect_list_all_secrets(sink, flags); },
            [](const modvirt_secret_ref &each) { return std::string(each.usage_id); });
    }
    void set(const FoundSecret &secret, std::vector<uint8_t> value)
    {
        m_secrets.secret_set_value(ref(secret), value, 0);
    }

    HostSecrets m_secrets{Machine::shared_default()};
};

TEST_F(SecretTest, KeepsAValueOfAnyBytes)
{
    const FoundSecret secret = define(1, volume("/a"));
    EXPECT_EQ(failure_of([&] { m_secrets.secret_get_value(ref(secret), 0); }).code, ErrorCode::NoSecret);
    set(secret, {'a', 0, 'b'});
    EXPECT_THAT(m_secrets.secret_get_value(ref(secret), 0), ElementsAre('a', 0, 'b'));
    define(1, volume("/a") + "<description>d</description>");
    EXPECT_THAT(m_secrets.secret_get_value(ref(secret), 0), ElementsAre('a', 0, 'b'));
    EXPECT_THAT(m_secrets.secret_get_xml_desc(ref(secret), 0), HasSubstr("<description>d</description>"));
    set(secret, {});
    EXPECT_EQ(failure_of([&] { m_secrets.secret_get_value(ref(secret), 0); }).code, ErrorCode::NoSecret);
}

TEST_F(SecretTest, DoesNotTellAPrivateValue)
{
    const FoundSecret secret = define(1, "", "private='yes'");
    set(secret, {'a'});
    EXPECT_EQ(failure_of([&] { m_secrets.secret_get_value(ref(secret), 0); }).code, ErrorCode::InvalidSecret);
    EXPECT_EQ(failure_of([&] { define(1); }).message, "cannot change private flag on existing secret");
}

TEST_F(SecretTest, IsTheOnlyOneForItsUse)
{
    define(1, volume("/a"));
    EXPECT_THAT(failure_of([&] { define(2, volume("/a")); }).message, HasSubstr("already defined for use with /a"));
    EXPECT_THAT(failure_of([&] { define(1, volume("/b")); }).message, HasSubstr("already defined for use with /a"));
    EXPECT_EQ(m_secrets.secret_lookup_by_usage(1, "/a").uuid, uuid(1));
    EXPECT_EQ(failure_of([&] { m_secrets.secret_lookup_by_usage(2, "/a"); }).message,
              "no secret with matching usage '/a'");
    define(3);
    define(4);
    EXPECT_EQ(failure_of([&] { m_secrets.secret_lookup_by_usage(0, ""); }).code, ErrorCode::NoSecret);
}

TEST_F(SecretTest, ListsByTrait)
{
    define(1, volume("open"));
    define(2, volume("passing"), "ephemeral='yes'");
    define(3, volume("closed"), "private='yes'");
    EXPECT_THAT(listed(1), ElementsAre("passing"));
    EXPECT_THAT(listed(2), ElementsAre("open", "closed"));
    EXPECT_THAT(listed(2 | 8), ElementsAre("open"));
    EXPECT_EQ(failure_of([&] { listed(16); }).code, ErrorCode::InvalidArg);
}

TEST_F(SecretTest, TellsOfEveryChange)
{
    const FoundSecret secret = define(1, volume("/a"));
    set(secret, {'a'});
    m_secrets.secret_undefine(ref(secret));
    EXPECT_EQ(failure_of([&] { m_secrets.secret_undefine(ref(secret)); }).code, ErrorCode::NoSecret);
    EXPECT_THAT(m_host.take_object_events(), ElementsAre("secret /a 0 0", "secret /a 1 0", "secret /a 0 1"));
    EXPECT_THAT(listed(), IsEmpty());
}

} // namespace
} // namespace modvirt::test::testing
