// SPDX-License-Identifier: LGPL-2.1-or-later
// Many threads on one connection.
#include "conformance.hpp"

#include <atomic>
#include <thread>

namespace conformance {
namespace {

class Threads : public Conformance {
protected:
    static constexpr int thread_count = 4;

    template <class Work>
    void run(Work &&work)
    {
        std::vector<std::thread> threads;
        for (int number = 1; number <= thread_count; ++number)
            threads.emplace_back([&work, number] { work(number); });
        for (auto &thread : threads)
            thread.join();
    }
};

TEST_P(Threads, DefineAndUndefineDomainsOfTheirOwn)
{
    std::atomic<int> failures{0};
    run([&](int number) {
        for (int round = 0; round < 20; ++round) {
            const Domain domain(
                virDomainDefineXML(connect(), xml("domain-" + std::to_string(number), number).c_str()));
            if (!domain || virDomainIsActive(domain.get()) != 0 || virDomainUndefine(domain.get()) != 0)
                ++failures;
        }
    });
    EXPECT_EQ(failures, 0);
    EXPECT_THAT(list(), ::testing::IsEmpty());
}

TEST_P(Threads, ShareOneHandle)
{
    const Domain domain = define("one", 1);
    std::atomic<int> failures{0};
    run([&](int) {
        for (int round = 0; round < 100; ++round) {
            virDomainInfo info{};
            if (virDomainRef(domain.get()) != 0 || virDomainGetInfo(domain.get(), &info) != 0 ||
                info.maxMem != 65536 || virDomainFree(domain.get()) != 0)
                ++failures;
        }
    });
    EXPECT_EQ(failures, 0);
}

TEST_P(Threads, CannotBothStartADomain)
{
    const Domain domain = define("one", 1);
    std::atomic<int> started{0};
    run([&](int) { started += virDomainCreate(domain.get()) == 0 ? 1 : 0; });
    EXPECT_EQ(started, 1);
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
}

TEST_P(Threads, HaveErrorsOfTheirOwn)
{
    std::atomic<int> mixed{0};
    run([&](int number) {
        const std::string name = "nobody-" + std::to_string(number);
        for (int round = 0; round < 50; ++round) {
            const Domain domain(virDomainLookupByName(connect(), name.c_str()));
            if (domain || last_code() != VIR_ERR_NO_DOMAIN)
                ++mixed;
        }
    });
    EXPECT_EQ(mixed, 0);
}

RUN_ON_EVERY_HYPERVISOR(Threads);

} // namespace
} // namespace conformance
