// SPDX-License-Identifier: LGPL-2.1-or-later
// A process that is killed in the middle of its work leaves the old state or the new one, never neither, and
// no QEMU that the next process does not know.
#include <algorithm>
#include <thread>

#include "host.hpp"
#include "manager_process.hpp"

namespace modvirt::qemu::guest_test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Clock = std::chrono::steady_clock;

class KilledManager : public Host {
protected:
    // Prepares, lets a process work at `order`, kills it, and checks what the next process finds; over and
    // over, each time killing later, from at once to when it has just done it.
    template <class Prepare, class Check>
    void kill_at_many_moments(const std::string &order, int moments, Prepare &&prepare, Check &&check)
    {
        time_of(order, prepare); // the first time takes longer: QEMU is asked what it can do
        check();
        disconnect();
        const auto whole = time_of(order, prepare);
        check();
        disconnect();
        int interrupted = 0;
        for (int moment = 0; moment <= moments; ++moment) {
            SCOPED_TRACE("moment " + std::to_string(moment));
            ManagerProcess manager;
            prepare_with(manager, prepare);
            manager.tell(order);
            std::this_thread::sleep_for(whole * moment / moments);
            manager.kill();
            interrupted += manager.listen().is_ok ? 0 : 1;
            check();
            disconnect();
        }
        EXPECT_GT(interrupted, moments / 4) << "most were to be killed at work";
    }

    [[nodiscard]] std::string file_of(const std::string &description) const
    {
        return m_scratch.write(description + ".xml", format({.name = "one", .description = description}));
    }

    // What QEMU processes there are belongs to domains that are known.
    void expect_no_orphan()
    {
        const auto active = [this] { return static_cast<std::size_t>(virConnectNumOfDomains(connect())); };
        EXPECT_TRUE(eventually([&] { return emulators_of(root()).size() == active(); }))
            << active() << " domains are active, and there are " << emulators_of(root()).size()
            << " processes";
    }

private:
    template <class Prepare>
    void prepare_with(ManagerProcess &manager, Prepare &&prepare)
    {
        const Answer answer = manager.ask("open " + uri());
        ASSERT_TRUE(answer.is_ok) << answer.text;
        prepare(manager);
    }

    template <class Prepare>
    Clock::duration time_of(const std::string &order, Prepare &&prepare)
    {
        ManagerProcess manager;
        prepare_with(manager, prepare);
        const auto begin = Clock::now();
        const Answer answer = manager.ask(order);
        const auto whole = Clock::now() - begin;
        EXPECT_TRUE(answer.is_ok) << answer.text;
        manager.kill();
        return whole;
    }
};

TEST_F(KilledManager, LeavesADefinitionOrNone)
{
    kill_at_many_moments(
        "define " + file_of("new"), 20,
        [](ManagerProcess &manager) {
            if (manager.ask("xml one").is_ok)
                manager.ask("undefine one");
        },
        [this] {
            if (const Domain domain = find("one")) {
                EXPECT_THAT(live_xml(domain), HasSubstr("<description>new</description>"));
            }
            expect_no_orphan();
        });
}

TEST_F(KilledManager, LeavesTheOldDefinitionOrTheNewOne)
{
    const std::string old_file = file_of("old");
    kill_at_many_moments(
        "define " + file_of("new"), 20,
        [&](ManagerProcess &manager) { ASSERT_TRUE(manager.ask("define " + old_file).is_ok); },
        [this] {
            const Domain domain = find("one");
            ASSERT_NE(domain, nullptr) << last_message();
            EXPECT_THAT(live_xml(domain), AnyOf(HasSubstr("<description>old</description>"),
                                                HasSubstr("<description>new</description>")));
        });
}

TEST_F(KilledManager, LeavesADefinitionOrNoneOfADomainThatIsUndefined)
{
    const std::string file = file_of("old");
    kill_at_many_moments(
        "undefine one", 20,
        [&](ManagerProcess &manager) { ASSERT_TRUE(manager.ask("define " + file).is_ok); },
        [this] {
            if (const Domain domain = find("one")) {
                EXPECT_THAT(live_xml(domain), HasSubstr("<description>old</description>"));
            }
            expect_no_orphan();
        });
}

TEST_F(KilledManager, LeavesAGuestThatIsKnownOrNone)
{
    const std::string file = file_of("old");
    kill_at_many_moments(
        "start one", 16, [&](ManagerProcess &manager) { ASSERT_TRUE(manager.ask("define " + file).is_ok); },
        [this] {
            expect_no_orphan();
            const Domain domain = find("one");
            ASSERT_NE(domain, nullptr) << last_message();
            if (virDomainIsActive(domain.get()) == 1) {
                EXPECT_EQ(state_of(domain).first, VIR_DOMAIN_RUNNING) << "reason " << state_of(domain).second;
                EXPECT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
            } else {
                EXPECT_EQ(virDomainCreate(domain.get()), 0) << last_message();
                EXPECT_EQ(virDomainDestroy(domain.get()), 0) << last_message();
            }
            EXPECT_THAT(emulators_of(root()), IsEmpty());
        });
}

TEST_F(KilledManager, LeavesAGuestThatIsKnownOrNoneOfOneThatIsDestroyed)
{
    const std::string file = file_of("old");
    kill_at_many_moments(
        "destroy one", 8,
        [&](ManagerProcess &manager) {
            ASSERT_TRUE(manager.ask("define " + file).is_ok);
            ASSERT_TRUE(manager.ask("xml one").text.find(" id=") != std::string::npos ||
                        manager.ask("start one").is_ok);
        },
        [this] {
            expect_no_orphan();
            EXPECT_THAT(emulators_of(root()), AnyOf(IsEmpty(), SizeIs(1)));
        });
}

} // namespace
} // namespace modvirt::qemu::guest_test
