// SPDX-License-Identifier: MIT
// A processor, as a <cpu> document describes it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/cpu/architecture.hpp"
#include "kit/cpu/feature_set.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::cpu {

// What a guest's processor asks for. All features of a host are required.
enum class Policy : uint8_t { Force, Require, Optional, Disable, Forbid };

struct Feature {
    std::string name;
    Policy policy = Policy::Require;
};

struct Processor {
    std::optional<Family> family; // nothing for a guest's, which runs on any host
    std::string architecture;     // as it is told; empty likewise
    std::string model;            // empty when a guest does not ask for one
    std::string vendor;           // empty when it is not told
    bool strict = false;          // a host must have nothing beyond what is asked for
    std::vector<Feature> features;
};

enum class Described : uint8_t {
    Host,   // a host's processor
    Either, // that, or a guest's: the one of a host names its architecture
};

// Throws Error with libvirt's codes for what is missing or wrong. Names of models, vendors and features are
// for those to judge who know the architecture.
Processor parse(const modvirt_xml_v1 &parser, std::string_view text, Described described,
                const xml::ReadOptions &options = {});

// The features of an x86 processor that have one of these policies. Throws InternalError for an unknown name.
FeatureSet features_with(const Processor &processor, std::initializer_list<Policy> policies);

} // namespace modvirt::cpu
