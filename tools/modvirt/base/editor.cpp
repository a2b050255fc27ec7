// SPDX-License-Identifier: LGPL-2.1-or-later
// The editor runs as a child of its own, never through a shell.
#include "base/editor.hpp"

#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/terminal.hpp"
#include "base/tokens.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace modvirt::cli {

namespace {

std::string temporary_directory()
{
    const char *directory = std::getenv("TMPDIR");
    return directory && *directory ? directory : "/tmp";
}

// `vim -f` is a program and an argument.
Words editor_command()
{
    for (const char *name : {"VISUAL", "EDITOR"}) {
        const char *value = std::getenv(name);
        if (!value || !*value)
            continue;
        const std::vector<Words> commands = split_line(value);
        if (commands.size() != 1)
            fail("${} must name one program and its arguments, not '{}'", name, value);
        return commands.front();
    }
    return {"sensible-editor"};
}

// ^C belongs to the editor while it runs.
class SignalsIgnored {
public:
    SignalsIgnored()
    {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        sigaction(SIGINT, &ignore, &m_interrupt);
        sigaction(SIGQUIT, &ignore, &m_quit);
    }
    ~SignalsIgnored()
    {
        sigaction(SIGINT, &m_interrupt, nullptr);
        sigaction(SIGQUIT, &m_quit, nullptr);
    }
    SignalsIgnored(const SignalsIgnored &) = delete;
    SignalsIgnored &operator=(const SignalsIgnored &) = delete;

private:
    struct sigaction m_interrupt {};
    struct sigaction m_quit {};
};

pid_t spawn(const Words &words)
{
    std::vector<char *> arguments;
    for (const std::string &word : words)
        arguments.push_back(const_cast<char *>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGQUIT);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t child = -1;
    const int error = posix_spawnp(&child, arguments[0], nullptr, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    if (error != 0)
        fail("cannot run the editor '{}': {}; set $EDITOR to an editor that is installed", words.front(),
             std::strerror(error));
    return child;
}

void run_editor(Words words, const std::string &path)
{
    const std::string name = words.front();
    words.push_back(path);
    std::fflush(stdout);
    const SignalsIgnored ignored;
    const pid_t child = spawn(words);
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            fail("cannot wait for the editor '{}': {}", name, std::strerror(errno));
    if (WIFSIGNALED(status))
        fail("the editor '{}' was killed by signal {}", name, WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        fail("the editor '{}' ended with status {}", name, WEXITSTATUS(status));
}

void print_choices(Output &out, Validation validation)
{
    out.print("y - yes, start editor again\nn - no, keep the file and give up\n");
    if (validation == Validation::Full)
        out.print("i - turn off validation and try to redefine again\n");
    out.print("f - force, try to redefine again\n? - print this help\n");
}

enum class Choice : uint8_t { EditAgain, GiveUp, WithoutValidation, Again };

Choice ask(Session &session, Validation validation)
{
    const bool can_relax = validation == Validation::Full;
    for (;;) {
        session.out.print("\rFailed. Try again? [{}]: ", can_relax ? "y,n,i,f,?" : "y,n,f,?");
        static_cast<void>(session.out.flush());
        const int answer = read_key();
        session.out.print("{}\n",
                          answer >= 0x20 && answer < 0x7f ? std::string(1, static_cast<char>(answer)) : "");
        switch (answer) {
        case 'y':
            return Choice::EditAgain;
        case 'n':
        case -1:
        case 0x03:
        case 0x04:
            return Choice::GiveUp;
        case 'f':
            return Choice::Again;
        case 'i':
            if (can_relax)
                return Choice::WithoutValidation;
            break;
        case '?':
            print_choices(session.out, validation);
            break;
        default:
            break;
        }
    }
}

} // namespace

EditedFile::EditedFile(const std::string &text, const std::string &suffix)
    : m_before(text), m_path(temporary_directory() + "/modvirtXXXXXX" + suffix)
{
    const FileDescriptor file(mkostemps(m_path.data(), static_cast<int>(suffix.size()), O_CLOEXEC));
    if (!file.is_open())
        fail("cannot create a temporary file in '{}': {}; set $TMPDIR to a directory that can be written",
             temporary_directory(), std::strerror(errno));
    if (!write_all(file.get(), text.data(), text.size())) {
        const int error = errno;
        unlink(m_path.c_str());
        fail("cannot write the temporary file '{}': {}", m_path, std::strerror(error));
    }
}

EditedFile::~EditedFile()
{
    if (m_keep == Keep::No)
        unlink(m_path.c_str());
}

// A file that cannot be read is better kept.
bool EditedFile::was_changed() const
{
    try {
        return read_description(m_path) != m_before;
    } catch (const Error &) {
        return true;
    }
}

std::string EditedFile::edit()
{
    try {
        run_editor(editor_command(), m_path);
        return read_description(m_path);
    } catch (const Error &error) {
        if (!was_changed())
            throw;
        keep(Keep::Yes);
        fail("{}; what was edited is kept in {}", error.message(), m_path);
    }
}

EditResult edit_until_stored(Session &session, const std::string &text, Validation validation, const StoreText &store,
                             const std::string &suffix)
{
    EditedFile file(text, suffix);
    std::string edited = file.edit();
    if (edited == text)
        return EditResult::Unchanged;
    // Whatever goes wrong from here on, the text must outlive it.
    file.keep(Keep::Yes);
    for (;;) {
        try {
            store(edited, validation);
            file.keep(Keep::No);
            return EditResult::Stored;
        } catch (const Error &error) {
            if (!error.message().empty())
                session.out.error(error.message());
            session.report_library_error();
        }
        const Choice choice = isatty(STDIN_FILENO) ? ask(session, validation) : Choice::GiveUp;
        if (choice == Choice::GiveUp)
            fail("nothing was changed; what was edited is kept in {}", file.path());
        if (choice == Choice::WithoutValidation)
            validation = Validation::Off;
        if (choice == Choice::EditAgain)
            edited = file.edit();
    }
}

EditResult edit_description(Session &session, const std::function<std::string()> &describe, Validation validation,
                            const StoreText &store)
{
    const std::string before = describe();
    const auto store_over_the_same = [&](const std::string &text, Validation wanted) {
        if (describe() != before)
            fail("ERROR: the XML configuration was changed by another user");
        store(text, wanted);
    };
    return edit_until_stored(session, before, validation, store_over_the_same);
}

} // namespace modvirt::cli
