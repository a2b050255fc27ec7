// SPDX-License-Identifier: MIT
#include "calls.hpp"

namespace modvirt::secret_store {

namespace {

// virConnectListAllSecretsFlags
constexpr uint32_t list_ephemeral = 1;
constexpr uint32_t list_no_ephemeral = 2;
constexpr uint32_t list_private = 4;
constexpr uint32_t list_no_private = 8;
constexpr uint32_t list_known = 15;
constexpr uint32_t validate_secret = 1; // VIR_SECRET_DEFINE_VALIDATE

// virSecretEventID, and virSecretEventLifecycleType
constexpr uint32_t event_lifecycle = 0;
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

void Calls::connect_list_all_secrets(SecretSink &secrets, uint32_t flags)
{
    check_flags(flags, list_known, "ConnectListAllSecrets");
    for (const secret::ConfigPtr &config : inventory().all())
        if (is_listed(*config, flags) && !secrets.put(found(*config)))
            return;
}

FoundSecret Calls::secret_lookup_by_uuid(const Uuid &uuid)
{
    return found(*inventory().find(uuid));
}

FoundSecret Calls::secret_lookup_by_usage(int32_t usage_type, std::string_view usage_id)
{
    return found(*inventory().find_usage(usage_type, usage_id));
}

FoundSecret Calls::secret_define_xml(std::string_view xml, uint32_t flags)
{
    check_flags(flags, validate_secret, "SecretDefineXML");
    xml::ReadOptions options;
    if (flags & validate_secret)
        options.strictness = xml::Strictness::Strict;
    const secret::ConfigPtr config = secret::parse(parser(), xml, {}, options);
    inventory().define(config);
    tell({event_lifecycle, found(*config), defined});
    return found(*config);
}

std::string Calls::secret_get_xml_desc(const SecretRef &secret, uint32_t flags)
{
    check_flags(flags, 0, "SecretGetXMLDesc");
    return secret::format(*inventory().find(secret.uuid));
}

void Calls::secret_set_value(const SecretRef &secret, std::span<const uint8_t> value, uint32_t flags)
{
    check_flags(flags, 0, "SecretSetValue");
    tell({event_value_changed, found(*inventory().set_value(secret.uuid, value))});
}

std::vector<uint8_t> Calls::secret_get_value(const SecretRef &secret, uint32_t flags)
{
    check_flags(flags, 0, "SecretGetValue");
    return inventory().value(secret.uuid);
}

void Calls::secret_undefine(const SecretRef &secret)
{
    tell({event_lifecycle, found(*inventory().undefine(secret.uuid)), undefined});
}

void Calls::check_flags(uint32_t flags, uint32_t known, std::string_view call) const
{
    if ((flags & ~known) != 0)
        refuse_unknown_flags(flags, known, function_of(call).c_str());
}

} // namespace modvirt::secret_store
