// SPDX-License-Identifier: LGPL-2.1-or-later
#include "probe.hpp"

#include <csignal>
#include <cstring>

#include <sys/mman.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/process/poller.hpp"
#include "kit/process/spawn.hpp"
#include "qmp/client.hpp"

namespace modvirt::qemu::capabilities {

namespace {

using qmp::Answer;
using qmp::Json;

enum Question : std::size_t { Negotiate, Version, Target, Kvm, Machines, Cpus, Devices, Options, Quit };

const std::vector<qmp::Command> &questions()
{
    static const std::vector<qmp::Command> all = {
        {"qmp_capabilities"},
        {"query-version"},
        {"query-target"},
        {"query-kvm"},
        {"query-machines"},
        {"query-cpu-definitions"},
        {"qom-list-types", {{"implements", "device"}, {"abstract", false}}},
        {"query-command-line-options"},
        {"quit"},
    };
    return all;
}

// What the program prints instead of answering.
class Output {
public:
    Output() : m_file(::memfd_create("qemu-output", MFD_CLOEXEC)) {}
    [[nodiscard]] int fd() const { return m_file.get(); }
    [[nodiscard]] std::string text() const
    {
        std::string text(2048, '\0');
        const ssize_t size = ::pread(m_file.get(), text.data(), text.size(), 0);
        text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
            text.pop_back();
        return text;
    }

private:
    process::Fd m_file;
};

process::Command command_line(const std::string &path, int socket, int output)
{
    process::Command command;
    command.argv = {path,
                    "-S",
                    "-no-user-config",
                    "-nodefaults",
                    "-display",
                    "none",
                    "-machine",
                    "none",
                    "-accel",
                    "kvm",
                    "-accel",
                    "tcg",
                    "-chardev",
                    "socket,id=monitor,fd=3",
                    "-mon",
                    "chardev=monitor,mode=control"};
    command.environment = {"LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    command.output = output;
    command.inherit = {socket};
    return command;
}

std::string libvirt_arch(const std::string &target)
{
    return target == "i386" ? "i686" : target;
}

std::vector<Machine> read_machines(const Json &answer)
{
    std::vector<Machine> machines;
    for (const Json &item : answer) {
        Machine machine;
        machine.name = item.at("name");
        if (machine.name == "none")
            continue; // of no use for a guest
        machine.alias = item.value("alias", "");
        machine.most_cpus = item.value("cpu-max", 1U);
        machine.is_default = item.value("is-default", false);
        machine.is_deprecated = item.value("deprecated", false);
        machine.cpu = item.value("default-cpu-type", "");
        if (const auto dash = machine.cpu.rfind("-cpu"); dash != std::string::npos)
            machine.cpu.erase(machine.cpu.rfind('-', dash - 1));
        machines.push_back(std::move(machine));
    }
    return machines;
}

std::vector<CpuModel> read_cpus(const Json &answer)
{
    std::vector<CpuModel> cpus;
    for (const Json &item : answer)
        cpus.push_back({item.at("name"), item.value("unavailable-features", Json::array()).empty(),
                        item.value("deprecated", false)});
    return cpus;
}

Emulator read_answers(const std::string &path, const std::vector<Answer> &answers)
{
    const auto value = [&](Question question) -> const Json & { return *answers[question].value; };
    Emulator emulator;
    emulator.path = path;
    const Json &version = value(Version);
    emulator.major = version.at("qemu").at("major");
    emulator.minor = version.at("qemu").at("minor");
    emulator.micro = version.at("qemu").at("micro");
    emulator.package = version.value("package", "");
    emulator.arch = libvirt_arch(value(Target).at("arch"));
    emulator.has_kvm = value(Kvm).value("enabled", false);
    emulator.machines = read_machines(value(Machines));
    emulator.cpus = read_cpus(value(Cpus));
    for (const Json &item : value(Devices))
        emulator.devices.insert(item.at("name").get<std::string>());
    for (const Json &item : value(Options))
        emulator.options.insert(item.value("option", ""));
    return emulator;
}

[[noreturn]] void refuse(const std::string &path, ErrorCode code, const std::string &why,
                         const Output &output)
{
    const std::string said = output.text();
    throw Error(code, said.empty() ? fmt::format("cannot find out what '{}' can do: {}", path, why)
                                   : fmt::format("cannot find out what '{}' can do: {}; it printed: {}", path,
                                                 why, said));
}

void check(const std::string &path, const std::vector<Answer> &answers, const Output &output)
{
    for (std::size_t index = Negotiate; index < Quit; ++index) {
        const Answer &answer = answers[index];
        if (answer.ok())
            continue;
        if (answer.refusal)
            refuse(path, ErrorCode::OperationFailed,
                   fmt::format("it refuses '{}': {}", questions()[index].name, answer.refusal->description),
                   output);
        if (answer.loss == Answer::Loss::Deadline)
            refuse(path, ErrorCode::OperationTimeout,
                   fmt::format("it did not answer '{}' within {}", questions()[index].name, answer.reason),
                   output);
        refuse(path, ErrorCode::OperationFailed, "its monitor ended: " + answer.reason, output);
    }
}

// The program ends by itself, by the last question; one that does not is of no use.
class Ending {
public:
    explicit Ending(const process::Child &child) : m_child(child) {}
    Ending(const Ending &) = delete;
    Ending &operator=(const Ending &) = delete;
    ~Ending()
    {
        if (!process::wait_for_end(m_child.pidfd, m_grace_ms)) {
            process::send_signal(m_child.pidfd, SIGKILL);
            process::wait_for_end(m_child.pidfd, 1000);
        }
        process::reap(m_child.pidfd);
    }
    void expect_none() { m_grace_ms = 0; }

private:
    const process::Child &m_child;
    int m_grace_ms = 1000;
};

} // namespace

Emulator probe(const std::string &path, std::chrono::milliseconds deadline)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw Error(ErrorCode::SystemError,
                    fmt::format("cannot make a socket for '{}': {}", path, std::strerror(errno)));
    process::Fd ours(ends[0]);
    process::Fd theirs(ends[1]);
    const Output output;
    process::Poller poller("qemu-probe");
    const auto client = qmp::Client::attach(poller, std::move(ours), path, {});
    const process::Child child = process::spawn(command_line(path, theirs.get(), output.fd()));
    theirs.reset();
    Ending ending(child);
    // All questions are sent before the first is answered, the request to quit among them: whatever happens
    // to this process, the program ends when it has read them.
    const auto answers = client->execute_all(questions(), deadline);
    client->close();
    if (!answers[Cpus].ok())
        ending.expect_none();
    check(path, answers, output);
    try {
        return read_answers(path, answers);
    } catch (const Json::exception &error) {
        refuse(path, ErrorCode::OperationFailed, std::string("its answers make no sense: ") + error.what(),
               output);
    }
}

} // namespace modvirt::qemu::capabilities
