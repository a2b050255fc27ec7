// SPDX-License-Identifier: LGPL-2.1-or-later
// A manager in a directory of its own, over fake backends.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_backend.hpp"
#include "kit/storage_client/local_backends.hpp"
#include "kit/storage_use/local_claims.hpp"
#include "manager.hpp"
#include "module.hpp"

namespace modvirt::storage_manager {

class ManagerTest : public testing::Test {
protected:
    ManagerTest()
    {
        std::string pattern = testing::TempDir() + "modvirt-storage-XXXXXX";
        m_base = ::mkdtemp(pattern.data());
        FakeStorage::now() = {};
        m_local.add<FakeBackend>("dir");
        m_local.add<PlainBackend>("acme");
        std::filesystem::create_directory(folder());
        reopen();
    }
    ~ManagerTest() override
    {
        m_manager.reset();
        std::filesystem::remove_all(m_base);
    }

    // As another process that opens the root later, with the first one gone in whatever way.
    void reopen()
    {
        m_manager.reset();
        m_events.clear();
        m_manager = Manager::open((m_base / "root").native(), *modvirt_xml_interface_v1(),
                                  storage_client::Backends(m_local.table()), claims(),
                                  [this](LogLevel, const std::string &message) { m_reports.push_back(message); },
                                  [this](const std::string &root, const WantedSecret &wanted) {
                                      return m_secrets(root, wanted);
                                  });
        m_manager->subscribe([this](const PoolEvent &event) {
            m_events.push_back(event.event_id == 1 ? std::string("refreshed")
                                                   : std::string(event_names[event.type]) + " " + event.pool.name);
        });
    }

    [[nodiscard]] std::filesystem::path folder() const { return m_base / "volumes"; }
    [[nodiscard]] std::string pool_xml(const std::string &type = "dir", const std::string &name = "p") const
    {
        return "<pool type='" + type + "'><name>" + name +
               "</name><uuid>00000000-0000-0000-0000-000000000001</uuid><target><path>" + folder().native() +
               "</path></target></pool>";
    }
    static std::string volume_xml(const std::string &name, uint64_t capacity = 4096)
    {
        return "<volume><name>" + name + "</name><capacity>" + std::to_string(capacity) + "</capacity></volume>";
    }

    Manager &manager() { return *m_manager; }
    [[nodiscard]] storage_use::Claims claims() const { return storage_use::Claims(m_local_claims.table()); }
    static StoragePoolRef pool()
    {
        StoragePoolRef ref;
        ref.uuid.back() = 1;
        ref.name = "p";
        return ref;
    }
    static StorageVolRef volume(std::string_view name) { return {"p", name, {}}; }

    void start(const std::string &type = "dir")
    {
        manager().define(pool_xml(type), xml::Strictness::Lenient);
        manager().start(pool(), 0);
        m_events.clear();
        FakeStorage::now().calls.clear();
    }
    uint32_t state() { return manager().info(pool()).state; }
    bool is_active()
    {
        return manager().read(pool(), [](const PoolEntry &entry) { return entry.is_active(); });
    }
    std::vector<std::string> names()
    {
        std::vector<std::string> names;
        for (const VolumePtr &volume : manager().volumes(pool()))
            names.push_back(volume->name);
        return names;
    }
    void write(const std::string &name, const std::string &bytes) const
    {
        std::ofstream(folder() / name) << bytes;
    }

    template <class Call>
    static std::pair<ErrorCode, std::string> failure_of(const Call &call)
    {
        try {
            call();
        } catch (const Error &error) {
            return {error.code(), error.message()};
        }
        return {ErrorCode::Ok, ""};
    }

    static constexpr const char *event_names[] = {"defined", "undefined", "started", "stopped", "created", "deleted"};

    std::filesystem::path m_base;
    storage_client::LocalBackends m_local;
    storage_use::LocalClaims m_local_claims;
    std::vector<std::string> m_reports;
    std::vector<std::string> m_events;
    Manager::SecretLookup m_secrets;
    std::shared_ptr<Manager> m_manager;
};

} // namespace modvirt::storage_manager
