// SPDX-License-Identifier: LGPL-2.1-or-later
// Messages in the user's language, where they are translated.
#include "base/translation.hpp"
#include "support/run_program.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <libintl.h>

namespace modvirt::cli::testing {

using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

RunResult run_in(const std::string &language, const std::string &words)
{
    const auto result = run_program(
        {{"/usr/bin/env", "LC_ALL=C.UTF-8", "LANGUAGE=" + language, MODVIRT_PROGRAM, words}, {}, {}, {}});
    EXPECT_TRUE(result) << "did not end";
    return result.value_or(RunResult{});
}

// A catalogue for this process whose German is of the test's own making.
class OwnCatalogue {
public:
    explicit OwnCatalogue(const std::string &entries)
    {
        const auto messages = m_folder / "de" / "LC_MESSAGES";
        std::filesystem::create_directories(messages);
        std::ofstream(m_folder / "de.po")
            << "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n" << entries;
        const std::string make =
            "msgfmt -o '" + (messages / "modvirt.mo").native() + "' '" + (m_folder / "de.po").native() + "'";
        EXPECT_EQ(std::system(make.c_str()), 0);
        setenv("LANGUAGE", "de", 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        use_language();
        bindtextdomain("modvirt", m_folder.c_str());
    }
    OwnCatalogue(const OwnCatalogue &) = delete;
    OwnCatalogue &operator=(const OwnCatalogue &) = delete;
    ~OwnCatalogue()
    {
        unsetenv("LANGUAGE");
        std::filesystem::remove_all(m_folder);
    }

private:
    // gettext remembers what it has read from a folder.
    static inline int made = 0;
    std::filesystem::path m_folder =
        std::filesystem::temp_directory_path() /
        ("modvirt-language-" + std::to_string(getpid()) + "-" + std::to_string(made++));
};

} // namespace

TEST(Language, IsThatOfTheEnvironment)
{
    EXPECT_EQ(run_in("de", "bogus").err, "Fehler: unbekannter Befehl: 'bogus'\n");
    EXPECT_EQ(run_in("", "bogus").err, "error: unknown command: 'bogus'\n");
    EXPECT_THAT(run_in("de", "help domain").out, StartsWith(" Domains verwalten (help keyword 'domain')"));
}

TEST(Language, IsEnglishWhereNothingIsTranslated)
{
    EXPECT_THAT(run_in("de", "help nonsense").err, HasSubstr("command or command group 'nonsense' doesn't exist"));
    EXPECT_EQ(run_in("xx", "bogus").err, "error: unknown command: 'bogus'\n");
}

TEST(Language, MayPutTheValuesInAnotherOrder)
{
    const OwnCatalogue catalogue("msgid \"{} of {}\"\nmsgstr \"{1}: {0}\"\n");
    EXPECT_EQ(translate("{} of {}", fmt::make_format_args("disk", "guest")), "guest: disk");
}

TEST(Language, IsEnglishWhereATranslationDoesNotFitItsValues)
{
    const OwnCatalogue catalogue("msgid \"{} of {}\"\nmsgstr \"{0} {1} {2}\"\n");
    EXPECT_EQ(translate("{} of {}", fmt::make_format_args("disk", "guest")), "disk of guest");
}

} // namespace modvirt::cli::testing
