// SPDX-License-Identifier: LGPL-2.1-or-later
#include "network_filters.hpp"

#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FilterTest : public DriverTest {
protected:
    FoundNWFilter define(const std::string &name, int number, const std::string &refers = "")
    {
        return m_filters.nw_filter_define_xml_flags(
            "<filter name='" + name + "'><uuid>" + store::to_text(uuid(number)) + "</uuid>" +
                (refers.empty() ? "" : "<filterref filter='" + refers + "'/>") + "</filter>",
            0);
    }
    FoundNWFilterBinding bind(const std::string &port, const std::string &filter)
    {
        return m_filters.nw_filter_binding_create_xml(
            "<filterbinding><owner><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>"
            "<portdev name='" + port + "'/><mac address='52:54:00:00:00:01'/><filterref filter='" + filter +
                "'/></filterbinding>",
            0);
    }
    static NWFilterRef ref(const FoundNWFilter &filter) { return {filter.uuid, filter.name}; }
    std::vector<std::string> listed()
    {
        return collect_objects<NWFilterSink, modvirt_nwfilter_sink, modvirt_nwfilter_ref>(
            [&](NWFilterSink &sink) { m_filters.connect_list_all_nw_filters(sink, 0); },
            [](const modvirt_nwfilter_ref &each) { return std::string(each.name); });
    }
    std::vector<std::string> bound()
    {
        return collect_objects<NWFilterBindingSink, modvirt_nwfilter_binding_sink, modvirt_nwfilter_binding_ref>(
            [&](NWFilterBindingSink &sink) { m_filters.connect_list_all_nw_filter_bindings(sink, 0); },
            [](const modvirt_nwfilter_binding_ref &each) {
                return std::string(each.port_dev) + " " + each.filter_name;
            });
    }

    Filters m_filters{Machine::shared_default()};
};

TEST_F(FilterTest, DefinesFindsAndUndefines)
{
    EXPECT_THAT(listed(), IsEmpty());
    const FoundNWFilter a = define("a", 1);
    define("a", 1);
    EXPECT_THAT(listed(), ElementsAre("a"));
    EXPECT_EQ(m_filters.nw_filter_lookup_by_name("a").uuid, uuid(1));
    EXPECT_EQ(m_filters.nw_filter_lookup_by_uuid(uuid(1)).name, "a");
    EXPECT_THAT(m_filters.nw_filter_get_xml_desc(ref(a), 0), HasSubstr("<filter name='a'"));
    m_filters.nw_filter_undefine(ref(a));
    EXPECT_EQ(failure_of([&] { m_filters.nw_filter_undefine(ref(a)); }).code, ErrorCode::NoNwFilter);
}

TEST_F(FilterTest, KeepsNameAndUuidTogether)
{
    define("a", 1);
    EXPECT_EQ(failure_of([&] { define("b", 1); }).message,
              "filter with same UUID but different name ('a') already exists");
    EXPECT_EQ(failure_of([&] { define("a", 2); }).code, ErrorCode::OperationFailed);
}

TEST_F(FilterTest, IncludesWhatThereIsAndNothingInACircle)
{
    EXPECT_EQ(failure_of([&] { define("a", 1, "b"); }).message, "referenced filter 'b' is missing");
    define("a", 1);
    define("b", 2, "a");
    EXPECT_EQ(failure_of([&] { define("a", 1, "b"); }).message, "filter 'a' would include itself through 'b'");
    EXPECT_EQ(failure_of([&] { define("c", 3, "c"); }).code, ErrorCode::OperationFailed);
    EXPECT_THAT(failure_of([&] { m_filters.nw_filter_undefine({uuid(1), "a"}); }).message,
                HasSubstr("is included by 'b'"));
}

TEST_F(FilterTest, IsBoundToOnePortAtATime)
{
    const FoundNWFilter a = define("a", 1);
    EXPECT_EQ(bind("vnet0", "a").filter_name, "a");
    EXPECT_EQ(failure_of([&] { bind("vnet0", "a"); }).message, "port 'vnet0' is bound to filter 'a' already");
    EXPECT_EQ(failure_of([&] { bind("vnet1", "b"); }).message, "referenced filter 'b' is missing");
    EXPECT_THAT(bound(), ElementsAre("vnet0 a"));
    EXPECT_EQ(failure_of([&] { m_filters.nw_filter_undefine(ref(a)); }).code, ErrorCode::OperationInvalid);
    EXPECT_THAT(m_filters.nw_filter_binding_get_xml_desc({"vnet0", "a"}, 0), HasSubstr("<portdev name='vnet0'/>"));
    m_filters.nw_filter_binding_delete({"vnet0", "a"});
    EXPECT_EQ(failure_of([&] { m_filters.nw_filter_binding_lookup_by_port_dev("vnet0"); }).code,
              ErrorCode::NoNwFilterBinding);
    m_filters.nw_filter_undefine(ref(a));
}

} // namespace
} // namespace modvirt::test::testing
