// SPDX-License-Identifier: LGPL-2.1-or-later
// Which plugin is chosen, when it is loaded, and what is said when there is none.
#include "sample_plugins.hpp"

#include <gmock/gmock.h>
#include <thread>
#include <unistd.h>

namespace modvirt::registry {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

bool is_mapped(const std::filesystem::path &file)
{
    std::ostringstream maps;
    maps << std::ifstream("/proc/self/maps").rdbuf();
    return maps.str().find(file.native()) != std::string::npos;
}

std::string run_state(plugin::Plugin &plugin)
{
    std::string text;
    modvirt_string_sink sink{};
    sink.struct_size = sizeof(sink);
    sink.data = &text;
    sink.put = [](const modvirt_string_sink *target, const char *piece, uint64_t size) {
        static_cast<std::string *>(target->data)->append(piece, size);
        return 0;
    };
    EXPECT_EQ(plugin.hypervisor()->connect_get_hostname(nullptr, &sink, nullptr), 0);
    return text;
}

using RegistryClaims = SamplePlugins;

TEST_F(RegistryClaims, LoadAPluginOnlyWhenItsSchemeIsClaimed)
{
    const auto alpha = make_named("plugins", "alpha");
    const auto beta = make_named("plugins", "beta");
    EXPECT_EQ(registry().find("alpha"), nullptr);
    plugin::Plugin &plugin = claim("alpha");
    EXPECT_EQ(plugin.name(), "alpha");
    EXPECT_EQ(plugin.file(), alpha);
    EXPECT_EQ(plugin.threading(), plugin::Threading::Parallel);
    EXPECT_NE(plugin.hypervisor(), nullptr);
    EXPECT_TRUE(is_mapped(alpha));
    EXPECT_FALSE(is_mapped(beta));
    EXPECT_EQ(registry().find("alpha"), &plugin);
    EXPECT_EQ(registry().find("beta"), nullptr);
}

TEST_F(RegistryClaims, AnswerTheSamePluginForEachOfItsSchemes)
{
    make("plugins/many.so", manifest("many", {"one", "two"}));
    EXPECT_EQ(&claim("one"), &claim("two"));
    EXPECT_EQ(&claim("one"), &claim("one"));
}

TEST_F(RegistryClaims, StartAPluginAndStopItWithTheRegistry)
{
    make_named("plugins", "alpha");
    plugin::Plugin &plugin = claim("alpha");
    EXPECT_EQ(run_state(plugin), "running");
    registry().stop();
    EXPECT_EQ(run_state(plugin), "stopped");
    EXPECT_EQ(registry().find("alpha"), nullptr);
    EXPECT_EQ(&claim("alpha"), &plugin);
    EXPECT_EQ(run_state(plugin), "running");
}

TEST_F(RegistryClaims, PreferTheFirstDirectoryAndListTheOtherAsShadowed)
{
    make_directory("first");
    make_directory("second");
    m_environment.plugin_path = (m_base / "first").native() + ":" + (m_base / "second").native();
    const auto second = make_named("second", "alpha");
    const auto first = make("first/zz.so", manifest("alpha", {"alpha"}));
    EXPECT_EQ(claim("alpha").file(), first);
    EXPECT_EQ(state_of(first), "active");
    EXPECT_EQ(state_of(second), "shadowed");
}

TEST_F(RegistryClaims, SortTheNamesWithinADirectory)
{
    const auto b = make("plugins/b.so", manifest("alpha", {"alpha"}));
    const auto a = make("plugins/a.so", manifest("alpha", {"alpha"}));
    EXPECT_EQ(claim("alpha").file(), a);
    EXPECT_EQ(state_of(b), "shadowed");
}

TEST_F(RegistryClaims, FallBackToTheNextOfANameWhenTheFirstCannotBeUsed)
{
    // What it declares differs from its manifest, which shows only when it is tried.
    Json wrong = manifest("alpha", {"alpha"});
    wrong["threading"] = "serialized";
    const auto a = make("plugins/a.so", wrong);
    const auto b = make("plugins/b.so", manifest("alpha", {"alpha"}));
    EXPECT_EQ(claim("alpha").file(), b);
    EXPECT_EQ(state_of(a), "rejected");
    EXPECT_EQ(state_of(b), "active");
}

TEST_F(RegistryClaims, PutAnAddedFileBeforeAllElse)
{
    make_directory("elsewhere");
    make_named("plugins", "alpha");
    const auto added = make_named("elsewhere", "alpha");
    registry().add_file(added);
    EXPECT_EQ(claim("alpha").file(), added);
}

TEST_F(RegistryClaims, FindAPluginThatIsAddedLater)
{
    make_directory("elsewhere");
    EXPECT_THAT(refusal("alpha"), HasSubstr("no plugin serves the scheme 'alpha'"));
    make_named("elsewhere", "alpha");
    registry().add_path(m_base / "elsewhere");
    EXPECT_EQ(claim("alpha").name(), "alpha");
}

TEST_F(RegistryClaims, FindAPluginThatIsInstalledLater)
{
    make_named("plugins", "alpha");
    plugin::Plugin &alpha = claim("alpha");
    EXPECT_THAT(refusal("beta"), HasSubstr("no plugin serves the scheme 'beta'"));
    make_named("plugins", "beta");
    EXPECT_EQ(claim("beta").name(), "beta");
    EXPECT_EQ(&claim("alpha"), &alpha);
}

TEST_F(RegistryClaims, KeepALoadedPluginWhenItsFileIsReplaced)
{
    const auto path = make_named("plugins", "alpha");
    plugin::Plugin &before = claim("alpha");
    make_named("plugins", "alpha");
    EXPECT_EQ(state_of(path), "shadowed"); // the new file, behind the one that is loaded
    EXPECT_EQ(&claim("alpha"), &before);
    EXPECT_EQ(run_state(before), "running");
}

TEST_F(RegistryClaims, LeaveOutWhatIsDisabled)
{
    const auto alpha = make_named("plugins", "alpha");
    make_named("plugins", "beta");
    m_configuration.plugins_disable = {"al*"};
    EXPECT_THAT(refusal("alpha"),
                HasSubstr("is disabled: the setting plugins.disable or MODVIRT_PLUGINS_DISABLE names "
                          "it with 'al*'"));
    EXPECT_EQ(state_of(alpha), "disabled");
    EXPECT_EQ(claim("beta").name(), "beta");
}

TEST_F(RegistryClaims, SayWhereTheyLookedAndWhatThereIs)
{
    make_named("plugins", "alpha");
    m_environment.add_plugin_path = (m_base / "absent").native();
    EXPECT_EQ(refusal("bogus"), "bogus:///: no plugin serves the scheme 'bogus'; "
                                "searched " +
                                    (m_base / "absent").native() + " (absent), " +
                                    (m_base / "plugins").native() +
                                    "; drivers found: alpha. See 'modvirt plugin explain bogus:///'.");
}

TEST_F(RegistryClaims, NameThePackageThatHasTheMissingDriver)
{
    EXPECT_THAT(refusal("xen"),
                AllOf(StartsWith("xen:///: "),
                      HasSubstr("no driver was found. Install the package modvirt-driver-xen.")));
}

TEST_F(RegistryClaims, ReachAStorageBackendByItsPoolType)
{
    Json backend = manifest("disks", {});
    backend["kind"] = "storage-backend";
    backend["pool_types"] = {"dir", "fs"};
    make("plugins/disks.so", backend);
    EXPECT_EQ(registry().claim_pool_type("fs").name(), "disks");
    EXPECT_NE(registry().claim_pool_type("dir").storage_backend(), nullptr);
    EXPECT_THROW(registry().claim_pool_type("rbd"), Error);
    EXPECT_THAT(refusal("dir"), HasSubstr("no plugin serves the scheme 'dir'"));
}

TEST_F(RegistryClaims, ReachANetworkDriverByTheSchemeItServes)
{
    make_named("plugins", "alpha");
    EXPECT_EQ(registry().find_companion(plugin::Kind::Network, "alpha"), nullptr);
    EXPECT_EQ(registry().find_companion(plugin::Kind::Network, "alpha"), nullptr);
    make_directory("elsewhere");
    Json network = manifest("wires", {"alpha"});
    network["kind"] = "network";
    make("elsewhere/wires.so", network);
    registry().add_path(m_base / "elsewhere");
    ASSERT_NE(registry().find_companion(plugin::Kind::Network, "alpha"), nullptr);
    EXPECT_EQ(registry().find_companion(plugin::Kind::Network, "alpha")->name(), "wires");
    EXPECT_EQ(claim("alpha").name(), "alpha");
}

TEST_F(RegistryClaims, DoNotTryAFileAgainThatIsKnown)
{
    const auto path = make_named("plugins", "alpha");
    claim("alpha");
    const auto journal = m_base / "cache/plugin-probes.json";
    ASSERT_TRUE(std::filesystem::exists(journal));
    forget_registry();
    // Without the child program only the journal can tell that the plugin is good.
    m_library_directory = m_base;
    testing::internal::CaptureStderr();
    EXPECT_EQ(claim("alpha").name(), "alpha");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(RegistryClaims, GoOnWithoutTheChildProgramAndSaySo)
{
    make_named("plugins", "alpha");
    m_library_directory = m_base;
    testing::internal::CaptureStderr();
    EXPECT_EQ(claim("alpha").name(), "alpha");
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("so it is loaded untried"));
}

TEST_F(RegistryClaims, BlameNoPluginForAChildProgramThatDoesNotComeToIt)
{
    make_named("plugins", "alpha");
    make_directory("slow");
    make_directory("slow/modvirt");
    const auto program = m_base / "slow/modvirt/plugin-probe";
    std::ofstream(program) << "#!/bin/sh\nexec sleep 60\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    m_library_directory = m_base / "slow";
    m_probe_time_limit = std::chrono::milliseconds(200);
    testing::internal::CaptureStderr();
    EXPECT_EQ(claim("alpha").name(), "alpha");
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("so it is loaded untried"));
}

TEST_F(RegistryClaims, ComeFromManyThreadsAtOnce)
{
    for (int i = 0; i < 8; ++i) {
        make_named("plugins", "p" + std::to_string(i));
    }
    registry();
    std::vector<std::thread> threads;
    std::vector<plugin::Plugin *> first(4);
    for (std::size_t thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (int round = 0; round < 200; ++round) {
                const std::string name = "p" + std::to_string(round % 8);
                plugin::Plugin &plugin = claim(name);
                EXPECT_EQ(plugin.name(), name);
                EXPECT_EQ(registry().find(name), &plugin);
                if (round == 0) {
                    first[thread] = &plugin;
                }
                if (round == 100 + static_cast<int>(thread)) {
                    registry().list();
                    refusal("bogus");
                }
            }
        });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    EXPECT_THAT(first, testing::Each(first[0]));
}

} // namespace
} // namespace modvirt::registry
