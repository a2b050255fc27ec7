// SPDX-License-Identifier: MIT
// How C++ values are lent to the host in the plugin ABI's form, and how an event is told.
#pragma once

#include <modvirt/host.hpp>
#include <modvirt/objects.hpp>
#include <modvirt/values.hpp>

namespace modvirt::detail {

// The raw form of parameters, valid as long as they and this live.
class RawParameters {
public:
    explicit RawParameters(std::span<const Parameter> parameters)
    {
        m_raw.reserve(parameters.size());
        for (const Parameter &parameter : parameters)
            m_raw.push_back(raw_of(parameter));
    }
    [[nodiscard]] const modvirt_parameter *data() const { return m_raw.empty() ? nullptr : m_raw.data(); }
    [[nodiscard]] uint64_t size() const { return m_raw.size(); }

    static modvirt_parameter raw_of(const Parameter &parameter)
    {
        modvirt_parameter raw{};
        raw.struct_size = sizeof raw;
        raw.type = static_cast<uint32_t>(parameter.value.index()) + 1;
        raw.name = parameter.name.c_str();
        std::visit([&](const auto &value) { store(raw, value); }, parameter.value);
        return raw;
    }

private:
    static void store(modvirt_parameter &raw, int32_t value) { raw.value.i32 = value; }
    static void store(modvirt_parameter &raw, uint32_t value) { raw.value.u32 = value; }
    static void store(modvirt_parameter &raw, int64_t value) { raw.value.i64 = value; }
    static void store(modvirt_parameter &raw, uint64_t value) { raw.value.u64 = value; }
    static void store(modvirt_parameter &raw, double value) { raw.value.f64 = value; }
    static void store(modvirt_parameter &raw, bool value) { raw.value.boolean = value ? 1 : 0; }
    static void store(modvirt_parameter &raw, const std::string &value) { raw.value.text = value.c_str(); }

    std::vector<modvirt_parameter> m_raw;
};

// The raw form of a graphics client, valid as long as it and this live.
class RawGraphics {
public:
    explicit RawGraphics(const GraphicsClient &client)
        : m_local(raw_of(client.local)), m_remote(raw_of(client.remote))
    {
        for (const auto &[type, name] : client.identities) {
            m_identities.push_back(type.c_str());
            m_identities.push_back(name.c_str());
        }
        m_raw.auth_scheme = client.auth_scheme.c_str();
    }
    // To be used at once: it points into this object.
    [[nodiscard]] const modvirt_graphics_client *raw()
    {
        m_raw.struct_size = sizeof m_raw;
        m_raw.identity_count = static_cast<uint32_t>(m_identities.size() / 2);
        m_raw.local = &m_local;
        m_raw.remote = &m_remote;
        m_raw.identities = m_identities.data();
        return &m_raw;
    }

private:
    static modvirt_graphics_address raw_of(const GraphicsAddress &address)
    {
        return {sizeof(modvirt_graphics_address), address.family, address.node.c_str(),
                address.service.c_str()};
    }

    modvirt_graphics_address m_local;
    modvirt_graphics_address m_remote;
    std::vector<const char *> m_identities;
    modvirt_graphics_client m_raw{};
};

inline const char *text_or_null(const std::string &text)
{
    return text.empty() ? nullptr : text.c_str();
}

} // namespace modvirt::detail

namespace modvirt {

// Queues an event of this virDomainEventID for the listeners of one connection. Any thread may. Since 1.0.
inline void emit(modvirt_connection *connection, uint32_t event_id, const DomainRef &domain,
                 const EventFacts &facts)
{
    const std::string name(domain.name);
    modvirt_domain_ref ref{sizeof ref, domain.id, {}, name.c_str()};
    std::memcpy(ref.uuid, domain.uuid.data(), domain.uuid.size());
    const detail::RawParameters parameters(facts.parameters);
    std::optional<detail::RawGraphics> graphics;
    if (facts.graphics)
        graphics.emplace(*facts.graphics);

    modvirt_domain_event raw{};
    raw.struct_size = sizeof raw;
    raw.event_id = event_id;
    raw.domain = &ref;
    raw.type = facts.type;
    raw.detail = facts.detail;
    raw.value = facts.value;
    raw.excess = facts.excess;
    raw.device = detail::text_or_null(facts.device);
    raw.path = detail::text_or_null(facts.path);
    raw.old_path = detail::text_or_null(facts.old_path);
    raw.text = detail::text_or_null(facts.text);
    raw.parameters = parameters.data();
    raw.parameter_count = parameters.size();
    raw.graphics = graphics ? graphics->raw() : nullptr;
    host().emit(connection, raw);
}

// The same for objects that are no domains: `type` and `reason` are those of a lifecycle event.
inline void emit(modvirt_connection *connection, uint32_t event_id, const FoundNetwork &network,
                 int32_t type = 0, int32_t reason = 0)
{
    modvirt_network_ref ref{sizeof ref, 0, {}, network.name.c_str()};
    std::memcpy(ref.uuid, network.uuid.data(), network.uuid.size());
    host().emit(connection, {sizeof(modvirt_object_event), event_id, &ref, nullptr, nullptr, nullptr, type, reason});
}

inline void emit(modvirt_connection *connection, uint32_t event_id, const FoundStoragePool &pool,
                 int32_t type = 0, int32_t reason = 0)
{
    const modvirt_storage_pool_ref ref = detail::raw_of(pool);
    host().emit(connection, {sizeof(modvirt_object_event), event_id, nullptr, &ref, nullptr, nullptr, type, reason});
}

inline void emit(modvirt_connection *connection, uint32_t event_id, const FoundNodeDevice &device,
                 int32_t type = 0, int32_t reason = 0)
{
    const modvirt_node_device_ref ref = detail::raw_of(device);
    host().emit(connection, {sizeof(modvirt_object_event), event_id, nullptr, nullptr, &ref, nullptr, type, reason});
}

inline void emit(modvirt_connection *connection, uint32_t event_id, const FoundSecret &secret, int32_t type = 0,
                 int32_t reason = 0)
{
    const modvirt_secret_ref ref = detail::raw_of(secret);
    host().emit(connection, {sizeof(modvirt_object_event), event_id, nullptr, nullptr, nullptr, &ref, type, reason});
}

} // namespace modvirt
