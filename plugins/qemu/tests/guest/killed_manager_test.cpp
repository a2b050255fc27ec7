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
    // over, at moments from at once to when it has just done it, until it was killed at work `times` times. How long
    // the work takes changes with what else the host does: the span that the moments lie in follows it.
    template <class Prepare, class Check>
    void kill_at_work(const std::string &order, int times, Prepare &&prepare, Check &&check)
    {
        time_of(order, prepare); // the first time takes longer: QEMU is asked what it can do
        check();
        disconnect();
        Clock::duration span = time_of(order, prepare);
        check();
        disconnect();
        int killed = 0;
        for (int round = 0; killed < times; ++round) {
            ASSERT_LT(round, 20 * times) << "the work was done before it could be killed, but for " << killed << " times";
            SCOPED_TRACE("round " + std::to_string(round));
            ManagerProcess manager;
            prepare_with(manager, prepare);
            manager.tell(order);
            std::this_thread::sleep_for(span * (round % times) / times);
            manager.kill();
            if (manager.listen().is_ok)
                span = span * 3 / 4;
            else
                ++killed;
            check();
            disconnect();
        }
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
    kill_at_work(
        "define " + file_of("new"), 12,
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
    kill_at_work(
        "define " + file_of("new"), 12,
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
    kill_at_work(
        "undefine one", 12,
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
    kill_at_work(
        "start one", 10, [&](ManagerProcess &manager) { ASSERT_TRUE(manager.ask("define " + file).is_ok); },
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
    kill_at_work(
        "destroy one", 5,
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
