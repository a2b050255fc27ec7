// SPDX-License-Identifier: MIT
#include "kit/cpu/x86.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "failure.hpp"
#include "kit/cpu/architecture.hpp"

namespace modvirt::cpu {

TEST(Models, HaveNamesThatNobodyElseHas)
{
    std::set<std::string_view> names;
    for (const Model &model : x86_models()) {
        EXPECT_TRUE(names.insert(model.name).second) << model.name;
        EXPECT_EQ(find_x86_model(model.name), &model);
    }
    std::set<std::string_view> features;
    for (std::size_t i = 0; i < feature_count(); ++i) {
        EXPECT_TRUE(features.insert(feature_name(i)).second) << feature_name(i);
        EXPECT_EQ(find_feature(feature_name(i)), i);
    }
    EXPECT_EQ(find_x86_model("penryn"), nullptr);
    EXPECT_EQ(find_feature("sse3"), std::nullopt) << "other names of features are not for documents";
}

TEST(Models, HaveTheFeaturesOfTheirBaseAndTheirOwn)
{
    const auto size = [](std::string_view name) { return find_x86_model(name)->features.size(); };
    EXPECT_EQ(size("486"), 3u);
    EXPECT_EQ(size("Penryn"), 29u);
    EXPECT_EQ(size("Icelake-Server"), 85u);
    EXPECT_EQ(size("Opteron_G3"), 33u);
    EXPECT_EQ(size("Dhyana"), 63u);
    const FeatureSet newer = find_x86_model("Penryn")->features - find_x86_model("Conroe")->features;
    EXPECT_EQ(newer.size(), 2u);
    EXPECT_TRUE(newer.contains(*find_feature("sse4.1")));
    EXPECT_TRUE(newer.contains(*find_feature("cx16")));
}

TEST(Models, LackWhatTheyAreToldToLack)
{
    for (const Model &model : x86_models()) {
        EXPECT_FALSE(model.features.empty()) << model.name;
        EXPECT_TRUE((model.features & model.dropped).empty()) << model.name;
    }
    EXPECT_TRUE(find_x86_model("EPYC")->dropped.contains(*find_feature("monitor")));
    EXPECT_TRUE(find_x86_model("EPYC-Rome")->dropped.empty());
}

TEST(Models, AreListedByArchitecture)
{
    EXPECT_EQ(model_names("x86_64").front(), "486");
    EXPECT_EQ(model_names("x86_64").back(), "Dhyana");
    EXPECT_EQ(model_names("i686"), model_names("x86_64"));
    EXPECT_EQ(model_names("ppc64le").size(), 7u);
    EXPECT_TRUE(model_names("aarch64").empty());
    EXPECT_TRUE(model_names("s390x").empty());
    EXPECT_EQ(code_of([] { model_names("mips"); }), ErrorCode::NoSupport);
    EXPECT_EQ(code_of([] { model_names("z80"); }, ErrorDomain::None), ErrorCode::InvalidArg);
}

TEST(Models, KnowVendors)
{
    EXPECT_EQ(find_vendor("AMD"), Vendor::Amd);
    EXPECT_EQ(find_vendor(""), std::nullopt);
    EXPECT_EQ(find_vendor("amd"), std::nullopt);
    EXPECT_EQ(name_of(Vendor::Hygon), "Hygon");
    EXPECT_EQ(name_of(Vendor::None), "");
}

TEST(FeatureSets, AreVisitedInOrder)
{
    FeatureSet set;
    for (const std::size_t each : {255u, 0u, 63u, 64u, 130u})
        set.insert(each);
    set.erase(130);
    std::vector<std::size_t> seen;
    set.for_each([&](std::size_t each) { seen.push_back(each); });
    EXPECT_EQ(seen, (std::vector<std::size_t>{0, 63, 64, 255}));
    EXPECT_EQ(set.size(), 4u);
}

} // namespace modvirt::cpu
