// SPDX-License-Identifier: LGPL-2.1-or-later
#include "commands/plugin_text.hpp"

#include <gmock/gmock.h>

namespace modvirt::cli {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PluginText, ListsPluginsInATableAndReasonsBelow)
{
    const JsonValue answer = JsonValue::parse(R"({"plugins": [
        {"name": "test", "kind": "hypervisor", "version": "1.0", "state": "ready", "reason": "", "hint": null,
         "path": "/p/test.so", "uri_schemes": ["test"], "pool_types": []},
        {"name": "bad", "kind": "storage-backend", "version": "2", "state": "rejected", "reason": "it is empty",
         "hint": "install it again", "path": "/p/bad.so", "uri_schemes": [], "pool_types": ["dir", "fs"]}]})");
    EXPECT_EQ(plugin_list_text(answer),
              " Name   Kind              Version   State      Serves    Path\n"
              "---------------------------------------------------------------------\n"
              " test   hypervisor        1.0       ready      test      /p/test.so\n"
              " bad    storage-backend   2         rejected   dir, fs   /p/bad.so\n"
              "\nbad: it is empty\n  hint: install it again\n");
}

TEST(PluginText, ShowsOnePluginWithWhatItServes)
{
    const JsonValue answer = JsonValue::parse(R"({"name": "test", "kind": "hypervisor", "abi": "1.0",
        "operations": ["connect_open", "domain_create"], "manifest": {"vendor": "modvirt", "level": 3}})");
    const std::string text = plugin_show_text(answer);
    EXPECT_THAT(text, HasSubstr("Name:           test\n"));
    EXPECT_THAT(text, HasSubstr("Operations (2):\n  connect_open\n  domain_create\n"));
    EXPECT_THAT(text, HasSubstr("  vendor: modvirt\n  level: 3\n"));
    EXPECT_THAT(text, Not(HasSubstr("Reason:")));
}

TEST(PluginText, ExplainsWhereADriverWasSearched)
{
    const JsonValue answer =
        JsonValue::parse(R"({"uri": "acme:///x", "scheme": "acme", "verdict": "no driver",
        "driver": null, "package": "modvirt-driver-acme", "hint": "install it", "searched": [
          {"directory": "/a", "source": "configuration", "exists": false, "candidates": []},
          {"directory": "/b", "source": "distribution", "exists": true,
           "candidates": [{"path": "/b/x.so", "state": "rejected", "reason": "truncated"}]}]})");
    EXPECT_EQ(plugin_explain_text(answer), "URI:            acme:///x\n"
                                           "Scheme:         acme\n"
                                           "Verdict:        no driver\n"
                                           "Driver:         -\n"
                                           "Package:        modvirt-driver-acme\n"
                                           "Hint:           install it\n"
                                           "\nSearched:\n"
                                           "  /a (configuration): does not exist\n"
                                           "  /b (distribution)\n"
                                           "    /b/x.so: rejected (truncated)\n");
}

TEST(PluginText, SaysWhatIsWrongOrThatNothingIs)
{
    EXPECT_EQ(plugin_doctor_text(JsonValue::parse(R"({"healthy": true, "findings": []})")),
              "All plugins are in order.\n");
    EXPECT_EQ(plugin_doctor_text(JsonValue::parse(R"({"healthy": false, "findings": [{"severity": "error",
                "subject": "/p/bad.so", "text": "writable by others", "hint": "chmod o-w /p/bad.so"}]})")),
              "error: /p/bad.so: writable by others\n  hint: chmod o-w /p/bad.so\n");
}

} // namespace modvirt::cli
