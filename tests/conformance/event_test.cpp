// SPDX-License-Identifier: LGPL-2.1-or-later
// Lifecycle events: which, in which order, and to whom.
#include "conformance.hpp"

#include <chrono>

namespace conformance {
namespace {

using ::testing::ElementsAre;

// One function type stands for all event callbacks; going through void (*)() tells the compiler that it is
// meant.
virConnectDomainEventGenericCallback generic(virConnectDomainEventCallback callback)
{
    return reinterpret_cast<virConnectDomainEventGenericCallback>(reinterpret_cast<void (*)()>(callback));
}

// Notes what happens to the domains of one connection.
class Watcher {
public:
    explicit Watcher(virConnectPtr connect) : m_connect(connect)
    {
        m_callback = virConnectDomainEventRegisterAny(connect, nullptr, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                      generic(&Watcher::note), this, nullptr);
    }
    Watcher(const Watcher &) = delete;
    Watcher &operator=(const Watcher &) = delete;
    ~Watcher()
    {
        if (m_callback >= 0)
            virConnectDomainEventDeregisterAny(m_connect, m_callback);
    }

    [[nodiscard]] bool is_registered() const { return m_callback >= 0; }

    // Runs the event loop until `count` events have come, or it takes too long.
    const std::vector<std::string> &wait_for(std::size_t count)
    {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (m_events.size() < count && std::chrono::steady_clock::now() < deadline) {
            // A timer of our own keeps the loop from waiting for ever.
            const int timer = virEventAddTimeout(
                50, [](int, void *) {}, nullptr, nullptr);
            virEventRunDefaultImpl();
            virEventRemoveTimeout(timer);
        }
        return m_events;
    }

private:
    static int note(virConnectPtr, virDomainPtr domain, int event, int detail, void *self)
    {
        static_cast<Watcher *>(self)->m_events.push_back(std::string(virDomainGetName(domain)) + " " +
                                                         std::to_string(event) + "/" +
                                                         std::to_string(detail));
        return 0;
    }

    virConnectPtr m_connect;
    int m_callback = -1;
    std::vector<std::string> m_events;
};

class Events : public Conformance {
protected:
    static void SetUpTestSuite() { virEventRegisterDefaultImpl(); }
};

std::string event(const char *name, int type, int detail)
{
    return std::string(name) + " " + std::to_string(type) + "/" + std::to_string(detail);
}

TEST_P(Events, TellOfALifeInItsOrder)
{
    Watcher watcher(connect());
    if (!watcher.is_registered() && is_not_supported())
        GTEST_SKIP() << "the driver has no events";
    ASSERT_TRUE(watcher.is_registered()) << last_message();
    {
        const Domain domain = define_and_start("one", 1);
        virDomainSuspend(domain.get());
        virDomainResume(domain.get());
        virDomainDestroy(domain.get());
        virDomainUndefine(domain.get());
    }
    EXPECT_THAT(watcher.wait_for(6),
                ElementsAre(event("one", VIR_DOMAIN_EVENT_DEFINED, VIR_DOMAIN_EVENT_DEFINED_ADDED),
                            event("one", VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_BOOTED),
                            event("one", VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_PAUSED),
                            event("one", VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED),
                            event("one", VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED),
                            event("one", VIR_DOMAIN_EVENT_UNDEFINED, VIR_DOMAIN_EVENT_UNDEFINED_REMOVED)));
}

TEST_P(Events, TellOfADefinitionThatIsReplaced)
{
    define("one", 1);
    Watcher watcher(connect());
    if (!watcher.is_registered())
        GTEST_SKIP() << "the driver has no events: " << last_message();
    define("one", 1);
    EXPECT_THAT(watcher.wait_for(1),
                ElementsAre(event("one", VIR_DOMAIN_EVENT_DEFINED, VIR_DOMAIN_EVENT_DEFINED_UPDATED)));
}

TEST_P(Events, ReachEveryConnectionThatSeesTheDomain)
{
    const Connect other(virConnectOpen(m_uri.c_str()));
    if (!other)
        GTEST_SKIP() << "a second connection to one place is refused: " << last_message();
    Watcher watcher(other.get());
    if (!watcher.is_registered())
        GTEST_SKIP() << "the driver has no events: " << last_message();
    define("one", 1);
    const Domain seen(virDomainLookupByName(other.get(), "one"));
    if (!seen)
        GTEST_SKIP() << "connections to this place do not share their domains";
    EXPECT_THAT(watcher.wait_for(1),
                ElementsAre(event("one", VIR_DOMAIN_EVENT_DEFINED, VIR_DOMAIN_EVENT_DEFINED_ADDED)));
}

TEST_P(Events, ComeNoMoreAfterTheListenerIsGone)
{
    Watcher kept(connect());
    if (!kept.is_registered())
        GTEST_SKIP() << "the driver has no events: " << last_message();
    auto gone = std::make_unique<Watcher>(connect());
    define("one", 1);
    gone.reset();
    define("two", 2);
    EXPECT_EQ(kept.wait_for(2).size(), 2u);
}

RUN_ON_EVERY_HYPERVISOR(Events);

} // namespace
} // namespace conformance
