// SPDX-License-Identifier: LGPL-2.1-or-later
#include "believed.hpp"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>

namespace modvirt::cli::testing {

namespace {

std::vector<std::string> split(std::string_view text, char at)
{
    std::vector<std::string> parts;
    for (size_t start = 0; start <= text.size();) {
        const size_t end = std::min(text.find(at, start), text.size());
        parts.emplace_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

void set_value(virTypedParameter &parameter, const Field &field)
{
    const char *text = field.value.c_str();
    switch (field.type) {
    case 'i':
        parameter.type = VIR_TYPED_PARAM_INT;
        parameter.value.i = std::atoi(text);
        return;
    case 'u':
        parameter.type = VIR_TYPED_PARAM_UINT;
        parameter.value.ui = static_cast<unsigned>(std::strtoul(text, nullptr, 10));
        return;
    case 'l':
        parameter.type = VIR_TYPED_PARAM_LLONG;
        parameter.value.l = std::atoll(text);
        return;
    case 'd':
        parameter.type = VIR_TYPED_PARAM_DOUBLE;
        parameter.value.d = std::atof(text);
        return;
    case 'b':
        parameter.type = VIR_TYPED_PARAM_BOOLEAN;
        parameter.value.b = static_cast<char>(field.value == "1");
        return;
    case 's':
        parameter.type = VIR_TYPED_PARAM_STRING;
        parameter.value.s = strdup(text);
        return;
    default:
        parameter.type = VIR_TYPED_PARAM_ULLONG;
        parameter.value.ul = std::strtoull(text, nullptr, 10);
    }
}

std::string description(virDomainPtr domain)
{
    char *text = virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_DESCRIPTION, nullptr, 0);
    std::string copy = text ? text : "";
    std::free(text);
    if (copy.empty())
        virResetLastError();
    return copy;
}

std::string value_text(const virTypedParameter &parameter)
{
    switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
        return fmt::format("{}i", parameter.value.i);
    case VIR_TYPED_PARAM_UINT:
        return fmt::format("{}u", parameter.value.ui);
    case VIR_TYPED_PARAM_LLONG:
        return fmt::format("{}l", parameter.value.l);
    case VIR_TYPED_PARAM_STRING:
        return fmt::format("'{}'", parameter.value.s);
    default:
        return fmt::format("{}", parameter.value.ul);
    }
}

} // namespace

Believed::Believed(std::string_view stage)
{
    for (const std::string &part : split(stage, ',')) {
        const size_t equals = part.find('=');
        if (equals == std::string::npos)
            continue;
        Field field{part.substr(0, equals), 'U', part.substr(equals + 1)};
        const size_t dot = field.name.rfind('.');
        if (dot != std::string::npos && dot + 2 == field.name.size() &&
            std::strchr("iulUdbs", field.name.back())) {
            field.type = field.name.back();
            field.name.resize(dot);
        }
        m_fields.push_back(std::move(field));
    }
}

bool Believed::has(std::string_view name) const
{
    return !text(name).empty();
}

std::string Believed::text(std::string_view name) const
{
    for (const Field &field : m_fields)
        if (field.name == name)
            return field.value;
    return {};
}

unsigned long long Believed::number(std::string_view name, unsigned long long otherwise) const
{
    return has(name) ? std::strtoull(text(name).c_str(), nullptr, 10) : otherwise;
}

void Believed::give(virTypedParameterPtr *parameters, int *count, std::string_view except) const
{
    auto *list =
        static_cast<virTypedParameterPtr>(std::calloc(m_fields.size() + 1, sizeof(virTypedParameter)));
    *count = 0;
    for (const Field &field : m_fields) {
        if (field.name == except)
            continue;
        virTypedParameter &parameter = list[(*count)++];
        std::strncpy(parameter.field, field.name.c_str(), VIR_TYPED_PARAM_FIELD_LENGTH - 1);
        set_value(parameter, field);
    }
    *parameters = list;
}

Believed next_stage(virDomainPtr domain, const std::string &question)
{
    static std::mutex mutex;
    static std::map<std::string, size_t> asked;
    const std::lock_guard lock(mutex);
    const std::string text = description(domain);
    const std::vector<std::string> stages = split(text, '|');
    const size_t turn = asked[question + text]++;
    return Believed(stages[std::min(turn, stages.size() - 1)]);
}

Believed first_stage(virDomainPtr domain)
{
    return Believed(split(description(domain), '|').front());
}

Believed next_stage(virConnectPtr connection, const std::string &question)
{
    const std::unique_ptr<virDomain, int (*)(virDomainPtr)> domain(virDomainLookupByName(connection, "test"),
                                                                   virDomainFree);
    return domain ? next_stage(domain.get(), question) : Believed("");
}

int failure(virDomainPtr domain, const Believed &stage)
{
    constexpr unsigned unknown_flag = 1U << 30;
    virConnectPtr connection = virDomainGetConnect(domain);
    if (stage.text("fails") == "flags")
        virConnectListAllDomains(connection, nullptr, unknown_flag);
    else
        virDomainLookupByName(connection, "nobody");
    return -1;
}

std::string shown(const char *text)
{
    return text ? fmt::format("'{}'", text) : "null";
}

std::string shown(const virTypedParameter *parameters, int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += fmt::format("{}{}={}", i ? ", " : "", parameters[i].field, value_text(parameters[i]));
    return "[" + text + "]";
}

} // namespace modvirt::cli::testing
