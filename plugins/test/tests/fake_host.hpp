// SPDX-License-Identifier: LGPL-2.1-or-later
// A host for the driver's tests: it has the real XML parser, notes the events, and answers questions for
// credentials.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver.hpp"

namespace modvirt::test::testing {

// Takes the place of the host for as long as it lives.
class FakeHost {
public:
    FakeHost();
    FakeHost(const FakeHost &) = delete;
    FakeHost &operator=(const FakeHost &) = delete;
    ~FakeHost();

    [[nodiscard]] bool has_parsed() const { return m_has_parsed; }
    // Credential type to answer; what is missing is refused.
    std::map<int32_t, std::string> answers;

    std::unique_ptr<Driver> open(const std::string &path, const std::string &server = "",
                                 const std::string &query = "");
    // "NAME TYPE DETAIL ID" of every event since the last call, of the connection opened first; of those about a
    // device and of sleep "NAME #EVENT DEVICE TYPE".
    std::vector<std::string> take_events();
    // The same of all connections that were opened later.
    std::vector<std::string> take_far_events();
    // "NAME EVENT DEVICE TYPE DETAIL" of those about jobs, which are not among these, of the connection opened first.
    std::vector<std::string> take_other_events();
    // "KIND NAME EVENT TYPE" of those about other objects, of all connections.
    std::vector<std::string> take_object_events();

    // Time stands still for the jobs of every machine that is opened, but for this. Timers go off when they are due.
    void advance(std::chrono::milliseconds by);

private:
    static const void *get_interface(const modvirt_host_v1 *host, const char *name);
    static void emit(const modvirt_host_v1 *host, modvirt_connection *connection,
                     const modvirt_domain_event *event);
    static void emit_object(const modvirt_host_v1 *host, modvirt_connection *connection,
                            const modvirt_object_event *event);
    static int32_t start_timer(const modvirt_host_v1 *host, uint32_t delay_ms, void (*expired)(int32_t, void *),
                               void *data);
    static void cancel(const modvirt_host_v1 *host, int32_t id);
    // The timer that is due next, by then; nothing when there is none.
    struct Timer {
        int32_t id;
        std::chrono::milliseconds due;
        void (*expired)(int32_t id, void *data);
        void *data;
    };
    std::optional<Timer> take_timer(std::chrono::milliseconds until);
    void move_clocks(std::chrono::milliseconds to);
    static int32_t ask(const modvirt_open *request, const modvirt_credential *question,
                       const modvirt_string_sink *answer);

    modvirt_host_v1 m_table{};
    std::vector<std::string> m_events;
    std::vector<std::string> m_far_events;
    std::vector<std::string> m_other_events;
    std::mutex m_timers_mutex;
    std::list<Timer> m_timers;
    std::chrono::milliseconds m_now{0};
    int32_t m_last_timer = 0;
    std::vector<std::string> m_object_events;
    modvirt_connection *m_first = nullptr;
    std::uintptr_t m_opened = 0;
    bool m_has_parsed = false;
};

class DriverTest : public ::testing::Test {
protected:
    DriverTest();
    ~DriverTest() override;

    // A small definition; `inside` stands in it.
    static std::string xml(const std::string &name, int number, const std::string &inside = "");
    static Uuid uuid(int number);

    LiveDomain define(const std::string &name, int number, const std::string &inside = "");
    LiveDomain start(const std::string &name, int number, const std::string &inside = "");
    std::string path(const std::string &name) const { return m_directory + "/" + name; }
    void write(const std::string &name, const std::string &text) const;
    [[nodiscard]] std::string read(const std::string &name) const;
    std::vector<std::string> list(uint32_t flags = 0);

    FakeHost m_host;
    std::string m_directory;
    std::unique_ptr<Driver> m_driver;
};

// The caller's end of a stream.
class HeldStream {
public:
    HeldStream();
    HeldStream(const HeldStream &) = delete;
    HeldStream &operator=(const HeldStream &) = delete;
    ~HeldStream() { close(); }

    [[nodiscard]] StreamSink sink() const { return StreamSink(&m_sink); }
    // All that can be received now.
    std::string receive();
    void send(const std::string &text);
    // Whether all was received that ever will be.
    [[nodiscard]] bool is_at_end();
    void close();

private:
    modvirt_stream_sink m_sink{};
    modvirt_stream m_stream{};
    modvirt_call m_call{};
};

// The text of a sink of objects: what `name` makes of each.
template <class Sink, class Raw, class Ref>
std::vector<std::string> collect_objects(const std::function<void(Sink &)> &call,
                                         std::string (*name)(const Ref &))
{
    struct Context {
        std::vector<std::string> names;
        std::string (*name)(const Ref &);
    } context{{}, name};
    const Raw raw{sizeof raw, 0, &context, [](const Raw *self, const Ref *ref) {
                      auto &own = *static_cast<Context *>(self->data);
                      own.names.push_back(own.name(*ref));
                      return 0;
                  }};
    Sink sink(&raw);
    call(sink);
    return context.names;
}

struct Failure {
    ErrorCode code = ErrorCode::Ok;
    std::string message;
    ErrorDomain domain = ErrorDomain::None;
};

Failure failure_of(const std::function<void()> &action);

// The text of a sink of vCPUs: "NUMBER STATE CPU MAP" each, the map in hexadecimal.
std::vector<std::string> collect_vcpus(const std::function<void(VcpuSink &)> &call);

} // namespace modvirt::test::testing
