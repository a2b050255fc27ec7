// SPDX-License-Identifier: LGPL-2.1-or-later
// What list, show, explain and doctor tell.
#include "sample_plugins.hpp"

#include <gmock/gmock.h>

namespace modvirt::registry {
namespace {

using testing::HasSubstr;

using Reports = SamplePlugins;

std::vector<std::string> keys(const Json &object)
{
    std::vector<std::string> names;
    for (const auto &[name, value] : object.items()) {
        names.push_back(name);
    }
    return names;
}

TEST_F(Reports, ListEveryPluginWithItsState)
{
    const auto path = make_named("plugins", "alpha");
    std::ofstream(m_base / "plugins/broken.so") << "x";
    const Json plugins = Json::parse(registry().list()).at("plugins");
    ASSERT_EQ(plugins.size(), 2U);
    const Json expected = {{"name", "alpha"},
                           {"kind", "hypervisor"},
                           {"version", "1.0"},
                           {"state", "ready"},
                           {"reason", ""},
                           {"hint", ""},
                           {"path", path.native()},
                           {"abi", "1.0"},
                           {"uri_schemes", {"alpha"}},
                           {"pool_types", Json::array()},
                           {"threading", "parallel"},
                           {"vendor", "Sample"},
                           {"license", "MIT"},
                           {"shadowed_by", ""}};
    EXPECT_EQ(plugins[0], expected);
    EXPECT_EQ(keys(plugins[1]), keys(expected));
    EXPECT_EQ(plugins[1].at("name"), "broken");
    EXPECT_EQ(plugins[1].at("state"), "rejected");
    EXPECT_EQ(plugins[1].at("kind"), "");
}

TEST_F(Reports, ListAnEmptyDirectoryAsNoPlugins)
{
    EXPECT_EQ(registry().list(), R"({"plugins":[]})");
}

TEST_F(Reports, ShowTheOperationsThatAPluginServes)
{
    static constexpr SlotName slots[] = {
        {"connect_get_hostname", offsetof(modvirt_hypervisor_v1, connect_get_hostname)},
        {"connect_get_capabilities", offsetof(modvirt_hypervisor_v1, connect_get_capabilities)},
        {"from_the_future", sizeof(modvirt_hypervisor_v1)},
    };
    m_slots.hypervisor = slots;
    make_named("plugins", "alpha");
    const Json shown = Json::parse(registry().show("alpha"));
    EXPECT_EQ(shown.at("operations"), Json({"connect_get_hostname"}));
    EXPECT_EQ(shown.at("manifest").at("name"), "alpha");
    EXPECT_EQ(shown.at("state"), "ready");
    EXPECT_EQ(claim("alpha").name(), "alpha");
}

TEST_F(Reports, TellWhichDriverServesWhichFunction)
{
    static constexpr SlotName slots[] = {
        {"virConnectGetHostname", offsetof(modvirt_hypervisor_v1, connect_get_hostname)},
        {"virConnectFromTheFuture", sizeof(modvirt_hypervisor_v1)},
    };
    static constexpr PublicName functions[] = {
        {"virConnectFromTheFuture", "9.0.0", "connect", ServedBy::Driver, "virConnectFromTheFuture"},
        {"virConnectGetHostname", "0.3.0", "connect", ServedBy::Driver, "virConnectGetHostname"},
        {"virConnectGetItsName", "0.3.1", "connect", ServedBy::Driver, "virConnectGetHostname"},
        {"virDomainMigrate", "0.3.2", "domain", ServedBy::Nobody, ""},
        {"virDomainRef", "0.6.0", "domain", ServedBy::Library, ""},
    };
    m_slots.hypervisor = slots;
    m_slots.functions = functions;
    make_named("plugins", "beta");
    make_named("plugins", "alpha");
    std::ofstream(m_base / "plugins/broken.so") << "x";
    const Json matrix = Json::parse(registry().matrix());
    EXPECT_EQ(matrix.at("drivers"), Json::parse(R"([{"name": "alpha", "kind": "hypervisor"},
                                                    {"name": "beta", "kind": "hypervisor"}])"));
    const Json both = {"alpha", "beta"};
    const Json none = Json::array();
    const std::tuple<const char *, Json, Json> expected[] = {
        {"nobody", none, nullptr},  {"drivers", both, nullptr}, {"drivers", both, "virConnectGetHostname"},
        {"nobody", none, nullptr},  {"library", none, nullptr},
    };
    ASSERT_EQ(matrix.at("functions").size(), std::size(expected));
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        const Json &function = matrix.at("functions").at(i);
        EXPECT_EQ(function.at("name"), functions[i].name);
        EXPECT_EQ(function.at("since"), functions[i].since);
        EXPECT_EQ(std::tuple(function.at("served"), function.at("drivers"), function.at("through")),
                  (std::tuple<Json, Json, Json>(expected[i])))
            << function;
    }
}

TEST_F(Reports, ShowRefusesANameThatThereIsNot)
{
    make_named("plugins", "alpha");
    make_named("plugins", "beta");
    try {
        registry().show("gamma");
        FAIL() << "shown";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::InvalidArg);
        EXPECT_EQ(error.message(), "there is no plugin 'gamma': there are alpha, beta");
    }
}

TEST_F(Reports, ShowPrefersTheOneOfANameThatIsUsed)
{
    make_directory("first");
    m_environment.plugin_path = (m_base / "first").native() + ":" + (m_base / "plugins").native();
    Json future = manifest("alpha", {"alpha"});
    future["abi"] = "2.0";
    future["min_abi"] = "2.0";
    make("first/alpha.so", future);
    const auto used = make_named("plugins", "alpha");
    EXPECT_EQ(Json::parse(registry().show("alpha")).at("path"), used.native());
}

TEST_F(Reports, ExplainWhichDriverOpensAUri)
{
    const auto path = make_named("plugins", "alpha");
    const Json explained = Json::parse(registry().explain("alpha:///system"));
    EXPECT_EQ(explained.at("uri"), "alpha:///system");
    EXPECT_EQ(explained.at("scheme"), "alpha");
    EXPECT_EQ(explained.at("driver"), "alpha");
    EXPECT_EQ(explained.at("verdict"), "driver \"alpha\" (" + path.native() + ") opens it");
    const Json &place = explained.at("searched").at(0);
    EXPECT_EQ(place.at("directory"), (m_base / "plugins").native());
    EXPECT_EQ(place.at("source"), "MODVIRT_PLUGIN_PATH");
    EXPECT_EQ(place.at("exists"), true);
    EXPECT_EQ(place.at("candidates").at(0).at("path"), path.native());
    EXPECT_EQ(place.at("candidates").at(0).at("state"), "ready");
}

TEST_F(Reports, ExplainWhichPackageIsMissing)
{
    const Json explained = Json::parse(registry().explain("xen:///system"));
    EXPECT_EQ(explained.at("driver"), nullptr);
    EXPECT_EQ(explained.at("verdict"), "no plugin serves the scheme 'xen'");
    EXPECT_EQ(explained.at("package"), "modvirt-driver-xen");
    EXPECT_EQ(explained.at("hint"), "Install the package modvirt-driver-xen.");
}

TEST_F(Reports, ExplainWhatKeepsADriverFromOpeningAUri)
{
    const auto path = make_named("plugins", "alpha");
    chmod(path.c_str(), 0666);
    const Json explained = Json::parse(registry().explain("alpha:///"));
    EXPECT_EQ(explained.at("driver"), nullptr);
    EXPECT_THAT(explained.at("verdict").get<std::string>(),
                HasSubstr("would open it, but is rejected: the file is "
                          "writable by everybody"));
    EXPECT_EQ(explained.at("hint"), "Run: chmod go-w " + path.native());
    EXPECT_EQ(Json::parse(registry().explain("")).at("scheme"), "");
}

TEST_F(Reports, DoctorNamesEveryFaultAndItsRemedy)
{
    make_named("plugins", "alpha");
    const auto path = make_named("plugins", "beta");
    chmod(path.c_str(), 0666);
    const Json report = Json::parse(registry().doctor());
    EXPECT_FALSE(report.at("healthy"));
    int faults = 0;
    for (const Json &finding : report.at("findings")) {
        if (finding.at("subject") == path.native()) {
            ++faults;
            EXPECT_EQ(finding.at("severity"), "error");
            EXPECT_EQ(finding.at("hint"), "Run: chmod go-w " + path.native());
        }
    }
    EXPECT_EQ(faults, 1);
}

TEST_F(Reports, DoctorWarnsOfTwoDriversForOneScheme)
{
    make("plugins/a.so", manifest("alpha", {"alpha", "common"}));
    const auto second = make("plugins/b.so", manifest("beta", {"beta", "common"}));
    bool warned = false;
    const Json report = Json::parse(registry().doctor());
    for (const Json &finding : report.at("findings")) {
        warned = warned || (finding.at("subject") == second.native() && finding.at("severity") == "warning" &&
                            finding.at("text") ==
                                "plugin \"beta\" never gets a URI of scheme 'common': \"alpha\" comes first");
    }
    EXPECT_TRUE(warned);
    EXPECT_EQ(claim("common").name(), "alpha");
}

TEST_F(Reports, DoctorMissesWhatAnInstallationLacks)
{
    make_named("plugins", "alpha");
    m_library_directory = m_base;
    m_environment.add_plugin_path = "/no/such/directory";
    std::vector<std::string> subjects;
    const Json report = Json::parse(registry().doctor());
    for (const Json &finding : report.at("findings")) {
        subjects.push_back(finding.at("subject"));
    }
    EXPECT_THAT(subjects, testing::IsSupersetOf({(m_base / "modvirt/libmodvirt-xml.so").native(),
                                                 (m_base / "modvirt/plugin-probe").native(),
                                                 std::string("/no/such/directory")}));
}

} // namespace
} // namespace modvirt::registry
