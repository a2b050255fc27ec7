// SPDX-License-Identifier: MIT
// <auth> and <encryption> of disks, volumes and pools.
#pragma once

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::document::tables {

inline constexpr Attribute secret_attributes[] = {{"type"}, {"uuid", rule::uuid}, {"usage"}};
inline constexpr Element secret{"secret", secret_attributes};
inline constexpr const Element *auth_children[] = {&secret};
inline constexpr Attribute auth_attributes[] = {
    Attribute{"username"}.needed().refused_as(Refusal::XmlDomain)};
inline constexpr Element auth{"auth", auth_attributes, auth_children};
inline constexpr Element encryption_secret = secret.many();
inline constexpr Attribute cipher_attributes[] = {{"name"}, {"size", rule::uint32}, {"mode"}, {"hash"}};
inline constexpr Element cipher{"cipher", cipher_attributes};
inline constexpr Attribute ivgen_attributes[] = {{"name"}, {"hash"}};
inline constexpr Element ivgen{"ivgen", ivgen_attributes};
inline constexpr const Element *encryption_children[] = {&encryption_secret, &cipher, &ivgen};
inline constexpr Word encryption_formats[] = {"default", "qcow", "luks", "luks2"};
inline constexpr Word encryption_engines[] = {"qemu", "librbd"};
inline constexpr Attribute encryption_attributes[] = {{"format", rule::one_of(encryption_formats)},
                                                      {"engine", rule::one_of(encryption_engines)}};
inline constexpr Element encryption{"encryption", encryption_attributes, encryption_children};

} // namespace modvirt::document::tables
