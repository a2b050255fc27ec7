// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fake_host.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "module.hpp"

namespace modvirt::test::testing {

FakeHost::FakeHost()
{
    m_table.struct_size = sizeof m_table;
    m_table.data = this;
    m_table.get_interface = &FakeHost::get_interface;
    m_table.emit_domain_event = &FakeHost::emit;
    m_table.emit_object_event = &FakeHost::emit_object;
    m_table.start_timer = &FakeHost::start_timer;
    m_table.cancel = &FakeHost::cancel;
    detail::host_table = &m_table;
}

FakeHost::~FakeHost()
{
    detail::host_table = nullptr;
}

std::unique_ptr<Driver> FakeHost::open(const std::string &path, const std::string &server,
                                       const std::string &query)
{
    modvirt_open request{};
    request.struct_size = sizeof request;
    request.uri = path.c_str();
    request.scheme = "test";
    request.server = server.c_str();
    request.path = path.c_str();
    request.query = query.c_str();
    request.document = "";
    request.connection = reinterpret_cast<modvirt_connection *>(++m_opened);
    request.ask = &FakeHost::ask;
    request.host_data = this;
    if (!m_first)
        m_first = request.connection;
    auto driver = Driver::open(OpenRequest(&request));
    OpenMachines::get(request.connection)->clock().hold();
    return driver;
}

std::vector<std::string> FakeHost::take_events()
{
    return std::exchange(m_events, {});
}

std::vector<std::string> FakeHost::take_far_events()
{
    return std::exchange(m_far_events, {});
}

std::vector<std::string> FakeHost::take_other_events()
{
    return std::exchange(m_other_events, {});
}

std::vector<std::string> FakeHost::take_object_events()
{
    return std::exchange(m_object_events, {});
}

const void *FakeHost::get_interface(const modvirt_host_v1 *host, const char *name)
{
    if (std::string_view(name) != "xml/1")
        return nullptr;
    static_cast<FakeHost *>(host->data)->m_has_parsed = true;
    return modvirt_xml_interface_v1();
}

void FakeHost::emit(const modvirt_host_v1 *host, modvirt_connection *connection,
                    const modvirt_domain_event *event)
{
    auto &self = *static_cast<FakeHost *>(host->data);
    const bool is_far = connection != self.m_first;
    constexpr uint32_t of_jobs[] = {8, 16, 21};
    constexpr uint32_t of_devices_or_sleep[] = {10, 11, 12, 14, 15, 19, 24};
    const char *device = event->device != nullptr ? event->device : "";
    std::ostringstream text;
    text << event->domain->name << ' ';
    if (std::ranges::find(of_jobs, event->event_id) != std::end(of_jobs)) {
        text << event->event_id << ' ' << device << ' ' << event->type << ' ' << event->detail;
        if (!is_far)
            self.m_other_events.push_back(text.str());
        return;
    }
    if (std::ranges::find(of_devices_or_sleep, event->event_id) != std::end(of_devices_or_sleep))
        text << '#' << event->event_id << ' ' << device << ' ' << event->type;
    else
        text << event->type << ' ' << event->detail << ' ' << event->domain->id;
    (is_far ? self.m_far_events : self.m_events).push_back(text.str());
}

void FakeHost::emit_object(const modvirt_host_v1 *host, modvirt_connection *, const modvirt_object_event *event)
{
    std::ostringstream text;
    if (event->network)
        text << "network " << event->network->name;
    else if (event->node_device)
        text << "device " << event->node_device->name;
    else if (event->secret)
        text << "secret " << event->secret->usage_id;
    text << ' ' << event->event_id << ' ' << event->type;
    static_cast<FakeHost *>(host->data)->m_object_events.push_back(text.str());
}

int32_t FakeHost::start_timer(const modvirt_host_v1 *host, uint32_t delay_ms, void (*expired)(int32_t, void *),
                              void *data)
{
    auto &self = *static_cast<FakeHost *>(host->data);
    const std::lock_guard lock(self.m_timers_mutex);
    self.m_timers.push_back({++self.m_last_timer, self.m_now + std::chrono::milliseconds(delay_ms), expired, data});
    return self.m_last_timer;
}

void FakeHost::cancel(const modvirt_host_v1 *host, int32_t id)
{
    auto &self = *static_cast<FakeHost *>(host->data);
    const std::lock_guard lock(self.m_timers_mutex);
    self.m_timers.remove_if([&](const Timer &timer) { return timer.id == id; });
}

std::optional<FakeHost::Timer> FakeHost::take_timer(std::chrono::milliseconds until)
{
    const std::lock_guard lock(m_timers_mutex);
    const auto next = std::min_element(m_timers.begin(), m_timers.end(),
                                       [](const Timer &a, const Timer &b) { return a.due < b.due; });
    if (next == m_timers.end() || next->due > until)
        return std::nullopt;
    const Timer timer = *next;
    m_timers.erase(next);
    return timer;
}

void FakeHost::move_clocks(std::chrono::milliseconds to)
{
    std::set<Machine *> machines;
    for (std::uintptr_t connection = 1; connection <= m_opened; ++connection)
        if (const auto machine = OpenMachines::find(reinterpret_cast<modvirt_connection *>(connection)))
            if (machines.insert(machine.get()).second)
                machine->clock().advance(to - m_now);
    const std::lock_guard lock(m_timers_mutex);
    m_now = to;
}

void FakeHost::advance(std::chrono::milliseconds by)
{
    const auto until = m_now + by;
    while (const auto timer = take_timer(until)) {
        move_clocks(std::max(m_now, timer->due));
        timer->expired(timer->id, timer->data);
    }
    move_clocks(until);
}

int32_t FakeHost::ask(const modvirt_open *request, const modvirt_credential *question,
                      const modvirt_string_sink *answer)
{
    const auto &answers = static_cast<FakeHost *>(request->host_data)->answers;
    const auto found = answers.find(question->type);
    if (found == answers.end())
        return -1;
    answer->put(answer, found->second.data(), found->second.size());
    return 0;
}

HeldStream::HeldStream()
{
    m_sink = {sizeof m_sink, 0, this, [](const modvirt_stream_sink *sink, const modvirt_stream *stream) {
                  static_cast<HeldStream *>(sink->data)->m_stream = *stream;
                  return 0;
              }};
    m_call.struct_size = sizeof m_call;
    m_call.fail = [](const modvirt_call *, int32_t, int32_t, const char *) {};
}

std::string HeldStream::receive()
{
    std::string all;
    char room[4096];
    for (int64_t count = 1; count > 0;) {
        count = m_stream.receive(&m_stream, room, sizeof room, &m_call);
        if (count > 0)
            all.append(room, static_cast<std::size_t>(count));
    }
    return all;
}

void HeldStream::send(const std::string &text)
{
    EXPECT_EQ(m_stream.send(&m_stream, text.data(), text.size(), &m_call), static_cast<int64_t>(text.size()));
}

bool HeldStream::is_at_end()
{
    char room = 0;
    return m_stream.receive(&m_stream, &room, 1, &m_call) == 0;
}

void HeldStream::close()
{
    if (m_stream.free != nullptr)
        m_stream.free(&m_stream);
    m_stream = {};
}

DriverTest::DriverTest()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "modvirt-test-XXXXXX").string();
    m_directory = ::mkdtemp(pattern.data());
    m_driver = m_host.open("/default");
}

DriverTest::~DriverTest()
{
    std::filesystem::remove_all(m_directory);
}

Uuid DriverTest::uuid(int number)
{
    Uuid uuid{};
    uuid[0] = 1;
    uuid.back() = static_cast<uint8_t>(number);
    return uuid;
}

std::string DriverTest::xml(const std::string &name, int number, const std::string &inside)
{
    return "<domain type='test'><name>" + name + "</name><uuid>" + store::to_text(uuid(number)) +
           "</uuid><memory>1024</memory><os><type>hvm</type></os>" + inside + "</domain>";
}

LiveDomain DriverTest::define(const std::string &name, int number, const std::string &inside)
{
    const FoundDomain found = m_driver->domain_define_xml_flags(xml(name, number, inside), 0);
    LiveDomain domain;
    domain.id = found.id;
    domain.uuid = found.uuid;
    domain.name = "named-by-uuid";
    return domain;
}

LiveDomain DriverTest::start(const std::string &name, int number, const std::string &inside)
{
    LiveDomain domain = define(name, number, inside);
    m_driver->domain_create_with_flags(domain, 0);
    m_host.take_events();
    return domain;
}

void DriverTest::write(const std::string &name, const std::string &text) const
{
    std::ofstream(path(name), std::ios::binary) << text;
}

std::string DriverTest::read(const std::string &name) const
{
    std::ifstream file(path(name), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> DriverTest::list(uint32_t flags)
{
    std::vector<std::string> names;
    const modvirt_domain_sink raw{
        sizeof raw, 0, &names, [](const modvirt_domain_sink *sink, const modvirt_domain_ref *domain) {
            static_cast<std::vector<std::string> *>(sink->data)->push_back(domain->name);
            return 0;
        }};
    DomainSink sink(&raw);
    m_driver->connect_list_all_domains(sink, flags);
    return names;
}

Failure failure_of(const std::function<void()> &action)
{
    try {
        action();
    } catch (const Error &error) {
        return {error.code(), error.message(), error.domain()};
    }
    return {};
}

std::vector<std::string> collect_vcpus(const std::function<void(VcpuSink &)> &call)
{
    std::vector<std::string> texts;
    const modvirt_vcpu_sink raw{
        sizeof raw, 0, &texts, [](const modvirt_vcpu_sink *sink, const modvirt_vcpu *vcpu) {
            std::ostringstream text;
            text << vcpu->number << ' ' << vcpu->state << ' ' << vcpu->cpu << ' ' << std::hex;
            for (uint64_t i = 0; i < vcpu->cpumap_size; ++i)
                text << (vcpu->cpumap[i] >> 4) << (vcpu->cpumap[i] & 15);
            static_cast<std::vector<std::string> *>(sink->data)->push_back(text.str());
            return 0;
        }};
    VcpuSink sink(&raw);
    call(sink);
    return texts;
}

} // namespace modvirt::test::testing
