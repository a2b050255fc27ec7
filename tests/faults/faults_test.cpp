// SPDX-License-Identifier: LGPL-2.1-or-later
// Every bad plugin ends as a recorded state with a cause and a remedy, and the good plugin beside it still
// works.
#include "registry/registry.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace modvirt::registry {
namespace {

namespace fs = std::filesystem;
using plugin::State;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Json = nlohmann::json;

class NoEvents : public host::EventReceiver {
public:
    void domain_event(modvirt_connection *, const modvirt_domain_event &) override {}
    void object_event(modvirt_connection *, const modvirt_object_event &) override {}
    void close(modvirt_connection *, int32_t) override {}
};

std::string read_bytes(const fs::path &file)
{
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

void write_bytes(const fs::path &file, std::string_view bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
    chmod(file.c_str(), 0644);
}

fs::path fixture(const std::string &name)
{
    return fs::path(FIXTURES) / (name + ".so");
}

// One plugin directory with the good plugin and one other file, and a registry that looks there only.
class Faults : public testing::Test {
protected:
    Faults()
    {
        std::string pattern = testing::TempDir() + "modvirt-faults-XXXXXX";
        m_base = fs::canonical(mkdtemp(pattern.data()));
        m_directory = m_base / "plugins";
        fs::create_directory(m_directory);
        chmod(m_directory.c_str(), 0755);
        m_configuration.directories.cache = m_base / "cache";
        copy("good", "good.so");
        // A sanitizer would turn the signal that is expected here into an exit status.
        setenv("ASAN_OPTIONS", "handle_segv=0:handle_abort=0:detect_leaks=0", 1);
        setenv("TSAN_OPTIONS", "handle_segv=0:handle_abort=0", 1);
        setenv("UBSAN_OPTIONS", "handle_segv=0:handle_abort=0", 1);
    }
    ~Faults() override
    {
        chmod(m_directory.c_str(), 0755);
        fs::remove_all(m_base);
    }

    void copy(const std::string &name, const std::string &as)
    {
        fs::copy_file(fixture(name), m_directory / as);
        chmod((m_directory / as).c_str(), 0644);
    }

    Registry &registry()
    {
        if (!m_registry) {
            Environment environment;
            environment.plugin_path = m_directory;
            m_services.emplace(m_configuration, m_events, LIBRARY_DIRECTORY);
            m_registry.emplace(Options{.configuration = m_configuration,
                                       .services = *m_services,
                                       .library_directory = LIBRARY_DIRECTORY,
                                       .environment = environment,
                                       .slots = {},
                                       .probe_time_limit = m_time_limit});
        }
        return *m_registry;
    }

    void forget_registry()
    {
        m_registry.reset();
        m_services.reset();
    }

    // What the report says about the file of that name.
    Json report_on(const std::string &file)
    {
        const Json plugins = Json::parse(registry().list()).at("plugins");
        for (const Json &plugin : plugins) {
            if (plugin.at("path") == (m_directory / file).native()) {
                return plugin;
            }
        }
        return {{"state", "not listed"}, {"reason", ""}, {"hint", ""}};
    }

    void expect_fault(const std::string &file, State state,
                      const testing::Matcher<const std::string &> &reason,
                      const testing::Matcher<const std::string &> &hint)
    {
        const Json report = report_on(file);
        EXPECT_EQ(report.at("state"), std::string(plugin::name(state)));
        EXPECT_THAT(report.at("reason").get<std::string>(), reason);
        EXPECT_THAT(report.at("hint").get<std::string>(), hint);
        expect_one_line(report.at("reason"));
        expect_one_line(report.at("hint"));
        expect_good_plugin_works();
        // Only now may it be loaded, and it still takes nothing down.
        try {
            registry().claim_scheme(file.substr(0, file.rfind('.')), "fault:///");
            ADD_FAILURE() << "claimed";
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::NoConnect);
            EXPECT_THAT(error.message(),
                        AllOf(StartsWith("fault:///: "), HasSubstr(report.at("reason").get<std::string>())));
        }
    }

    static void expect_one_line(const std::string &text)
    {
        EXPECT_FALSE(text.empty());
        EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    }

    void expect_good_plugin_works()
    {
        plugin::Plugin &good = registry().claim_scheme("good", "good:///");
        EXPECT_EQ(good.name(), "good");
        ASSERT_NE(good.hypervisor(), nullptr);
        modvirt_call call{};
        call.struct_size = sizeof(call);
        modvirt_session *session = nullptr;
        EXPECT_EQ(good.hypervisor()->open(nullptr, &session, &call), 0);
        EXPECT_NE(session, nullptr);
        good.hypervisor()->close(session);
    }

    void expect_fixture_fault(const std::string &name, State state,
                              const testing::Matcher<const std::string &> &reason,
                              const testing::Matcher<const std::string &> &hint)
    {
        copy(name, name + ".so");
        expect_fault(name + ".so", state, reason, hint);
    }

    fs::path m_base;
    fs::path m_directory;
    config::Configuration m_configuration;
    NoEvents m_events;
    std::chrono::milliseconds m_time_limit{60'000};
    std::optional<host::Services> m_services;
    std::optional<Registry> m_registry;
};

TEST_F(Faults, AGoodPluginIsReadyAndThenActive)
{
    EXPECT_EQ(report_on("good.so").at("state"), "ready");
    expect_good_plugin_works();
    EXPECT_EQ(report_on("good.so").at("state"), "active");
    EXPECT_EQ(report_on("good.so").at("reason"), "");
}

TEST_F(Faults, AnEmptyFileIsRejected)
{
    write_bytes(m_directory / "bad.so", "");
    expect_fault("bad.so", State::Rejected, "the file is empty", HasSubstr("Install the plugin again"));
}

TEST_F(Faults, RandomBytesAreRejected)
{
    std::mt19937 random(4);
    std::string bytes(8192, '\0');
    for (char &byte : bytes) {
        byte = static_cast<char>(random());
    }
    write_bytes(m_directory / "bad.so", bytes);
    expect_fault("bad.so", State::Rejected, HasSubstr("does not start as an ELF file does"),
                 HasSubstr("Install the plugin again"));
}

TEST_F(Faults, AFileTruncatedAtAnyLengthIsRejectedBeforeItIsLoaded)
{
    const std::string whole = read_bytes(fixture("good"));
    for (std::size_t twentieth = 0; twentieth < 20; ++twentieth) {
        const std::size_t length = 10 + twentieth * (whole.size() - 10) / 20;
        SCOPED_TRACE(length);
        forget_registry();
        write_bytes(m_directory / "bad.so", std::string_view(whole).substr(0, length));
        expect_fault("bad.so", State::Rejected, StartsWith("the file is truncated: it ends after"),
                     HasSubstr("Install the plugin again"));
    }
}

TEST_F(Faults, AFileThatLacksItsLastByteIsRejected)
{
    const std::string whole = read_bytes(fixture("good"));
    write_bytes(m_directory / "bad.so", std::string_view(whole).substr(0, whole.size() - 1));
    expect_fault("bad.so", State::Rejected, StartsWith("the file is truncated: it ends after"),
                 HasSubstr("Install the plugin again"));
}

TEST_F(Faults, AnotherArchitectureIsNamed)
{
    std::string bytes = read_bytes(fixture("good"));
#if defined(__aarch64__)
    bytes[18] = 62; // e_machine, in the byte order of both
    const std::string foreign = "x86_64";
#else
    bytes[18] = static_cast<char>(183);
    const std::string foreign = "aarch64";
#endif
    write_bytes(m_directory / "bad.so", bytes);
    expect_fault("bad.so", State::Rejected, StartsWith("wrong architecture: file is " + foreign),
                 StartsWith("Install the plugin built for "));
    bytes[4] = 1; // 32-bit
    forget_registry();
    write_bytes(m_directory / "bad.so", bytes);
    expect_fault("bad.so", State::Rejected, StartsWith("wrong architecture: file is 32-bit"),
                 StartsWith("Install the plugin built for "));
}

TEST_F(Faults, APluginWithoutTheNoteIsRejected)
{
    expect_fixture_fault("no-note", State::Rejected, HasSubstr("without a modvirt manifest note"),
                         HasSubstr("modvirt_add_plugin"));
}

TEST_F(Faults, ALibraryThatIsNoPluginIsPassedOverUnlessItIsNamed)
{
    copy("no-note-no-symbol", "helper.so");
    EXPECT_EQ(report_on("helper.so").at("state"), "not listed");
    expect_good_plugin_works();
    registry().add_file(m_directory / "helper.so");
    EXPECT_EQ(report_on("helper.so").at("state"), "rejected");
    EXPECT_THAT(report_on("helper.so").at("reason").get<std::string>(),
                HasSubstr("without a modvirt manifest note"));
}

TEST_F(Faults, APluginWithoutTheSymbolIsRejected)
{
    expect_fixture_fault("no-symbol", State::Rejected,
                         "it does not export the function modvirt_plugin_negotiate_v1",
                         HasSubstr("modvirt_add_plugin"));
}

TEST_F(Faults, ANewerAbiNamesBothVersionsAndWhatToUpgrade)
{
    expect_fixture_fault(
        "newer-major", State::Rejected,
        AllOf(HasSubstr("driver \"newer-major\" (" + m_directory.native()),
              HasSubstr("newer-major.so 1.2.3, plugin ABI 2.0) needs a host with plugin ABI 2"),
              EndsWith("provides 1.0")),
        StartsWith("Upgrade modvirt to a release with plugin ABI 2.0"));
    expect_fixture_fault("newer-minor", State::Rejected,
                         AllOf(HasSubstr("plugin ABI 1.9) needs host ABI >= 1.7"), EndsWith("provides 1.0")),
                         StartsWith("Upgrade modvirt to a release with plugin ABI 1.7"));
}

TEST_F(Faults, ANewerPluginThatAsksForLittleIsUsed)
{
    copy("newer-but-modest", "newer-but-modest.so");
    EXPECT_EQ(registry().claim_scheme("newer-but-modest", "x").name(), "newer-but-modest");
}

TEST_F(Faults, AnOlderAbiNamesBothVersionsAndWhatToUpgrade)
{
    expect_fixture_fault(
        "older-major", State::Rejected,
        AllOf(HasSubstr("plugin ABI 0.9) needs a host with plugin ABI 0"), EndsWith("provides 1.0")),
        "Upgrade driver \"older-major\" to a build for plugin ABI 1.");
}

TEST_F(Faults, AnUndefinedSymbolIsNamed)
{
    expect_fixture_fault("undefined-symbol", State::Rejected,
                         "it cannot be loaded: undefined symbol: modvirt_function_that_nobody_has",
                         StartsWith("Install what it lacks"));
}

TEST_F(Faults, ACrashInAConstructorStaysInTheChild)
{
    expect_fixture_fault("crash-in-constructor", State::Quarantined,
                         StartsWith("it crashes when it is loaded: SIGSEGV in a child process"),
                         StartsWith("Report this to the plugin's vendor"));
}

TEST_F(Faults, AHangInAConstructorIsEnded)
{
    m_time_limit = std::chrono::milliseconds(1500);
    expect_fixture_fault(
        "hang-in-constructor", State::Quarantined,
        StartsWith("it hangs when it is loaded: nothing happened for 1.5 s in a child process"),
        StartsWith("Report this to the plugin's vendor"));
}

TEST_F(Faults, AnExitInAConstructorStaysInTheChild)
{
    expect_fixture_fault("exit-in-constructor", State::Quarantined,
                         StartsWith("it ends the process when it is loaded: exit status 0"),
                         StartsWith("Report this to the plugin's vendor"));
}

TEST_F(Faults, ACrashInADestructorStaysInTheChild)
{
    expect_fixture_fault("crash-in-destructor", State::Quarantined,
                         StartsWith("it crashes when it is unloaded: SIGABRT in a child process"),
                         StartsWith("Report this to the plugin's vendor"));
}

TEST_F(Faults, AnExceptionOutOfNegotiationIsCaughtInTheChild)
{
    expect_fixture_fault("throws-in-negotiation", State::Rejected,
                         "an exception came out of it: thrown in negotiation",
                         StartsWith("Report this to the plugin's vendor"));
}

// The plugin's own copy of the C++ runtime finds no handler: it ends the process, which is the child.
TEST_F(Faults, AnExceptionFromAStaticRuntimeStaysInTheChild)
{
    expect_fixture_fault("throws-in-negotiation-static", State::Quarantined,
                         StartsWith("it crashes when it negotiates: SIGABRT in a child process"),
                         StartsWith("Report this to the plugin's vendor"));
}

struct Failure {
    int32_t code = 0;
    std::string message;
};

modvirt_call recording_call(Failure &failure)
{
    modvirt_call call{};
    call.struct_size = sizeof(call);
    call.host_data = &failure;
    call.fail = [](const modvirt_call *failed, int32_t code, int32_t, const char *message) {
        *static_cast<Failure *>(failed->host_data) = {code, message};
    };
    return call;
}

class ThrowingCalls : public Faults, public testing::WithParamInterface<const char *> {};

TEST_P(ThrowingCalls, BecomeRecordedFailures)
{
    copy(GetParam(), std::string(GetParam()) + ".so");
    plugin::Plugin &plugin = registry().claim_scheme(GetParam(), "x");
    Failure failure;
    const modvirt_call call = recording_call(failure);
    modvirt_open request{};
    request.struct_size = sizeof(request);
    request.uri = request.scheme = request.server = request.path = request.query = "";
    modvirt_session *session = nullptr;
    ASSERT_EQ(plugin.hypervisor()->open(&request, &session, &call), 0) << failure.message;
    modvirt_string_sink sink{};
    sink.struct_size = sizeof(sink);
    EXPECT_EQ(plugin.hypervisor()->connect_get_hostname(session, &sink, &call), -1);
    EXPECT_EQ(failure.code, 1);
    EXPECT_EQ(failure.message, "thrown in a call");
    EXPECT_EQ(plugin.hypervisor()->connect_get_capabilities(session, &sink, &call), -1);
    EXPECT_EQ(failure.message, "the driver threw something that is no exception class");
    plugin.hypervisor()->close(session);
    expect_good_plugin_works();
}

INSTANTIATE_TEST_SUITE_P(Faults, ThrowingCalls, testing::Values("throws-in-call", "throws-in-call-static"));

struct Nonsense {
    const char *fixture;
    const char *reason;
};

// Printed as part of the test's name, which must be the same in every run.
std::ostream &operator<<(std::ostream &stream, const Nonsense &nonsense)
{
    return stream << nonsense.fixture;
}

class NonsenseInNegotiation : public Faults, public testing::WithParamInterface<Nonsense> {};

TEST_P(NonsenseInNegotiation, IsRejected)
{
    expect_fixture_fault(
        GetParam().fixture, State::Rejected,
        AllOf(StartsWith("its negotiation answers nonsense: "), HasSubstr(GetParam().reason)),
        StartsWith("Report this to the plugin's vendor"));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, NonsenseInNegotiation,
    testing::Values(
        Nonsense{"no-description", "hands over no description of itself"},
        Nonsense{"short-description", "its description claims to be 8 bytes long"},
        Nonsense{"huge-description", "its description claims to be 4294967288 bytes long"},
        Nonsense{"other-name", "it calls itself 'somebody-else', and its manifest says 'other-name'"},
        Nonsense{"no-name", "it has no name"},
        Nonsense{"minor-too-great", "it chose ABI 1.999, and at most 1.0 was offered"},
        Nonsense{"threading-out-of-range", "it declares threading 77, and its manifest says parallel"},
        Nonsense{"no-table", "its manifest says kind hypervisor, and it has no table for that"},
        Nonsense{"short-table", "its hypervisor table claims to be 16 bytes long"},
        Nonsense{"odd-table", "a multiple of"},
        Nonsense{"no-open", "its hypervisor table has no function to open a session"},
        Nonsense{"unknown-answer", "the answer 4711 is unknown"}));

TEST_F(Faults, ADescriptionAtAWildAddressStaysInTheChild)
{
    expect_fixture_fault("wild-description", State::Quarantined,
                         StartsWith("it crashes when it negotiates: SIGSEGV in a child process"),
                         StartsWith("Report this to the plugin's vendor"));
}

TEST_F(Faults, ARefusalIsPassedOn)
{
    expect_fixture_fault("refuses", State::Rejected,
                         "it refuses to work here: the host has no service 'migration/1'",
                         "Upgrade modvirt.");
    expect_fixture_fault("host-too-old", State::Rejected, HasSubstr("needs a newer plugin ABI"),
                         HasSubstr("plugin ABI 1"));
}

TEST_F(Faults, APluginThatDoesNotStartHasFailed)
{
    copy("start-fails", "start-fails.so");
    EXPECT_EQ(report_on("start-fails.so").at("state"), "ready");
    EXPECT_THROW(registry().claim_scheme("start-fails", "x"), Error);
    expect_fault("start-fails.so", State::Failed, "it does not start: its hypervisor is not installed",
                 StartsWith("Mend what it names"));
}

TEST_F(Faults, AManifestThatCannotBeReadIsRejected)
{
    expect_fixture_fault("manifest-no-json", State::Rejected, "its manifest is not JSON",
                         HasSubstr("Rebuild"));
    expect_fixture_fault("manifest-form-2", State::Rejected, HasSubstr("its manifest is of form 2"),
                         StartsWith("Upgrade modvirt"));
    expect_fixture_fault("manifest-no-name", State::Rejected, "its manifest lacks \"name\"",
                         HasSubstr("Rebuild"));
}

TEST_F(Faults, AFileThatOthersCanWriteIsRejectedWithTheCommandThatMendsIt)
{
    write_bytes(m_directory / "no-open.so", read_bytes(fixture("no-open")));
    chmod((m_directory / "no-open.so").c_str(), 0666);
    expect_fault("no-open.so", State::Rejected,
                 "the file is writable by everybody, who could change the plugin",
                 "Run: chmod go-w " + (m_directory / "no-open.so").native());
    chmod((m_directory / "no-open.so").c_str(), 0664);
    forget_registry();
    expect_fault("no-open.so", State::Rejected,
                 "the file is writable by its group, who could change the plugin",
                 "Run: chmod go-w " + (m_directory / "no-open.so").native());
}

TEST_F(Faults, TheCommandThatMendsARightMendsIt)
{
    chmod((m_directory / "good.so").c_str(), 0666);
    try {
        registry().claim_scheme("good", "good:///");
        ADD_FAILURE() << "claimed";
    } catch (const Error &error) {
        EXPECT_THAT(error.message(), HasSubstr("driver \"good\" (" + (m_directory / "good.so").native() +
                                               ") is rejected: the file is writable by everybody"));
    }
    const std::string hint = report_on("good.so").at("hint");
    ASSERT_THAT(hint, StartsWith("Run: chmod "));
    ASSERT_EQ(std::system(hint.substr(5).c_str()), 0);
    expect_good_plugin_works();
}

TEST_F(Faults, AFileOfAnotherUserIsRejected)
{
    if (geteuid() != 0) {
        GTEST_SKIP() << "only root can give a file away";
    }
    ASSERT_EQ(chown((m_directory / "good.so").c_str(), 12345, 0), 0);
    const Json report = report_on("good.so");
    EXPECT_EQ(report.at("state"), "rejected");
    EXPECT_EQ(report.at("reason"), "the file belongs to user 12345, who could change the plugin");
    EXPECT_EQ(report.at("hint"), "Run: chown 0 " + (m_directory / "good.so").native());
}

TEST_F(Faults, ADirectoryThatOthersCanWriteSpoilsWhatIsInIt)
{
    chmod(m_directory.c_str(), 0777);
    const Json report = report_on("good.so");
    EXPECT_EQ(report.at("state"), "rejected");
    EXPECT_EQ(report.at("reason"), "the directory '" + m_directory.native() +
                                       "' above it is writable by everybody, who could change the plugin");
    EXPECT_EQ(report.at("hint"), "Run: chmod go-w " + m_directory.native());
    chmod(m_directory.c_str(), 0755);
    forget_registry();
    expect_good_plugin_works();
}

TEST_F(Faults, ALinkFromAnUnsafePlaceIsRejectedThoughItsTargetIsSafe)
{
    const fs::path unsafe = m_base / "unsafe";
    fs::create_directory(unsafe);
    chmod(unsafe.c_str(), 0777);
    fs::create_symlink(m_directory / "good.so", unsafe / "linked.so");
    registry().add_file(unsafe / "linked.so");
    const Json plugins = Json::parse(registry().list()).at("plugins");
    EXPECT_EQ(plugins.at(0).at("state"), "rejected");
    EXPECT_THAT(plugins.at(0).at("hint").get<std::string>(), HasSubstr("chmod go-w " + unsafe.native()));
    expect_good_plugin_works();
}

TEST_F(Faults, ADanglingLinkIsRejected)
{
    fs::create_symlink("/nowhere/plugin.so", m_directory / "bad.so");
    expect_fault("bad.so", State::Rejected, "it is a dangling symbolic link to '/nowhere/plugin.so'",
                 StartsWith("Install the file that it points to"));
}

TEST_F(Faults, ALinkThatLeadsInACircleIsRejected)
{
    fs::create_symlink("bad.so", m_directory / "bad.so");
    expect_fault("bad.so", State::Rejected, "it is a symbolic link that leads in a circle",
                 "Remove the link.");
}

TEST_F(Faults, ADirectoryOrAFifoInPlaceOfAFileIsRejected)
{
    fs::create_directory(m_directory / "bad.so");
    expect_fault("bad.so", State::Rejected, "it is not a regular file", HasSubstr(".so file"));
    forget_registry();
    fs::remove(m_directory / "bad.so");
    ASSERT_EQ(mkfifo((m_directory / "bad.so").c_str(), 0644), 0);
    expect_fault("bad.so", State::Rejected, "it is not a regular file", HasSubstr(".so file"));
}

TEST_F(Faults, AFileThatIsNamedButNotThereIsReported)
{
    registry().add_file(m_directory / "absent.so");
    const Json plugins = Json::parse(registry().list()).at("plugins");
    EXPECT_EQ(plugins.at(0).at("state"), "rejected");
    EXPECT_EQ(plugins.at(0).at("reason"), "there is no such file");
    expect_good_plugin_works();
}

TEST_F(Faults, AllBadPluginsTogetherLeaveTheGoodOneUsable)
{
    m_time_limit = std::chrono::milliseconds(1500);
    for (const auto &entry : fs::directory_iterator(FIXTURES)) {
        if (entry.path().filename() != "good.so") {
            copy(entry.path().stem(), entry.path().filename());
        }
    }
    expect_good_plugin_works();
    const Json plugins = Json::parse(registry().list()).at("plugins");
    int unusable = 0;
    for (const Json &plugin : plugins) {
        const std::string state = plugin.at("state");
        if (state != "ready" && state != "active") {
            ++unusable;
            EXPECT_NE(plugin.at("reason"), "") << plugin;
            EXPECT_NE(plugin.at("hint"), "") << plugin;
        }
    }
    EXPECT_GE(unusable, 25);
    const Json doctor = Json::parse(registry().doctor());
    EXPECT_FALSE(doctor.at("healthy"));
}

} // namespace
} // namespace modvirt::registry
