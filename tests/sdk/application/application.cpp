// SPDX-License-Identifier: LGPL-2.1-or-later
// An application that is built against what is installed, and owns something of every kind.
#include <libvirt/virterror.h>
#include <modvirt/handles.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace api = modvirt::api;

namespace {

void expect(bool holds, const char *what)
{
    if (!holds) {
        std::fprintf(stderr, "not so: %s (the library says: %s)\n", what, virGetLastErrorMessage());
        std::exit(1);
    }
}

int events = 0;
int freed = 0;

int on_event(virConnectPtr, virDomainPtr domain, int, int, void *)
{
    const api::Domain mine = api::share(domain);
    expect(mine != nullptr, "a callback can keep its domain");
    ++events;
    return 0;
}

void on_free(void *)
{
    ++freed;
}

void on_readable(int, int, int, void *) {}

void on_time(int, void *) {}

// How many owners an object has is not told, but a connection that is closed last answers 0.
void own_what_is_listed()
{
    virConnectPtr raw = virConnectOpen("test:///default");
    {
        const api::Connection connection = api::share(raw);
        expect(connection != nullptr, "the test driver opens");
        const auto domains = api::list_all<api::Domain>(
            [&](virDomainPtr **list) { return virConnectListAllDomains(connection.get(), list, 0); });
        expect(domains && domains->size() == 1, "there is one domain");
        const api::LibraryText xml(virDomainGetXMLDesc(domains->front().get(), 0));
        expect(xml && std::strstr(xml.get(), "<domain") != nullptr, "the domain describes itself");
        const api::Network network(virNetworkLookupByName(connection.get(), "default"));
        const api::Network other = api::share(network.get());
        expect(other != nullptr, "a network can be shared");
        const api::Stream stream(virStreamNew(connection.get(), VIR_STREAM_NONBLOCK));
        expect(stream != nullptr, "a stream is made");
        const auto none = api::list_all<api::Domain>(
            [](virDomainPtr **list) { return virConnectListAllDomains(nullptr, list, 0); });
        expect(!none, "a call that fails lists nothing");
        expect(!api::share(static_cast<virDomainPtr>(nullptr)), "nothing cannot be shared");
    }
    expect(virConnectClose(raw) == 0, "no owner was left");
}

void own_registrations()
{
    expect(virEventRegisterDefaultImpl() == 0, "the event loop is there");
    api::Connection connection(virConnectOpen("test:///default"));
    api::DomainEvents registration(
        connection.get(), virConnectDomainEventRegisterAny(connection.get(), nullptr, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                           VIR_DOMAIN_EVENT_CALLBACK(on_event), nullptr, on_free));
    expect(static_cast<bool>(registration), "the callback is registered");
    const api::Domain domain(virDomainLookupByName(connection.get(), "test"));
    expect(virDomainSuspend(domain.get()) == 0, "the domain is suspended");
    expect(virEventRunDefaultImpl() == 0 && events == 1, "the event arrived");
    api::DomainEvents moved = std::move(registration);
    expect(!registration && moved, "a registration can be moved");
    moved.reset();
    api::EventTimeout timeout(virEventAddTimeout(0, on_time, nullptr, nullptr));
    int pipe_ends[2];
    expect(pipe(pipe_ends) == 0, "there is a pipe");
    api::EventHandle handle(virEventAddHandle(pipe_ends[0], VIR_EVENT_HANDLE_READABLE, on_readable, nullptr, nullptr));
    expect(timeout && handle, "both are watched");
    expect(virEventRunDefaultImpl() == 0 && freed == 1, "the registration was freed once");
    expect(!api::DomainEvents(connection.get(), -1), "a failed registration is none");
}

void own_parameters()
{
    api::ParameterList list;
    expect(virTypedParamsAddUInt(list.array(), list.count(), list.capacity(), "shares", 7) == 0, "one is added");
    expect(virTypedParamsAddString(list.array(), list.count(), list.capacity(), "name", "x") == 0, "and another");
    const api::ParameterList moved = std::move(list);
    expect(moved.values().size() == 2 && list.values().empty(), "a list can be moved");
}

// Each kind is one that the compiler takes; most are empty here.
void name_every_kind()
{
    const api::DomainSnapshot snapshot;
    const api::DomainCheckpoint checkpoint;
    const api::NetworkPort port;
    const api::StoragePool pool;
    const api::StorageVolume volume;
    const api::NodeDevice device;
    const api::Interface interface;
    const api::Secret secret;
    const api::NetworkFilter filter;
    const api::NetworkFilterBinding binding;
    const bool shared = api::share(snapshot.get()) || api::share(checkpoint.get()) || api::share(port.get()) ||
                        api::share(pool.get()) || api::share(volume.get()) || api::share(device.get()) ||
                        api::share(interface.get()) || api::share(secret.get()) || api::share(filter.get()) ||
                        api::share(binding.get()) || api::share(api::Stream().get());
    expect(!shared, "nothing of any kind cannot be shared");
}

} // namespace

int main()
{
    own_what_is_listed();
    own_registrations();
    own_parameters();
    name_every_kind();
    return 0;
}
