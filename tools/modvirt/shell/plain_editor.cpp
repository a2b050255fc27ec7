// SPDX-License-Identifier: LGPL-2.1-or-later
#include "shell/plain_editor.hpp"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace modvirt::cli {

namespace {

class PlainEditor : public LineEditor {
public:
    ~PlainEditor() override { std::free(m_line); }

    // The prompt and the line are shown, so that a transcript reads like a session.
    std::optional<std::string> read_line(const std::string &prompt) override
    {
        std::fputs(prompt.c_str(), stdout);
        std::fflush(stdout);
        const ssize_t length = getline(&m_line, &m_size, stdin);
        if (length < 0)
            return std::nullopt;
        std::string line(m_line, static_cast<size_t>(length));
        if (line.ends_with('\n'))
            line.pop_back();
        if (!isatty(STDIN_FILENO)) {
            std::fputs(line.c_str(), stdout);
            std::fputc('\n', stdout);
        }
        return line;
    }

    void remember(const std::string &) override {}

private:
    char *m_line = nullptr;
    size_t m_size = 0;
};

} // namespace

std::unique_ptr<LineEditor> make_plain_editor()
{
    return std::make_unique<PlainEditor>();
}

} // namespace modvirt::cli
