// SPDX-License-Identifier: MIT
// The directory of definitions: what it holds, what a full disk leaves, and what a kill leaves.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

#include "kit/store/definitions.hpp"
#include "support.hpp"

namespace modvirt::store::testing {
namespace {

namespace fs = std::filesystem;

// The text of a definition is "NUMBER NAME PADDING".
Codec codec(std::size_t padding = 0)
{
    return {[padding](const Definition &each) {
                return std::to_string(each.uuid.back()) + " " + each.name + " " + std::string(padding, '.');
            },
            [](std::string_view text) {
                const auto end_of_number = text.find(' ');
                const auto end_of_name = text.rfind(' ');
                if (end_of_number == text.npos || end_of_name <= end_of_number)
                    throw Error(ErrorCode::XmlError, "not a definition");
                return definition(
                    std::string(text.substr(end_of_number + 1, end_of_name - end_of_number - 1)),
                    static_cast<uint8_t>(std::stoi(std::string(text.substr(0, end_of_number)))));
            }};
}

class DefinitionsTest : public ::testing::Test {
protected:
    DefinitionsTest()
    {
        std::string pattern = (fs::temp_directory_path() / "modvirt-store-XXXXXX").string();
        m_root = ::mkdtemp(pattern.data());
    }
    ~DefinitionsTest() override { fs::remove_all(m_root); }

    std::string path() const { return (m_root / "deep" / "er").string(); }

    // "name:number" of every domain, with "*" when it is autostarted.
    std::vector<std::string> kept(std::vector<Definitions::Skipped> *skipped = nullptr)
    {
        Definitions definitions(path(), codec());
        const auto contents = definitions.load();
        std::vector<std::string> texts;
        for (const auto &each : contents.kept)
            texts.push_back(each.definition.name + ":" + std::to_string(each.definition.uuid.back()) +
                            (each.autostart ? "*" : ""));
        std::sort(texts.begin(), texts.end());
        if (skipped)
            *skipped = contents.skipped;
        return texts;
    }

    std::vector<std::string> files() const
    {
        std::vector<std::string> names;
        for (const auto &entry : fs::recursive_directory_iterator(path()))
            if (!entry.is_directory() || entry.is_symlink())
                names.push_back(fs::path(entry.path()).lexically_relative(path()).string());
        std::sort(names.begin(), names.end());
        return names;
    }

    fs::path m_root;
};

// Lets one call of the system fail, and none of those after it.
class FailingCalls : public FileCalls {
public:
    explicit FailingCalls(int fail_at) : m_left(fail_at) {}
    [[nodiscard]] bool has_failed() const { return m_left < 0; }

    int open(int directory, const char *name, int flags, mode_t mode) override
    {
        return fails() ? -1 : FileCalls::open(directory, name, flags, mode);
    }
    ssize_t write(int file, const void *bytes, std::size_t size) override
    {
        if (fails())
            return -1;
        return FileCalls::write(file, bytes, std::min<std::size_t>(size, 16)); // short writes are normal
    }
    int sync(int file) override { return fails() ? -1 : FileCalls::sync(file); }
    int rename(int directory, const char *from, const char *to) override
    {
        return fails() ? -1 : FileCalls::rename(directory, from, to);
    }
    int remove(int directory, const char *name) override
    {
        return fails() ? -1 : FileCalls::remove(directory, name);
    }
    int link(const char *target, int directory, const char *name) override
    {
        return fails() ? -1 : FileCalls::link(target, directory, name);
    }

private:
    bool fails()
    {
        if (m_left-- != 0)
            return false;
        errno = ENOSPC;
        return true;
    }
    int m_left;
};

TEST_F(DefinitionsTest, AreThereAgainForTheNextProcess)
{
    {
        Definitions definitions(path(), codec());
        definitions.keep(definition("a", 1));
        definitions.keep(definition("b", 2));
        definitions.keep(definition("c", 3));
        definitions.mark_autostart("b", true);
        definitions.mark_autostart("c", true);
        definitions.mark_autostart("c", false);
        definitions.forget("a");
    }
    EXPECT_THAT(kept(), ::testing::ElementsAre("b:2*", "c:3"));
    EXPECT_THAT(files(), ::testing::ElementsAre("autostart/b.xml", "b.xml", "c.xml"));
}

TEST_F(DefinitionsTest, AreNobodyElsesToRead)
{
    Definitions definitions(path(), codec());
    definitions.keep(definition("a", 1));
    EXPECT_EQ(fs::status(path() + "/a.xml").permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(path()).permissions(), fs::perms::owner_all);
}

TEST_F(DefinitionsTest, MayHaveAnyNameThatADomainMayHave)
{
    const std::vector<std::string> names = {"..",          ".hidden", "a b", "a%2Fb",  "../../etc/passwd",
                                            "Stra\u00dfe", "a.xml",   "%",   "x\n\ty", "-rf",
                                            "autostart"};
    {
        Definitions definitions(path(), codec());
        uint8_t number = 0;
        for (const auto &name : names)
            definitions.keep(definition(name, ++number));
    }
    EXPECT_EQ(kept().size(), names.size());
    EXPECT_EQ(files().size(), names.size());
    EXPECT_EQ(file_name_of("a/b"), "a%2Fb.xml");
    EXPECT_EQ(file_name_of("a%2Fb"), "a%252Fb.xml");
    EXPECT_EQ(failure_of([] { static_cast<void>(file_name_of(std::string(252, 'n'))); }).code,
              ErrorCode::InvalidArg);
    EXPECT_EQ(file_name_of(std::string(251, 'n')).size(), 255u);
}

TEST_F(DefinitionsTest, ThatAreBrokenAreSkippedWithTheFileAndTheReason)
{
    {
        Definitions definitions(path(), codec());
        definitions.keep(definition("good", 1));
    }
    std::ofstream(path() + "/broken.xml") << "nonsense";
    std::ofstream(path() + "/notes.txt") << "not ours";
    fs::create_symlink("nowhere", path() + "/dangling.xml");
    fs::create_directory(path() + "/folder.xml");
    ASSERT_EQ(::mkfifo((path() + "/pipe.xml").c_str(), 0600), 0);
    std::vector<Definitions::Skipped> skipped;
    EXPECT_THAT(kept(&skipped), ::testing::ElementsAre("good:1"));
    ASSERT_EQ(skipped.size(), 3u);
    EXPECT_EQ(skipped[0].file, path() + "/broken.xml");
    EXPECT_EQ(skipped[0].reason, "not a definition");
    EXPECT_EQ(skipped[1].file, path() + "/dangling.xml");
    EXPECT_THAT(skipped[1].reason, ::testing::HasSubstr("No such file"));
    EXPECT_EQ(skipped[2].file, path() + "/pipe.xml");
    EXPECT_THAT(skipped[2].reason, ::testing::HasSubstr("not a regular file"));
}

TEST_F(DefinitionsTest, ThatNameAnotherDomainThanTheirFileAreMovedUnlessTheyWouldReplaceOne)
{
    {
        Definitions definitions(path(), codec());
        definitions.keep(definition("a", 1));
    }
    std::ofstream(path() + "/copy.xml") << "2 a ";
    std::ofstream(path() + "/other.xml") << "3 b ";
    std::vector<Definitions::Skipped> skipped;
    EXPECT_THAT(kept(&skipped), ::testing::ElementsAre("a:1", "b:3"));
    ASSERT_EQ(skipped.size(), 1u);
    EXPECT_EQ(skipped[0].file, path() + "/copy.xml");
    EXPECT_THAT(files(), ::testing::ElementsAre("a.xml", "b.xml", "copy.xml"));
}

TEST_F(DefinitionsTest, FollowARenameWithTheirAutostartMark)
{
    {
        Definitions definitions(path(), codec());
        definitions.keep(definition("a", 1));
        definitions.mark_autostart("a", true);
        definitions.rename("a", definition("b", 1));
    }
    EXPECT_THAT(kept(), ::testing::ElementsAre("b:1*"));
    EXPECT_THAT(files(), ::testing::ElementsAre("autostart/b.xml", "b.xml"));
}

// Every call of the system fails once, at every place where it can: a command then has failed and changed
// nothing, or it has succeeded.
TEST_F(DefinitionsTest, StayWhatTheyWereWhenTheDiskIsFull)
{
    struct Command {
        std::function<void(Definitions &)> run;
        std::vector<std::string> after;
    };
    const std::vector<std::string> before = {"a:1*", "b:2"};
    const std::vector<Command> commands = {
        {[](Definitions &d) { d.keep(definition("c", 3)); }, {"a:1*", "b:2", "c:3"}},
        {[](Definitions &d) { d.keep(definition("b", 4)); }, {"a:1*", "b:4"}},
        {[](Definitions &d) { d.forget("a"); }, {"b:2"}},
        {[](Definitions &d) { d.rename("a", definition("x", 1)); }, {"b:2", "x:1*"}},
        {[](Definitions &d) { d.mark_autostart("b", true); }, {"a:1*", "b:2*"}},
        {[](Definitions &d) { d.mark_autostart("a", false); }, {"a:1", "b:2"}},
    };
    for (std::size_t number = 0; number < commands.size(); ++number) {
        for (int fail_at = 0;; ++fail_at) {
            SCOPED_TRACE(::testing::Message() << "command " << number << ", call " << fail_at);
            fs::remove_all(path());
            {
                Definitions definitions(path(), codec());
                definitions.keep(definition("a", 1));
                definitions.keep(definition("b", 2));
                definitions.mark_autostart("a", true);
            }
            FailingCalls calls(fail_at);
            bool succeeded = true;
            {
                Definitions definitions(path(), codec(100), calls);
                succeeded = failure_of([&] { commands[number].run(definitions); }).code == ErrorCode::Ok;
            }
            EXPECT_EQ(kept(), succeeded ? commands[number].after : before);
            for (const auto &file : files())
                EXPECT_EQ(file.find(".new-"), std::string::npos) << file;
            if (!calls.has_failed())
                break;
        }
    }
}

// A process that does nothing but change definitions is killed at any moment; what it leaves is always a
// state that it went through.
TEST_F(DefinitionsTest, AreOldOrNewWheneverTheProcessIsKilled)
{
    const std::vector<std::vector<std::string>> states = {{}, {"a:1"}, {"a:1*"}, {"b:1*"}, {"b:2*"}};
    for (int round = 0; round < 60; ++round) {
        fs::remove_all(path());
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            Definitions definitions(path(), codec(20000));
            for (;;) {
                definitions.keep(definition("a", 1));
                definitions.mark_autostart("a", true);
                definitions.rename("a", definition("b", 1));
                definitions.keep(definition("b", 2));
                definitions.forget("b");
            }
        }
        ::usleep(static_cast<useconds_t>(200 + 333 * round));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        std::vector<Definitions::Skipped> skipped;
        EXPECT_THAT(states, ::testing::Contains(kept(&skipped)));
        EXPECT_TRUE(skipped.empty());
        for (const auto &file : files())
            EXPECT_EQ(file.find(".new-"), std::string::npos) << file;
    }
}

} // namespace
} // namespace modvirt::store::testing
