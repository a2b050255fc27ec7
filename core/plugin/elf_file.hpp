// SPDX-License-Identifier: LGPL-2.1-or-later
// Reads a shared library as bytes, without loading it: whether the dynamic linker may be let loose on it, and
// the notes in it. The linker trusts what the headers say and dies of SIGBUS on a truncated file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace modvirt::plugin {

class ElfFile {
public:
    // Checks that `bytes`, a whole file, is a shared library for this machine with every segment inside it.
    // The bytes are kept by reference. Throws Rejection.
    explicit ElfFile(std::span<const std::byte> bytes);

    // The text of the first note of that owner and type, without NUL bytes at its end.
    [[nodiscard]] std::optional<std::string_view> find_note(std::string_view owner, uint32_t type) const;

    // Whether the bytes of that name, NUL-terminated, are in the file's loaded part.
    [[nodiscard]] bool mentions(std::string_view symbol) const;

private:
    struct Segment {
        uint32_t type;
        uint64_t offset;
        uint64_t size;
        uint64_t alignment;
    };

    void read_header();
    void read_segments();
    void check_sections() const;
    void check_dynamic(const Segment &dynamic) const;

    template <typename Struct>
    [[nodiscard]] Struct read_at(uint64_t offset) const;
    [[nodiscard]] bool holds(uint64_t offset, uint64_t size) const;
    [[nodiscard]] std::optional<std::string_view> find_note_in(const Segment &segment, std::string_view owner,
                                                               uint32_t type) const;

    std::span<const std::byte> m_bytes;
    std::vector<Segment> m_segments;
};

} // namespace modvirt::plugin
