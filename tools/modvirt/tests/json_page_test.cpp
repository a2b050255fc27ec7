// SPDX-License-Identifier: LGPL-2.1-or-later
// docs/json.md tells of every command with --json, and the truth: its lines are run, and print what it says.
#include "base/command_table.hpp"
#include "support/json_page.hpp"
#include "support/golden.hpp"
#include "support/run_program.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace modvirt::cli::testing {

namespace {

using PageJson = nlohmann::json;

// What is done first, so that there is something to tell of. The files are those of the directory.
const std::map<std::string, std::string, std::less<>> preparations = {
    {"backup-dumpxml", "backup-begin test"},
    {"checkpoint-dumpxml", "checkpoint-create-as test a"},
    {"checkpoint-info", "checkpoint-create-as test a"},
    {"checkpoint-list", "checkpoint-create-as test a"},
    {"checkpoint-parent", "checkpoint-create-as test a"},
    {"domdisplay", "create foo.xml"},
    {"get-user-sshkeys", "set-user-sshkeys test root keys"},
    {"iothreadinfo", "iothreadadd test 1"},
    {"managedsave-dumpxml", "managedsave test"},
    {"metadata", "metadata test http://example.org/owner --key owner --set '<owner/>'"},
    {"net-port-dumpxml", "net-port-create default port.xml"},
    {"net-port-list", "net-port-create default port.xml"},
    {"nwfilter-binding-dumpxml", "nwfilter-define filter.xml; nwfilter-binding-create binding.xml"},
    {"nwfilter-binding-list", "nwfilter-define filter.xml; nwfilter-binding-create binding.xml"},
    {"nwfilter-dumpxml", "nwfilter-define filter.xml"},
    {"nwfilter-list", "nwfilter-define filter.xml"},
    {"save-image-dumpxml", "save test guest.save"},
    {"secret-dumpxml", "secret-define secret.xml"},
    {"secret-get-value", "secret-define secret.xml; secret-set-value 55806c7d-8e93-456f-829b-607d8c198367 c2VjcmV0"},
    {"secret-list", "secret-define secret.xml"},
    {"snapshot-current", "snapshot-create-as test a"},
    {"snapshot-dumpxml", "snapshot-create-as test a"},
    {"snapshot-info", "snapshot-create-as test a"},
    {"snapshot-list", "snapshot-create-as test a"},
    {"snapshot-parent", "snapshot-create-as test a"},
    {"vncdisplay", "create foo.xml"},
    {"vol-dumpxml", "vol-create-as default-pool v1 10M"},
    {"vol-info", "vol-create-as default-pool v1 10M"},
    {"vol-key", "vol-create-as default-pool v1 10M"},
    {"vol-list", "vol-create-as default-pool v1 10M"},
    {"vol-name", "vol-create-as default-pool v1 10M"},
    {"vol-path", "vol-create-as default-pool v1 10M"},
    {"vol-pool", "vol-create-as default-pool v1 10M"},
};

// What no driver here serves: the program that makes believe is told what to answer.
const std::map<std::string, std::string, std::less<>> believed = {
    {"blockjob", "type=2,cur=5,end=10,bandwidth=3"},
    {"domcapabilities", "x"},
    {"domlaunchsecinfo", "sev-measurement.s=abc"},
    {"event", "sends=1"},
    {"guestvcpus", "x"},
    {"hypervisor-cpu-baseline", "x"},
    {"hypervisor-cpu-compare", "cpu=2"},
    {"domxml-from-native", "x"},
    {"domxml-to-native", "x"},
    {"node-memory-tune", "shm_pages_to_scan.u=100"},
    {"nodesevinfo", "cbitpos.u=47,pdh.s=abc"},
    {"qemu-agent-command", "x"},
    {"qemu-monitor-command", "x"},
    {"qemu-monitor-event", "x"},
    {"ttyconsole", "console"},
};

// A list is worth nothing in a test when there is nothing in it; these have nothing to list here.
const std::set<std::string, std::less<>> empty_lists = {"net-dhcp-leases"};

std::string first_word(const std::string &line)
{
    return line.substr(0, line.find(' '));
}

void write_documents(const TemporaryDirectory &directory)
{
    directory.write("cpu.xml", "<cpu><arch>x86_64</arch><model>qemu64</model></cpu>");
    directory.write("cpus.xml", "<cpu><arch>x86_64</arch><model>qemu64</model></cpu>");
    directory.write("foo.xml", read_file(GOLDEN_DIR "/domain.xml"));
    directory.write("keys", read_file(GOLDEN_DIR "/keys.txt"));
    directory.write("guest.args", "qemu-system-x86_64 -name a");
    directory.write("good.xml", "<network><name>a</name></network>");
    directory.write("wrong.xml", "<network>\n<name>a</name>\n<brigde/>\n</network>");
    directory.write("filter.xml", "<filter name='f1'/>");
    directory.write("binding.xml", "<filterbinding><owner><name>test</name>"
                                   "<uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>"
                                   "<portdev name='vnet0'/><mac address='52:54:00:00:00:01'/>"
                                   "<filterref filter='f1'/></filterbinding>");
    directory.write("port.xml", "<networkport><uuid>8d6f6f6c-5f0a-4a29-a0d7-8b9d4f1cf4c1</uuid>"
                                "<owner><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>"
                                "<mac address='52:54:00:7b:35:93'/></networkport>");
    directory.write("secret.xml", "<secret ephemeral='no' private='no'><uuid>55806c7d-8e93-456f-829b-607d8c198367</uuid>"
                                  "<usage type='volume'><volume>/a.img</volume></usage></secret>");
}

std::vector<JsonSection> the_page()
{
    return read_json_page(JSON_PAGE);
}

// What a line prints, without what its preparation does.
std::optional<RunResult> run_line(const std::string &line, const TemporaryDirectory &directory)
{
    constexpr int page_patience_s = 60;
    const std::string command = first_word(line);
    std::string program = MODVIRT_PROGRAM;
    std::string preparation;
    if (const auto found = preparations.find(command); found != preparations.end())
        preparation = found->second + "; ";
    if (const auto found = believed.find(command); found != believed.end() && line.find("--list") == std::string::npos) {
#ifdef MODVIRT_MAKING_BELIEVE
        program = MODVIRT_MAKING_BELIEVE;
        preparation = "desc test " + found->second + "; ";
#else
        return std::nullopt;
#endif
    }
    // `echo` draws the line between the preparation and what is looked at.
    return run_program({{program, "-q", "-c", "test:///default", preparation + "echo @@@; " + line},
                        {},
                        {{"LC_ALL", "C.UTF-8"}},
                        directory.path(),
                        page_patience_s});
}

void expect_shape(const JsonExample &example, const std::string &line)
{
    const TemporaryDirectory directory;
    write_documents(directory);
    const auto result = run_line(line, directory);
    if (!result)
        return;
    constexpr std::string_view mark = "@@@";
    const size_t start = result->out.find(mark);
    ASSERT_NE(start, std::string::npos) << line << ": " << result->err;
    const PageJson value = PageJson::parse(result->out.substr(start + mark.size()), nullptr, false);
    ASSERT_FALSE(value.is_discarded()) << line << " prints no JSON: " << result->out << result->err;
    EXPECT_EQ(shape_complaints(example.shape, value), "") << line;
    const bool lists_nothing = value.is_array() && value.empty() && !empty_lists.contains(first_word(line));
    EXPECT_FALSE(lists_nothing) << line << " lists nothing";
}

} // namespace

TEST(JsonPage, TellsOfEveryCommandThatHasJson)
{
    std::set<std::string> told;
    for (const JsonSection &section : the_page())
        for (const std::string &name : section.commands)
            EXPECT_TRUE(told.insert(name).second) << name << " is told of twice";
    std::set<std::string> there;
    for (const Group &group : command_groups())
        for (const Command *command : group.commands)
            if (command->has(cli::Json))
                there.emplace(command->name);
    EXPECT_EQ(told, there);
}

TEST(JsonPage, HasALineForEveryCommandOfATitle)
{
    for (const JsonSection &section : the_page()) {
        std::set<std::string> run;
        for (const JsonExample &example : section.examples)
            for (const std::string &line : example.lines) {
                EXPECT_TRUE(line.ends_with(" --json")) << line;
                run.insert(first_word(line));
            }
        EXPECT_EQ(run, std::set(section.commands.begin(), section.commands.end()));
    }
}

TEST(JsonPage, SaysWhatTheCommandsPrint)
{
    for (const JsonSection &section : the_page())
        for (const JsonExample &example : section.examples)
            for (const std::string &line : example.lines)
                expect_shape(example, line);
}

TEST(JsonShape, ComplainsOfWhatDiffers)
{
    const PageJson shape = {{"a", "integer or null"}, {"b?", "string"}};
    EXPECT_EQ(shape_complaints(shape, {{"a", nullptr}}), "");
    EXPECT_EQ(shape_complaints(shape, {{"a", 1.5}, {"b", 1}}), "it.a is 1.5\nit.b is 1\n");
    EXPECT_EQ(shape_complaints(shape, {{"b", "x"}, {"c", 1}}), "it has no member 'a'\nit has a member 'c'\n");
    EXPECT_EQ(shape_complaints(PageJson::array({"string"}), {"x", 1}), "it[1] is 1\n");
    EXPECT_EQ(shape_complaints({{"*", "number"}}, {{"x", "y"}}), "it.x is \"y\"\n");
}

} // namespace modvirt::cli::testing
