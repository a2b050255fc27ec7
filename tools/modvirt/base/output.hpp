// SPDX-License-Identifier: LGPL-2.1-or-later
// Where text goes: results to standard output, errors to standard error, both kept in order. Formats of
// single commands do not belong here.
#pragma once

#include "base/translation.hpp"

#include <cstdint>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <string_view>

namespace modvirt::cli {

enum class Verbosity : uint8_t { Quiet, Normal };

// Whose layout text has: that of virsh 9.0.0, or with --format=0.4 that of virsh 0.4.6 for the commands it had.
enum class TextForm : uint8_t { Today, Old };

class Output {
public:
    void set_verbosity(Verbosity verbosity) { m_verbosity = verbosity; }
    void set_debug_level(int level) { m_debug_level = level; }
    [[nodiscard]] bool is_quiet() const { return m_verbosity == Verbosity::Quiet; }
    void set_form(TextForm form) { m_form = form; }
    [[nodiscard]] bool is_old() const { return m_form == TextForm::Old; }
    // How KiB are called: virsh 0.4.6 wrote kB.
    [[nodiscard]] std::string_view kib() const { return is_old() ? "kB" : "KiB"; }

    // Standard output is a terminal that shows colours, and $NO_COLOR does not forbid them.
    [[nodiscard]] bool is_coloured() const;

    // Opens the log file; false when that is impossible.
    [[nodiscard]] bool open_log(const std::string &path);

    void write(std::string_view text);

    template <typename... Args>
    void print(fmt::format_string<Args...> format, Args &&...args)
    {
        write(fmt::format(format, std::forward<Args>(args)...));
    }

    // What only a person wants to read; left out with --quiet, but not by virsh 0.4.6, whose scripts may wait for it.
    template <typename... Args>
    void remark(fmt::format_string<Args...> format, Args &&...args)
    {
        if (is_old())
            write(fmt::vformat(old_sentence(fmt::string_view(format)), fmt::make_format_args(args...)));
        else if (!is_quiet())
            write(translate(format, fmt::make_format_args(args...)));
    }

    // One `error: ...` line on standard error.
    void error(std::string_view message);
    // Text for standard error as it is, such as a progress line.
    void progress(std::string_view text);

    // For people who look into what the tool does: -d 0 shows all, -d 4 errors only.
    void debug(int level, std::string_view message);

    // Writes out what is buffered; false when standard output cannot be written.
    [[nodiscard]] bool flush();

private:
    // As virsh 0.4.6 said it.
    static std::string old_sentence(fmt::string_view format);
    void log(std::string_view level, std::string_view message);

    struct Close {
        void operator()(std::FILE *file) const { std::fclose(file); }
    };

    Verbosity m_verbosity = Verbosity::Normal;
    TextForm m_form = TextForm::Today;
    int m_debug_level = 4;
    std::unique_ptr<std::FILE, Close> m_log;
};

} // namespace modvirt::cli
