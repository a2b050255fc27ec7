// SPDX-License-Identifier: MIT
// The x86 models that have a name, and the features that tell one processor from another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "kit/cpu/feature_set.hpp"

namespace modvirt::cpu {

enum class Vendor : uint8_t { None, Intel, Amd, Hygon };

// As documents spell it; empty for None.
std::string_view name_of(Vendor vendor);
std::optional<Vendor> find_vendor(std::string_view name);

enum class Use : uint8_t {
    Any,
    Hidden, // may be named, and is told as a variant of another model
};

struct Model {
    std::string_view name;
    Vendor vendor = Vendor::None;
    Use use = Use::Any;
    FeatureSet features;
    FeatureSet dropped; // which the model once had: it is told that they lack
};

// In the order in which they are listed, older models first.
std::span<const Model> x86_models();
const Model *find_x86_model(std::string_view name);

std::size_t feature_count();
std::string_view feature_name(std::size_t feature);
std::optional<std::size_t> find_feature(std::string_view name);
FeatureSet all_features();
// Those that a guest cannot take along to another host.
const FeatureSet &fixed_features();

} // namespace modvirt::cpu
