// SPDX-License-Identifier: MIT
#include "backend_session.hpp"

#include <exception>
#include <new>

#include <modvirt/host.hpp>
#include <modvirt/own_call.hpp>

#include "kit/patience/patience.hpp"

namespace modvirt::storage_client {
namespace {

[[noreturn]] void throw_failure(const OwnCall &call, std::string_view plugin, uint32_t own_domain)
{
    const std::optional<Error> &failure = call.failure();
    if (!failure)
        throw Error(ErrorCode::InternalError,
                    "the storage backend \"" + std::string(plugin) + "\" failed without saying why");
    throw Error(failure->code(), failure->message(),
                failure->domain() == ErrorDomain::None ? static_cast<ErrorDomain>(own_domain) : failure->domain());
}

// A backend may be in any language: what it lets escape ends here.
template <class Body>
int32_t contain(const std::string &plugin, const Body &body)
{
    std::string escaped = "an exception of an unknown class";
    try {
        return body();
    } catch (const std::exception &error) {
        escaped = error.what();
    } catch (...) {
    }
    throw Error(ErrorCode::InternalError, "the storage backend \"" + plugin + "\" let an exception escape: " + escaped);
}

class Entered {
public:
    Entered(const modvirt_storage_backends_v1 &backends, const modvirt_backend &backend)
        : m_backends(backends), m_backend(backend)
    {
        m_backends.enter(&m_backends, &m_backend);
    }
    Entered(const Entered &) = delete;
    Entered &operator=(const Entered &) = delete;
    ~Entered() { m_backends.leave(&m_backends, &m_backend); }

private:
    const modvirt_storage_backends_v1 &m_backends;
    const modvirt_backend &m_backend;
};

std::string text_or_empty(const char *text)
{
    return text == nullptr ? std::string() : std::string(text);
}

FoundVolume volume_of(const modvirt_volume &raw)
{
    return {.type = raw.type,
            .name = text_or_empty(raw.name),
            .key = text_or_empty(raw.key),
            .path = text_or_empty(raw.path),
            .format = text_or_empty(raw.format),
            .capacity = raw.capacity,
            .allocation = raw.allocation};
}

// A sink that shows every volume to a visitor. After the visitor has thrown it wants no more.
class VolumeTour {
public:
    explicit VolumeTour(const BackendSession::Visit &visit) : m_raw{sizeof m_raw, 0, this, &show}, m_visit(visit) {}
    VolumeTour(const VolumeTour &) = delete;
    VolumeTour &operator=(const VolumeTour &) = delete;

    [[nodiscard]] const modvirt_volume_sink *raw() const { return &m_raw; }
    // Throws what the visitor threw.
    void end() const
    {
        if (m_thrown)
            std::rethrow_exception(m_thrown);
    }

private:
    static int32_t show(const modvirt_volume_sink *sink, const modvirt_volume *volume) noexcept
    {
        auto &self = *static_cast<VolumeTour *>(sink->data);
        try {
            self.m_visit(*volume);
            return 0;
        } catch (...) {
            self.m_thrown = std::current_exception();
            return 1;
        }
    }

    modvirt_volume_sink m_raw;
    const BackendSession::Visit &m_visit;
    std::exception_ptr m_thrown;
};

// A sink that keeps every volume.
class VolumeList {
public:
    [[nodiscard]] const modvirt_volume_sink *raw() const { return m_tour.raw(); }
    [[nodiscard]] std::vector<FoundVolume> take()
    {
        m_tour.end();
        return std::move(m_volumes);
    }

private:
    std::vector<FoundVolume> m_volumes;
    const BackendSession::Visit m_keep = [this](const modvirt_volume &volume) { m_volumes.push_back(volume_of(volume)); };
    const VolumeTour m_tour{m_keep};
};

FoundVolume only_one(VolumeList &list, std::string_view plugin)
{
    std::vector<FoundVolume> volumes = list.take();
    if (volumes.size() != 1)
        throw Error(ErrorCode::InternalError, "the storage backend \"" + std::string(plugin) + "\" told of " +
                                                  std::to_string(volumes.size()) + " volumes instead of one");
    return std::move(volumes.front());
}

int32_t add_type(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept
{
    try {
        static_cast<std::vector<std::string> *>(sink->data)->emplace_back(text, size);
        return 0;
    } catch (...) {
        return 1;
    }
}

} // namespace

modvirt_volume raw_of(const FoundVolume &volume)
{
    return {sizeof(modvirt_volume),
            volume.type,
            volume.name.c_str(),
            volume.key.c_str(),
            volume.path.c_str(),
            volume.format.empty() ? nullptr : volume.format.c_str(),
            volume.capacity,
            volume.allocation};
}

BackendSession::BackendSession(const modvirt_storage_backends_v1 &backends, const modvirt_backend &opened)
    : m_backends(backends), m_backend(opened)
{
}

BackendSession::~BackendSession()
{
    m_backends.close(&m_backends, &m_backend);
}

template <class Slot, class... Arguments>
void BackendSession::call(const char *what, Slot modvirt_storage_backend_v1::*slot, const Arguments &...arguments)
{
    const Slot function = m_backend.table->*slot;
    if (function == nullptr)
        throw Error(ErrorCode::NoSupport, "the storage backend \"" + text_or_empty(m_backend.plugin) + "\" cannot " + what);
    const OwnCall context(&patience::is_given_up);
    int32_t result = 0;
    {
        const Entered entered(m_backends, m_backend);
        result = contain(m_backend.plugin, [&] { return function(m_backend.session, arguments..., context.raw()); });
    }
    if (result != 0)
        throw_failure(context, m_backend.plugin, m_backend.error_domain);
}

void BackendSession::pool_build(uint32_t flags)
{
    call("build a pool", &modvirt_storage_backend_v1::pool_build, flags);
}

void BackendSession::pool_start()
{
    call("start a pool", &modvirt_storage_backend_v1::pool_start);
}

PoolUsage BackendSession::pool_refresh(const Visit &visit)
{
    const VolumeTour tour(visit);
    modvirt_pool_usage usage{};
    usage.struct_size = sizeof usage;
    call("tell the volumes of a pool", &modvirt_storage_backend_v1::pool_refresh, tour.raw(), &usage);
    tour.end();
    return {usage.capacity, usage.allocation, usage.available};
}

PoolContents BackendSession::pool_refresh()
{
    PoolContents contents;
    contents.usage = pool_refresh([&](const modvirt_volume &volume) { contents.volumes.push_back(volume_of(volume)); });
    return contents;
}

void BackendSession::pool_stop()
{
    call("stop a pool", &modvirt_storage_backend_v1::pool_stop);
}

void BackendSession::pool_delete(uint32_t flags)
{
    call("delete a pool", &modvirt_storage_backend_v1::pool_delete, flags);
}

std::string BackendSession::pool_find_sources(const std::optional<std::string> &specification, uint32_t flags)
{
    std::string document;
    const modvirt_string_sink sink = detail::text_sink(document);
    call("look for sources of pools", &modvirt_storage_backend_v1::pool_find_sources,
         specification ? specification->c_str() : nullptr, flags, &sink);
    return document;
}

std::string BackendSession::pool_describe()
{
    std::string document;
    const modvirt_string_sink sink = detail::text_sink(document);
    call("describe a pool", &modvirt_storage_backend_v1::pool_describe, &sink);
    return document;
}

bool BackendSession::pool_check()
{
    int32_t is_reachable = 0;
    call("check a pool", &modvirt_storage_backend_v1::pool_check, &is_reachable);
    return is_reachable != 0;
}

FoundVolume BackendSession::volume_create(const std::string &document, uint32_t flags)
{
    VolumeList created;
    call("create a volume", &modvirt_storage_backend_v1::volume_create, document.c_str(), flags, created.raw());
    return only_one(created, plugin());
}

FoundVolume BackendSession::volume_create_from(const std::string &document, const std::string &source_path,
                                               const std::string &source_document, uint32_t flags)
{
    VolumeList created;
    call("copy a volume", &modvirt_storage_backend_v1::volume_create_from, document.c_str(), source_path.c_str(),
         source_document.c_str(), flags, created.raw());
    return only_one(created, plugin());
}

FoundVolume BackendSession::volume_inspect(const std::string &name)
{
    VolumeList found;
    call("look at a volume", &modvirt_storage_backend_v1::volume_inspect, name.c_str(), found.raw());
    return only_one(found, plugin());
}

std::string BackendSession::volume_describe(const std::string &name)
{
    std::string document;
    const modvirt_string_sink sink = detail::text_sink(document);
    call("describe a volume", &modvirt_storage_backend_v1::volume_describe, name.c_str(), &sink);
    return document;
}

void BackendSession::volume_delete(const std::string &name, uint32_t flags)
{
    call("delete a volume", &modvirt_storage_backend_v1::volume_delete, name.c_str(), flags);
}

void BackendSession::volume_resize(const std::string &name, uint64_t capacity, uint32_t flags)
{
    call("resize a volume", &modvirt_storage_backend_v1::volume_resize, name.c_str(), capacity, flags);
}

void BackendSession::volume_wipe(const std::string &name, uint32_t algorithm, uint32_t flags)
{
    call("wipe a volume", &modvirt_storage_backend_v1::volume_wipe, name.c_str(), algorithm, flags);
}

Backends Backends::of_host()
{
    const auto *table = host().find_interface<modvirt_storage_backends_v1>(MODVIRT_STORAGE_BACKENDS);
    if (table == nullptr)
        throw Error(ErrorCode::NoSupport, "this host offers no storage backends; upgrade modvirt");
    return Backends(*table);
}

std::vector<std::string> Backends::types() const
{
    std::vector<std::string> types;
    const modvirt_string_sink sink{sizeof sink, 0, &types, &add_type};
    m_table.list_types(&m_table, &sink);
    return types;
}

std::unique_ptr<BackendSession> Backends::open(const std::string &type, const std::string &document,
                                               const modvirt_secret_source *secrets) const
{
    const OwnCall context;
    modvirt_backend opened{};
    opened.struct_size = sizeof opened;
    opened.secrets = secrets;
    if (m_table.open(&m_table, type.c_str(), document.c_str(), &opened, context.raw()) != 0)
        throw_failure(context, type, opened.error_domain);
    return std::make_unique<BackendSession>(m_table, opened);
}

} // namespace modvirt::storage_client
