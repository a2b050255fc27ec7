// SPDX-License-Identifier: LGPL-2.1-or-later
// The host's figures, and what an agent tells of a guest.
#include "fake_host.hpp"

#include <algorithm>

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NodeTest : public DriverTest {
protected:
    std::vector<uint64_t> free_pages(const std::vector<uint32_t> &sizes, int32_t first, uint32_t cells)
    {
        std::vector<uint64_t> pages;
        const modvirt_u64_sink sink{sizeof sink, 0, &pages, [](const modvirt_u64_sink *self, uint64_t value) {
                                        static_cast<std::vector<uint64_t> *>(self->data)->push_back(value);
                                        return 0;
                                    }};
        PageRequest request(sizes, first, cells, &sink);
        m_driver->node_get_free_pages(request, 0);
        return pages;
    }
    std::vector<std::string> names(const DomainRef &domain, uint32_t types)
    {
        std::vector<std::string> names;
        for (const Parameter &parameter : m_driver->domain_get_guest_info(domain, types, 0))
            names.push_back(parameter.name);
        return names;
    }
};

std::optional<uint64_t> number(const Parameters &parameters, std::string_view name)
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const Parameter &each) { return each.name == name; });
    if (found == parameters.end())
        return std::nullopt;
    if (const auto *value = std::get_if<uint32_t>(&found->value))
        return *value;
    return std::get<uint64_t>(found->value);
}

TEST_F(NodeTest, CellsTellTheirMemoryAndTheHostAllOfIt)
{
    const uint64_t first = *number(m_driver->node_get_memory_stats(0, 0), "total");
    const uint64_t second = *number(m_driver->node_get_memory_stats(1, 0), "total");
    EXPECT_EQ(number(m_driver->node_get_memory_stats(-1, 0), "total"), first + second);
    EXPECT_EQ(number(m_driver->node_get_memory_stats(-1, 0), "free"), m_driver->node_get_free_memory());
    const Failure failure = failure_of([&] { m_driver->node_get_memory_stats(2, 0); });
    EXPECT_EQ(failure.code, ErrorCode::InvalidArg);
    EXPECT_THAT(failure.message, HasSubstr("cells 0 to 1"));
}

TEST_F(NodeTest, ProcessorsTellFourFigures)
{
    EXPECT_EQ(m_driver->node_get_cpu_stats(-1, 0).size(), 4u);
    EXPECT_EQ(failure_of([&] { m_driver->node_get_cpu_stats(0, 1); }).code, ErrorCode::InvalidArg);
}

TEST_F(NodeTest, PageSharingKeepsWhatItIsTold)
{
    m_driver->node_set_memory_parameters({{"shm_pages_to_scan", uint32_t{7}}}, 0);
    EXPECT_EQ(number(m_driver->node_get_memory_parameters(0), "shm_pages_to_scan"), 7u);
    EXPECT_EQ(number(m_driver->node_get_memory_parameters(0), "shm_sleep_millisecs"), 20u);
    EXPECT_EQ(failure_of([&] { m_driver->node_set_memory_parameters({{"shm_full_scans", uint64_t{1}}}, 0); }).code,
              ErrorCode::ArgumentUnsupported);
}

TEST_F(NodeTest, FreePagesAreToldForEverySizeInEveryCell)
{
    EXPECT_THAT(free_pages({4, 2048}, 0, 2), ElementsAre(19, 45, 97, 201));
    EXPECT_THAT(free_pages({4}, -1, 1), ElementsAre(19));
}

TEST_F(NodeTest, AllocatedPagesAreFree)
{
    EXPECT_EQ(m_driver->node_alloc_pages({{2048, 5}}, 1, 1, 0), 1);
    EXPECT_EQ(m_driver->node_alloc_pages({{2048, 1}}, 0, 2, 0), 2);
    EXPECT_THAT(free_pages({2048}, 0, 2), ElementsAre(19 + 1, 45 + 6));
    EXPECT_EQ(m_driver->node_alloc_pages({{2048, 0}}, 1, 1, 1), 1);
    EXPECT_THAT(free_pages({2048}, 1, 1), ElementsAre(19));
    EXPECT_THAT(failure_of([&] { m_driver->node_alloc_pages({{4, 1}}, 0, 1, 0); }).message, HasSubstr("no pool"));
    EXPECT_EQ(failure_of([&] { m_driver->node_alloc_pages({{2048, 1}}, 1, 2, 0); }).code, ErrorCode::InvalidArg);
}

TEST_F(NodeTest, AGuestTellsWhatItIsAskedForOrAll)
{
    const LiveDomain domain = start("a", 1);
    EXPECT_THAT(names(domain, 4), ElementsAre("timezone.name", "timezone.offset"));
    EXPECT_THAT(names(domain, 8), ElementsAre("hostname"));
    EXPECT_GT(names(domain, 0).size(), 10u);
    EXPECT_EQ(failure_of([&] { names(domain, 128); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { names(define("off", 2), 0); }).code, ErrorCode::OperationInvalid);
}

TEST_F(NodeTest, KeysAreReplacedAddedAndTakenOut)
{
    const LiveDomain domain = start("a", 1);
    EXPECT_THAT(m_driver->domain_authorized_ssh_keys_get(domain, "root", 0), IsEmpty());
    m_driver->domain_authorized_ssh_keys_set(domain, "root", {"one", "two"}, 0);
    m_driver->domain_authorized_ssh_keys_set(domain, "root", {"three", "one"}, 1);
    EXPECT_THAT(m_driver->domain_authorized_ssh_keys_get(domain, "root", 0), ElementsAre("two", "three", "one"));
    m_driver->domain_authorized_ssh_keys_set(domain, "root", {"three"}, 2);
    EXPECT_THAT(m_driver->domain_authorized_ssh_keys_get(domain, "root", 0), ElementsAre("two", "one"));
    EXPECT_THAT(m_driver->domain_authorized_ssh_keys_get(domain, "ann", 0), IsEmpty());
}

TEST_F(NodeTest, AgentsAreNotWaitedForLessThanNotAtAll)
{
    const LiveDomain domain = start("a", 1);
    m_driver->domain_agent_set_response_timeout(domain, -2, 0);
    EXPECT_EQ(failure_of([&] { m_driver->domain_agent_set_response_timeout(domain, -3, 0); }).code,
              ErrorCode::InvalidArg);
}

} // namespace
} // namespace modvirt::test::testing
