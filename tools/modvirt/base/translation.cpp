// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/translation.hpp"

#include <clocale>
#include <filesystem>
#include <libintl.h>
#include <system_error>

namespace modvirt::cli {

namespace {

constexpr const char *catalogue = "modvirt";

// Beside the program, wherever it is installed.
std::string locale_folder()
{
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::string() : (program.parent_path().parent_path() / MODVIRT_LOCALE_DIR).native();
}

} // namespace

void use_language()
{
    if (std::setlocale(LC_MESSAGES, "") == nullptr)
        return;
    std::setlocale(LC_CTYPE, "");
    bindtextdomain(catalogue, locale_folder().c_str());
    bind_textdomain_codeset(catalogue, "UTF-8");
}

std::string_view translated(std::string_view message)
{
    // gettext answers its own head for the empty message.
    return message.empty() ? message : dgettext(catalogue, message.data());
}

std::string translate(fmt::string_view format, fmt::format_args args)
{
    const std::string_view known(format.data(), format.size());
    const std::string_view said = translated(known);
    if (said.data() != known.data()) {
        try {
            return fmt::vformat(said, args);
        } catch (const fmt::format_error &) {
            // The translator's mistake; the user still learns what is meant.
        }
    }
    return fmt::vformat(format, args);
}

} // namespace modvirt::cli
