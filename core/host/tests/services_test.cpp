// SPDX-License-Identifier: LGPL-2.1-or-later
// The services as a plugin calls them: through the C table.
#include "host/services.hpp"

#include <cerrno>
#include <csignal>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace modvirt::host {
namespace {

class RecordingEvents : public EventReceiver {
public:
    void domain_event(modvirt_connection *connection, const modvirt_domain_event &event) override
    {
        connections.push_back(connection);
        types.push_back(event.type);
    }
    void object_event(modvirt_connection *connection, const modvirt_object_event &event) override
    {
        connections.push_back(connection);
        types.push_back(200 + event.type);
    }
    void close(modvirt_connection *connection, int32_t reason) override
    {
        connections.push_back(connection);
        types.push_back(100 + reason);
    }
    std::vector<modvirt_connection *> connections;
    std::vector<int> types;
};

int32_t append(const modvirt_string_sink *sink, const char *text, uint64_t size)
{
    static_cast<std::string *>(sink->data)->append(text, size);
    return 0;
}

class HostTable : public testing::Test {
protected:
    HostTable()
    {
        m_configuration.plugins["qemu"]["binary"] = "/opt/qemu";
        m_configuration.directories.state =
            testing::TempDir() + "modvirt-services-" + std::to_string(getpid());
    }
    ~HostTable() override { std::filesystem::remove_all(m_configuration.directories.state); }

    modvirt_string_sink sink() { return {sizeof(modvirt_string_sink), 0, &m_text, append}; }

    config::Configuration m_configuration;
    RecordingEvents m_events;
    Services m_services{m_configuration, m_events, "/nonexistent"};
    PluginHost m_host{m_services, "qemu"};
    const modvirt_host_v1 *m_table = m_host.table();
    std::string m_text;
};

TEST_F(HostTable, IsComplete)
{
    EXPECT_EQ(m_table->struct_size, sizeof(modvirt_host_v1));
    EXPECT_EQ(m_table->abi_minor, uint32_t{MODVIRT_ABI_MINOR});
    EXPECT_STREQ(m_table->host_version, MODVIRT_VERSION);
    // Every pointer behind `data` is a service.
    const auto *services = reinterpret_cast<void *const *>(&m_table->log);
    const std::size_t count = (sizeof(modvirt_host_v1) - offsetof(modvirt_host_v1, log)) / sizeof(void *);
    for (std::size_t i = 0; i < count; ++i) {
        EXPECT_NE(services[i], nullptr) << i;
    }
}

TEST_F(HostTable, GivesThePluginItsSettings)
{
    const auto value = sink();
    EXPECT_EQ(m_table->config(m_table, "qemu", "binary", &value), 0);
    EXPECT_EQ(m_text, "/opt/qemu");
    EXPECT_EQ(m_table->config(m_table, "qemu", "absent", &value), 1);
    EXPECT_EQ(m_table->config(m_table, nullptr, nullptr, &value), 1);
}

TEST_F(HostTable, MakesTheDirectoryItNames)
{
    const auto path = sink();
    EXPECT_EQ(m_table->directory(m_table, "qemu", MODVIRT_DIR_STATE, &path), 0);
    EXPECT_EQ(m_text, (m_configuration.directories.state / "qemu").native());
    EXPECT_TRUE(std::filesystem::is_directory(m_text));
    EXPECT_EQ(m_table->directory(m_table, "qemu", 99, &path), EINVAL);
    EXPECT_EQ(m_table->directory(m_table, "../escape", MODVIRT_DIR_STATE, &path), EINVAL);
}

TEST_F(HostTable, PassesEventsOn)
{
    int object = 0;
    auto *connection = reinterpret_cast<modvirt_connection *>(&object);
    modvirt_domain_event event{};
    event.struct_size = sizeof(event);
    event.type = 5;
    m_table->emit_domain_event(m_table, connection, &event);
    m_table->emit_close(m_table, connection, 2);
    m_table->emit_domain_event(m_table, nullptr, &event);
    m_table->emit_domain_event(m_table, connection, nullptr);
    m_table->emit_close(m_table, nullptr, 2);
    EXPECT_THAT(m_events.types, testing::ElementsAre(5, 102));
    EXPECT_THAT(m_events.connections, testing::ElementsAre(connection, connection));
}

TEST_F(HostTable, KeepsTheLastRefusal)
{
    m_table->refuse(m_table, "first", nullptr);
    m_table->refuse(m_table, "it lacks a service", "Upgrade it.");
    EXPECT_EQ(m_host.refusal().reason, "it lacks a service");
    EXPECT_EQ(m_host.refusal().hint, "Upgrade it.");
}

TEST_F(HostTable, CountsWithoutOverflow)
{
    m_table->count(m_table, "qemu.starts", 2);
    m_table->count(m_table, "qemu.starts", 3);
    m_table->count(m_table, "qemu.bytes", INT64_MAX);
    m_table->count(m_table, "qemu.bytes", 1);
    EXPECT_EQ(m_services.counters().values().at("qemu.starts"), 5);
    EXPECT_EQ(m_services.counters().values().at("qemu.bytes"), INT64_MAX);
}

TEST_F(HostTable, StartsAChild)
{
    const char *const argv[] = {"/bin/sh", "-c", "exit 7", nullptr};
    modvirt_spawn request{};
    request.struct_size = sizeof(request);
    request.argv = argv;
    int64_t pid = 0;
    int32_t pidfd = -1;
    ASSERT_EQ(m_table->spawn(m_table, &request, &pid, &pidfd), 0);
    siginfo_t info{};
    ASSERT_EQ(waitid(P_PIDFD, static_cast<id_t>(pidfd), &info, WEXITED), 0);
    EXPECT_EQ(info.si_pid, pid);
    EXPECT_EQ(info.si_status, 7);
    close(pidfd);
    const char *const missing[] = {"/no/such/program", nullptr};
    request.argv = missing;
    EXPECT_EQ(m_table->spawn(m_table, &request, &pid, &pidfd), ENOENT);
}

TEST_F(HostTable, RunsTimersAndRefusesNoCallback)
{
    std::promise<void> expired;
    EXPECT_GE(m_table->start_timer(
                  m_table, 1,
                  [](int32_t, void *data) { static_cast<std::promise<void> *>(data)->set_value(); },
                  &expired),
              0);
    EXPECT_EQ(expired.get_future().wait_for(std::chrono::seconds(60)), std::future_status::ready);
    EXPECT_EQ(m_table->start_timer(m_table, 1, nullptr, nullptr), -1);
    EXPECT_EQ(m_table->watch_fd(m_table, 0, MODVIRT_FD_READABLE, nullptr, nullptr), -1);
}

TEST_F(HostTable, AnswersNothingForAnInterfaceItLacks)
{
    EXPECT_EQ(m_table->get_interface(m_table, "no-such-thing/1"), nullptr);
    EXPECT_EQ(m_table->get_interface(m_table, nullptr), nullptr);
    // The module is missing from this installation: that is no crash either.
    testing::internal::CaptureStderr();
    EXPECT_EQ(m_table->get_interface(m_table, "xml/1"), nullptr);
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                testing::HasSubstr("cannot load the XML module '/nonexistent/modvirt/libmodvirt-xml.so'"));
}

} // namespace
} // namespace modvirt::host
