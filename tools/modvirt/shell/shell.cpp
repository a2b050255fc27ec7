// SPDX-License-Identifier: LGPL-2.1-or-later
// Prompt, read, run, again.
#include "shell/shell.hpp"

#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/tokens.hpp"
#include "shell/line_editor.hpp"

#include <cstdlib>
#include <filesystem>

namespace modvirt::cli {

namespace {

// $XDG_CACHE_HOME/modvirt/history; empty, and no history, when there is no place for it.
std::string history_file()
{
    namespace fs = std::filesystem;
    const char *cache = std::getenv("XDG_CACHE_HOME");
    const char *home = std::getenv("HOME");
    fs::path directory;
    if (cache && *cache == '/')
        directory = cache;
    else if (home && *home == '/')
        directory = fs::path(home) / ".cache";
    else
        return {};
    directory /= "modvirt";
    std::error_code error;
    fs::create_directories(directory, error);
    if (error)
        return {};
    fs::permissions(directory, fs::perms::owner_all, error);
    return (directory / "history").string();
}

// The words of the command at the end of `line`, the unfinished one last.
Words words_at_end(const std::string &line)
{
    Words words;
    bool finished = line.empty() || line.ends_with(' ') || line.ends_with(';');
    // An open quote is closed, so that what was typed so far still reads as words.
    for (const char *closing : {"", "\"", "'"}) {
        try {
            const std::vector<Words> commands = split_line(line + closing);
            if (!commands.empty() && !line.ends_with(';'))
                words = commands.back();
            finished = finished && *closing == '\0';
            break;
        } catch (const Error &) {
            continue;
        }
    }
    if (finished || words.empty())
        words.emplace_back();
    return words;
}

Completion complete_line(Session &session, const std::string &line)
{
    const size_t blank = line.find_last_of(" ;");
    return {blank == std::string::npos ? 0 : blank + 1, complete_words(session, words_at_end(line))};
}

std::string prompt(const Session &session)
{
    return session.settings.access == Access::ReadOnly ? "modvirt > " : "modvirt # ";
}

bool is_blank(const std::string &line)
{
    return line.find_first_not_of(" \t") == std::string::npos;
}

} // namespace

bool run_shell(Session &session)
{
    session.set_interactive();
    session.start_event_loop();
    if (session.settings.uri_was_given && !session.connect_now())
        return false;
    if (!session.out.is_quiet())
        session.out.write(translated("Welcome to modvirt, the virtualization interactive terminal.\n\n"
                                     "Type:  'help' for help with commands\n       'quit' to quit\n\n"));
    const auto editor = make_line_editor(
        history_file(), [&session](const std::string &line) { return complete_line(session, line); });
    for (;;) {
        static_cast<void>(session.out.flush());
        const auto line = editor->read_line(prompt(session));
        if (!line) {
            session.out.print("\n");
            return true;
        }
        if (is_blank(*line))
            continue;
        editor->remember(*line);
        session.run_line(*line);
        if (session.wants_exit())
            return true;
    }
}

} // namespace modvirt::cli
