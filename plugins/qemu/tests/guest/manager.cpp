// SPDX-License-Identifier: LGPL-2.1-or-later
// qemu-manager: a process that manages guests by order, so that a test can have two of them, or kill one.
//
// It reads orders at descriptor 3, a line each, and answers at descriptor 4: "ok" or the error's number, a
// line end, a text, and a zero byte. It ends with its orders.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fmt/format.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

namespace {

constexpr int orders_fd = 3;
constexpr int answers_fd = 4;

struct Failed {
    int code = 0;
    std::string text;
};

void check(bool is_done)
{
    if (is_done)
        return;
    const virErrorPtr error = virGetLastError();
    throw Failed{error != nullptr ? error->code : -1, virGetLastErrorMessage()};
}

[[noreturn]] void fail_by_errno(const std::string &what)
{
    throw Failed{-1, fmt::format("cannot {}: {}", what, std::strerror(errno))};
}

struct FreeDomain {
    void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};

class Manager {
public:
    std::string obey(const std::string &order, const std::string &argument)
    {
        const auto found = orders().find(order);
        if (found == orders().end())
            throw Failed{-1, "unknown order " + order};
        return (this->*found->second)(argument);
    }

private:
    using Order = std::string (Manager::*)(const std::string &);
    using Domain = std::unique_ptr<virDomain, FreeDomain>;

    static const std::map<std::string, Order> &orders();

    Domain find(const std::string &name)
    {
        Domain domain(virDomainLookupByName(m_connect, name.c_str()));
        check(domain != nullptr);
        return domain;
    }

    std::string open(const std::string &uri)
    {
        m_connect = virConnectOpen(uri.c_str());
        check(m_connect != nullptr);
        return "";
    }

    std::string close(const std::string &)
    {
        virConnectClose(m_connect);
        m_connect = nullptr;
        return "";
    }

    std::string define(const std::string &file)
    {
        std::ostringstream xml;
        xml << std::ifstream(file).rdbuf();
        const Domain domain(virDomainDefineXML(m_connect, xml.str().c_str()));
        check(domain != nullptr);
        return "";
    }

    std::string undefine(const std::string &name)
    {
        check(virDomainUndefine(find(name).get()) == 0);
        return "";
    }

    std::string start(const std::string &name)
    {
        const Domain domain = find(name);
        check(virDomainCreate(domain.get()) == 0);
        return std::to_string(virDomainGetID(domain.get()));
    }

    std::string suspend(const std::string &name)
    {
        check(virDomainSuspend(find(name).get()) == 0);
        return "";
    }

    std::string destroy(const std::string &name)
    {
        check(virDomainDestroy(find(name).get()) == 0);
        return "";
    }

    std::string save(const std::string &name)
    {
        check(virDomainManagedSave(find(name).get(), 0) == 0);
        return "";
    }

    std::string set_autostart(const std::string &name)
    {
        check(virDomainSetAutostart(find(name).get(), 1) == 0);
        return "";
    }

    std::string xml(const std::string &name)
    {
        const std::unique_ptr<char, decltype(&std::free)> text(virDomainGetXMLDesc(find(name).get(), 0),
                                                               &std::free);
        check(text != nullptr);
        return text.get();
    }

    // A disk of its own at a folder, that nobody else sees and that is gone with this process.
    std::string mount(const std::string &folder)
    {
        const int spaces = CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER);
        if (::unshare(spaces) != 0)
            fail_by_errno("have mounts of its own");
        if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("none", folder.c_str(), "tmpfs", 0, "size=512k") != 0)
            fail_by_errno("mount a small disk");
        return "";
    }

    std::string fill(const std::string &file)
    {
        std::ofstream out(file, std::ios::binary | std::ios::app);
        const std::string page(4096, 'x');
        while (out << page << std::flush) {
        }
        return "";
    }

    std::string remove(const std::string &file)
    {
        if (::unlink(file.c_str()) != 0)
            fail_by_errno("remove '" + file + "'");
        return "";
    }

    virConnectPtr m_connect = nullptr;
};

const std::map<std::string, Manager::Order> &Manager::orders()
{
    static const std::map<std::string, Order> all = {
        {"open", &Manager::open},         {"close", &Manager::close}, {"define", &Manager::define},
        {"undefine", &Manager::undefine}, {"start", &Manager::start}, {"suspend", &Manager::suspend},
        {"destroy", &Manager::destroy},   {"save", &Manager::save},   {"autostart", &Manager::set_autostart},
        {"xml", &Manager::xml},           {"mount", &Manager::mount}, {"fill", &Manager::fill},
        {"remove", &Manager::remove},
    };
    return all;
}

void answer(const std::string &head, const std::string &text)
{
    const std::string whole = head + "\n" + text + '\0';
    if (::write(answers_fd, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size()))
        std::_Exit(1); // nobody listens any more
}

} // namespace

int main()
{
    virSetErrorFunc(nullptr, [](void *, virErrorPtr) {});
    const std::unique_ptr<FILE, decltype(&std::fclose)> orders(::fdopen(orders_fd, "r"), &std::fclose);
    if (!orders) {
        std::fprintf(stderr, "qemu-manager: its orders are expected at descriptor %d\n", orders_fd);
        return 2;
    }
    Manager manager;
    char line[4096];
    while (std::fgets(line, sizeof line, orders.get()) != nullptr) {
        std::string order(line, std::strcspn(line, "\n"));
        const auto blank = order.find(' ');
        const std::string argument = blank == std::string::npos ? "" : order.substr(blank + 1);
        order.resize(std::min(blank, order.size()));
        try {
            answer("ok", manager.obey(order, argument));
        } catch (const Failed &failed) {
            answer(std::to_string(failed.code), failed.text);
        }
    }
    return 0;
}
