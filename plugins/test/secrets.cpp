// SPDX-License-Identifier: LGPL-2.1-or-later
#include "secrets.hpp"

namespace modvirt::test {

namespace {

// virConnectListAllSecretsFlags
constexpr uint32_t list_ephemeral = 1;
constexpr uint32_t list_no_ephemeral = 2;
constexpr uint32_t list_private = 4;
constexpr uint32_t list_no_private = 8;
constexpr uint32_t validate_secret = 1; // VIR_SECRET_DEFINE_VALIDATE

// virSecretEventID, and virSecretEventLifecycleType
constexpr uint32_t event_secret_lifecycle = 0;
constexpr uint32_t event_value_changed = 1;
constexpr int32_t defined = 0;
constexpr int32_t undefined = 1;

FoundSecret found(const secret::Config &config)
{
    return {config.uuid, static_cast<int32_t>(config.usage), std::string(config.usage_id)};
}

bool is_listed(const secret::Config &config, uint32_t flags)
{
    const uint32_t traits = (config.ephemeral ? list_ephemeral : list_no_ephemeral) |
                            (config.private_value ? list_private : list_no_private);
    for (const uint32_t group : {list_ephemeral | list_no_ephemeral, list_private | list_no_private})
        if ((flags & group) != 0 && (flags & group & traits) == 0)
            return false;
    return true;
}

} // namespace

std::unique_ptr<HostSecrets> HostSecrets::open(const OpenRequest &request)
{
    return std::make_unique<HostSecrets>(OpenMachines::get(request.connection()),
                                           OpenMachines::injection(request.connection()));
}

void HostSecrets::connect_list_all_secrets(SecretSink &secrets, uint32_t flags)
{
    refuse_unknown_flags(flags, 0xf, "testConnectListAllSecrets");
    for (const secret::ConfigPtr &config : inventory().all())
        if (is_listed(*config, flags) && !secrets.put(found(*config)))
            return;
}

FoundSecret HostSecrets::secret_lookup_by_uuid(const Uuid &uuid)
{
    return found(*inventory().find(uuid));
}

FoundSecret HostSecrets::secret_lookup_by_usage(int32_t usage_type, std::string_view usage_id)
{
    return found(*inventory().find_usage(usage_type, usage_id));
}

FoundSecret HostSecrets::secret_define_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, validate_secret, "testSecretDefineXML");
    xml::ReadOptions options;
    if (flags & validate_secret)
        options.strictness = xml::Strictness::Strict;
    const secret::ConfigPtr config = secret::parse(xml_parser(), xml, {}, options);
    inventory().define(config);
    tell(found(*config), event_secret_lifecycle, defined);
    return found(*config);
}

std::string HostSecrets::secret_get_xml_desc(const SecretRef &secret, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testSecretGetXMLDesc");
    return secret::format(*inventory().find(secret.uuid));
}

void HostSecrets::secret_set_value(const SecretRef &secret, std::span<const uint8_t> value, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testSecretSetValue");
    tell(found(*inventory().set_value(secret.uuid, value)), event_value_changed, 0);
}

std::vector<uint8_t> HostSecrets::secret_get_value(const SecretRef &secret, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testSecretGetValue");
    return inventory().value(secret.uuid);
}

void HostSecrets::secret_undefine(const SecretRef &secret)
{
    tell(found(*inventory().undefine(secret.uuid)), event_secret_lifecycle, undefined);
}

void HostSecrets::tell(const FoundSecret &secret, uint32_t event_id, int32_t type) const
{
    OpenMachines::for_each_connection(
        *m_machine, [&](modvirt_connection *connection) { emit(connection, event_id, secret, type); });
}

} // namespace modvirt::test
