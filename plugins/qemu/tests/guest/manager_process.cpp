// SPDX-License-Identifier: LGPL-2.1-or-later
#include "manager_process.hpp"

#include <array>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace modvirt::qemu::guest_test {

namespace {

constexpr int longest_farewell_ms = 60'000;

std::array<process::Fd, 2> make_pipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    return {process::Fd(ends[0]), process::Fd(ends[1])};
}

} // namespace

ManagerProcess::ManagerProcess()
{
    auto [their_orders, our_orders] = make_pipe();
    auto [our_answers, their_answers] = make_pipe();
    process::Command command;
    command.argv = {MANAGER_PROGRAM};
    command.environment = {"PATH=/usr/bin:/bin"};
    command.inherit = {their_orders.get(), their_answers.get()};
    m_child = process::spawn(command);
    m_orders = std::move(our_orders);
    m_answers = std::move(our_answers);
}

ManagerProcess::~ManagerProcess()
{
    m_orders.reset();
    if (!process::wait_for_end(m_child.pidfd, longest_farewell_ms))
        kill();
    process::reap(m_child.pidfd);
}

Answer ManagerProcess::ask(const std::string &order)
{
    tell(order);
    return listen();
}

void ManagerProcess::tell(const std::string &order)
{
    const std::string line = order + "\n";
    if (::write(m_orders.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        throw std::runtime_error("the manager takes no orders any more");
}

Answer ManagerProcess::listen()
{
    std::string text;
    char byte = '\0';
    while (::read(m_answers.get(), &byte, 1) == 1) {
        if (byte != '\0') {
            text += byte;
            continue;
        }
        const auto head = text.find('\n');
        const bool is_ok = text.substr(0, head) == "ok";
        return {is_ok, is_ok ? 0 : std::stoi(text), text.substr(head + 1)};
    }
    return {};
}

void ManagerProcess::kill()
{
    process::send_signal(m_child.pidfd, SIGKILL);
    process::wait_for_end(m_child.pidfd, longest_farewell_ms);
}

} // namespace modvirt::qemu::guest_test
