// SPDX-License-Identifier: LGPL-2.1-or-later
// All commands that open an editor, each with one that changes something, one that breaks the text, and one that adds
// what no document of the kind has: validated before it is stored, and never lost.
#include "support/run_program.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fmt/format.h>

namespace modvirt::cli::testing {

using ::testing::HasSubstr;

namespace {

struct EditCase {
    std::string name;
    std::string preparation;
    std::string edit;
    std::string describe;
    std::string change;   // a command of sed, after which the description has `typed`
    std::string unknown;  // a command of sed that adds what validation refuses; empty where the library has none
};

void PrintTo(const EditCase &edited, std::ostream *out)
{
    *out << edited.name;
}

constexpr const char *describe_domain = "s,<name>test</name>,<name>test</name><description>typed</description>,";

const EditCase edit_cases[] = {
    {"Domain", "", "edit test", "dumpxml test --inactive", describe_domain, "s,</domain>,<bogus/></domain>,"},
    {"Network", "net-destroy default; ", "net-edit default", "net-dumpxml default", "s,virbr0,typed0,",
     "s,</network>,<bogus/></network>,"},
    {"Pool", "pool-destroy default-pool; ", "pool-edit default-pool", "pool-dumpxml default-pool", "s,>/default-pool<,>/typed<,",
     "s,</pool>,<bogus/></pool>,"},
    {"Interface", "", "iface-edit eth1", "iface-dumpxml eth1 --inactive", "s,aa:bb:cc:dd:ee:ff,aa:bb:cc:dd:ee:01,",
     "s,</interface>,<bogus/></interface>,"},
    {"Filter", "nwfilter-define filter.xml; ", "nwfilter-edit f1", "nwfilter-dumpxml f1",
     "s,</filter>,<rule action='drop' direction='in'/></filter>,", "s,</filter>,<bogus/></filter>,"},
    {"Snapshot", "snapshot-create-as test a; ", "snapshot-edit test a", "snapshot-dumpxml test a",
     "s,<name>a</name>,<name>a</name><description>typed</description>,",
     "s,</domainsnapshot>,<bogus/></domainsnapshot>,"},
    {"Checkpoint", "checkpoint-create-as test a; ", "checkpoint-edit test a", "checkpoint-dumpxml test a",
     "s,<name>a</name>,<name>a</name><description>typed</description>,", ""},
    {"SavedImage", "save test guest.save; ", "save-image-edit guest.save", "save-image-dumpxml guest.save",
     describe_domain, ""},
    {"ManagedSave", "managedsave test; ", "managedsave-edit test", "managedsave-dumpxml test", describe_domain, ""},
    {"Metadata", "metadata test http://e.org/ --key k --set '<a>one</a>'; ", "metadata test http://e.org/ --key k --edit",
     "metadata test http://e.org/", "s,one,typed,", ""},
};

// What a person typed, and what became of it.
struct Edited {
    RunResult result;
    std::string before;
    std::string after;
    std::vector<std::string> kept; // the files that are left
};

std::string between(const std::string &text, const std::string &start, const std::string &end)
{
    const size_t from = text.find(start) + start.size();
    return text.substr(from, text.find(end, from) - from);
}

Edited edit(const EditCase &edited, const std::string &editor, const std::string &access = "-q")
{
    const TemporaryDirectory directory;
    const TemporaryDirectory drafts;
    directory.write("filter.xml", "<filter name='f1'/>");
    const std::string script = directory.write("editor", "#!/bin/sh\n" + editor + "\n");
    const std::string line = fmt::format("{}echo @1; {}; echo @2; {}; echo @3; {}; echo @4", edited.preparation,
                                         edited.describe, edited.edit, edited.describe);
    const auto result = run_program({{MODVIRT_PROGRAM, access, "-q", "-c", "test:///default", line},
                                     {},
                                     {{"LC_ALL", "C.UTF-8"}, {"VISUAL", script}, {"TMPDIR", drafts.path()}},
                                     directory.path()});
    EXPECT_TRUE(result) << "did not end";
    Edited answer{result.value_or(RunResult{}), {}, {}, {}};
    answer.before = between(answer.result.out, "@1", "@2");
    answer.after = between(answer.result.out, "@3", "@4");
    for (const auto &draft : std::filesystem::directory_iterator(drafts.path())) {
        EXPECT_THAT(answer.result.err, HasSubstr("kept in " + draft.path().native()));
        answer.kept.push_back(read_file(draft.path()));
    }
    return answer;
}

class EditCommands : public ::testing::TestWithParam<EditCase> {};

} // namespace

TEST_P(EditCommands, StoreWhatWasChanged)
{
    const Edited edited = edit(GetParam(), "sed -i \"" + GetParam().change + "\" \"$1\"");
    EXPECT_EQ(edited.result.err, "");
    EXPECT_NE(edited.before, edited.after);
    EXPECT_EQ(edited.kept.size(), 0U);
}

TEST_P(EditCommands, StoreNothingWhenNothingWasChanged)
{
    const Edited edited = edit(GetParam(), "true");
    EXPECT_EQ(edited.result.err, "");
    EXPECT_EQ(edited.before, edited.after);
    EXPECT_EQ(edited.kept.size(), 0U);
}

TEST_P(EditCommands, KeepWhatWasTypedWhenItIsRefused)
{
    const Edited edited = edit(GetParam(), "echo '<precious' >> \"$1\"");
    EXPECT_EQ(edited.before, edited.after);
    ASSERT_EQ(edited.kept.size(), 1U) << edited.result.err;
    EXPECT_THAT(edited.kept.front(), HasSubstr("<precious"));
}

TEST_P(EditCommands, KeepWhatWasTypedWhenTheEditorFails)
{
    const Edited edited = edit(GetParam(), "echo '<precious/>' >> \"$1\"; exit 3");
    EXPECT_EQ(edited.before, edited.after);
    ASSERT_EQ(edited.kept.size(), 1U) << edited.result.err;
    EXPECT_THAT(edited.kept.front(), HasSubstr("<precious/>"));
}

TEST_P(EditCommands, RefuseWhatNoDocumentHas)
{
    if (GetParam().unknown.empty())
        return; // the library validates none of these
    const Edited edited = edit(GetParam(), "sed -i \"" + GetParam().unknown + "\" \"$1\"");
    EXPECT_EQ(edited.before, edited.after);
    EXPECT_THAT(edited.result.err, HasSubstr("bogus"));
    ASSERT_EQ(edited.kept.size(), 1U) << edited.result.err;
    EXPECT_THAT(edited.kept.front(), HasSubstr("<bogus/>"));
}

INSTANTIATE_TEST_SUITE_P(Kind, EditCommands, ::testing::ValuesIn(edit_cases),
                         [](const auto &edited) { return edited.param.name; });

TEST(EditDescription, KeepsWhatWasTypedWhenItIsRefused)
{
    const EditCase note{"Note", "", "desc test --edit", "desc test", "", ""};
    const Edited stored = edit(note, "echo typed > \"$1\"");
    EXPECT_EQ(stored.after, "typed");
    EXPECT_EQ(stored.kept.size(), 0U);
    const Edited refused = edit(note, "echo precious > \"$1\"", "-r");
    ASSERT_EQ(refused.kept.size(), 1U) << refused.result.err;
    EXPECT_EQ(refused.kept.front(), "precious\n");
}

TEST(EditNames, KeepsWhatWasTypedWhenANewNameIsNotAskedFor)
{
    const EditCase snapshot{"Snapshot", "snapshot-create-as test a; ", "snapshot-edit test a", "snapshot-list test --name",
                            "", ""};
    const std::string rename = "sed -i 's,<name>a</name>,<name>b</name>,' \"$1\"";
    const Edited refused = edit(snapshot, rename);
    EXPECT_THAT(refused.result.err, HasSubstr("must use --rename or --clone to change a to b"));
    EXPECT_EQ(refused.before, refused.after);
    EXPECT_EQ(refused.kept.size(), 1U);
    const EditCase cloned{"Snapshot", snapshot.preparation, "snapshot-edit test a --clone", snapshot.describe, "", ""};
    EXPECT_EQ(edit(cloned, rename).after, "a\nb\n");
    const EditCase checkpoint{"Checkpoint", "checkpoint-create-as test a; ", "checkpoint-edit test a",
                              "checkpoint-list test --name", "", ""};
    const Edited kept = edit(checkpoint, rename);
    EXPECT_THAT(kept.result.err, HasSubstr("Cannot rename checkpoint a to b"));
    EXPECT_EQ(kept.before, kept.after);
    EXPECT_EQ(kept.kept.size(), 1U);
}

} // namespace modvirt::cli::testing
