// SPDX-License-Identifier: LGPL-2.1-or-later
// libedit is opened when the first line is read and not before: commands given as arguments never need it.
#include "shell/line_editor.hpp"

#include "shell/plain_editor.hpp"

#include <editline/readline.h>

#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

constexpr int history_length = 500;

// The functions and variables of libedit that are used here.
class EditLibrary {
public:
    // Null when libedit is not installed.
    static std::unique_ptr<EditLibrary> open()
    {
        void *handle = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
        if (!handle)
            return nullptr;
        std::unique_ptr<EditLibrary> library(new EditLibrary(handle));
        return library->load() ? std::move(library) : nullptr;
    }
    ~EditLibrary() = default; // stays loaded: the terminal settings it restores at exit are its own business
    EditLibrary(const EditLibrary &) = delete;
    EditLibrary &operator=(const EditLibrary &) = delete;

    decltype(&::readline) read_line = nullptr;
    decltype(&::add_history) add_history = nullptr;
    decltype(&::read_history) read_history = nullptr;
    decltype(&::write_history) write_history = nullptr;
    decltype(&::stifle_history) stifle_history = nullptr;
    decltype(&::using_history) using_history = nullptr;
    decltype(&::rl_completion_matches) completion_matches = nullptr;
    decltype(&::rl_attempted_completion_function) attempted_completion = nullptr;
    decltype(&::rl_attempted_completion_over) attempted_completion_over = nullptr;
    decltype(&::rl_completion_append_character) append_character = nullptr;
    decltype(&::rl_line_buffer) line_buffer = nullptr;
    decltype(&::rl_basic_word_break_characters) word_break_characters = nullptr;
    const char **program_name = nullptr;

private:
    explicit EditLibrary(void *handle) : m_handle(handle) {}

    template <typename T>
    bool find(T &target, const char *name)
    {
        target = reinterpret_cast<T>(dlsym(m_handle, name));
        return target != nullptr;
    }

    bool load()
    {
        return find(read_line, "readline") && find(add_history, "add_history") &&
               find(read_history, "read_history") && find(write_history, "write_history") &&
               find(stifle_history, "stifle_history") && find(using_history, "using_history") &&
               find(completion_matches, "rl_completion_matches") &&
               find(attempted_completion, "rl_attempted_completion_function") &&
               find(attempted_completion_over, "rl_attempted_completion_over") &&
               find(append_character, "rl_completion_append_character") &&
               find(line_buffer, "rl_line_buffer") &&
               find(word_break_characters, "rl_basic_word_break_characters") &&
               find(program_name, "rl_readline_name");
    }

    void *m_handle;
};

class EditLineEditor : public LineEditor {
public:
    EditLineEditor(std::unique_ptr<EditLibrary> library, std::string history, CompleteLine complete)
        : m_library(std::move(library)), m_history(std::move(history)), m_complete(std::move(complete))
    {
        s_current = this;
        *m_library->program_name = "modvirt";
        *m_library->attempted_completion = offer;
        m_library->using_history();
        m_library->stifle_history(history_length);
        if (!m_history.empty())
            m_library->read_history(m_history.c_str());
    }

    ~EditLineEditor() override
    {
        *m_library->attempted_completion = nullptr;
        s_current = nullptr;
        if (!m_history.empty())
            m_library->write_history(m_history.c_str());
    }

    std::optional<std::string> read_line(const std::string &prompt) override
    {
        std::fflush(stdout);
        const std::unique_ptr<char, decltype(&std::free)> line(m_library->read_line(prompt.c_str()),
                                                               &std::free);
        if (!line)
            return std::nullopt;
        return std::string(line.get());
    }

    void remember(const std::string &line) override { m_library->add_history(line.c_str()); }

private:
    // libedit's callbacks carry no pointer of ours.
    static EditLineEditor *s_current;

    static char **offer(const char *, int, int end)
    {
        *s_current->m_library->attempted_completion_over = 1;
        *s_current->m_library->append_character = ' ';
        const std::string line(*s_current->m_library->line_buffer, static_cast<size_t>(end));
        s_current->m_found = s_current->m_complete(line);
        s_current->m_next = 0;
        return s_current->m_library->completion_matches("", next_match);
    }

    static char *next_match(const char *, int)
    {
        EditLineEditor &editor = *s_current;
        if (editor.m_next >= editor.m_found.candidates.size())
            return nullptr;
        return strdup(editor.m_found.candidates[editor.m_next++].c_str());
    }

    std::unique_ptr<EditLibrary> m_library;
    std::string m_history;
    CompleteLine m_complete;
    Completion m_found{0, {}};
    size_t m_next = 0;
};

EditLineEditor *EditLineEditor::s_current = nullptr;

} // namespace

std::unique_ptr<LineEditor> make_line_editor(const std::string &history, CompleteLine complete)
{
    if (isatty(STDIN_FILENO))
        if (auto library = EditLibrary::open())
            return std::make_unique<EditLineEditor>(std::move(library), history, std::move(complete));
    return make_plain_editor();
}

} // namespace modvirt::cli
