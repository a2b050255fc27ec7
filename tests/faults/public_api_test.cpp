// SPDX-License-Identifier: LGPL-2.1-or-later
// Bad plugins as a program sees them that uses the library: one process, which goes on.
#include "bad_plugins.hpp"
#include "support/run_program.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <memory>
#include <modvirt/modvirt.h>
#include <nlohmann/json.hpp>

namespace modvirt::faults {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::json;

// Of this process: the library reads its configuration once.
const cli::testing::TemporaryDirectory &scratch()
{
    static const cli::testing::TemporaryDirectory directory;
    return directory;
}

class Process : public ::testing::Environment {
public:
    void SetUp() override
    {
        const std::string cache = scratch().path() + "/cache";
        const std::string file =
            scratch().write("modvirt.conf", "[directories]\ncache = \"" + cache + "\"\n");
        setenv("MODVIRT_CONFIG", file.c_str(), 1);
        // A sanitizer would turn the signal that is expected of a child into an exit status.
        setenv("ASAN_OPTIONS", "handle_segv=0:handle_abort=0:detect_leaks=0", 1);
        setenv("UBSAN_OPTIONS", "handle_segv=0:handle_abort=0", 1);
        virSetErrorFunc(nullptr, [](void *, virErrorPtr) {});
    }
};

const auto *const environment = ::testing::AddGlobalTestEnvironment(new Process);

// The directory with that plugin, which the library is told of.
fs::path add_directory(const std::string &name)
{
    const fs::path directory = fs::path(scratch().path()) / name;
    const bool is_new = fs::create_directory(directory);
    EXPECT_EQ(is_new ? modvirtPluginAddPath(directory.c_str()) : 0, 0);
    return directory;
}

template <class Call>
Json ask(Call call)
{
    char *text = nullptr;
    EXPECT_EQ(call(&text), 0) << virGetLastErrorMessage();
    const std::unique_ptr<char, void (*)(void *)> owned(text, &std::free);
    return text == nullptr ? Json() : Json::parse(text);
}

void expect_one_sentence(const std::string &text, const std::string &part)
{
    EXPECT_THAT(text, HasSubstr(part));
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
}

void expect_test_driver_works()
{
    const virConnectPtr connection = virConnectOpen("test:///default");
    ASSERT_NE(connection, nullptr) << virGetLastErrorMessage();
    const virDomainPtr domain = virDomainLookupByName(connection, "test");
    ASSERT_NE(domain, nullptr) << virGetLastErrorMessage();
    EXPECT_EQ(virDomainIsActive(domain), 1);
    EXPECT_EQ(virDomainFree(domain), 0);
    EXPECT_EQ(virConnectClose(connection), 0);
}

void expect_error(int code, const ::testing::Matcher<std::string> &message)
{
    EXPECT_EQ(virGetLastErrorCode(), code);
    EXPECT_THAT(std::string(virGetLastErrorMessage()), message);
    virResetLastError();
}

class BadPlugins : public ::testing::TestWithParam<BadPlugin> {
protected:
    BadPlugins()
    {
        m_file = add_directory(m_plugin.name) / (m_plugin.name + ".so");
        if (!fs::exists(fs::symlink_status(m_file)))
            m_plugin.make(m_file);
    }

    const BadPlugin m_plugin = GetParam();
    fs::path m_file;
};

TEST_P(BadPlugins, AreReportedWithCauseAndRemedy)
{
    const Json listed = ask([](char **json) { return modvirtPluginList(json); }).at("plugins");
    const auto found = std::ranges::find_if(
        listed, [&](const Json &plugin) { return plugin.at("path") == m_file.native(); });
    ASSERT_NE(found, listed.end());
    EXPECT_EQ(found->at("state"), m_plugin.state);
    expect_one_sentence(found->at("reason"), m_plugin.reason);
    expect_one_sentence(found->at("hint"), m_plugin.hint);

    const Json shown = ask([&](char **json) { return modvirtPluginShow(m_plugin.name.c_str(), json); });
    EXPECT_EQ(shown.at("state"), m_plugin.state);
    EXPECT_EQ(shown.at("reason"), found->at("reason"));
    EXPECT_EQ(shown.at("hint"), found->at("hint"));

    const Json explained =
        ask([&](char **json) { return modvirtPluginExplain(m_plugin.uri().c_str(), json); });
    EXPECT_TRUE(explained.at("driver").is_null());
    EXPECT_THAT(explained.dump(), HasSubstr(found->at("reason").dump().substr(1, 30)));

    const Json doctor = ask([](char **json) { return modvirtPluginDoctor(json); });
    EXPECT_FALSE(doctor.at("healthy"));
    EXPECT_THAT(doctor.at("findings"), ::testing::Contains(::testing::ResultOf(
                                           [](const Json &finding) { return finding.at("subject"); },
                                           ::testing::Eq(Json(m_file.native())))));
}

TEST_P(BadPlugins, AreRefusedWhileOthersWork)
{
    expect_test_driver_works();
    for (int attempt = 0; attempt < 2; ++attempt) {
        EXPECT_EQ(virConnectOpen(m_plugin.uri().c_str()), nullptr);
        expect_error(VIR_ERR_NO_CONNECT, AllOf(HasSubstr(m_plugin.uri()), HasSubstr(m_plugin.reason)));
    }
    expect_test_driver_works();
}

std::string test_name(const ::testing::TestParamInfo<BadPlugin> &info)
{
    std::string name = info.param.name;
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(PublicApi, BadPlugins, ::testing::ValuesIn(bad_plugins()), test_name);

std::string install(const std::string &name)
{
    const fs::path file = add_directory(name) / (name + ".so");
    if (!fs::exists(file))
        copy_fixture(name, file);
    return name + ":///";
}

class EscapedExceptions : public ::testing::TestWithParam<const char *> {};

// Both with the C++ runtime that all share, and with one that is part of the plugin.
TEST_P(EscapedExceptions, AreTheErrorOfTheCallThatTheyComeOutOf)
{
    const virConnectPtr connection = virConnectOpen(install(GetParam()).c_str());
    ASSERT_NE(connection, nullptr) << virGetLastErrorMessage();
    const std::string name = "driver \"" + std::string(GetParam()) + "\" fails in ";
    EXPECT_EQ(virConnectGetHostname(connection), nullptr);
    expect_error(
        VIR_ERR_INTERNAL_ERROR,
        AllOf(HasSubstr(name + "virConnectGetHostname: an exception came out of it: thrown in a call"),
              HasSubstr("Report this to the plugin's vendor")));
    EXPECT_EQ(virConnectGetCapabilities(connection), nullptr);
    expect_error(
        VIR_ERR_INTERNAL_ERROR,
        HasSubstr(name + "virConnectGetCapabilities: an exception of an unknown type came out of it"));
    // No lock was left behind.
    EXPECT_EQ(virConnectGetMaxVcpus(connection, nullptr), 7) << virGetLastErrorMessage();
    EXPECT_EQ(virConnectClose(connection), 0) << "its close throws too";
    expect_test_driver_works();
}

INSTANTIATE_TEST_SUITE_P(PublicApi, EscapedExceptions, ::testing::Values("bare", "bare-static"));

class CaughtExceptions : public ::testing::TestWithParam<const char *> {};

TEST_P(CaughtExceptions, AreTheErrorThatTheDriverMeant)
{
    const virConnectPtr connection = virConnectOpen(install(GetParam()).c_str());
    ASSERT_NE(connection, nullptr) << virGetLastErrorMessage();
    EXPECT_EQ(virConnectGetHostname(connection), nullptr);
    expect_error(VIR_ERR_INTERNAL_ERROR, HasSubstr("thrown in a call"));
    EXPECT_EQ(virConnectGetCapabilities(connection), nullptr);
    expect_error(VIR_ERR_INTERNAL_ERROR, HasSubstr("the driver threw something that is no exception class"));
    EXPECT_EQ(virConnectClose(connection), 0);
    expect_test_driver_works();
}

INSTANTIATE_TEST_SUITE_P(PublicApi, CaughtExceptions,
                         ::testing::Values("throws-in-call", "throws-in-call-static"));

TEST(EscapedException, OutOfOpenIsItsError)
{
    EXPECT_EQ(virConnectOpen(install("throws-in-open").c_str()), nullptr);
    expect_error(VIR_ERR_INTERNAL_ERROR, AllOf(HasSubstr("driver \"throws-in-open\" does not open "
                                                         "'throws-in-open:///': an exception came out of it"),
                                               HasSubstr("thrown in open")));
    expect_test_driver_works();
}

TEST(EscapedException, OutOfStartMakesThePluginFail)
{
    EXPECT_EQ(virConnectOpen(install("throws-in-start").c_str()), nullptr);
    expect_error(VIR_ERR_NO_CONNECT,
                 AllOf(HasSubstr("is failed: it does not start: an exception came out of it"),
                       HasSubstr("thrown in start")));
    const Json shown = ask([](char **json) { return modvirtPluginShow("throws-in-start", json); });
    EXPECT_EQ(shown.at("state"), "failed");
    expect_test_driver_works();
}

} // namespace
} // namespace modvirt::faults
