// SPDX-License-Identifier: MIT
#include "kit/cpu/comparison.hpp"

#include <gtest/gtest.h>

#include "failure.hpp"
#include "kit/cpu/x86.hpp"
#include "module.hpp"

namespace modvirt::cpu {

namespace {

class ComparisonTest : public testing::Test {
protected:
    // A Conroe that has aes too.
    ComparisonTest() { m_host.features.insert(*find_feature("aes")); }

    Verdict compare_with(const std::string &text) const
    {
        return compare(m_host, parse(*modvirt_xml_interface_v1(), text, Described::Either));
    }
    Comparison guest(const std::string &inside, const std::string &attributes = "") const
    {
        return compare_with("<cpu " + attributes + ">" + inside + "</cpu>").comparison;
    }
    std::string reason(const std::string &inside, const std::string &attributes = "") const
    {
        return compare_with("<cpu " + attributes + ">" + inside + "</cpu>").reason;
    }
    static std::string feature(const std::string &name, const std::string &policy)
    {
        return "<feature name='" + name + "' policy='" + policy + "'/>";
    }

    Host m_host = host_of_model("Conroe");
};

} // namespace

TEST_F(ComparisonTest, FindsTheHostToHaveMoreOrJustTheSame)
{
    EXPECT_EQ(guest("<model>core2duo</model>"), Comparison::Incompatible);
    EXPECT_EQ(guest("<model>Conroe</model>"), Comparison::Superset);
    EXPECT_EQ(guest("<model>Conroe</model>" + feature("aes", "require")), Comparison::Identical);
    EXPECT_EQ(guest("<arch>x86_64</arch><model>Conroe</model><feature name='aes'/>"), Comparison::Identical);
    EXPECT_EQ(guest("<arch>i686</arch><model>pentium3</model>"), Comparison::Incompatible);
    EXPECT_EQ(guest(""), Comparison::Superset);
    EXPECT_EQ(guest("", "mode='host-passthrough'"), Comparison::Superset);
}

TEST_F(ComparisonTest, NamesWhatIsMissing)
{
    EXPECT_EQ(reason("<model>Penryn</model>"), "Host CPU does not provide required features: cx16, sse4.1");
    EXPECT_EQ(reason("<model>Conroe</model>" + feature("avx", "require")),
              "Host CPU does not provide required features: avx");
    EXPECT_EQ(reason(feature("avx", "require"), "mode='host-model'"),
              "Host CPU does not provide required features: avx");
}

TEST_F(ComparisonTest, AsksOnlyForWhatThePoliciesRequire)
{
    for (const char *policy : {"force", "optional", "disable"}) {
        EXPECT_EQ(guest("<model>Penryn</model>" + feature("sse4.1", policy) + feature("cx16", policy)),
                  Comparison::Superset)
            << policy;
        EXPECT_EQ(guest("<model>Conroe</model>" + feature("aes", policy)), Comparison::Identical) << policy;
    }
    EXPECT_EQ(guest("<model>Penryn</model>" + feature("sse4.1", "forbid") + feature("cx16", "forbid")),
              Comparison::Incompatible);
}

TEST_F(ComparisonTest, RefusesAHostThatHasWhatIsForbidden)
{
    EXPECT_EQ(reason("<model>Penryn</model>" + feature("aes", "forbid")),
              "Host CPU provides forbidden features: aes");
    EXPECT_EQ(guest("<model>Conroe</model>" + feature("avx", "forbid")), Comparison::Superset);
}

TEST_F(ComparisonTest, RefusesAHostWithMoreWhenTheMatchIsStrict)
{
    EXPECT_EQ(reason("<model>Conroe</model>", "match='strict'"),
              "Host CPU does not strictly match guest CPU: Extra features: aes");
    EXPECT_EQ(guest("<model>Conroe</model>" + feature("aes", "require"), "match='strict'"),
              Comparison::Identical);
}

TEST_F(ComparisonTest, RefusesAnotherVendorOrArchitecture)
{
    EXPECT_EQ(guest("<model>Conroe</model><vendor>Intel</vendor>"), Comparison::Superset);
    EXPECT_EQ(reason("<model>Conroe</model><vendor>AMD</vendor>"),
              "host CPU vendor does not match required CPU vendor AMD");
    EXPECT_EQ(reason("<arch>ppc64</arch><model>Foo</model>"), "CPU arch ppc64 does not match host arch");
}

TEST_F(ComparisonTest, RefusesNamesThatNobodyKnows)
{
    EXPECT_EQ(code_of([&] { guest("<model>Foo</model>"); }), ErrorCode::InternalError);
    EXPECT_EQ(code_of([&] { guest("<model>Conroe</model>" + feature("foo", "optional")); }),
              ErrorCode::InternalError);
}

TEST_F(ComparisonTest, FindsNothingToGoWithAHostThatNobodyKnows)
{
    m_host = host_of_model("i686");
    EXPECT_EQ(guest(""), Comparison::Incompatible);
    EXPECT_EQ(reason("<model>486</model>"), "unknown host CPU");
}

TEST_F(ComparisonTest, LetsAnEmulatedHostBeAnything)
{
    m_host = emulated_host();
    EXPECT_EQ(guest("<model>EPYC-Milan</model><vendor>AMD</vendor>"), Comparison::Superset);
    EXPECT_EQ(guest("<model>Icelake-Server</model><vendor>Intel</vendor>"), Comparison::Superset);
    EXPECT_EQ(guest("<model>486</model>" + feature("avx", "forbid")), Comparison::Incompatible);
}

} // namespace modvirt::cpu
