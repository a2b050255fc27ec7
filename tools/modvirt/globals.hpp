// SPDX-License-Identifier: LGPL-2.1-or-later
// The options in front of the command: modvirt -c URI -q list. Options of commands belong in base/parse.hpp.
#pragma once

#include "base/session.hpp"

#include <string>
#include <vector>

namespace modvirt::cli {

enum class Task : uint8_t { RunCommand, ShowHelp, ShowVersion, ShowLongVersion };

struct Globals {
    Task task = Task::RunCommand;
    Settings settings;
    Verbosity verbosity = Verbosity::Normal;
    TextForm form = TextForm::Today;
    std::optional<int> debug_level;
    std::optional<std::string> log_file;
    std::vector<std::string> plugin_files;
    std::vector<std::string> plugin_paths;
    Words command; // empty: the interactive shell
};

// `words` are those after the program's name. Throws Error when they make no sense.
Globals parse_globals(const Words &words);

// `0.4` or `9.0`; throws Error for anything else.
TextForm parse_form(const std::string &text);

// `^]`, `^A` or a plain character; throws Error for anything else.
char parse_escape(const std::string &text);

} // namespace modvirt::cli
