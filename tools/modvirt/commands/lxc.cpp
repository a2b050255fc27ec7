// SPDX-License-Identifier: LGPL-2.1-or-later
// lxc-enter-namespace: a program of a container, run by this process.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <libvirt/libvirt-lxc.h>
#include <sys/wait.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

constexpr int cannot_enter = 126;
constexpr int cannot_run = 127;

// The namespaces as open files.
class Namespaces {
public:
    explicit Namespaces(const Domain &domain) : m_count(virDomainLxcOpenNamespace(domain.get(), &m_files, 0))
    {
        if (m_count < 0)
            fail();
        // The program that is run shall not find them open.
        for (int i = 0; i < m_count; ++i)
            fcntl(m_files[i], F_SETFD, FD_CLOEXEC);
    }
    Namespaces(const Namespaces &) = delete;
    Namespaces &operator=(const Namespaces &) = delete;
    ~Namespaces()
    {
        for (int i = 0; i < m_count; ++i)
            close(m_files[i]);
        std::free(m_files);
    }
    [[nodiscard]] bool enter(const Domain &domain) const
    {
        const auto count = static_cast<unsigned>(m_count);
        return virDomainLxcEnterNamespace(domain.get(), count, m_files, nullptr, nullptr, 0) >= 0;
    }

private:
    int *m_files = nullptr;
    int m_count;
};

struct Security {
    virSecurityModel model{};
    virSecurityLabel label{};
};

std::optional<Security> security_of(Session &session, const Arguments &arguments, const Domain &domain)
{
    if (arguments.has("noseclabel"))
        return std::nullopt;
    Security security;
    if (virNodeGetSecurityModel(session.connection(), &security.model) < 0 ||
        virDomainGetSecurityLabel(domain.get(), &security.label) < 0)
        fail();
    return security;
}

int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

[[noreturn]] void become(const std::vector<std::string> &command)
{
    std::vector<char *> words;
    for (const std::string &word : command)
        words.push_back(const_cast<char *>(word.c_str()));
    words.push_back(nullptr);
    execv(words.front(), words.data());
    _exit(cannot_run);
}

// Ends as the child did.
[[noreturn]] void end_like(int status)
{
    if (WIFSIGNALED(status)) {
        std::signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    _exit(WEXITSTATUS(status));
}

// A process whose children are inside: only a child is in the container's namespace of processes.
[[noreturn]] void go_inside(Session &session, const Domain &domain, const Namespaces &namespaces,
                            std::optional<Security> &security, const std::vector<std::string> &command)
{
    const bool entered =
        (!security || virDomainLxcEnterSecurityLabel(&security->model, &security->label, nullptr, 0) >= 0) &&
        virDomainLxcEnterCGroup(domain.get(), 0) >= 0 && namespaces.enter(domain);
    if (!entered) {
        session.report_library_error();
        _exit(cannot_enter);
    }
    const pid_t child = fork();
    if (child < 0)
        _exit(cannot_run);
    if (child == 0)
        become(command);
    end_like(wait_for(child));
}

void run_lxc_enter_namespace(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::vector<std::string> command = arguments.all("cmd");
    const Namespaces namespaces(domain);
    std::optional<Security> security = security_of(session, arguments, domain);
    static_cast<void>(session.out.flush());
    const pid_t child = fork();
    if (child < 0)
        fail("cannot start another process");
    if (child == 0)
        go_inside(session, domain, namespaces, security, command);
    const int status = wait_for(child);
    if (WIFSIGNALED(status))
        fail("internal error: Child process ({}) unexpected fatal signal {}", child, WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        fail("internal error: Child process ({}) unexpected exit status {}", child, WEXITSTATUS(status));
}

constexpr Option lxc_enter_namespace_options[] = {
    domain_option(complete_active_domain),
    flag("noseclabel", "Do not change process security label"),
    words("cmd", "command to run", Required),
};

} // namespace

constexpr Command lxc_enter_namespace_command{
    .name = "lxc-enter-namespace",
    .summary = "LXC Guest Enter Namespace",
    .description = "Run an arbitrary command in a lxc guest namespace; use at your own risk",
    .options = lxc_enter_namespace_options,
    .run = run_lxc_enter_namespace};

} // namespace modvirt::cli
