// SPDX-License-Identifier: LGPL-2.1-or-later
// Opening a connection, and what it tells of the host.
#include "driver.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capabilities.hpp"
#include "flags.hpp"

namespace modvirt::test {

namespace {

constexpr int32_t most_vcpus = 32;
constexpr uint64_t own_version = 2;

// virConnectCredentialType
constexpr int32_t ask_name = 2;
constexpr int32_t ask_password = 5;

std::string ask(const OpenRequest &request, int32_t type, const std::string &prompt)
{
    const auto answer = request.ask(type, prompt.c_str());
    if (!answer)
        throw Error(ErrorCode::AuthFailed,
                    std::string(type == ask_name ? "Username" : "Password") +
                        " request failed: this host has users; open it with credentials",
                    ErrorDomain::Auth);
    return *answer;
}

void authenticate(const OpenRequest &request, std::span<const User> users)
{
    if (users.empty())
        return;
    const std::string name = ask(request, ask_name, "Enter username for localhost");
    const auto user =
        std::find_if(users.begin(), users.end(), [&](const User &each) { return each.name == name; });
    if (user != users.end() && !user->password)
        return;
    // Who does not exist is asked all the same, and so cannot be told from who mistypes.
    const std::string password = ask(request, ask_password, "Enter " + name + "'s password for localhost");
    if (user == users.end() || user->password != password)
        throw Error(ErrorCode::AuthFailed,
                    "authentication failed, see test XML for the correct username/password");
}

} // namespace

std::unique_ptr<Driver> Driver::open(const OpenRequest &request)
{
    if (!request.server().empty())
        throw Error(ErrorCode::NoConnect, "the test driver has no domains on other hosts such as '" +
                                              std::string(request.server()) + "'; use test:///default");
    const std::string path(request.path());
    if (path.empty() || path == "/")
        throw Error(ErrorCode::InvalidArg, "testOpen: supply a path or use test:///default");
    auto injection = Injection::of_query(request.query());
    if (injection != nullptr)
        injection->before_call(std::array{"virConnectOpen", "virConnectOpenReadOnly", "virConnectOpenAuth"});
    auto machine = path == "/default" ? Machine::shared_default() : Machine::described(path);
    authenticate(request, machine->users());
    return std::make_unique<Driver>(std::move(machine), request.connection(), std::move(injection));
}

Driver::Driver(std::shared_ptr<Machine> machine, modvirt_connection *connection,
               std::shared_ptr<Injection> asked)
    : Lookups(machine->store()), Injected(std::move(asked)), m_machine(std::move(machine)), m_connection(connection)
{
    OpenMachines::add(connection, m_machine, injection());
    m_subscription = store().events().subscribe([connection](const store::Event &event) {
        emit(connection, static_cast<uint32_t>(event.event_id), {event.id, event.uuid, event.name}, event);
    });
}

Driver::~Driver()
{
    OpenMachines::remove(m_connection);
    store().events().unsubscribe(m_subscription);
}

store::Job Driver::begin(const DomainRef &domain, const char *what) const
{
    return store().begin(domain.uuid, domain.name, store::JobKind::Modify, what);
}

domain::ConfigPtr Driver::chosen_config(const DomainRef &ref, uint32_t flags) const
{
    m_machine->complete();
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    return config_in(domain, one_scope(domain, flags));
}

uint64_t Driver::connect_get_version()
{
    return own_version;
}

std::string Driver::connect_get_hostname()
{
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0)
        throw Error(ErrorCode::NoHostname, "this host does not know its name");
    std::string answer = name;
    if (answer.find('.') != std::string::npos)
        return answer;
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_flags = AI_CANONNAME;
    addrinfo *found = nullptr;
    if (::getaddrinfo(name, nullptr, &hints, &found) != 0)
        return answer;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    // A name that resolves to this host from elsewhere as well is the better one.
    if (found->ai_canonname &&
        std::string_view(found->ai_canonname).find("localhost") == std::string_view::npos)
        answer = found->ai_canonname;
    return answer;
}

std::string Driver::connect_get_capabilities()
{
    return format_capabilities(m_machine->cells(), m_machine->node().model);
}

int32_t Driver::connect_get_max_vcpus(std::optional<std::string_view>)
{
    return most_vcpus;
}

bool Driver::connect_is_encrypted()
{
    return false;
}

bool Driver::connect_is_secure()
{
    return true;
}

bool Driver::connect_is_alive()
{
    return true;
}

NodeInfo Driver::node_get_info()
{
    const Node &node = m_machine->node();
    return {node.model, node.memory_kib, node.cpus,  node.mhz,
            node.nodes, node.sockets,    node.cores, node.threads};
}

// Those of the first cell's 8 processors that are online: as stock's test driver has it, whatever the host
// is.
HostCpus Driver::node_get_cpu_map(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeGetCPUMap");
    return {8, {0x15}};
}

uint64_t Driver::node_get_free_memory()
{
    const auto cells = m_machine->cells();
    return std::accumulate(cells.begin(), cells.end(), uint64_t{0},
                           [](uint64_t sum, const Cell &cell) { return sum + cell.memory_kib; }) /
           2;
}

void Driver::node_get_cells_free_memory(CellSink &sink)
{
    const auto cells = m_machine->cells();
    if (sink.first() < 0 || static_cast<std::size_t>(sink.first()) >= cells.size())
        throw Error(ErrorCode::InvalidArg, "Range exceeds available cells");
    const auto wanted = cells.subspan(static_cast<std::size_t>(sink.first()));
    for (const Cell &cell : wanted.first(std::min<std::size_t>(wanted.size(), sink.max())))
        sink.put(cell.memory_kib);
}

SecurityModel Driver::node_get_security_model()
{
    return {security_model, ""};
}

} // namespace modvirt::test
