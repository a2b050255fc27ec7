// SPDX-License-Identifier: LGPL-2.1-or-later
// Saving domains to files and restoring them.
#include "conformance.hpp"

#include <filesystem>
#include <fstream>

namespace conformance {
namespace {

class ASavedDomain : public Conformance {
protected:
    std::string image() const { return m_directory + "/image"; }
};

TEST_P(ASavedDomain, EndsAndRunsAgainWhenItIsRestored)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(virDomainSave(domain.get(), image().c_str()));
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_SHUTOFF);
    EXPECT_EQ(reason_of(domain), VIR_DOMAIN_SHUTOFF_SAVED);
    EXPECT_TRUE(std::filesystem::exists(image()));
    EXPECT_EQ(virDomainRestore(connect(), image().c_str()), 0) << last_message();
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
    EXPECT_EQ(reason_of(domain), VIR_DOMAIN_RUNNING_RESTORED);
}

TEST_P(ASavedDomain, IsNotRestoredFromSomethingElse)
{
    define("one", 1);
    std::ofstream(image()) << "this is no saved domain, whatever it is";
    SKIP_UNLESS_SERVED(virDomainRestore(connect(), image().c_str()));
    EXPECT_EQ(virDomainRestore(connect(), image().c_str()), -1);
    EXPECT_NE(last_message(), "");
    EXPECT_EQ(virDomainRestore(connect(), (m_directory + "/missing").c_str()), -1);
    EXPECT_THAT(list(VIR_CONNECT_LIST_DOMAINS_ACTIVE), ::testing::IsEmpty());
}

TEST_P(ASavedDomain, RunsOnWhenItCannotBeSaved)
{
    const Domain domain = define_and_start("one", 1);
    const int saved = virDomainSave(domain.get(), (m_directory + "/no/such/place").c_str());
    SKIP_UNLESS_SERVED(saved);
    EXPECT_EQ(saved, -1);
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
}

TEST_P(ASavedDomain, HasNoManagedImageUnlessOneWasMade)
{
    const Domain domain = define_and_start("one", 1);
    const int has = virDomainHasManagedSaveImage(domain.get(), 0);
    SKIP_UNLESS_SERVED(has);
    EXPECT_EQ(has, 0);
    SKIP_UNLESS_SERVED(virDomainManagedSave(domain.get(), 0));
    EXPECT_EQ(virDomainHasManagedSaveImage(domain.get(), 0), 1);
    EXPECT_EQ(virDomainManagedSaveRemove(domain.get(), 0), 0) << last_message();
    EXPECT_EQ(virDomainHasManagedSaveImage(domain.get(), 0), 0);
    // libvirt's test driver removes what there is not; its QEMU driver fails.
    if (virDomainManagedSaveRemove(domain.get(), 0) < 0)
        EXPECT_EQ(last_code(), VIR_ERR_SYSTEM_ERROR) << last_message();
    else
        EXPECT_EQ(GetParam().domain_type, "test");
    SKIP_UNLESS_SERVED(virDomainCreate(domain.get()));
    EXPECT_EQ(virDomainManagedSave(domain.get(), 0), 0) << last_message();
    EXPECT_EQ(virDomainUndefine(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(virDomainUndefineFlags(domain.get(), VIR_DOMAIN_UNDEFINE_MANAGED_SAVE), 0) << last_message();
}

RUN_ON_EVERY_HYPERVISOR(ASavedDomain);

} // namespace
} // namespace conformance
