// SPDX-License-Identifier: MIT
// What the driver does, called directly.
#include "driver.hpp"

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

} // namespace

int main()
{
    const modvirt::testing::FakeHost host;
    @name_@::Driver driver(nullptr);

    const modvirt::FoundDomain first = driver.domain_lookup_by_name("first");
    modvirt::LiveDomain domain{{first.id, first.uuid, first.name}};
    check(first.id == -1, "a domain that is shut off has no id");
    check(failure_of([&] { driver.domain_lookup_by_name("second"); }) == modvirt::ErrorCode::NoDomain,
          "a name that nobody has is not found");

    driver.domain_create_with_flags(domain, 0);
    check(driver.domain_is_active(domain) && domain.id == 1, "starting gives an id");
    check(host.told().last_event_type == 2, "starting is told as an event");
    check(failure_of([&] { driver.domain_create_with_flags(domain, 0); }) == modvirt::ErrorCode::OperationInvalid,
          "a running domain cannot be started");

    driver.domain_suspend(domain);
    check(driver.domain_get_state(domain, 0).state == 3, "a suspended domain is paused");
    driver.domain_resume(domain);
    check(driver.domain_get_info(domain).state == 1, "a resumed domain runs");

    driver.domain_destroy_flags(domain, 0);
    check(!driver.domain_is_active(domain), "a destroyed domain is shut off");
    return modvirt_testing_result();
}
