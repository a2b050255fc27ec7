// SPDX-License-Identifier: MIT
#include "kit/moment/snapshot.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "module.hpp"

namespace modvirt::moment {

namespace {

constexpr const char *domain_text =
    "<domain type='test'><name>q</name><memory>8388</memory><os><type>hvm</type></os><devices>"
    "<disk type='file' device='disk'><source file='/etc/passwd'/><target dev='vda'/></disk>"
    "<disk type='file' device='disk' snapshot='no'><source file='/no/such.file'/><target dev='vdb'/></disk>"
    "<disk type='file' device='cdrom'><target dev='hda'/></disk></devices></domain>";

Moment moment(std::string_view state)
{
    Moment now;
    now.time = 1234567890;
    now.state = state;
    const auto &parser = *modvirt_xml_interface_v1();
    now.domain = domain::parse(parser, domain::format(*domain::parse(parser, domain_text)));
    return now;
}

SnapshotPtr wish(const std::string &text)
{
    return parse_snapshot(*modvirt_xml_interface_v1(), text, Told::Wish);
}

// Without the domain, which has tests of its own.
std::string taken(const std::string &text, std::string_view state)
{
    Snapshot snapshot = *take(*wish(text), moment(state));
    snapshot.domain = nullptr;
    return format(snapshot);
}

} // namespace

TEST(Snapshot, IsTakenOfADomainAtRestAsInLibvirt)
{
    for (document::Sample sample : document::read_samples(MODVIRT_GOLDEN_DIR "/wish-shutoff.txt")) {
        document::expect_as_libvirt(sample, [](const std::string &text) { return taken(text, "shutoff"); });
    }
}

TEST(Snapshot, IsTakenOfARunningDomainAsInLibvirt)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/wish-running.txt",
                                [](const std::string &text) { return taken(text, "running"); });
}

TEST(Snapshot, IsToldWholeAsInLibvirt)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/snapshot.txt", [](const std::string &text) {
        const SnapshotPtr snapshot = parse_snapshot(*modvirt_xml_interface_v1(), text, Told::Finished);
        // Only the test driver insists on this.
        if (!snapshot->domain)
            throw Error(ErrorCode::InternalError, "missing domain in snapshot", ErrorDomain::DomainSnapshot);
        return format(*snapshot);
    });
}

TEST(Snapshot, OfDisksAloneNamesTheFilesThatGoOn)
{
    Moment now = moment("running");
    now.disks_only = true;
    const SnapshotPtr snapshot = take(*wish("<domainsnapshot><name>s</name></domainsnapshot>"), now);
    EXPECT_EQ(snapshot->state, "disk-snapshot");
    EXPECT_EQ(snapshot->memory, "no");
    EXPECT_NE(format(*snapshot).find("<source file='/etc/passwd.s'/>"), std::string::npos);
}

TEST(Snapshot, IsNamedAfterItsTimeWhenNobodyNamesIt)
{
    const SnapshotPtr snapshot = take(*wish("<domainsnapshot/>"), moment("running"));
    EXPECT_EQ(snapshot->name, "1234567890");
    EXPECT_EQ(snapshot->creation_time, 1234567890);
}

TEST(Snapshot, MovesToAnotherParent)
{
    Moment now = moment("running");
    now.parent = "a";
    const SnapshotPtr snapshot = take(*wish("<domainsnapshot><name>s</name></domainsnapshot>"), now);
    EXPECT_EQ(snapshot->parent, "a");
    EXPECT_EQ(with_parent(*snapshot, "b")->parent, "b");
    EXPECT_EQ(with_parent(*snapshot, "")->parent, "");
    EXPECT_EQ(with_parent(*snapshot, "b")->domain, snapshot->domain);
}

} // namespace modvirt::moment
