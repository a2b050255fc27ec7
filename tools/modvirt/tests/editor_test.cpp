// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/editor.hpp"

#include "base/failure.hpp"
#include "support/run_program.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace modvirt::cli {

using ::testing::HasSubstr;
using testing::TemporaryDirectory;

namespace {

class Editing : public ::testing::Test {
protected:
    Editing()
    {
        unsetenv("VISUAL");
        setenv("TMPDIR", m_files.path().c_str(), 1);
        // Nobody is there to answer questions.
        m_null = open("/dev/null", O_RDONLY | O_CLOEXEC);
        dup2(m_null, STDIN_FILENO);
    }
    ~Editing() override
    {
        close(m_null);
        unsetenv("TMPDIR");
    }

    void use_editor(const std::string &script) const
    {
        setenv("EDITOR", m_scripts.write("editor", "#!/bin/sh\n" + script + "\n").c_str(), 1);
    }

    [[nodiscard]] size_t files_left() const
    {
        return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(m_files.path()), {}));
    }

    Session m_session{Settings{}};
    TemporaryDirectory m_files;
    TemporaryDirectory m_scripts;
    int m_null;
};

void accept(const std::string &, Validation) {}

} // namespace

TEST_F(Editing, StoresWhatTheEditorWrote)
{
    use_editor("echo new > \"$1\"");
    std::string stored;
    const auto store = [&](const std::string &text, Validation) { stored = text; };
    EXPECT_EQ(edit_until_stored(m_session, "old\n", Validation::Full, store), EditResult::Stored);
    EXPECT_EQ(stored, "new\n");
    EXPECT_EQ(files_left(), 0U);
}

TEST_F(Editing, StoresNothingWhenNothingChanged)
{
    use_editor("true");
    const auto store = [](const std::string &, Validation) { FAIL() << "stored"; };
    EXPECT_EQ(edit_until_stored(m_session, "old\n", Validation::Full, store), EditResult::Unchanged);
    EXPECT_EQ(files_left(), 0U);
}

TEST_F(Editing, KeepsTheFileAndNamesItWhenTheTextIsRefused)
{
    use_editor("echo precious > \"$1\"");
    const auto store = [](const std::string &, Validation) { fail("no"); };
    std::string message;
    try {
        edit_until_stored(m_session, "old\n", Validation::Full, store);
    } catch (const Error &error) {
        message = error.message();
    }
    ASSERT_EQ(files_left(), 1U);
    const std::string path = std::filesystem::directory_iterator(m_files.path())->path();
    EXPECT_THAT(message, HasSubstr(path));
    EXPECT_EQ(testing::read_file(path), "precious\n");
}

TEST_F(Editing, UnderstandsAnEditorWithArguments)
{
    const std::string script = m_scripts.write("ed", "#!/bin/sh\necho \"$1\" > \"$2\"\n");
    setenv("EDITOR", (script + " 'a b'").c_str(), 1);
    std::string stored;
    edit_until_stored(m_session, "x", Validation::Off,
                      [&](const std::string &text, Validation) { stored = text; });
    EXPECT_EQ(stored, "a b\n");
}

TEST_F(Editing, SaysWhatIsWrongWithTheEditor)
{
    setenv("EDITOR", "/nonexistent/editor", 1);
    EXPECT_THROW(edit_until_stored(m_session, "x", Validation::Off, accept), Error);
    use_editor("exit 3");
    try {
        edit_until_stored(m_session, "x", Validation::Off, accept);
        FAIL() << "accepted";
    } catch (const Error &error) {
        EXPECT_THAT(error.message(), HasSubstr("status 3"));
    }
}

TEST_F(Editing, KeepsWhatWasTypedWhenTheEditorFails)
{
    use_editor("echo precious > \"$1\"; exit 1");
    EXPECT_THROW(edit_until_stored(m_session, "x", Validation::Off, accept), Error);
    EXPECT_EQ(files_left(), 1U);
}

TEST_F(Editing, KeepsNothingWhenTheEditorFailsAndTypedNothing)
{
    use_editor("exit 1");
    EXPECT_THROW(edit_until_stored(m_session, "x", Validation::Off, accept), Error);
    EXPECT_EQ(files_left(), 0U);
}

TEST_F(Editing, KeepsWhatIsTooLargeToRead)
{
    use_editor("head -c 11000000 /dev/zero > \"$1\"");
    EXPECT_THROW(edit_until_stored(m_session, "x", Validation::Off, accept), Error);
    EXPECT_EQ(files_left(), 1U);
}

TEST_F(Editing, KeepsWhatWasTypedWhateverFails)
{
    use_editor("echo precious > \"$1\"");
    const auto store = [](const std::string &, Validation) { throw std::bad_alloc(); };
    EXPECT_THROW(edit_until_stored(m_session, "x", Validation::Off, store), std::bad_alloc);
    EXPECT_EQ(files_left(), 1U);
}

TEST_F(Editing, RefusesToUndoWhatSomeoneElseChanged)
{
    use_editor("echo typed > \"$1\"");
    int asked = 0;
    const auto describe = [&] { return std::to_string(asked++); };
    const auto store = [](const std::string &, Validation) { FAIL() << "stored"; };
    EXPECT_THROW(edit_description(m_session, describe, Validation::Off, store), Error);
    EXPECT_EQ(files_left(), 1U);
}

TEST_F(Editing, PrefersTheVisualEditor)
{
    use_editor("exit 1");
    setenv("VISUAL", m_scripts.write("visual", "#!/bin/sh\necho v > \"$1\"\n").c_str(), 1);
    EXPECT_EQ(edit_until_stored(m_session, "x", Validation::Off, accept), EditResult::Stored);
    unsetenv("VISUAL");
}

} // namespace modvirt::cli
