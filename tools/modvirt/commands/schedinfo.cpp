// SPDX-License-Identifier: LGPL-2.1-or-later
// schedinfo: how the hypervisor shares CPU time between domains.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/numbers.hpp"
#include "base/typed_parameter.hpp"

#include <cstring>

namespace modvirt::cli {

namespace {

struct Setting {
    std::string name;
    std::string value;
};

// --weight 5 is short for --set weight=5.
std::vector<Setting> wanted_settings(const Arguments &arguments)
{
    std::vector<Setting> settings;
    for (const char *name : {"weight", "cap"})
        if (const auto value = arguments.text(name))
            settings.push_back({name, *value});
    for (const std::string &assignment : arguments.all("set")) {
        const size_t equals = assignment.find('=');
        if (equals == std::string::npos)
            fail("Invalid syntax for --set, expecting name=value");
        settings.push_back({assignment.substr(0, equals), assignment.substr(equals + 1)});
    }
    return settings;
}

template <typename Number>
void assign_integer(Number &target, const Setting &setting, std::string_view type)
{
    const auto value = parse_integer<Number>(setting.value);
    if (!value)
        fail("invalid argument: Invalid value for field '{}': expected {}", setting.name, type);
    target = *value;
}

void assign_double(double &target, const Setting &setting)
{
    char *end = nullptr;
    target = std::strtod(setting.value.c_str(), &end);
    if (setting.value.empty() || *end != '\0')
        fail("invalid argument: Invalid value for field '{}': expected double", setting.name);
}

void assign_boolean(char &target, const Setting &setting)
{
    if (setting.value != "0" && setting.value != "1")
        fail("invalid argument: Invalid boolean value for field '{}'", setting.name);
    target = setting.value == "1" ? 1 : 0;
}

void assign(virTypedParameter &parameter, const Setting &setting)
{
    switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
        return assign_integer(parameter.value.i, setting, "int");
    case VIR_TYPED_PARAM_UINT:
        return assign_integer(parameter.value.ui, setting, "unsigned int");
    case VIR_TYPED_PARAM_LLONG:
        return assign_integer(parameter.value.l, setting, "long long");
    case VIR_TYPED_PARAM_ULLONG:
        return assign_integer(parameter.value.ul, setting, "unsigned long long");
    case VIR_TYPED_PARAM_DOUBLE:
        return assign_double(parameter.value.d, setting);
    case VIR_TYPED_PARAM_BOOLEAN:
        return assign_boolean(parameter.value.b, setting);
    case VIR_TYPED_PARAM_STRING:
        std::free(parameter.value.s);
        parameter.value.s = strdup(setting.value.c_str());
        return;
    default:
        fail("unimplemented parameter type {}", parameter.type);
    }
}

class Scheduler {
public:
    Scheduler(const Domain &domain, std::optional<unsigned> flags) : m_domain(domain), m_flags(flags) {}

    TypedParameters read(int count)
    {
        TypedParameters parameters(count);
        const int result =
            m_flags ? virDomainGetSchedulerParametersFlags(m_domain.get(), parameters.data(),
                                                           parameters.count(), *m_flags)
                    : virDomainGetSchedulerParameters(m_domain.get(), parameters.data(), parameters.count());
        if (result < 0)
            fail();
        return parameters;
    }

    // Sends the changed parameters only.
    void write(TypedParameters &current, const std::vector<Setting> &settings)
    {
        std::vector<virTypedParameter> changed;
        std::vector<std::string> unknown;
        for (const Setting &setting : settings)
            if (!find_and_assign(current, setting, changed))
                unknown.push_back(setting.name);
        if (!unknown.empty())
            fail("invalid scheduler option: {}", unknown.front());
        const int count = static_cast<int>(changed.size());
        const int result =
            m_flags ? virDomainSetSchedulerParametersFlags(m_domain.get(), changed.data(), count, *m_flags)
                    : virDomainSetSchedulerParameters(m_domain.get(), changed.data(), count);
        if (result < 0)
            fail();
    }

private:
    static bool find_and_assign(TypedParameters &current, const Setting &setting,
                                std::vector<virTypedParameter> &changed)
    {
        for (int i = 0; i < *current.count(); ++i) {
            virTypedParameter &parameter = current.data()[i];
            if (setting.name != parameter.field)
                continue;
            assign(parameter, setting);
            changed.push_back(parameter);
            return true;
        }
        return false;
    }

    const Domain &m_domain;
    std::optional<unsigned> m_flags;
};

void run_schedinfo(Session &session, const Arguments &arguments)
{
    const std::optional<unsigned> flags = arguments.affect_flags();
    const Domain domain = find_domain(session, arguments);
    int count = 0;
    const LibraryText type(virDomainGetSchedulerType(domain.get(), &count));
    const bool as_json = wants_json(session, arguments);
    if (!as_json)
        session.out.print("{:<15}: {}\n", "Scheduler", type ? type.get() : "Unknown");
    if (!type)
        fail();
    Scheduler scheduler(domain, flags);
    TypedParameters parameters;
    if (count > 0) {
        const std::vector<Setting> settings = wanted_settings(arguments);
        parameters = scheduler.read(count);
        if (!settings.empty()) {
            scheduler.write(parameters, settings);
            parameters = scheduler.read(count);
        }
    }
    if (as_json)
        return print_json(
            session, {{"scheduler", json_text(type.get())}, {"parameters", json_of(parameters.values())}});
    const auto shown = [&session](const virTypedParameter &parameter) {
        const bool as_number = session.out.is_old() && parameter.type == VIR_TYPED_PARAM_BOOLEAN;
        return as_number ? fmt::format("{:d}", parameter.value.b) : parameter_text(parameter);
    };
    for (const virTypedParameter &parameter : parameters.values())
        session.out.print("{:<15}: {}\n", parameter.field, shown(parameter));
}

constexpr Option schedinfo_options[] = {
    domain_option(complete_domain),
    number("weight", "weight for XEN_CREDIT", NamedOnly),
    number("cap", "cap for XEN_CREDIT", NamedOnly),
    current_option("get/set current scheduler info"),
    config_option("get/set value to be used on next boot"),
    live_option("get/set value from running domain"),
    words("set", "parameter=value"),
};

} // namespace

constexpr Command schedinfo_command{.name = "schedinfo",
                                    .summary = "show/set scheduler parameters",
                                    .description = "Show/Set scheduler parameters.",
                                    .options = schedinfo_options,
                                    .run = run_schedinfo,
                                    .traits = Json};

} // namespace modvirt::cli
