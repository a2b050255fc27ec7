// SPDX-License-Identifier: LGPL-2.1-or-later
// Storage that tests look into and break: a directory of files behind each pool, which outlives sessions and managers.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <modvirt/plugin.hpp>

namespace modvirt::storage_manager {

// The one storage of a test; made anew for each.
struct FakeStorage {
    bool is_started = false;
    bool is_reachable = true;
    std::string refusal; // what a refresh fails with
    std::function<void()> while_refreshing;
    std::function<void()> while_creating;
    std::function<void()> while_building; // or deleting the pool
    std::vector<std::string> calls;
    std::optional<WantedSecret> wanted; // what it asks for when it starts

    static FakeStorage &now()
    {
        static FakeStorage storage;
        return storage;
    }
};

inline std::string between(std::string_view text, std::string_view from, std::string_view to)
{
    const std::size_t begin = text.find(from);
    if (begin == text.npos)
        return {};
    const std::size_t start = begin + from.size();
    return std::string(text.substr(start, text.find(to, start) - start));
}

// Serves what it must: a few slots, as a first version of somebody's backend does.
class PlainBackend : public StorageBackend {
public:
    static std::unique_ptr<PlainBackend> open(const OpenRequest &request)
    {
        return std::make_unique<PlainBackend>(request);
    }
    explicit PlainBackend(const OpenRequest &request)
        : m_folder(between(request.document(), "<path>", "</path>")), m_secrets(request.secrets())
    {
    }

    void pool_start() override
    {
        call("start");
        if (FakeStorage::now().wanted) {
            const SecretBytes secret = m_secrets.value(*FakeStorage::now().wanted);
            call(std::string(secret.begin(), secret.end()));
        }
        FakeStorage::now().is_started = true;
    }
    void pool_stop() override
    {
        call("stop");
        FakeStorage::now().is_started = false;
    }

    PoolUsage pool_refresh(VolumeSink &volumes) override
    {
        call("refresh");
        uint64_t used = 0;
        for (const FoundVolume &volume : found()) {
            used += volume.allocation;
            volumes.put(volume);
        }
        if (FakeStorage::now().while_refreshing)
            FakeStorage::now().while_refreshing();
        if (!FakeStorage::now().refusal.empty())
            throw Error(ErrorCode::OperationFailed, FakeStorage::now().refusal);
        return {1u << 20, used, (1u << 20) - used};
    }

    FoundVolume volume_create(std::string_view document, uint32_t) override
    {
        const std::string name = between(document, "<name>", "</name>");
        call("create " + name);
        const uint64_t capacity = std::stoull(between(document, "<capacity unit='bytes'>", "<"));
        std::ofstream(file(name)) << "";
        std::filesystem::resize_file(file(name), capacity);
        if (FakeStorage::now().while_creating)
            FakeStorage::now().while_creating();
        return described(name);
    }
    void volume_delete(std::string_view name, uint32_t) override
    {
        call("delete " + std::string(name));
        std::filesystem::remove(file(name));
    }

protected:
    void call(const std::string &what) const { FakeStorage::now().calls.push_back(what); }
    [[nodiscard]] std::filesystem::path file(std::string_view name) const { return m_folder / name; }

    [[nodiscard]] FoundVolume described(std::string_view name) const
    {
        const uint64_t size = std::filesystem::file_size(file(name));
        return {0, std::string(name), file(name).native(), file(name).native(), "raw", size, size};
    }

    [[nodiscard]] std::vector<FoundVolume> found() const
    {
        std::map<std::string, FoundVolume> sorted;
        for (const auto &entry : std::filesystem::directory_iterator(m_folder))
            sorted.emplace(entry.path().filename(), described(entry.path().filename().native()));
        std::vector<FoundVolume> volumes;
        for (const auto &[name, volume] : sorted)
            volumes.push_back(volume);
        return volumes;
    }

    const std::filesystem::path m_folder;
    const SecretSource m_secrets;
};

// Serves all.
class FakeBackend : public PlainBackend {
public:
    using PlainBackend::PlainBackend;
    static std::unique_ptr<FakeBackend> open(const OpenRequest &request)
    {
        return std::make_unique<FakeBackend>(request);
    }

    void pool_build(uint32_t flags) override
    {
        call("build " + std::to_string(flags));
        if (FakeStorage::now().while_building)
            FakeStorage::now().while_building();
        std::filesystem::create_directories(m_folder);
    }
    void pool_delete(uint32_t) override
    {
        call("erase");
        if (FakeStorage::now().while_building)
            FakeStorage::now().while_building();
        std::filesystem::remove_all(m_folder);
    }
    bool pool_check() override
    {
        call("check");
        return FakeStorage::now().is_reachable && FakeStorage::now().is_started;
    }
    std::string pool_find_sources(std::optional<std::string_view> specification, uint32_t) override
    {
        return "<sources>" + std::string(specification.value_or("")) + "</sources>\n";
    }
    FoundVolume volume_inspect(std::string_view name) override
    {
        if (!std::filesystem::exists(file(name)))
            throw Error(ErrorCode::NoStorageVol, "no storage vol with matching name '" + std::string(name) + "'");
        return described(name);
    }
    std::string volume_describe(std::string_view name) override
    {
        return "<volume><name>" + std::string(name) + "</name></volume>\n";
    }
    FoundVolume volume_create_from(std::string_view document, std::string_view path, std::string_view source,
                                   uint32_t) override
    {
        const std::string name = between(document, "<name>", "</name>");
        call("copy " + between(source, "<name>", "</name>") + " to " + name + " of " +
             between(document, "<capacity unit='bytes'>", "<"));
        std::filesystem::copy_file(path, file(name));
        return described(name);
    }
    void volume_resize(std::string_view name, uint64_t capacity, uint32_t flags) override
    {
        call("resize " + std::string(name) + " " + std::to_string(capacity) + " " + std::to_string(flags));
        std::filesystem::resize_file(file(name), capacity);
    }
    void volume_wipe(std::string_view name, uint32_t algorithm, uint32_t) override
    {
        call("wipe " + std::string(name) + " " + std::to_string(algorithm));
    }
};

} // namespace modvirt::storage_manager
