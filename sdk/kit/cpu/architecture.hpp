// SPDX-License-Identifier: MIT
// Architectures, and which of them have processors that are known by name.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cpu {

// What is told of processors is the same for all architectures of a family.
enum class Family : uint8_t {
    X86,
    Power,
    Arm,     // every model is accepted
    S390,    // models are known to the hypervisor alone
    Nothing, // processors are not described
};

// Nothing for what is no architecture.
std::optional<Family> find_family(std::string_view architecture);

// A POWER model belongs to one vendor and has no features.
struct PowerModel {
    std::string_view name;
    std::string_view vendor;
};

std::span<const PowerModel> power_models();
const PowerModel *find_power_model(std::string_view name);
bool is_power_vendor(std::string_view name);

// Throws InvalidArg for what is no architecture, and NoSupport for one whose processors are not described.
std::vector<std::string> model_names(std::string_view architecture);

// Throws NoSupport of the CPU part.
[[noreturn]] void refuse_architecture(std::string_view architecture);

} // namespace modvirt::cpu
