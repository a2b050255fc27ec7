// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/run_program.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace modvirt::cli::testing {

namespace {

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    Pipe()
    {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) < 0)
            throw std::runtime_error("pipe2");
        read_end = ends[0];
        write_end = ends[1];
    }
};

[[noreturn]] void become(const Run &run, const Pipe &in, const Pipe &out, const Pipe &err)
{
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    dup2(in.read_end, STDIN_FILENO);
    dup2(out.write_end, STDOUT_FILENO);
    dup2(err.write_end, STDERR_FILENO);
    for (const auto &[name, value] : run.environment)
        setenv(name.c_str(), value.c_str(), 1);
    if (!run.directory.empty() && chdir(run.directory.c_str()) < 0)
        _exit(126);
    std::vector<char *> words;
    for (const std::string &word : run.words)
        words.push_back(const_cast<char *>(word.c_str()));
    words.push_back(nullptr);
    execvp(words[0], words.data());
    _exit(127);
}

// True while there may be more to read.
bool drain(int fd, std::string &text)
{
    char buffer[65536];
    const ssize_t count = read(fd, buffer, sizeof buffer);
    if (count > 0)
        text.append(buffer, static_cast<size_t>(count));
    return count > 0 || (count < 0 && errno == EINTR);
}

// False when time is up before both ends were closed.
bool collect(const Pipe &out, const Pipe &err, std::chrono::seconds patience, RunResult &result)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    bool out_open = true;
    bool err_open = true;
    while (out_open || err_open) {
        pollfd fds[] = {{out_open ? out.read_end : -1, POLLIN, 0}, {err_open ? err.read_end : -1, POLLIN, 0}};
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return false;
        poll(fds, 2, static_cast<int>(left.count()));
        if (fds[0].revents)
            out_open = drain(out.read_end, result.out);
        if (fds[1].revents)
            err_open = drain(err.read_end, result.err);
    }
    return true;
}

} // namespace

std::optional<RunResult> run_program(const Run &run)
{
    const Pipe in;
    const Pipe out;
    const Pipe err;
    const pid_t child = fork();
    if (child == 0)
        become(run, in, out, err);
    for (const int fd : {in.read_end, out.write_end, err.write_end})
        close(fd);
    signal(SIGPIPE, SIG_IGN);
    static_cast<void>(!write(in.write_end, run.input.data(), run.input.size()));
    close(in.write_end);
    RunResult result;
    const bool finished = collect(out, err, std::chrono::seconds(run.patience_s), result);
    if (!finished)
        kill(-child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    close(out.read_end);
    close(err.read_end);
    if (!finished)
        return std::nullopt;
    result.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return result;
}

RunResult run_shell(const std::string &command)
{
    return run_program({{"/bin/bash", "-c", command}, {}, {}, {}}).value_or(RunResult{-1, "", "did not end\n"});
}

TemporaryDirectory::TemporaryDirectory()
{
    m_path = (std::filesystem::temp_directory_path() / "modvirt-test-XXXXXX").string();
    if (!mkdtemp(m_path.data()))
        throw std::runtime_error("mkdtemp");
}

TemporaryDirectory::~TemporaryDirectory()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::string TemporaryDirectory::write(const std::string &name, const std::string &content) const
{
    const std::filesystem::path path = std::filesystem::path(m_path) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
    if (content.starts_with("#!"))
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
}

std::string read_file(const std::string &path)
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

} // namespace modvirt::cli::testing
