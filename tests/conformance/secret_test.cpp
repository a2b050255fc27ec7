// SPDX-License-Identifier: LGPL-2.1-or-later
// Secrets: what is kept, told, listed and refused. What libvirt's own driver does is compared in tests/clients as well.
#include <algorithm>
#include <cstdlib>

#include "conformance.hpp"

namespace conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct FreeSecret {
    void operator()(virSecretPtr secret) const { virSecretFree(secret); }
};
using Secret = std::unique_ptr<virSecret, FreeSecret>;

class Secrets : public Conformance {
protected:
    void SetUp() override
    {
        Conformance::SetUp();
        if (IsSkipped() || !m_connect)
            return;
        if (virConnectNumOfSecrets(connect()) < 0 && is_not_supported())
            GTEST_SKIP() << "the driver keeps no secrets";
        // A host that all connections of this process share still has those of the test before.
        for_each(0, [](virSecretPtr secret) { virSecretUndefine(secret); });
        virConnectSecretEventRegisterAny(connect(), nullptr, VIR_SECRET_EVENT_ID_LIFECYCLE,
                                         VIR_SECRET_EVENT_CALLBACK(&take_life), this, nullptr);
        virConnectSecretEventRegisterAny(connect(), nullptr, VIR_SECRET_EVENT_ID_VALUE_CHANGED,
                                         VIR_SECRET_EVENT_CALLBACK(&take_value), this, nullptr);
        deliver();
        m_events.clear();
    }

    [[nodiscard]] static std::string document(int number, const std::string &volume, const std::string &traits = "",
                                              const std::string &more = "")
    {
        return "<secret" + traits + "><uuid>" + uuid(number) + "</uuid>" + more + "<usage type='volume'><volume>" + volume +
               "</volume></usage></secret>";
    }
    Secret define_text(const std::string &text, unsigned flags = 0)
    {
        return Secret(virSecretDefineXML(connect(), text.c_str(), flags));
    }
    Secret define_secret(int number, const std::string &volume, const std::string &traits = "")
    {
        Secret secret = define_text(document(number, volume, traits));
        EXPECT_NE(secret, nullptr) << last_message();
        return secret;
    }
    static int set(const Secret &secret, const std::string &value)
    {
        return virSecretSetValue(secret.get(), reinterpret_cast<const unsigned char *>(value.data()), value.size(), 0);
    }
    static std::string value_of(const Secret &secret)
    {
        std::size_t size = 0;
        unsigned char *bytes = virSecretGetValue(secret.get(), &size, 0);
        if (bytes == nullptr)
            return "error " + std::to_string(last_code());
        std::string value(reinterpret_cast<const char *>(bytes), size);
        std::free(bytes);
        return value;
    }
    template <class Visit>
    void for_each(unsigned flags, const Visit &visit)
    {
        virSecretPtr *secrets = nullptr;
        const int count = virConnectListAllSecrets(connect(), &secrets, flags);
        EXPECT_GE(count, 0) << last_message();
        for (int index = 0; index < count; ++index) {
            visit(secrets[index]);
            virSecretFree(secrets[index]);
        }
        std::free(secrets);
    }
    std::vector<std::string> listed(unsigned flags = 0)
    {
        std::vector<std::string> volumes;
        for_each(flags, [&](virSecretPtr secret) { volumes.emplace_back(virSecretGetUsageID(secret)); });
        std::ranges::sort(volumes);
        return volumes;
    }
    // Runs the loop until all that has happened is told: a timer that is added last is due last.
    static void deliver()
    {
        for (int round = 0; round < 2; ++round) {
            bool is_due = false;
            const int timer = virEventAddTimeout(0, [](int, void *due) { *static_cast<bool *>(due) = true; }, &is_due, nullptr);
            while (!is_due)
                virEventRunDefaultImpl();
            virEventRemoveTimeout(timer);
        }
    }

    std::vector<std::string> m_events;

private:
    static void take_life(virConnectPtr, virSecretPtr secret, int event, int, void *self)
    {
        static_cast<Secrets *>(self)->m_events.push_back(std::string(virSecretGetUsageID(secret)) +
                                                         (event == VIR_SECRET_EVENT_DEFINED ? " defined" : " undefined"));
    }
    static void take_value(virConnectPtr, virSecretPtr secret, void *self)
    {
        static_cast<Secrets *>(self)->m_events.push_back(std::string(virSecretGetUsageID(secret)) + " value");
    }
    struct EventLoop {
        EventLoop() { virEventRegisterDefaultImpl(); }
    };
    EventLoop m_loop; // before the connection is opened
};

TEST_P(Secrets, AreWhatTheirDocumentSays)
{
    const Secret secret = define_text(document(1, "/a", " private='yes'", "<description>for a</description>"));
    ASSERT_NE(secret, nullptr) << last_message();
    EXPECT_EQ(take_string(virSecretGetXMLDesc(secret.get(), 0)),
              "<secret ephemeral='no' private='yes'>\n  <uuid>" + uuid(1) + "</uuid>\n  <description>for a</description>\n"
              "  <usage type='volume'>\n    <volume>/a</volume>\n  </usage>\n</secret>\n");
    char text[VIR_UUID_STRING_BUFLEN] = "";
    EXPECT_EQ(virSecretGetUUIDString(secret.get(), text), 0);
    EXPECT_EQ(text, uuid(1));
    EXPECT_EQ(virSecretGetUsageType(secret.get()), VIR_SECRET_USAGE_TYPE_VOLUME);
    EXPECT_STREQ(virSecretGetUsageID(secret.get()), "/a");
    EXPECT_EQ(virSecretGetXMLDesc(secret.get(), 1), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(Secrets, KeepAValueOfAnyBytesUntilTheyAreGone)
{
    const Secret secret = define_secret(1, "/a");
    EXPECT_EQ(value_of(secret), "error " + std::to_string(VIR_ERR_NO_SECRET));
    const std::string bytes("a\0b\xff", 4);
    ASSERT_EQ(set(secret, bytes), 0) << last_message();
    EXPECT_EQ(value_of(secret), bytes);
    const Secret again = define_text(document(1, "/a", "", "<description>d</description>"));
    ASSERT_NE(again, nullptr) << last_message();
    EXPECT_EQ(value_of(again), bytes) << "a new description takes nothing away";
    EXPECT_EQ(virSecretSetValue(secret.get(), reinterpret_cast<const unsigned char *>("x"), 1, 1), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virSecretUndefine(secret.get()), 0) << last_message();
    for (const int failed : {virSecretUndefine(secret.get()), set(secret, "x")})
        EXPECT_EQ(failed, -1);
    EXPECT_EQ(value_of(secret), "error " + std::to_string(VIR_ERR_NO_SECRET));
    const Secret anew = define_secret(1, "/a");
    EXPECT_EQ(value_of(anew), "error " + std::to_string(VIR_ERR_NO_SECRET)) << "the value went with the secret";
}

TEST_P(Secrets, TellNobodyAPrivateValueAndStayPrivate)
{
    const Secret secret = define_secret(1, "/a", " private='yes'");
    ASSERT_EQ(set(secret, "hidden"), 0) << last_message();
    EXPECT_EQ(value_of(secret), "error " + std::to_string(VIR_ERR_INVALID_SECRET));
    EXPECT_EQ(define_text(document(1, "/a")), nullptr);
    EXPECT_THAT(last_message(), HasSubstr("cannot change private flag on existing secret"));
}

TEST_P(Secrets, AreTheOnlyOnesForTheirUse)
{
    const Secret secret = define_secret(1, "/a");
    EXPECT_EQ(define_text(document(2, "/a")), nullptr);
    EXPECT_THAT(last_message(), HasSubstr("already defined for use with /a"));
    EXPECT_EQ(define_text(document(1, "/b")), nullptr);
    EXPECT_THAT(last_message(), HasSubstr("already defined for use with /a"));
    const Secret found(virSecretLookupByUsage(connect(), VIR_SECRET_USAGE_TYPE_VOLUME, "/a"));
    ASSERT_NE(found, nullptr) << last_message();
    char text[VIR_UUID_STRING_BUFLEN] = "";
    virSecretGetUUIDString(found.get(), text);
    EXPECT_EQ(text, uuid(1));
    EXPECT_EQ(virSecretLookupByUsage(connect(), VIR_SECRET_USAGE_TYPE_CEPH, "/a"), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_NO_SECRET);
    EXPECT_EQ(virSecretLookupByUUIDString(connect(), uuid(2).c_str()), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_NO_SECRET);
}

TEST_P(Secrets, AreListedByTheirTraits)
{
    const Secret open = define_secret(1, "open");
    const Secret passing = define_secret(2, "passing", " ephemeral='yes'");
    const Secret closed = define_secret(3, "closed", " private='yes'");
    EXPECT_THAT(listed(), ElementsAre("closed", "open", "passing"));
    EXPECT_THAT(listed(VIR_CONNECT_LIST_SECRETS_EPHEMERAL), ElementsAre("passing"));
    EXPECT_THAT(listed(VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL), ElementsAre("closed", "open"));
    EXPECT_THAT(listed(VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL | VIR_CONNECT_LIST_SECRETS_NO_PRIVATE), ElementsAre("open"));
    EXPECT_EQ(virConnectNumOfSecrets(connect()), 3);
    char *uuids[2] = {nullptr, nullptr};
    EXPECT_EQ(virConnectListSecrets(connect(), uuids, 2), 2) << "no more than there is room for";
    for (char *text : uuids)
        EXPECT_NE(take_string(text), "");
    EXPECT_EQ(virConnectListAllSecrets(connect(), nullptr, 16), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(Secrets, RefuseDocumentsThatAreNone)
{
    for (const std::string &text : {std::string("<secret"), std::string("<pool/>"), document(1, "/a", " private='maybe'"),
                                    std::string("<secret><usage/></secret>")}) {
        EXPECT_EQ(define_text(text), nullptr) << text;
        EXPECT_TRUE(last_code() == VIR_ERR_XML_ERROR || last_code() == VIR_ERR_XML_DETAIL) << text << ": " << last_message();
    }
    EXPECT_EQ(define_text(document(1, "/a"), 2), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virSecretDefineXML(connect(), nullptr, 0), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_THAT(listed(), IsEmpty());
}

TEST_P(Secrets, TellOfEveryChange)
{
    const Secret secret = define_secret(1, "/a");
    EXPECT_EQ(set(secret, "x"), 0);
    EXPECT_EQ(virSecretUndefine(secret.get()), 0);
    deliver();
    EXPECT_THAT(m_events, ElementsAre("/a defined", "/a value", "/a undefined"));
}

TEST_P(Secrets, AreSeenAndNotTouchedByReaders)
{
    const Secret secret = define_secret(1, "/a");
    EXPECT_EQ(set(secret, "x"), 0);
    const Connect reader(virConnectOpenReadOnly(m_uri.c_str()));
    if (!reader)
        GTEST_SKIP() << "a second connection to one place is refused: " << last_message();
    const Secret seen(virSecretLookupByUUIDString(reader.get(), uuid(1).c_str()));
    if (!seen)
        GTEST_SKIP() << "each connection has a host of its own";
    EXPECT_NE(take_string(virSecretGetXMLDesc(seen.get(), 0)), "");
    const std::string denied = "error " + std::to_string(VIR_ERR_OPERATION_DENIED);
    EXPECT_EQ(value_of(seen), denied);
    EXPECT_EQ(set(seen, "y"), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
    EXPECT_EQ(virSecretUndefine(seen.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
    EXPECT_EQ(value_of(secret), "x");
}

RUN_ON_EVERY_HYPERVISOR(Secrets);

} // namespace
} // namespace conformance
