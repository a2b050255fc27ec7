// SPDX-License-Identifier: MIT
// The readers of one format each. They are given a source that has the format's magic number, and a header
// that says the format and the file's size. The way in is header.hpp.
#pragma once

#include <string_view>

#include "kit/image/header.hpp"

namespace modvirt::image {

inline constexpr uint64_t sector = 512; // bytes

void read_qcow(const Source &source, Header &header);
void read_qcow2(const Source &source, Header &header);
void read_qed(const Source &source, Header &header);
void read_vmdk(const Source &source, Header &header);
void read_vmdk_descriptor(const Source &source, Header &header);
void read_vmdk_cow(const Source &source, Header &header);
void read_vpc(const Source &source, Header &header);
void read_vdi(const Source &source, Header &header);
void read_luks(const Source &source, Header &header);
void read_ploop(const Source &source, Header &header);
void read_bochs(const Source &source, Header &header);
void read_cloop(const Source &source, Header &header);
void read_cow(const Source &source, Header &header);
void read_dmg(const Source &source, Header &header);

// Takes over the name of a backing file that a header holds, unless no file could have it.
void take_backing(Header &header, std::string_view path);
// A size of that many units; a problem when no file can be that large.
void take_capacity(Header &header, uint64_t units, uint64_t bytes_each);

} // namespace modvirt::image
