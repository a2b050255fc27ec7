// SPDX-License-Identifier: MIT
// <auth> and <encryption> of disks, volumes and pools.
#pragma once

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::document::tables {

inline constexpr Word secret_types[] = {"iscsi", "ceph"};
inline constexpr Attribute secret_attributes[] = {
    {"type"}, Attribute{"uuid", rule::uuid}.refused_as(Refusal::XmlNowhere), {"usage"}};
inline constexpr Element secret{"secret", secret_attributes};
inline constexpr const Element *auth_children[] = {&secret};
inline constexpr Attribute auth_attributes[] = {
    Attribute{"username"}.needed().refused_as(Refusal::XmlStorage)};
inline constexpr Element auth{"auth", auth_attributes, auth_children};

inline constexpr Word passphrase[] = {"passphrase"};
inline constexpr Attribute encryption_secret_attributes[] = {
    Attribute{"type", rule::one_of(passphrase)}.needed().refused_as(Refusal::UnsupportedStorage),
    Attribute{"uuid", rule::uuid}.refused_as(Refusal::XmlNowhere),
    {"usage"}};
inline constexpr Element encryption_secret = Element("secret", encryption_secret_attributes).many();
inline constexpr Attribute cipher_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::XmlStorage),
                                                  Attribute{"size", rule::uint32}.needed(),
                                                  {"mode"},
                                                  {"hash"}};
inline constexpr Word luks_formats[] = {"luks", "luks2"};
inline constexpr Condition is_luks{0, "format", luks_formats};
inline constexpr Element cipher = Element("cipher", cipher_attributes).when(is_luks);
inline constexpr Attribute ivgen_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::XmlStorage),
                                                 {"hash"}};
inline constexpr Element ivgen = Element("ivgen", ivgen_attributes).when(is_luks);
inline constexpr const Element *encryption_children[] = {&encryption_secret, &cipher, &ivgen};
inline constexpr Word encryption_formats[] = {"default", "qcow", "luks", "luks2"};
inline constexpr Word encryption_engines[] = {"qemu", "librbd"};
inline constexpr Attribute encryption_attributes[] = {
    Attribute{"format", rule::one_of(encryption_formats)}.refused_as(Refusal::UnsupportedStorage),
    Attribute{"engine", rule::one_of(encryption_engines)}};
inline constexpr Element encryption =
    Element("encryption", encryption_attributes, encryption_children).open();

} // namespace modvirt::document::tables
