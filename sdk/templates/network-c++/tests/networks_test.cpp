// SPDX-License-Identifier: MIT
// What the networks do, called directly.
#include "networks.hpp"

#include <kit/testing/fake_host.hpp>

namespace {

template <class Call>
modvirt::ErrorCode failure_of(Call &&call)
{
    try {
        call();
    } catch (const modvirt::Error &error) {
        return error.code();
    }
    return modvirt::ErrorCode::Ok;
}

void check(bool condition, const char *sentence)
{
    modvirt_testing_check(condition ? 1 : 0, sentence);
}

int32_t count_one(const modvirt_network_sink *sink, const modvirt_network_ref *)
{
    ++*static_cast<int *>(sink->data);
    return 0;
}

int count(@name_@::Networks &networks, uint32_t flags)
{
    int result = 0;
    const modvirt_network_sink raw{sizeof raw, 0, &result, &count_one};
    modvirt::NetworkSink sink(&raw);
    networks.connect_list_all_networks(sink, flags);
    return result;
}

} // namespace

int main()
{
    constexpr uint32_t inactive = 1, active = 2;
    const modvirt::testing::FakeHost host;
    @name_@::Networks networks;

    const modvirt::FoundNetwork found = networks.network_lookup_by_name("default");
    const modvirt::NetworkRef network{found.uuid, found.name};
    check(failure_of([&] { networks.network_lookup_by_name("other"); }) == modvirt::ErrorCode::NoNetwork,
          "a name that nobody has is not found");
    check(count(networks, 0) == 1 && count(networks, inactive) == 1 && count(networks, active) == 0,
          "a network that is not started is listed as inactive");

    networks.network_create(network);
    check(networks.network_is_active(network) && count(networks, active) == 1, "a started network is active");
    check(failure_of([&] { networks.network_create(network); }) == modvirt::ErrorCode::OperationInvalid,
          "an active network cannot be started");
    networks.network_destroy(network);
    check(!networks.network_is_active(network), "a destroyed network is inactive");
    return modvirt_testing_result();
}
