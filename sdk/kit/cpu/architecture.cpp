// SPDX-License-Identifier: MIT
#include "kit/cpu/architecture.hpp"

#include <algorithm>
#include <iterator>

#include "kit/cpu/x86.hpp"
#include "modvirt/error.hpp"

namespace modvirt::cpu {

namespace {

struct Architecture {
    std::string_view name;
    Family family = Family::Nothing;
};

constexpr Architecture architectures[] = {
    {"alpha"},
    {"armv6l", Family::Arm},
    {"armv7l", Family::Arm},
    {"armv7b", Family::Arm},
    {"aarch64", Family::Arm},
    {"cris"},
    {"i686", Family::X86},
    {"ia64"},
    {"lm32"},
    {"m68k"},
    {"microblaze"},
    {"microblazeel"},
    {"mips"},
    {"mipsel"},
    {"mips64"},
    {"mips64el"},
    {"openrisc"},
    {"parisc"},
    {"parisc64"},
    {"ppc"},
    {"ppc64", Family::Power},
    {"ppc64le", Family::Power},
    {"ppcemb"},
    {"riscv32"},
    {"riscv64"},
    {"s390", Family::S390},
    {"s390x", Family::S390},
    {"sh4"},
    {"sh4eb"},
    {"sparc"},
    {"sparc64"},
    {"unicore32"},
    {"x86_64", Family::X86},
    {"xtensa"},
    {"xtensaeb"},
};

constexpr PowerModel power[] = {
    {"POWER6", "IBM"},
    {"POWER7", "IBM"},
    {"POWER8", "IBM"},
    {"POWER9", "IBM"},
    {"POWER10", "IBM"},
    {"POWERPC_e5500", "Freescale"},
    {"POWERPC_e6500", "Freescale"},
};

template <typename Models>
std::vector<std::string> names_of(const Models &models)
{
    std::vector<std::string> names;
    names.reserve(models.size());
    for (const auto &model : models)
        names.emplace_back(model.name);
    return names;
}

} // namespace

std::optional<Family> find_family(std::string_view architecture)
{
    const auto *const found = std::ranges::find(architectures, architecture, &Architecture::name);
    if (found == std::end(architectures))
        return std::nullopt;
    return found->family;
}

std::span<const PowerModel> power_models()
{
    return power;
}

const PowerModel *find_power_model(std::string_view name)
{
    const auto *const found = std::ranges::find(power, name, &PowerModel::name);
    return found == std::end(power) ? nullptr : found;
}

bool is_power_vendor(std::string_view name)
{
    return std::ranges::find(power, name, &PowerModel::vendor) != std::end(power);
}

std::vector<std::string> model_names(std::string_view architecture)
{
    const auto family = find_family(architecture);
    if (!family)
        throw Error(ErrorCode::InvalidArg, "cannot find architecture " + std::string(architecture));
    switch (*family) {
    case Family::X86:
        return names_of(x86_models());
    case Family::Power:
        return names_of(power_models());
    case Family::Arm:
    case Family::S390:
        return {};
    case Family::Nothing:
        break;
    }
    refuse_architecture(architecture);
}

void refuse_architecture(std::string_view architecture)
{
    throw Error(ErrorCode::NoSupport,
                "'" + std::string(architecture) + "' architecture is not supported by CPU driver",
                ErrorDomain::Cpu);
}

} // namespace modvirt::cpu
