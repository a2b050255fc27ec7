// SPDX-License-Identifier: MIT
#include "kit/store/lookups.hpp"

#include "support.hpp"

namespace modvirt::store::testing {
namespace {

class StoredDomains : public Lookups {
public:
    explicit StoredDomains(Store &store) : Lookups(store) {}
};

class LookingUp : public ::testing::Test {
protected:
    LookingUp()
    {
        m_store.define(definition("off", 1));
        Job job = m_store.create(definition("on", 2), JobKind::Modify, "create");
        m_store.write().start(job.domain(), nullptr, State::Running, 1);
        m_id = job.domain().id();
    }

    Store m_store;
    StoredDomains m_domains{m_store};
    int32_t m_id = 0;
};

TEST_F(LookingUp, FindsADomainByItsNumberUuidAndName)
{
    EXPECT_EQ(m_domains.domain_lookup_by_id(m_id).name, "on");
    EXPECT_EQ(m_domains.domain_lookup_by_uuid(uuid_of(1)).name, "off");
    EXPECT_EQ(m_domains.domain_lookup_by_name("on").uuid, uuid_of(2));
}

TEST_F(LookingUp, SaysWhatNoDomainMatches)
{
    EXPECT_EQ(failure_of([&] { m_domains.domain_lookup_by_id(99); }).message, "no domain with matching id 99");
    EXPECT_EQ(failure_of([&] { m_domains.domain_lookup_by_uuid(uuid_of(3)); }).message,
              "no domain with matching uuid '00000000-0000-0000-0000-000000000003'");
    const Failure failure = failure_of([&] { m_domains.domain_lookup_by_name("gone"); });
    EXPECT_EQ(failure.message, "no domain with matching name 'gone'");
    EXPECT_EQ(failure.code, ErrorCode::NoDomain);
}

TEST_F(LookingUp, AnswersWhatADomainIs)
{
    const DomainRef on{m_id, uuid_of(2), "on"};
    const DomainRef off{-1, uuid_of(1), "off"};
    EXPECT_TRUE(m_domains.domain_is_active(on));
    EXPECT_FALSE(m_domains.domain_is_active(off));
    EXPECT_FALSE(m_domains.domain_is_persistent(on));
    EXPECT_TRUE(m_domains.domain_is_persistent(off));
    EXPECT_FALSE(m_domains.domain_is_updated(on));
    EXPECT_EQ(failure_of([&] { m_domains.domain_is_active({-1, uuid_of(3), "gone"}); }).code, ErrorCode::NoDomain);
}

} // namespace
} // namespace modvirt::store::testing
