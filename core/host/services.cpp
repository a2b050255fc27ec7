// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host/services.hpp"

#include "host/spawn.hpp"
#include "library/library.hpp"
#include "log/log.hpp"

#include <cerrno>
#include <modvirt/error.hpp>
#include <string_view>
#include <system_error>
#include <vector>

namespace modvirt::host {
namespace {

PluginHost &host_of(const modvirt_host_v1 *table)
{
    return *static_cast<PluginHost *>(table->data);
}

std::string_view text_or_empty(const char *text)
{
    return text == nullptr ? std::string_view() : text;
}

// Nothing may throw into a plugin. Answers what the service answers, or `failed`.
template <typename Result, typename Service>
Result guarded(const char *name, Result failed, const Service &service) noexcept
{
    try {
        return service();
    } catch (const std::exception &error) {
        log::error("host", "the service '{}' failed: {}", name, error.what());
        return failed;
    }
}

template <typename Service>
int32_t answer_errno(const Service &service) noexcept
{
    try {
        service();
        return 0;
    } catch (const std::system_error &error) {
        return error.code().value();
    } catch (const Error &error) {
        log::error("host", "{}", error.what());
        return EINVAL;
    } catch (const std::exception &) {
        return ENOMEM;
    }
}

void put(const modvirt_string_sink *sink, std::string_view text)
{
    sink->put(sink, text.data(), text.size());
}

void write_log(const modvirt_host_v1 *, uint32_t level, const char *category, const char *message)
{
    if (level < MODVIRT_LOG_DEBUG || level > MODVIRT_LOG_ERROR) {
        level = MODVIRT_LOG_ERROR;
    }
    const auto chosen = static_cast<log::Level>(level);
    guarded("log", 0, [&] {
        if (log::enabled(chosen, text_or_empty(category))) {
            log::write(chosen, text_or_empty(category), text_or_empty(message));
        }
        return 0;
    });
}

void refuse(const modvirt_host_v1 *table, const char *reason, const char *hint)
{
    guarded("refuse", 0, [&] {
        host_of(table).set_refusal({std::string(text_or_empty(reason)), std::string(text_or_empty(hint))});
        return 0;
    });
}

const void *get_interface(const modvirt_host_v1 *table, const char *name)
{
    return guarded<const void *>("get_interface", nullptr, [&] {
        return host_of(table).services().find_interface(text_or_empty(name));
    });
}

void emit_domain_event(const modvirt_host_v1 *table, modvirt_connection *connection,
                       const modvirt_domain_event *event)
{
    guarded("emit_domain_event", 0, [&] {
        if (connection != nullptr && event != nullptr) {
            host_of(table).services().events().domain_event(connection, *event);
        }
        return 0;
    });
}

void emit_object_event(const modvirt_host_v1 *table, modvirt_connection *connection,
                       const modvirt_object_event *event)
{
    guarded("emit_object_event", 0, [&] {
        if (connection != nullptr && event != nullptr) {
            host_of(table).services().events().object_event(connection, *event);
        }
        return 0;
    });
}

void emit_close(const modvirt_host_v1 *table, modvirt_connection *connection, int32_t reason)
{
    guarded("emit_close", 0, [&] {
        if (connection != nullptr) {
            host_of(table).services().events().close(connection, reason);
        }
        return 0;
    });
}

int32_t watch_fd(const modvirt_host_v1 *table, int32_t fd, uint32_t events, EventLoop::FdCallback ready,
                 void *data)
{
    return guarded("watch_fd", -1, [&] {
        return ready == nullptr ? -1 : host_of(table).services().event_loop().watch(fd, events, ready, data);
    });
}

int32_t rewatch_fd(const modvirt_host_v1 *table, int32_t id, uint32_t events)
{
    return guarded("rewatch_fd", -1,
                   [&] { return host_of(table).services().event_loop().rewatch(id, events) ? id : -1; });
}

int32_t start_timer(const modvirt_host_v1 *table, uint32_t delay_ms, EventLoop::TimerCallback expired,
                    void *data)
{
    return guarded("start_timer", -1, [&] {
        return expired == nullptr ? -1
                                  : host_of(table).services().event_loop().start_timer(
                                        std::chrono::milliseconds(delay_ms), expired, data);
    });
}

void cancel(const modvirt_host_v1 *table, int32_t id)
{
    guarded("cancel", 0, [&] {
        host_of(table).services().event_loop().cancel(id);
        return 0;
    });
}

int32_t read_setting(const modvirt_host_v1 *table, const char *plugin, const char *key,
                     const modvirt_string_sink *value)
{
    return guarded("config", 1, [&] {
        const std::string *setting = host_of(table).services().configuration().find_plugin_setting(
            text_or_empty(plugin), text_or_empty(key));
        if (setting == nullptr) {
            return 1;
        }
        put(value, *setting);
        return 0;
    });
}

DirectoryKind directory_kind(uint32_t which)
{
    switch (which) {
    case MODVIRT_DIR_STATE:
        return DirectoryKind::State;
    case MODVIRT_DIR_RUN:
        return DirectoryKind::Run;
    case MODVIRT_DIR_CACHE:
        return DirectoryKind::Cache;
    case MODVIRT_DIR_LOG:
        return DirectoryKind::Log;
    case MODVIRT_DIR_CONFIG:
        return DirectoryKind::Config;
    default:
        throw std::system_error(EINVAL, std::generic_category());
    }
}

int32_t find_directory(const modvirt_host_v1 *table, const char *plugin, uint32_t which,
                       const modvirt_string_sink *path)
{
    return answer_errno([&] {
        const DirectoryKind kind = directory_kind(which);
        const std::filesystem::path directory = plugin_directory(
            host_of(table).services().configuration().directories, kind, text_or_empty(plugin));
        if (kind != DirectoryKind::Config) {
            create_private_directories(directory);
        }
        put(path, directory.native());
    });
}

int32_t start_child(const modvirt_host_v1 *, const modvirt_spawn *request, int64_t *pid, int32_t *pidfd)
{
    return answer_errno([&] {
        std::vector<GivenFd> fds;
        for (uint32_t i = 0; i < request->fd_count; ++i) {
            fds.push_back({request->fds[i].fd, request->fds[i].child_fd});
        }
        const Child child = spawn({request->argv, request->environment, fds, request->directory});
        *pid = child.pid;
        *pidfd = child.pidfd;
    });
}

void count(const modvirt_host_v1 *table, const char *metric, int64_t delta)
{
    guarded("count", 0, [&] {
        host_of(table).services().counters().add(text_or_empty(metric), delta);
        return 0;
    });
}

} // namespace

Services::Services(const config::Configuration &configuration, EventReceiver &events,
                   std::filesystem::path library_directory)
    : m_configuration(configuration), m_events(events), m_library_directory(std::move(library_directory))
{
}

Services::~Services() = default;

const void *Services::find_interface(std::string_view name)
{
    if (name == "xml/1") {
        return load_xml();
    }
    const auto provided = m_provided.find(name);
    return provided == m_provided.end() ? nullptr : provided->second;
}

void Services::provide(std::string name, const void *interface)
{
    m_provided.insert_or_assign(std::move(name), interface);
}

const void *Services::load_xml()
{
    const std::lock_guard lock(m_xml_mutex);
    if (m_xml == nullptr) {
        const std::filesystem::path file = m_library_directory / "modvirt/libmodvirt-xml.so";
        try {
            auto library = std::make_unique<Library>(file, Library::Lifetime::Process);
            if (auto *entry = library->find<const void *(void)>("modvirt_xml_interface_v1")) {
                m_xml = entry();
                m_xml_library = std::move(library);
            }
        } catch (const Error &error) {
            log::error("host", "cannot load the XML module '{}': {}", file.native(), error.what());
        }
    }
    return m_xml;
}

PluginHost::PluginHost(Services &services, std::string plugin)
    : m_services(services), m_plugin(std::move(plugin))
{
    m_table.struct_size = sizeof(m_table);
    m_table.abi_minor = MODVIRT_ABI_MINOR;
    m_table.host_version = MODVIRT_VERSION;
    m_table.data = this;
    m_table.log = write_log;
    m_table.refuse = refuse;
    m_table.get_interface = get_interface;
    m_table.emit_domain_event = emit_domain_event;
    m_table.emit_object_event = emit_object_event;
    m_table.emit_close = emit_close;
    m_table.watch_fd = watch_fd;
    m_table.rewatch_fd = rewatch_fd;
    m_table.start_timer = start_timer;
    m_table.cancel = cancel;
    m_table.config = read_setting;
    m_table.directory = find_directory;
    m_table.spawn = start_child;
    m_table.count = count;
}

} // namespace modvirt::host
