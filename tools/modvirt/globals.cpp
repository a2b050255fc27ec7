// SPDX-License-Identifier: LGPL-2.1-or-later
// Boost.Program_options reads the options; its complaints are put in virsh's words.
#include "globals.hpp"

#include "base/failure.hpp"
#include "base/numbers.hpp"

#include <boost/program_options.hpp>

#include <cctype>

namespace modvirt::cli {

namespace po = boost::program_options;

namespace {

po::options_description description()
{
    const auto text = [] { return po::value<std::vector<std::string>>(); };
    po::options_description options;
    options.add_options()("connect,c", text())("debug,d", text())("escape,e", text())("help,h", "")(
        "keepalive-interval,k", text())("keepalive-count,K", text())("log,l", text())("quiet,q", "")(
        "readonly,r", "")("timing,t", "")(",v", "")(",V", "")(
        "version", text()->implicit_value({"short"}, "short"))("json", "")("format", text())("plugin", text())("plugin-path",
                                                                                             text());
    return options;
}

// The first word that is no option ends the options: what follows belongs to the command, dashes and all.
std::vector<po::option> take_command(Words &words)
{
    std::vector<po::option> command;
    const bool ends = words.front() == "--";
    if (!ends && words.front().size() > 1 && words.front().front() == '-')
        return command;
    for (size_t i = ends ? 1 : 0; i < words.size(); ++i) {
        po::option option;
        option.value = {words[i]};
        option.original_tokens = {words[i]};
        option.position_key = static_cast<int>(i);
        command.push_back(std::move(option));
    }
    if (command.empty()) {
        // A lone `--` still has to be taken away.
        words.clear();
        return command;
    }
    words.clear();
    return command;
}

// Boost takes an empty word for a mistake; here it may well be the value of the option in front of it.
std::vector<po::option> take_empty_value(Words &words, const po::options_description &options)
{
    const std::string &word = words.front();
    const bool adjacent = word.starts_with("--") && word.ends_with('=');
    if (!adjacent && (words.size() < 2 || !words[1].empty()))
        return {};
    const std::string name =
        adjacent ? word.substr(2, word.size() - 3) : word.substr(word.starts_with("--") ? 2 : 1);
    const bool is_long = word.starts_with("--");
    const po::option_description *found = nullptr;
    for (const auto &option : options.options()) {
        const std::string short_name =
            option->canonical_display_name(po::command_line_style::allow_dash_for_short);
        if (is_long ? option->long_name() == name : short_name == word)
            found = option.get();
    }
    if (!found || found->semantic()->max_tokens() == 0)
        return {};
    po::option option;
    option.string_key = found->long_name();
    option.value = {""};
    words.erase(words.begin(), words.begin() + (adjacent ? 1 : 2));
    return {option};
}

std::vector<po::option> take_special(Words &words, const po::options_description &options)
{
    auto command = take_command(words);
    return command.empty() && !words.empty() ? take_empty_value(words, options) : command;
}

using Parsed = po::parsed_options;

bool is_switch(const std::string &name)
{
    return name == "help" || name == "quiet" || name == "readonly" || name == "timing" || name == "json";
}

[[noreturn]] void fail_syntax(const po::invalid_command_line_syntax &error)
{
    const std::string name = error.get_option_name();
    const std::string bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
    const po::options_description options = description();
    const auto *option = options.find_nothrow(bare, true);
    if (!option && bare.size() == 1)
        option = options.find_nothrow("-" + bare, false);
    const std::string long_name = option ? option->long_name() : bare;
    const std::string short_name =
        option ? option->canonical_display_name(po::command_line_style::allow_dash_for_short) : name;
    if (error.kind() == po::invalid_syntax::missing_parameter) {
        if (short_name.starts_with("--"))
            fail_usage("option '--{}' requires an argument", long_name);
        fail_usage("option '{}'/'--{}' requires an argument", short_name, long_name);
    }
    fail_usage("unsupported option '{}'. See --help.", is_switch(long_name) ? short_name : name);
}

Parsed parse_words(const Words &words, const po::options_description &options)
{
    using namespace po::command_line_style;
    try {
        return po::command_line_parser(words)
            .options(options)
            .style(unix_style)
            .extra_style_parser([&options](Words &rest) { return take_special(rest, options); })
            .run();
    } catch (const po::unknown_option &error) {
        fail_usage("unsupported option '{}'. See --help.", error.get_option_name());
    } catch (const po::ambiguous_option &error) {
        fail_usage("unsupported option '{}'. See --help.", error.get_option_name());
    } catch (const po::invalid_command_line_syntax &error) {
        fail_syntax(error);
    } catch (const po::error &error) {
        fail_usage("{}. See --help.", error.what());
    }
}

std::string short_form(const std::string &name)
{
    return name == "debug" ? "-d" : name == "keepalive-interval" ? "-k" : "-K";
}

int keep_alive_number(const std::string &name, const std::string &value)
{
    const auto parsed = parse_integer<int>(value);
    if (!parsed)
        fail_usage("Invalid value for option {}", short_form(name));
    if (*parsed < 0)
        fail_usage("option {} requires a positive integer argument", short_form(name));
    return *parsed;
}

int debug_number(const std::string &value)
{
    const auto parsed = parse_integer<int>(value);
    if (!parsed)
        fail_usage("option -d takes a numeric argument");
    return *parsed;
}

void apply_value(Globals &globals, const std::string &name, const std::string &value)
{
    Settings &settings = globals.settings;
    if (name == "connect") {
        settings.uri = value;
        settings.uri_was_given = true;
    } else if (name == "debug") {
        globals.debug_level = debug_number(value);
    } else if (name == "escape") {
        settings.escape = parse_escape(value);
    } else if (name == "keepalive-interval") {
        settings.keep_alive.interval_s = keep_alive_number(name, value);
    } else if (name == "keepalive-count") {
        settings.keep_alive.count = static_cast<unsigned>(keep_alive_number(name, value));
    } else if (name == "log") {
        globals.log_file = value;
    } else if (name == "version") {
        globals.task = value == "long" ? Task::ShowLongVersion : Task::ShowVersion;
    } else if (name == "format") {
        globals.form = parse_form(value);
    } else if (name == "plugin") {
        globals.plugin_files.push_back(value);
    } else if (name == "plugin-path") {
        globals.plugin_paths.push_back(value);
    }
}

void apply_switch(Globals &globals, const std::string &name)
{
    if (name == "help")
        globals.task = Task::ShowHelp;
    else if (name == "quiet")
        globals.verbosity = Verbosity::Quiet;
    else if (name == "readonly")
        globals.settings.access = Access::ReadOnly;
    else if (name == "timing")
        globals.settings.timing = true;
    else if (name == "json")
        globals.settings.json = true;
    else if (name == "-v" || name == "version")
        globals.task = Task::ShowVersion;
    else if (name == "-V")
        globals.task = Task::ShowLongVersion;
}

} // namespace

TextForm parse_form(const std::string &text)
{
    if (text == "0.4")
        return TextForm::Old;
    if (text != "9.0")
        fail_usage("unsupported format '{}': expecting '9.0', or '0.4' for output as virsh 0.4.6 has it", text);
    return TextForm::Today;
}

char parse_escape(const std::string &text)
{
    const bool control = text.size() == 2 && text[0] == '^';
    if (text.size() == 1 && text[0] != '^')
        return text[0];
    const int letter = control ? std::toupper(static_cast<unsigned char>(text[1])) : 0;
    if (letter < '@' || letter > '_')
        fail_usage("Invalid string '{}' for escape sequence", text);
    return static_cast<char>(letter - '@');
}

Globals parse_globals(const Words &words)
{
    Globals globals;
    for (const po::option &option : parse_words(words, description()).options) {
        if (option.position_key >= 0) {
            globals.command.push_back(option.value.front());
            continue;
        }
        if (option.value.empty())
            apply_switch(globals, option.string_key);
        else
            apply_value(globals, option.string_key, option.value.front());
        // Like virsh, stop at the first option that asks for information.
        if (globals.task != Task::RunCommand)
            break;
    }
    return globals;
}

} // namespace modvirt::cli
