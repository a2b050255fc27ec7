// SPDX-License-Identifier: LGPL-2.1-or-later
#include "migration_wishes.hpp"

#include <algorithm>
#include <array>

#include "machine.hpp"
#include "modvirt/plugin.hpp"
#include "parameters.hpp"

namespace modvirt::test {

namespace {

// VIR_MIGRATE_PARAM_*, without those of flags that are not known here.
constexpr std::array known_parameters = {
    KnownParameter{"migrate_uri", ValueType::String},
    KnownParameter{"destination_name", ValueType::String},
    KnownParameter{"destination_xml", ValueType::String},
    KnownParameter{"persistent_xml", ValueType::String},
    KnownParameter{"bandwidth", ValueType::ULLong},
    KnownParameter{"bandwidth.postcopy", ValueType::ULLong},
    KnownParameter{"graphics_uri", ValueType::String},
    KnownParameter{"listen_address", ValueType::String},
    KnownParameter{"migrate_disks", ValueType::String},
    KnownParameter{"disks_port", ValueType::Int},
    KnownParameter{"compression", ValueType::String},
    KnownParameter{"compression.mt.level", ValueType::Int},
    KnownParameter{"compression.mt.threads", ValueType::Int},
    KnownParameter{"compression.mt.dthreads", ValueType::Int},
    KnownParameter{"compression.xbzrle.cache", ValueType::ULLong},
    KnownParameter{"auto_converge.initial", ValueType::Int},
    KnownParameter{"auto_converge.increment", ValueType::Int},
};

bool may_come_again(std::string_view name)
{
    return name == "migrate_disks" || name == "compression";
}

[[noreturn]] void refuse(ErrorCode code, const std::string &message)
{
    throw Error(code, message);
}

void check_known(const Parameters &params)
{
    Parameters once;
    for (const Parameter &each : params) {
        const auto is_same = [&](const Parameter &other) { return other.name == each.name; };
        if (!may_come_again(each.name) || std::none_of(once.begin(), once.end(), is_same))
            once.push_back(each);
    }
    check_parameters(once, known_parameters);
}

void check_needs(const Parameters &params, uint32_t flags)
{
    constexpr uint32_t copies = migrate::non_shared_disk | migrate::non_shared_changes;
    for (const Parameter &each : params) {
        const std::string_view name = each.name;
        if (name.starts_with("compression") && (flags & migrate::compressed) == 0)
            refuse(ErrorCode::InvalidArg,
                   "parameter '" + each.name + "' needs the flag VIR_MIGRATE_COMPRESSED");
        if (name.starts_with("auto_converge") && (flags & migrate::auto_converge) == 0)
            refuse(ErrorCode::InvalidArg,
                   "parameter '" + each.name + "' needs the flag VIR_MIGRATE_AUTO_CONVERGE");
        if (name == "migrate_disks" && (flags & copies) == 0)
            refuse(ErrorCode::InvalidArg,
                   "parameter 'migrate_disks' needs the flag VIR_MIGRATE_NON_SHARED_DISK or "
                   "VIR_MIGRATE_NON_SHARED_INC");
        const auto *method = name == "compression" ? std::get_if<std::string>(&each.value) : nullptr;
        if (method && *method != "xbzrle" && *method != "mt")
            refuse(ErrorCode::InvalidArg,
                   "unsupported compression method '" + *method + "': there are xbzrle and mt");
    }
}

void check_offline(uint32_t flags)
{
    if ((flags & migrate::offline) == 0)
        return;
    if (flags & (migrate::non_shared_disk | migrate::non_shared_changes))
        refuse(ErrorCode::OperationInvalid, "offline migration cannot handle non-shared storage");
    if ((flags & migrate::persist_destination) == 0)
        refuse(ErrorCode::OperationInvalid,
               "offline migration must be specified with the persistent flag set");
}

} // namespace

MigrationWishes::MigrationWishes(const Parameters &params, uint32_t flags, const char *call)
    : m_params(params), m_flags(flags)
{
    refuse_unknown_flags(flags, migrate::known, call);
    check_known(params);
    check_needs(params, flags);
    check_offline(flags);
    (void)bandwidth(0);
}

std::optional<std::string_view> MigrationWishes::text(std::string_view name) const
{
    const auto *value = find_value<std::string>(m_params, name);
    return value ? std::optional<std::string_view>(*value) : std::nullopt;
}

std::vector<std::string> MigrationWishes::disks() const
{
    std::vector<std::string> disks;
    for (const Parameter &each : m_params)
        if (each.name == "migrate_disks")
            disks.push_back(std::get<std::string>(each.value));
    return disks;
}

uint64_t MigrationWishes::bandwidth(uint64_t limit_mib) const
{
    const auto *wanted = find_value<uint64_t>(m_params, "bandwidth");
    const uint64_t mib = wanted && *wanted != 0 ? *wanted : limit_mib;
    if (mib > MigrationSettings::most_speed_mib)
        refuse(ErrorCode::Overflow,
               "bandwidth must be less than " + std::to_string(MigrationSettings::most_speed_mib + 1));
    return mib == MigrationSettings::most_speed_mib ? 0 : mib << 20;
}

domain::ConfigPtr MigrationWishes::named(domain::ConfigPtr config) const
{
    const auto name = text("destination_name");
    return name && *name != config->name ? domain::with_name(*config, *name) : config;
}

domain::ConfigPtr MigrationWishes::arriving() const
{
    const auto xml = text("destination_xml");
    if (!xml)
        refuse(ErrorCode::InternalError,
               "no domain XML passed: the destination does not know what is to come");
    return named(domain::parse(xml_parser(), *xml));
}

domain::ConfigPtr MigrationWishes::persistent(std::string_view otherwise) const
{
    const auto xml = text("persistent_xml");
    if (!xml && otherwise.empty())
        return arriving();
    return named(domain::parse(xml_parser(), xml.value_or(otherwise)));
}

} // namespace modvirt::test
