// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/search_path.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace modvirt::registry {
namespace {

using testing::ElementsAre;

class SearchPath : public testing::Test {
protected:
    std::vector<std::string> order()
    {
        std::vector<std::string> directories;
        for (const SearchPlace &place : search_places(m_configuration, m_environment, m_added, "/lib/here")) {
            directories.push_back(place.directory);
        }
        return directories;
    }

    config::Configuration m_configuration;
    Environment m_environment;
    std::vector<std::filesystem::path> m_added;
};

TEST_F(SearchPath, EndsWithTheLocalAndTheInstalledPlugins)
{
    EXPECT_THAT(order(), ElementsAre("/usr/local/lib/modvirt/plugins/1", "/lib/here/modvirt/plugins/1"));
}

TEST_F(SearchPath, PutsAddedDirectoriesFirstAndConfiguredOnesBeforeTheInstalled)
{
    m_added = {"/added"};
    m_configuration.plugin_path = {"/configured/1", "/configured/2"};
    EXPECT_THAT(order(), ElementsAre("/added", "/configured/1", "/configured/2",
                                     "/usr/local/lib/modvirt/plugins/1", "/lib/here/modvirt/plugins/1"));
}

TEST_F(SearchPath, IsReplacedByOneVariableAndPrependedToByTheOther)
{
    m_added = {"/added"};
    m_configuration.plugin_path = {"/configured"};
    m_environment.add_plugin_path = "/more/1:/more/2";
    EXPECT_THAT(order(), ElementsAre("/added", "/more/1", "/more/2", "/configured",
                                     "/usr/local/lib/modvirt/plugins/1", "/lib/here/modvirt/plugins/1"));
    m_environment.plugin_path = "/only";
    EXPECT_THAT(order(), ElementsAre("/added", "/more/1", "/more/2", "/only"));
    m_environment.plugin_path = "";
    EXPECT_THAT(order(), ElementsAre("/added", "/more/1", "/more/2"));
}

TEST_F(SearchPath, NeverTakesAnEmptyPieceForTheCurrentDirectory)
{
    m_environment.plugin_path = ":/a::/b/../c:";
    EXPECT_THAT(order(), ElementsAre("/a", "/c"));
}

TEST_F(SearchPath, TakesTheVariablesOfTheProcess)
{
    setenv("MODVIRT_PLUGIN_PATH", "/from/environment", 1);
    setenv("MODVIRT_PLUGINS_DISABLE", "xen", 1);
    m_environment = Environment::of_process();
    unsetenv("MODVIRT_PLUGIN_PATH");
    unsetenv("MODVIRT_PLUGINS_DISABLE");
    EXPECT_THAT(order(), ElementsAre("/from/environment"));
    EXPECT_EQ(m_environment.plugins_disable, "xen");
    EXPECT_FALSE(m_environment.plugins_select.has_value());
}

TEST_F(SearchPath, SelectsByGlobs)
{
    const auto wanted = [this](const std::string &name) {
        return !Selection(m_configuration, m_environment).find_objection(name).has_value();
    };
    EXPECT_TRUE(wanted("qemu"));
    m_configuration.plugins_disable = {"x*"};
    EXPECT_TRUE(wanted("qemu"));
    EXPECT_FALSE(wanted("xen"));
    m_configuration.plugins_select = {"qemu", "xen"};
    EXPECT_TRUE(wanted("qemu"));
    EXPECT_FALSE(wanted("test"));
    EXPECT_FALSE(wanted("xen"));
    m_environment.plugins_select = "te?t,ldoms";
    EXPECT_TRUE(wanted("test"));
    EXPECT_FALSE(wanted("qemu"));
    m_environment.plugins_disable = "test";
    EXPECT_FALSE(wanted("test"));
    EXPECT_FALSE(wanted("xen"));
    EXPECT_TRUE(wanted("ldoms"));
}

} // namespace
} // namespace modvirt::registry
