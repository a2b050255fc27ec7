// SPDX-License-Identifier: LGPL-2.1-or-later
#include "server.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/process/command.hpp"

namespace modvirt::storage_iscsi_direct {

namespace {

namespace fs = std::filesystem;

// A socket on 127.0.0.1, and the port that it was given.
std::pair<int, uint16_t> bind_anywhere()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (socket < 0 || ::bind(socket, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
        ::getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        throw std::runtime_error("no port on 127.0.0.1 can be had");
    return {socket, ntohs(address.sin_port)};
}

std::vector<std::string> split(const std::string &words)
{
    std::istringstream stream(words);
    std::vector<std::string> split;
    for (std::string word; stream >> word;)
        split.push_back(word);
    return split;
}

} // namespace

uint16_t free_port()
{
    const auto [socket, port] = bind_anywhere();
    ::close(socket);
    return port;
}

std::string TargetServer::missing()
{
    return process::has_tool("tgtd") && process::has_tool("tgtadm") ? "" : "this needs the package tgt";
}

TargetServer::TargetServer(const std::string &address) : m_port(free_port())
{
    std::string path = (fs::temp_directory_path() / "modvirt-tgt-XXXXXX").string();
    m_directory = ::mkdtemp(path.data());
    m_socket = "TGT_IPC_SOCKET=" + (m_directory / "socket").string();
    const std::string tool = process::find_tool("tgtd", "tgt");
    const std::string portal = "portal=" + address + ":" + std::to_string(m_port);
    const std::string log = m_directory / "log";
    const std::array<const char *, 4> argv = {tool.c_str(), "-f", "--iscsi", portal.c_str()};
    const std::array<const char *, 2> environment = {m_socket.c_str(), nullptr};
    m_process = ::fork();
    if (m_process == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int output = ::open(log.c_str(), O_WRONLY | O_CREAT, 0600);
        ::dup2(output, 1);
        ::dup2(output, 2);
        const std::array<char *, 5> words = {const_cast<char *>(argv[0]), const_cast<char *>(argv[1]), const_cast<char *>(argv[2]),
                                             const_cast<char *>(argv[3]), nullptr};
        ::execve(tool.c_str(), words.data(), const_cast<char **>(environment.data()));
        ::_exit(127);
    }
    for (int attempts = 0; !answers(); ++attempts) {
        if (attempts == 100 || ::waitpid(m_process, nullptr, WNOHANG) != 0) {
            std::stringstream said;
            said << std::ifstream(log).rdbuf();
            throw std::runtime_error("tgtd does not start: " + said.str());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    administer("--op new --mode target --tid 1 -T " + target_name);
    administer("--op bind --mode target --tid 1 -I ALL");
}

TargetServer::~TargetServer()
{
    kill();
    fs::remove_all(m_directory);
}

void TargetServer::kill()
{
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    m_process = -1;
}

void TargetServer::fall_silent() const
{
    ::kill(m_process, SIGSTOP);
}

void TargetServer::wake() const
{
    ::kill(m_process, SIGCONT);
}

bool TargetServer::answers() const
{
    return process::run({.argv = {"env", m_socket, "tgtadm", "--op", "show", "--mode", "sys"}, .package = "tgt"}).status == 0;
}

void TargetServer::administer(const std::string &words) const
{
    process::Invocation invocation{.argv = {"env", m_socket, "tgtadm", "--lld", "iscsi"}, .package = "tgt"};
    for (std::string &word : split(words))
        invocation.argv.push_back(std::move(word));
    process::expect_success(invocation, process::run(invocation));
}

fs::path TargetServer::add_unit(int number, uint64_t bytes) const
{
    fs::path file = m_directory / ("unit" + std::to_string(number));
    std::ofstream(file).close();
    fs::resize_file(file, bytes);
    administer("--op new --mode logicalunit --tid 1 --lun " + std::to_string(number) + " -b " + file.string());
    return file;
}

SilentServer::SilentServer()
{
    std::tie(m_socket, m_port) = bind_anywhere();
    ::listen(m_socket, 16);
}

SilentServer::~SilentServer()
{
    ::close(m_socket);
}

} // namespace modvirt::storage_iscsi_direct
