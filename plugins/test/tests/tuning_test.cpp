// SPDX-License-Identifier: LGPL-2.1-or-later
// What a domain may use of the host, and what its guest tells.
#include "fake_host.hpp"

#include <algorithm>

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr uint32_t live_values = 1;
constexpr uint32_t config = 2;

constexpr const char *devices =
    "<devices>"
    "<disk type='file' device='disk'><source file='/a.img'/><target dev='vda'/></disk>"
    "<interface type='network'><mac address='52:54:00:00:00:01'/>"
    "<source network='default'/><target dev='a0'/></interface>"
    "</devices>";

class TuningTest : public DriverTest {
protected:
    std::string document(const DomainRef &domain, uint32_t flags = 0)
    {
        return m_driver->domain_get_xml_desc(domain, flags);
    }
};

// The value of that name, as text.
std::string value_of(const Parameters &parameters, std::string_view name)
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const Parameter &each) { return each.name == name; });
    if (found == parameters.end())
        return "(none)";
    if (const auto *number = std::get_if<uint64_t>(&found->value))
        return std::to_string(*number);
    if (const auto *number = std::get_if<uint32_t>(&found->value))
        return std::to_string(*number);
    if (const auto *text = std::get_if<std::string>(&found->value))
        return *text;
    return "(another type)";
}

std::vector<uint32_t> ids_of(const std::vector<IOThread> &threads)
{
    std::vector<uint32_t> ids;
    for (const IOThread &thread : threads)
        ids.push_back(thread.id);
    return ids;
}

} // namespace

TEST_F(TuningTest, MemoryLimitsAreKeptInTheConfigurationThatIsMeant)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_set_memory_parameters(domain, {{"hard_limit", uint64_t{4096}}}, live_values);
    EXPECT_EQ(value_of(m_driver->domain_get_memory_parameters(domain, live_values), "hard_limit"), "4096");
    EXPECT_EQ(value_of(m_driver->domain_get_memory_parameters(domain, config), "hard_limit"),
              "9007199254740991");
    EXPECT_THAT(document(domain), HasSubstr("<hard_limit unit='KiB'>4096</hard_limit>"));
    m_driver->domain_set_memory_parameters(domain, {{"hard_limit", uint64_t{9007199254740991}}}, live_values);
    EXPECT_THAT(document(domain), Not(HasSubstr("memtune")));
}

TEST_F(TuningTest, AHardLimitAboveThatOfSwapIsRefusedInBothConfigurationsOrNone)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_set_memory_parameters(
        domain, {{"hard_limit", uint64_t{10}}, {"swap_hard_limit", uint64_t{20}}}, config);
    const auto failure = failure_of([&] {
        m_driver->domain_set_memory_parameters(domain, {{"hard_limit", uint64_t{30}}}, live_values | config);
    });
    EXPECT_EQ(failure.code, ErrorCode::InvalidArg);
    EXPECT_THAT(document(domain), Not(HasSubstr("memtune")));
    EXPECT_EQ(value_of(m_driver->domain_get_memory_parameters(domain, config), "hard_limit"), "10");
}

TEST_F(TuningTest, ParametersThatAreUnknownOrOfAnotherTypeAreRefused)
{
    LiveDomain domain = define("a", 1);
    const auto setting = [&](const Parameters &parameters) {
        return failure_of([&] { m_driver->domain_set_memory_parameters(domain, parameters, 0); });
    };
    EXPECT_EQ(setting({{"nonsense", uint64_t{1}}}).code, ErrorCode::ArgumentUnsupported);
    EXPECT_EQ(setting({{"hard_limit", uint32_t{1}}}).message,
              "invalid type 'uint' requested for parameter 'hard_limit', expected 'ullong'");
    EXPECT_EQ(setting({{"hard_limit", uint64_t{1}}, {"hard_limit", uint64_t{2}}}).message,
              "parameter 'hard_limit' occurs multiple times");
}

TEST_F(TuningTest, DevicesOfTheHostAreLimitedOneByOne)
{
    LiveDomain domain = define("a", 1);
    m_driver->domain_set_blkio_parameters(domain,
                                          {{"device_weight", std::string("/dev/sda,500,/dev/sdb,100")}}, 0);
    m_driver->domain_set_blkio_parameters(domain, {{"device_read_iops_sec", std::string("/dev/sdb,7")}}, 0);
    m_driver->domain_set_blkio_parameters(domain, {{"device_weight", std::string("/dev/sda,0,/dev/sdb,0")}},
                                          0);
    const Parameters parameters = m_driver->domain_get_blkio_parameters(domain, 0);
    EXPECT_EQ(value_of(parameters, "device_weight"), "");
    EXPECT_EQ(value_of(parameters, "device_read_iops_sec"), "/dev/sdb,7");
    EXPECT_THAT(document(domain), Not(HasSubstr("/dev/sda")));
    EXPECT_THAT(
        failure_of([&] {
            m_driver->domain_set_blkio_parameters(domain, {{"device_weight", std::string("/dev/sda")}}, 0);
        }).message,
        HasSubstr("unable to parse blkio device"));
}

TEST_F(TuningTest, ATotalLimitOfADiskExcludesThoseOfReadingAndWriting)
{
    LiveDomain domain = define("a", 1, devices);
    m_driver->domain_set_block_io_tune(
        domain, "vda", {{"total_bytes_sec", uint64_t{1000}}, {"total_bytes_sec_max", uint64_t{1000}}}, 0);
    EXPECT_EQ(value_of(m_driver->domain_get_block_io_tune(domain, "/a.img", 0), "total_bytes_sec"), "1000");
    const auto setting = [&](const char *name, uint64_t value) {
        return failure_of([&] {
                   m_driver->domain_set_block_io_tune(domain, "vda", {{name, value}}, 0);
               })
            .message;
    };
    EXPECT_EQ(setting("read_bytes_sec", 5),
              "total and read/write of bytes_sec cannot be set at the same time");
    EXPECT_EQ(setting("total_bytes_sec_max", 5),
              "total_bytes_sec cannot be set higher than total_bytes_sec_max");
    EXPECT_EQ(setting("read_iops_sec", 5), "read_iops_sec cannot be set higher than read_iops_sec_max");
    EXPECT_THAT(setting("size_iops_sec", uint64_t{1} << 60), HasSubstr("must be no more than"));
}

TEST_F(TuningTest, ParametersAreCountedWithoutADomainOrADevice)
{
    EXPECT_EQ(Driver::parameter_count("virDomainGetBlockIoTune", live | config), 20u);
    EXPECT_EQ(Driver::parameter_count("virDomainGetInterfaceParameters", 0), 7u);
    EXPECT_EQ(Driver::parameter_count("virDomainGetNumaParameters", 4), 2u);
    EXPECT_EQ(failure_of([] { static_cast<void>(Driver::parameter_count("virDomainGetMemoryParameters", 8)); }).message,
              "unsupported flags (0x8) in function testDomainGetMemoryParameters");
    EXPECT_EQ(Driver::parameter_count("virDomainGetPerfEvents", 0), std::nullopt);
}

TEST_F(TuningTest, ADiskHasToBeNamedToTellItsLimits)
{
    LiveDomain domain = define("a", 1, devices);
    EXPECT_EQ(failure_of([&] { m_driver->domain_get_block_io_tune(domain, std::nullopt, 0); }).code,
              ErrorCode::InvalidArg);
}

TEST_F(TuningTest, AnInterfaceThatIsNotLimitedHasNoBandwidth)
{
    LiveDomain domain = define("a", 1, devices);
    m_driver->domain_set_interface_parameters(domain, "a0",
                                              {{"inbound.average", 100u}, {"inbound.peak", 200u}}, 0);
    EXPECT_THAT(document(domain), HasSubstr("<inbound average='100' peak='200'/>"));
    m_driver->domain_set_interface_parameters(domain, "a0", {{"inbound.average", 0u}}, 0);
    EXPECT_THAT(document(domain), Not(HasSubstr("bandwidth")));
}

TEST_F(TuningTest, IOThreadsAreNumberedFromTheLowestThatIsFree)
{
    LiveDomain domain = define("a", 1, "<iothreads>2</iothreads>");
    m_driver->domain_add_io_thread(domain, 9, 0);
    m_driver->domain_del_io_thread(domain, 1, 0);
    EXPECT_THAT(ids_of(m_driver->domain_get_io_thread_info(domain, 0)), ElementsAre(2u, 9u));
    EXPECT_EQ(failure_of([&] { m_driver->domain_add_io_thread(domain, 9, 0); }).message,
              "an IOThread is already using iothread_id '9'");
}

TEST_F(TuningTest, ThePinOfAnIOThreadGoesWithIt)
{
    LiveDomain domain = define("a", 1, "<iothreads>1</iothreads>");
    const uint8_t cpus[] = {0x0c};
    m_driver->domain_pin_io_thread(domain, 1, cpus, 0);
    EXPECT_THAT(document(domain), HasSubstr("<iothreadpin iothread='1' cpuset='2-3'/>"));
    m_driver->domain_del_io_thread(domain, 1, 0);
    EXPECT_THAT(document(domain), Not(HasSubstr("iothread")));
}

TEST_F(TuningTest, OnlyTheFreezingOfAFileSystemThatIsNotFrozenCounts)
{
    LiveDomain domain = start("a", 1, devices);
    EXPECT_EQ(m_driver->domain_fs_freeze(domain, {"/boot"}, 0), 1);
    EXPECT_EQ(m_driver->domain_fs_freeze(domain, {}, 0), 1);
    EXPECT_EQ(m_driver->domain_fs_thaw(domain, {}, 0), 2);
    EXPECT_EQ(failure_of([&] { m_driver->domain_fs_freeze(domain, {"/home"}, 0); }).message,
              "mount point not found: /home");
}

TEST_F(TuningTest, AGuestTellsTheTimeThatItWasSetToAsLongAsItRuns)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_set_time(domain, 1700000000, 5, 0);
    EXPECT_EQ(m_driver->domain_get_time(domain, 0).seconds, 1700000000);
    m_driver->domain_suspend(domain);
    EXPECT_EQ(failure_of([&] { m_driver->domain_get_time(domain, 0); }).message, "domain is not running");
}

TEST_F(TuningTest, AddressesOfInterfacesDifferFromDomainToDomain)
{
    LiveDomain first = start("a", 1, devices);
    LiveDomain second = start("b", 2, devices);
    const auto address = [&](const DomainRef &domain) {
        return m_driver->domain_interface_addresses(domain, 0, 0).at(0).addresses.at(0).address;
    };
    EXPECT_NE(address(first), address(second));
    EXPECT_THAT(address(first), HasSubstr("192.168.122."));
}

TEST_F(TuningTest, AGuestHasNoAddressInANetworkThatIsNotThere)
{
    LiveDomain domain = start("a", 1, "<devices><interface type='network'><source network='nope'/></interface></devices>");
    const auto failure = failure_of([&] { m_driver->domain_interface_addresses(domain, 0, 0); });
    EXPECT_EQ(failure.code, ErrorCode::NoNetwork);
    EXPECT_EQ(failure.message, "no network with matching name 'nope'");
}

TEST_F(TuningTest, WhatOnlyAGuestKnowsIsNotAskedOfADomainThatIsOff)
{
    LiveDomain domain = define("a", 1, devices);
    EXPECT_EQ(failure_of([&] { m_driver->domain_get_hostname(domain, 0); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_EQ(failure_of([&] { m_driver->domain_get_fs_info(domain, 0); }).code, ErrorCode::OperationInvalid);
    EXPECT_EQ(failure_of([&] { m_driver->domain_memory_stats(domain, 0); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_THAT(m_driver->domain_get_messages(domain, 0), IsEmpty());
}

TEST_F(TuningTest, AnActionThatOnlyACrashCanHaveIsRefusedForOthers)
{
    LiveDomain domain = define("a", 1);
    m_driver->domain_set_lifecycle_action(domain, 2, 4, 0);
    EXPECT_THAT(document(domain), HasSubstr("<on_crash>coredump-destroy</on_crash>"));
    EXPECT_EQ(failure_of([&] { m_driver->domain_set_lifecycle_action(domain, 0, 4, 0); }).code,
              ErrorCode::ConfigUnsupported);
}

} // namespace modvirt::test::testing
