// SPDX-License-Identifier: LGPL-2.1-or-later
#include "shell.hpp"

namespace modvirt::qemu::command {

namespace {

std::string shell_word(const std::string &word)
{
    if (!word.empty() && word.find_first_of(" \t\n\"'\\$`&|;<>(){}*?[]#~") == std::string::npos)
        return word;
    std::string text = "'";
    for (const char c : word)
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

} // namespace

std::string as_shell_text(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words) {
        if (!text.empty())
            text += word.starts_with("-") ? " \\\n" : " ";
        text += shell_word(word);
    }
    return text;
}

} // namespace modvirt::qemu::command
