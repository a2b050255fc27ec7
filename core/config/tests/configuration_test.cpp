// SPDX-License-Identifier: LGPL-2.1-or-later
// What a configuration file can say, and what is said about one that is wrong.
#include "config/configuration.hpp"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <modvirt/error.hpp>
#include <random>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

namespace modvirt::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view complete = R"(# modvirt
uri_default = "qemu:///embed?root=/srv/vm"
plugin_path = ["/opt/plugins", "/srv/plugins"]

[plugins]
select = ["qemu", "te*"]
disable = ["xen"]

[log]
rules = "debug:plugin;error"
file = "/var/log/modvirt.log"

[directories]
state = "/srv/state"

[plugin.qemu]
binary = "/opt/qemu"
port_min = 5900
sandbox = true
)";

std::string message_of(std::string_view text)
{
    try {
        read_text(text, "modvirt.conf");
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::ConfSyntax);
        EXPECT_EQ(error.domain(), ErrorDomain::Conf);
        return error.message();
    }
    return "accepted";
}

TEST(Configuration, HoldsWhatTheFileSays)
{
    const Configuration configuration = read_text(complete, "modvirt.conf");
    EXPECT_EQ(configuration.uri_default, "qemu:///embed?root=/srv/vm");
    EXPECT_THAT(configuration.plugin_path, ElementsAre("/opt/plugins", "/srv/plugins"));
    EXPECT_THAT(configuration.plugins_select, ElementsAre("qemu", "te*"));
    EXPECT_THAT(configuration.plugins_disable, ElementsAre("xen"));
    EXPECT_EQ(configuration.log.rules.threshold("plugin"), log::Level::Debug);
    EXPECT_EQ(configuration.log.rules.threshold("host"), log::Level::Error);
    EXPECT_EQ(configuration.log.file, "/var/log/modvirt.log");
    EXPECT_EQ(configuration.directories.state, "/srv/state");
    EXPECT_EQ(configuration.directories.run, "");
}

TEST(Configuration, GivesADriverItsOwnSettingsAsText)
{
    const Configuration configuration = read_text(complete, "modvirt.conf");
    EXPECT_EQ(*configuration.find_plugin_setting("qemu", "binary"), "/opt/qemu");
    EXPECT_EQ(*configuration.find_plugin_setting("qemu", "port_min"), "5900");
    EXPECT_EQ(*configuration.find_plugin_setting("qemu", "sandbox"), "true");
    EXPECT_EQ(configuration.find_plugin_setting("qemu", "absent"), nullptr);
    EXPECT_EQ(configuration.find_plugin_setting("xen", "binary"), nullptr);
}

// A line of the example that starts with '#' and no space is a setting.
TEST(Configuration, TakesTheExampleAsItIsAndWithEverySettingMade)
{
    EXPECT_NO_THROW(read_file(EXAMPLE));
    std::ifstream example(EXAMPLE);
    std::string text;
    int settings = 0;
    for (std::string line; std::getline(example, line);) {
        const bool is_setting = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        settings += is_setting;
        text += line.substr(is_setting ? 1 : 0) + "\n";
    }
    EXPECT_GE(settings, 10);
    const Configuration configuration = read_text(text, "modvirt.conf");
    EXPECT_EQ(configuration.directories.run, "/run/modvirt");
    EXPECT_NE(configuration.find_plugin_setting("acme", "endpoint"), nullptr);
}

TEST(Configuration, IsAllDefaultsWhenTheTextIsEmpty)
{
    const Configuration configuration = read_text("", "modvirt.conf");
    EXPECT_THAT(configuration.plugin_path, IsEmpty());
    EXPECT_EQ(configuration.log.rules.threshold("plugin"), log::Level::Warning);
}

TEST(Configuration, NamesFileLineColumnAndWhatWasExpected)
{
    EXPECT_EQ(message_of("plugin_path = /opt\n"), "modvirt.conf:1:15: expected a value: text in quotes, a "
                                                  "number, true, false or a list, and found '/'");
    EXPECT_EQ(message_of("\nplugin_path = \"/opt\"\n"),
              "modvirt.conf:2:15: 'plugin_path' is text: expected a list of texts such as [\"a\", \"b\"]");
    EXPECT_EQ(message_of("plugin_path = [\"opt\"]\n"),
              "modvirt.conf:1:16: 'plugin_path' is 'opt': expected an absolute path");
    EXPECT_EQ(message_of("plugin_path = [\n  \"/a\",\n  5,\n]\n"),
              "modvirt.conf:3:3: 'plugin_path' is a number: expected text in quotes");
    EXPECT_EQ(message_of("[log]\nrules = 3\n"),
              "modvirt.conf:2:9: 'log.rules' is a number: expected text in quotes");
    EXPECT_THAT(message_of("[log]\nrules = \"noisy\"\n"),
                StartsWith("modvirt.conf:2:9: 'log.rules' is wrong at column 1: 'noisy' is not a log level"));
    EXPECT_EQ(
        message_of("[plugin.qemu]\nargs = [1]\n"),
        "modvirt.conf:2:8: 'plugin.qemu.args' is a list: expected text in quotes, a number, true or false");
}

TEST(Configuration, GuessesWhatAnUnknownKeyWasMeantToBe)
{
    EXPECT_EQ(message_of("pluginpath = []\n"),
              "modvirt.conf:1:1: unknown key 'pluginpath': did you mean 'plugin_path'?");
    EXPECT_EQ(message_of("[plugins]\nonly = []\n"),
              "modvirt.conf:2:1: unknown key 'only' in [plugins]: expected select, disable");
    EXPECT_EQ(message_of("\n[plugin]\n"),
              "modvirt.conf:2:1: unknown section [plugin]: did you mean 'plugins'?");
    EXPECT_EQ(message_of("[network]\n"),
              "modvirt.conf:1:1: unknown section [network]: expected plugins, log, directories, plugin.NAME");
}

// A copy of exactly that size, so that a sanitizer sees every byte that is read beyond it.
void fuzz(const std::string &text)
{
    const std::vector<uint8_t> copy(text.begin(), text.end());
    LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

TEST(Configuration, NeverCrashesOnDamagedText)
{
    std::mt19937 random(20240229);
    for (int round = 0; round < 20000; ++round) {
        std::string text(complete);
        const auto edits = 1 + random() % 6;
        for (unsigned edit = 0; edit < edits && !text.empty(); ++edit) {
            const auto at = random() % text.size();
            switch (random() % 4) {
            case 0:
                text[at] = static_cast<char>(random());
                break;
            case 1:
                text.erase(at, random() % 9);
                break;
            case 2:
                text.insert(at, text.substr(random() % text.size(), random() % 40));
                break;
            default:
                text.insert(at, 1, "[]{}=\"'\n\\.#,"[random() % 12]);
            }
        }
        fuzz(text);
    }
}

TEST(Configuration, EndsAnywhereWithoutACrash)
{
    for (std::size_t size = 0; size <= complete.size(); ++size) {
        fuzz(std::string(complete.substr(0, size)));
    }
}

class ConfigurationFile : public testing::Test {
protected:
    ConfigurationFile() : m_path(testing::TempDir() + "modvirt-conf-" + std::to_string(getpid())) {}
    ~ConfigurationFile() override
    {
        unsetenv("MODVIRT_CONFIG");
        unsetenv("MODVIRT_LOG");
        unlink(m_path.c_str());
    }

    std::string m_path;
};

TEST_F(ConfigurationFile, IsTheOneThatTheVariableNames)
{
    std::ofstream(m_path) << "uri_default = \"test:///default\"\n";
    setenv("MODVIRT_CONFIG", m_path.c_str(), 1);
    EXPECT_EQ(load().uri_default, "test:///default");
}

TEST_F(ConfigurationFile, MustExistWhenItIsNamed)
{
    setenv("MODVIRT_CONFIG", m_path.c_str(), 1);
    try {
        load();
        FAIL() << "accepted";
    } catch (const Error &error) {
        EXPECT_EQ(error.message(),
                  "cannot read the configuration file '" + m_path + "': No such file or directory");
    }
}

TEST_F(ConfigurationFile, MayBeSwitchedOffByAnEmptyName)
{
    setenv("MODVIRT_CONFIG", "", 1);
    EXPECT_EQ(load().uri_default, "");
}

TEST_F(ConfigurationFile, DoesNotMakeTheProcessWaitWhenItIsAFifo)
{
    ASSERT_EQ(mkfifo(m_path.c_str(), 0600), 0);
    EXPECT_THROW(read_file(m_path), Error);
}

TEST_F(ConfigurationFile, YieldsToTheLogVariable)
{
    std::ofstream(m_path) << "[log]\nrules = \"off\"\n";
    setenv("MODVIRT_CONFIG", m_path.c_str(), 1);
    setenv("MODVIRT_LOG", "debug:plugin", 1);
    EXPECT_EQ(load().log.rules.threshold("plugin"), log::Level::Debug);
    setenv("MODVIRT_LOG", "shout", 1);
    try {
        load();
        FAIL() << "accepted";
    } catch (const Error &error) {
        EXPECT_THAT(error.message(), StartsWith("the variable MODVIRT_LOG is wrong at column 1: 'shout'"));
    }
}

} // namespace
} // namespace modvirt::config
