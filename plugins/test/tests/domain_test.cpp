// SPDX-License-Identifier: LGPL-2.1-or-later
// What can be asked of a domain and changed in it.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr uint32_t live = 1;
constexpr uint32_t config = 2;
constexpr uint32_t maximum = 4;

class DomainTest : public DriverTest {
protected:
    // "MAXIMUM/CURRENT"
    std::string memory(const DomainRef &domain)
    {
        const DomainInfo info = m_driver->domain_get_info(domain);
        return std::to_string(info.max_memory_kib) + "/" + std::to_string(info.memory_kib);
    }
    Failure setting_memory(const DomainRef &domain, uint64_t memory_kib, uint32_t flags)
    {
        return failure_of([&] { m_driver->domain_set_memory_flags(domain, memory_kib, flags); });
    }
    Failure setting_vcpus(const DomainRef &domain, uint32_t vcpus, uint32_t flags)
    {
        return failure_of([&] { m_driver->domain_set_vcpus_flags(domain, vcpus, flags); });
    }
    // live, config, live maximum, config maximum
    std::vector<int32_t> vcpus(const DomainRef &domain)
    {
        std::vector<int32_t> counts;
        for (const uint32_t flags : {live, config, live | maximum, config | maximum})
            counts.push_back(m_driver->domain_get_vcpus_flags(domain, flags));
        return counts;
    }
    std::string inactive_xml(const DomainRef &domain) { return m_driver->domain_get_xml_desc(domain, 2); }
};

TEST_F(DomainTest, MemoryOfAnInactiveDomainIsThatOfItsDefinition)
{
    LiveDomain domain = define("a", 1);
    m_driver->domain_set_memory_flags(domain, 500, maximum);
    EXPECT_EQ(memory(domain), "500/500");
    m_driver->domain_set_memory_flags(domain, 5000, maximum);
    EXPECT_EQ(memory(domain), "5000/500");
    m_driver->domain_set_memory_flags(domain, 3000, 0);
    EXPECT_EQ(memory(domain), "5000/3000");
    EXPECT_EQ(setting_memory(domain, 5001, 0).message, "cannot set memory higher than max memory");
    EXPECT_EQ(setting_memory(domain, 100, live).message, "domain is not running");
    EXPECT_EQ(memory(domain), "5000/3000");
}

TEST_F(DomainTest, MemoryOfAnActiveDomainAndOfItsDefinitionAreTwoThings)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_set_memory_flags(domain, 100, 0);
    EXPECT_EQ(memory(domain), "1024/100");
    EXPECT_THAT(inactive_xml(domain), HasSubstr("<currentMemory unit='KiB'>1024</currentMemory>"));
    m_driver->domain_set_memory_flags(domain, 2048, config | maximum);
    EXPECT_EQ(memory(domain), "1024/100");
    EXPECT_EQ(m_driver->domain_get_max_memory(domain), 1024u);
    EXPECT_EQ(setting_memory(domain, 2048, maximum).message,
              "cannot resize the maximum memory on an active domain");
    EXPECT_EQ(setting_memory(domain, 2048, live).code, ErrorCode::InvalidArg);
    EXPECT_EQ(setting_memory(domain, 100, live | config).code, ErrorCode::InvalidArg);
    m_driver->domain_destroy_flags(domain, 0);
    EXPECT_EQ(memory(domain), "2048/1024");
}

TEST_F(DomainTest, ATransientDomainHasNoDefinitionToChange)
{
    const FoundDomain found = m_driver->domain_create_xml(xml("t", 1), 0);
    const DomainRef domain{found.id, found.uuid, found.name};
    EXPECT_EQ(setting_memory(domain, 100, config).code, ErrorCode::OperationInvalid);
    EXPECT_EQ(setting_vcpus(domain, 1, config).code, ErrorCode::OperationInvalid);
    EXPECT_EQ(setting_memory(domain, 100, 0).code, ErrorCode::Ok);
}

TEST_F(DomainTest, VcpusAreCountedForTheDomainAndForItsDefinition)
{
    LiveDomain domain = start("a", 1, "<vcpu current='2'>4</vcpu>");
    EXPECT_THAT(vcpus(domain), ElementsAre(2, 2, 4, 4));
    m_driver->domain_set_vcpus_flags(domain, 3, live);
    EXPECT_THAT(vcpus(domain), ElementsAre(3, 2, 4, 4));
    m_driver->domain_set_vcpus_flags(domain, 4, live | config);
    EXPECT_THAT(vcpus(domain), ElementsAre(4, 4, 4, 4));
    m_driver->domain_set_vcpus_flags(domain, 1, config | maximum);
    EXPECT_THAT(vcpus(domain), ElementsAre(4, 1, 4, 1));
    EXPECT_EQ(setting_vcpus(domain, 0, live).code, ErrorCode::InvalidArg);
    EXPECT_EQ(setting_vcpus(domain, 2, maximum).message,
              "Flag 'VIR_DOMAIN_AFFECT_CONFIG' is required by flag 'VIR_DOMAIN_VCPU_MAXIMUM'");
    EXPECT_EQ(setting_vcpus(domain, 5, live).message, "requested cpu amount exceeds maximum (5 > 4)");
    EXPECT_EQ(setting_vcpus(domain, 2, live | config).message,
              "requested cpu amount exceeds maximum (2 > 1)");
    EXPECT_EQ(setting_vcpus(domain, 33, live).message,
              "requested cpu amount exceeds maximum supported amount (33 > 32)");
    EXPECT_THAT(vcpus(domain), ElementsAre(4, 1, 4, 1));
    EXPECT_EQ(m_driver->domain_get_info(domain).vcpus, 4u);
}

TEST_F(DomainTest, VcpusRunWhereTheDefinitionPinsThem)
{
    LiveDomain domain =
        start("a", 1, "<vcpu cpuset='0-3,^2'>2</vcpu><cputune><vcpupin vcpu='1' cpuset='5'/></cputune>");
    const auto running = collect_vcpus([&](VcpuSink &sink) { m_driver->domain_get_vcpus(domain, sink); });
    EXPECT_THAT(running, ElementsAre("0 1 3 0b00", "1 1 5 2000"));
    const auto pins =
        collect_vcpus([&](VcpuSink &sink) { m_driver->domain_get_vcpu_pin_info(domain, sink, 0); });
    EXPECT_THAT(pins, ElementsAre("0 1 -1 0b00", "1 1 -1 2000"));
}

TEST_F(DomainTest, PinningChangesTheActiveDomainAndIsSeenInItsXml)
{
    LiveDomain domain = start("a", 1, "<vcpu>2</vcpu>");
    const uint8_t cpus[] = {0x05};
    m_driver->domain_pin_vcpu_flags(domain, 1, cpus, 0);
    m_driver->domain_pin_vcpu_flags(domain, 0, cpus, 0);
    const uint8_t others[] = {0x00, 0x80};
    m_driver->domain_pin_vcpu_flags(domain, 0, others, 0);
    const auto running = collect_vcpus([&](VcpuSink &sink) { m_driver->domain_get_vcpus(domain, sink); });
    EXPECT_THAT(running, ElementsAre("0 1 15 0080", "1 1 2 0500"));
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 0), HasSubstr("<vcpupin vcpu='0' cpuset='15'/>"));
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 0), HasSubstr("<vcpupin vcpu='1' cpuset='0,2'/>"));
    EXPECT_THAT(inactive_xml(domain), Not(HasSubstr("vcpupin")));
}

TEST_F(DomainTest, PinsOfVcpusThatAreNoLongerPossibleGoWithThem)
{
    LiveDomain domain =
        define("a", 1,
               "<vcpu>3</vcpu><cputune><vcpupin vcpu='0' cpuset='1'/><vcpupin vcpu='1' cpuset='5'/>"
               "<vcpupin vcpu='2' cpuset='6'/></cputune>");
    m_driver->domain_set_vcpus_flags(domain, 1, config | maximum);
    EXPECT_THAT(inactive_xml(domain), HasSubstr("<vcpupin vcpu='0' cpuset='1'/>"));
    EXPECT_THAT(inactive_xml(domain), Not(HasSubstr("vcpu='1'")));
    EXPECT_THAT(inactive_xml(domain), Not(HasSubstr("vcpu='2'")));
    LiveDomain bare = define("b", 2, "<vcpu>2</vcpu><cputune><vcpupin vcpu='1' cpuset='5'/></cputune>");
    m_driver->domain_set_vcpus_flags(bare, 1, config | maximum);
    EXPECT_THAT(inactive_xml(bare), Not(HasSubstr("cputune")));
}

TEST_F(DomainTest, PinningNeedsAnActiveDomainAVcpuAndAProcessor)
{
    LiveDomain domain = define("a", 1);
    const uint8_t cpus[] = {0x05};
    const auto pinning = [&](uint32_t vcpu, CpuMap map) {
        return failure_of([&] { m_driver->domain_pin_vcpu_flags(domain, vcpu, map, 0); });
    };
    EXPECT_EQ(pinning(0, cpus).message, "cannot pin vcpus on an inactive domain");
    EXPECT_EQ(failure_of([&] {
                  collect_vcpus([&](VcpuSink &sink) { m_driver->domain_get_vcpus(domain, sink); });
              }).message,
              "cannot list vcpus for an inactive domain");
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_EQ(pinning(1, cpus).message, "requested vcpu '1' is not present in the domain");
    const uint8_t none[] = {0x00, 0x00, 0xff};
    EXPECT_EQ(pinning(0, none).code, ErrorCode::InvalidArg);
}

TEST_F(DomainTest, DisksAndInterfacesAreFoundByEitherOfTheirNames)
{
    LiveDomain domain;
    domain.uuid = default_domain_uuid;
    EXPECT_GT(m_driver->domain_block_stats(domain, "vda").read_requests, 0);
    EXPECT_GT(m_driver->domain_block_stats(domain, "/guest/diskimage1").write_bytes, 0);
    EXPECT_GT(m_driver->domain_interface_stats(domain, "testnet0").rx_bytes, 0);
    EXPECT_GT(m_driver->domain_interface_stats(domain, "aa:bb:cc:dd:ee:ff").tx_bytes, 0);
    EXPECT_EQ(m_driver->domain_get_block_info(domain, "vda", 0).physical, 1099511627776u);
    EXPECT_EQ(failure_of([&] { m_driver->domain_block_stats(domain, "zz"); }).message, "invalid path: zz");
    EXPECT_EQ(failure_of([&] { m_driver->domain_block_stats(domain, ""); }).code,
              ErrorCode::OperationUnsupported);
    EXPECT_EQ(failure_of([&] { m_driver->domain_interface_stats(domain, "zz"); }).message,
              "'zz' is not a known interface");
    EXPECT_EQ(failure_of([&] { m_driver->domain_get_block_info(domain, "zz", 0); }).message,
              "invalid path zz not assigned to domain");
    m_driver->domain_destroy_flags(domain, 0);
    EXPECT_EQ(failure_of([&] { m_driver->domain_block_stats(domain, "vda"); }).message,
              "domain is not running");
    EXPECT_EQ(m_driver->domain_get_block_info(domain, "vda", 0).capacity, 1099506450432u);
}

TEST_F(DomainTest, TitlesAndDescriptionsAreSetReadAndRemoved)
{
    LiveDomain domain = start("a", 1);
    const auto get = [&](int32_t type, uint32_t flags) {
        return m_driver->domain_get_metadata(domain, {type, {}}, flags);
    };
    EXPECT_EQ(failure_of([&] { get(1, 0); }).code, ErrorCode::NoDomainMetadata);
    m_driver->domain_set_metadata(domain, {{1, {}}, "A & <B>", {}}, live | config);
    m_driver->domain_set_metadata(domain, {{0, {}}, "words", {}}, config);
    EXPECT_EQ(get(1, live), "A & <B>");
    EXPECT_EQ(get(1, config), "A & <B>");
    EXPECT_EQ(get(0, config), "words");
    EXPECT_EQ(failure_of([&] { get(0, live); }).code, ErrorCode::NoDomainMetadata);
    m_driver->domain_set_metadata(domain, {{1, {}}, {}, {}}, live);
    EXPECT_EQ(failure_of([&] { get(1, live); }).code, ErrorCode::NoDomainMetadata);
    EXPECT_EQ(failure_of([&] { get(7, 0); }).message, "unknown metadata type '7'");
    EXPECT_EQ(failure_of([&] {
                  m_driver->domain_set_metadata(domain, {{1, {}}, "two\nlines", {}}, 0);
              }).message,
              "Domain title can't contain newlines");
}

TEST_F(DomainTest, MetadataOfAnApplicationIsKeptUnderItsNamespace)
{
    LiveDomain domain = define("a", 1);
    const auto set = [&](std::optional<std::string_view> text, const char *key, const char *uri) {
        m_driver->domain_set_metadata(domain, {{2, uri}, text, key}, 0);
    };
    const auto get = [&](const char *uri) { return m_driver->domain_get_metadata(domain, {2, uri}, 0); };
    set("<one a=\"1\"><in>x &amp; y</in></one>", "k", "http://x");
    set("<two/>", "k", "http://y");
    EXPECT_EQ(get("http://x"), "<one a=\"1\"><in>x &amp; y</in></one>");
    EXPECT_EQ(get("http://y"), "<two/>");
    EXPECT_THAT(inactive_xml(domain), HasSubstr("<k:two xmlns:k=\"http://y\"/>"));
    set("<three/>", "j", "http://x");
    EXPECT_EQ(get("http://x"), "<three/>");
    set({}, "k", "http://x");
    EXPECT_EQ(failure_of([&] { get("http://x"); }).code, ErrorCode::NoDomainMetadata);
    set({}, "k", "http://y");
    EXPECT_THAT(inactive_xml(domain), Not(HasSubstr("metadata")));
    EXPECT_EQ(failure_of([&] { set("<open", "k", "http://x"); }).code, ErrorCode::XmlDetail);
    for (const char *key : {"", "a b", "a:b", "<", "1a"})
        EXPECT_EQ(failure_of([&] { set("<z/>", key, "http://x"); }).code, ErrorCode::InternalError) << key;
    EXPECT_EQ(failure_of([&] { set("<o:z xmlns:o='http://w'/>", "k", "http://x"); }).code,
              ErrorCode::InvalidArg);
}

TEST_F(DomainTest, ARenamedDomainIsTheSameDomain)
{
    LiveDomain domain = define("a", 1);
    define("other", 2);
    m_host.take_events();
    const auto renaming = [&](std::string_view name) {
        return failure_of([&] { m_driver->domain_rename(domain, name, 0); });
    };
    EXPECT_EQ(renaming("b").code, ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 1 1 -1", "b 0 2 -1"));
    EXPECT_EQ(m_driver->domain_lookup_by_name("b").uuid, uuid(1));
    EXPECT_THAT(inactive_xml(domain), HasSubstr("<name>b</name>"));
    EXPECT_EQ(renaming("b").message, "Can't rename domain to itself");
    EXPECT_EQ(renaming("other").message, "domain with name 'other' already exists");
    EXPECT_EQ(renaming("x/y").message, "name x/y cannot contain '/'");
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_EQ(renaming("c").message, "cannot rename active domain");
}

TEST_F(DomainTest, DefinitionsThatAreWrongChangeNothing)
{
    const auto defining = [&](std::string_view text, uint32_t flags = 0) {
        return failure_of([&] { m_driver->domain_define_xml_flags(text, flags); });
    };
    EXPECT_EQ(defining("").code, ErrorCode::XmlDetail);
    EXPECT_EQ(defining("<a/>").code, ErrorCode::XmlError);
    EXPECT_EQ(defining("<domain type='test'/>").code, ErrorCode::NoName);
    EXPECT_EQ(defining(xml("a/b", 1)).code, ErrorCode::XmlError);
    EXPECT_EQ(defining(xml("a", 1, "<foo/>"), 1).code, ErrorCode::XmlInvalidSchema);
    EXPECT_THAT(list(), ElementsAre("test"));
    EXPECT_EQ(defining(xml("a", 1, "<foo/>")).code, ErrorCode::Ok);
    EXPECT_EQ(defining(xml("a", 2)).code, ErrorCode::OperationFailed);
    EXPECT_EQ(defining(xml("b", 1)).code, ErrorCode::OperationFailed);
}

TEST_F(DomainTest, AutostartCanBeMarkedOnEveryDomain)
{
    LiveDomain domain = define("a", 1);
    EXPECT_FALSE(m_driver->domain_get_autostart(domain));
    m_driver->domain_set_autostart(domain, 7);
    EXPECT_TRUE(m_driver->domain_get_autostart(domain));
    EXPECT_THAT(list(1024), ElementsAre("a"));
    m_driver->domain_set_autostart(domain, 0);
    EXPECT_FALSE(m_driver->domain_get_autostart(domain));
}

TEST_F(DomainTest, TheHostIsTheOneThatEveryTestKnows)
{
    EXPECT_EQ(m_driver->node_get_free_memory(), 3145728u);
    EXPECT_EQ(m_driver->connect_get_max_vcpus({}), 32);
    EXPECT_EQ(m_driver->connect_get_version(), 2u);
    EXPECT_EQ(m_driver->node_get_security_model().model, "testSecurity");
    LiveDomain domain = define("a", 1);
    EXPECT_EQ(m_driver->domain_get_security_label(domain).label, "");
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_EQ(m_driver->domain_get_security_label(domain).label, "libvirt-test");
    EXPECT_TRUE(m_driver->domain_get_security_label(domain).enforcing);
    EXPECT_EQ(m_driver->domain_get_os_type(domain), "linux");
}

TEST_F(DomainTest, FreeMemoryOfCellsIsToldFromTheFirstOneAskedFor)
{
    const auto cells = [&](int32_t first, uint32_t max) {
        std::vector<uint64_t> amounts;
        const modvirt_u64_sink raw{sizeof raw, 0, &amounts, [](const modvirt_u64_sink *sink, uint64_t value) {
                                       static_cast<std::vector<uint64_t> *>(sink->data)->push_back(value);
                                       return 0;
                                   }};
        CellSink sink(first, max, &raw);
        m_driver->node_get_cells_free_memory(sink);
        return amounts;
    };
    EXPECT_THAT(cells(0, 10), ElementsAre(2097152u, 4194304u));
    EXPECT_THAT(cells(0, 1), ElementsAre(2097152u));
    EXPECT_THAT(cells(1, 5), ElementsAre(4194304u));
    EXPECT_EQ(failure_of([&] { cells(2, 1); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { cells(-1, 1); }).code, ErrorCode::InvalidArg);
}

} // namespace
} // namespace modvirt::test::testing
