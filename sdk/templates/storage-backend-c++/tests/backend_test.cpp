// SPDX-License-Identifier: MIT
// What the backend does, called directly.
#include "backend.hpp"

#include <vector>

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

int32_t keep_name(const modvirt_volume_sink *sink, const modvirt_volume *volume)
{
    static_cast<std::vector<std::string> *>(sink->data)->emplace_back(volume->name);
    return 0;
}

modvirt::PoolUsage refresh(@name_@::Backend &backend, std::vector<std::string> &names)
{
    names.clear();
    const modvirt_volume_sink raw{sizeof raw, 0, &names, &keep_name};
    modvirt::VolumeSink volumes(&raw);
    return backend.pool_refresh(volumes);
}

} // namespace

int main()
{
    const modvirt::testing::FakeHost host;
    @name_@::Backend backend;
    std::vector<std::string> names;

    check(failure_of([&] { refresh(backend, names); }) == modvirt::ErrorCode::OperationInvalid,
          "a pool that is not active has no volumes");
    backend.pool_start();
    const modvirt::PoolUsage before = refresh(backend, names);
    check(names == std::vector<std::string>{"empty", "small"}, "a started pool tells its volumes");
    check(before.capacity == before.allocation + before.available, "what is not used is available");

    backend.volume_resize("empty", 1024 * 1024, 0);
    check(refresh(backend, names).allocation == before.allocation + 1024 * 1024, "a larger volume takes more room");
    check(failure_of([&] { backend.volume_resize("empty", 0, 0); }) == modvirt::ErrorCode::InvalidArg,
          "a volume shrinks only when that is asked for");
    backend.volume_delete("empty", 0);
    check(refresh(backend, names).allocation == before.allocation, "a deleted volume frees its room");
    check(failure_of([&] { backend.volume_delete("empty", 0); }) == modvirt::ErrorCode::NoStorageVol,
          "a deleted volume is gone");
    return modvirt_testing_result();
}
