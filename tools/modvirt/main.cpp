// SPDX-License-Identifier: LGPL-2.1-or-later
// The program: reads the options in front, then runs one line of commands or the interactive shell.
#include "globals.hpp"

#include "base/environment.hpp"
#include "base/failure.hpp"
#include "base/help.hpp"
#include "base/library_error.hpp"
#include "base/translation.hpp"
#include "base/version.hpp"
#include "shell/shell.hpp"

#include <algorithm>
#include <unistd.h>

namespace cli = modvirt::cli;

namespace {

void apply(cli::Session &session, const cli::Globals &globals)
{
    constexpr int highest_level = 4;
    session.out.set_verbosity(globals.verbosity);
    session.out.set_form(globals.form);
    if (globals.debug_level) {
        if (*globals.debug_level < 0 || *globals.debug_level > highest_level)
            session.out.error(fmt::format("ignoring debug level {} out of range [0-{}]", *globals.debug_level,
                                          highest_level));
        else
            session.out.set_debug_level(*globals.debug_level);
    }
    if (globals.log_file && !session.out.open_log(*globals.log_file))
        cli::fail_usage("failed to open the log file. check the log file path");
    cli::add_plugins(globals.plugin_files, globals.plugin_paths);
}

bool run_commands(cli::Session &session, const cli::Words &words)
{
    if (words.empty())
        return cli::run_shell(session);
    // A single word is a line of its own: modvirt 'list; version'.
    if (words.size() > 1)
        return session.run_words(words);
    return !words.front().empty() && session.run_line(words.front());
}

bool run(cli::Session &session, const cli::Globals &globals)
{
    switch (globals.task) {
    case cli::Task::ShowHelp:
        session.out.write(cli::usage());
        return true;
    case cli::Task::ShowVersion:
        session.out.print("{}\n", cli::version_text());
        return true;
    case cli::Task::ShowLongVersion:
        session.out.write(cli::long_version_text());
        return true;
    case cli::Task::RunCommand:
        break;
    }
    apply(session, globals);
    return run_commands(session, globals.command);
}

// What kept the program from starting, in the words of virsh 0.4.6 where they are wanted.
void report(cli::Output &out, const cli::Words &words, const char *reason)
{
    if (std::find(words.begin(), words.end(), "--format=0.4") == words.end())
        out.error(reason);
    else
        out.progress(fmt::format("modvirt: error: {}\n", reason));
}

} // namespace

int main(int argc, char **argv)
{
    cli::use_language();
    cli::silence_library();
    cli::Output out;
    bool good = false;
    const cli::Words words(argv + 1, argv + argc);
    try {
        cli::Globals globals = cli::parse_globals(words);
        cli::apply_environment(globals.settings);
        cli::Session session(globals.settings);
        good = run(session, globals);
    } catch (const modvirt::Error &error) {
        report(out, words, error.message().c_str());
    } catch (const std::exception &error) {
        report(out, words, error.what());
    }
    if (!out.flush()) {
        out.error("cannot write standard output");
        good = false;
    }
    return good ? 0 : 1;
}
