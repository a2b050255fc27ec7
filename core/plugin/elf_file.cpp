// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/elf_file.hpp"

#include "plugin/state.hpp"

#include <bit>
#include <cstring>
#include <elf.h>
#include <fmt/format.h>
#include <link.h>

namespace modvirt::plugin {
namespace {

using Header = ElfW(Ehdr);
using ProgramHeader = ElfW(Phdr);
using SectionHeader = ElfW(Shdr);
using NoteHeader = ElfW(Nhdr);
using DynamicEntry = ElfW(Dyn);

constexpr const char *install_again = "Install the plugin again from its package or its build.";

[[noreturn]] void reject(const std::string &reason)
{
    throw Rejection(reason, install_again);
}

[[noreturn]] void reject_truncated(uint64_t size)
{
    reject(fmt::format(
        "the file is truncated: it ends after {} bytes, in the middle of what its headers describe", size));
}

constexpr uint16_t own_machine()
{
#if defined(__x86_64__)
    return EM_X86_64;
#elif defined(__aarch64__)
    return EM_AARCH64;
#elif defined(__riscv)
    return EM_RISCV;
#elif defined(__powerpc64__)
    return EM_PPC64;
#elif defined(__s390x__)
    return EM_S390;
#elif defined(__i386__)
    return EM_386;
#elif defined(__arm__)
    return EM_ARM;
#elif defined(__sparc__)
    return EM_SPARCV9;
#else
#error "name this architecture's ELF machine here"
#endif
}

std::string machine_name(uint16_t machine)
{
    switch (machine) {
    case EM_X86_64:
        return "x86_64";
    case EM_AARCH64:
        return "aarch64";
    case EM_RISCV:
        return "riscv";
    case EM_PPC64:
        return "ppc64";
    case EM_S390:
        return "s390x";
    case EM_386:
        return "i386";
    case EM_ARM:
        return "arm";
    case EM_SPARCV9:
        return "sparc64";
    case EM_MIPS:
        return "mips";
    case EM_LOONGARCH:
        return "loongarch";
    default:
        return fmt::format("ELF machine {}", machine);
    }
}

constexpr unsigned char own_class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;
constexpr unsigned char own_order = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

[[noreturn]] void reject_architecture(const std::string &what)
{
    throw Rejection(fmt::format("wrong architecture: file is {}, and this modvirt is {}", what,
                                machine_name(own_machine())),
                    fmt::format("Install the plugin built for {}.", machine_name(own_machine())));
}

// The name of the machine in the header of a file of either byte order.
std::string foreign_machine(std::span<const std::byte> bytes, unsigned char order)
{
    uint16_t machine = 0;
    std::memcpy(&machine, bytes.data() + offsetof(Header, e_machine), sizeof(machine));
    if (order != own_order) {
        machine = static_cast<uint16_t>(static_cast<uint16_t>(machine << 8) | (machine >> 8));
    }
    return machine_name(machine);
}

} // namespace

ElfFile::ElfFile(std::span<const std::byte> bytes) : m_bytes(bytes)
{
    read_header();
    read_segments();
    check_sections();
}

template <typename Struct>
Struct ElfFile::read_at(uint64_t offset) const
{
    Struct value;
    std::memcpy(&value, m_bytes.data() + offset, sizeof(value));
    return value;
}

bool ElfFile::holds(uint64_t offset, uint64_t size) const
{
    return offset <= m_bytes.size() && size <= m_bytes.size() - offset;
}

void ElfFile::read_header()
{
    if (m_bytes.empty()) {
        reject("the file is empty");
    }
    if (m_bytes.size() < SELFMAG || std::memcmp(m_bytes.data(), ELFMAG, SELFMAG) != 0) {
        reject("the file is not a shared library: it does not start as an ELF file does");
    }
    if (m_bytes.size() < sizeof(Header)) {
        reject_truncated(m_bytes.size());
    }
    const auto header = read_at<Header>(0);
    const unsigned char order = header.e_ident[EI_DATA];
    if (header.e_ident[EI_CLASS] != own_class) {
        reject_architecture(header.e_ident[EI_CLASS] == ELFCLASS32 ? "32-bit"
                                                                   : "not " + machine_name(own_machine()));
    }
    if (order != own_order || header.e_machine != own_machine()) {
        reject_architecture(foreign_machine(m_bytes, order));
    }
    if (header.e_type != ET_DYN || header.e_version != EV_CURRENT) {
        reject("the file is not a shared library: it is another kind of ELF file");
    }
}

void ElfFile::read_segments()
{
    const auto header = read_at<Header>(0);
    if (header.e_phnum == 0 || header.e_phentsize != sizeof(ProgramHeader)) {
        reject("the file is damaged: it has no usable table of segments");
    }
    if (!holds(header.e_phoff, uint64_t{header.e_phnum} * sizeof(ProgramHeader))) {
        reject_truncated(m_bytes.size());
    }
    bool loads = false;
    bool dynamic = false;
    for (uint64_t i = 0; i < header.e_phnum; ++i) {
        const auto program = read_at<ProgramHeader>(header.e_phoff + i * sizeof(ProgramHeader));
        const Segment segment{program.p_type, program.p_offset, program.p_filesz, program.p_align};
        if (program.p_filesz != 0 && !holds(segment.offset, segment.size)) {
            reject_truncated(m_bytes.size());
        }
        if (program.p_type == PT_LOAD) {
            loads = true;
            if (program.p_filesz > program.p_memsz) {
                reject("the file is damaged: a segment is larger in the file than in memory");
            }
        } else if (program.p_type == PT_DYNAMIC) {
            dynamic = true;
            check_dynamic(segment);
        }
        m_segments.push_back(segment);
    }
    if (!loads || !dynamic) {
        reject("the file is not a shared library: it has nothing for the dynamic linker to load");
    }
}

// The dynamic linker reads entries until one that says it is the last.
void ElfFile::check_dynamic(const Segment &dynamic) const
{
    for (uint64_t at = 0; at + sizeof(DynamicEntry) <= dynamic.size; at += sizeof(DynamicEntry)) {
        if (read_at<DynamicEntry>(dynamic.offset + at).d_tag == DT_NULL) {
            return;
        }
    }
    reject("the file is damaged: its dynamic section has no end");
}

// The linker does not need the sections, but they stand at the end of a file: here a cut tail is seen that
// left the segments whole.
void ElfFile::check_sections() const
{
    const auto header = read_at<Header>(0);
    if (header.e_shoff == 0 || header.e_shnum == 0) {
        return;
    }
    if (header.e_shentsize != sizeof(SectionHeader) ||
        !holds(header.e_shoff, uint64_t{header.e_shnum} * sizeof(SectionHeader))) {
        reject_truncated(m_bytes.size());
    }
    for (uint64_t i = 0; i < header.e_shnum; ++i) {
        const auto section = read_at<SectionHeader>(header.e_shoff + i * sizeof(SectionHeader));
        if (section.sh_type != SHT_NOBITS && section.sh_type != SHT_NULL &&
            !holds(section.sh_offset, section.sh_size)) {
            reject_truncated(m_bytes.size());
        }
    }
}

std::optional<std::string_view> ElfFile::find_note(std::string_view owner, uint32_t type) const
{
    for (const Segment &segment : m_segments) {
        if (segment.type != PT_NOTE) {
            continue;
        }
        if (const auto text = find_note_in(segment, owner, type)) {
            return text;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> ElfFile::find_note_in(const Segment &segment, std::string_view owner,
                                                      uint32_t type) const
{
    const uint64_t alignment = segment.alignment == 8 ? 8 : 4;
    const auto aligned = [&](uint64_t size) { return (size + alignment - 1) / alignment * alignment; };
    uint64_t at = 0;
    while (segment.size - at >= sizeof(NoteHeader)) {
        const auto note = read_at<NoteHeader>(segment.offset + at);
        const uint64_t name_at = at + sizeof(NoteHeader);
        // The 32-bit sizes cannot overflow these 64-bit sums.
        const uint64_t text_at = at + aligned(sizeof(NoteHeader) + note.n_namesz);
        const uint64_t end = text_at + note.n_descsz;
        if (end > segment.size) {
            return std::nullopt;
        }
        const auto *base = reinterpret_cast<const char *>(m_bytes.data()) + segment.offset;
        const std::string_view name(base + name_at, note.n_namesz);
        if (note.n_type == type && name.size() == owner.size() + 1 && name.starts_with(owner) &&
            name.back() == '\0') {
            const std::string_view text(base + text_at, note.n_descsz);
            return text.substr(0, text.find_last_not_of('\0') + 1);
        }
        at = aligned(end);
        if (at > segment.size) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

bool ElfFile::mentions(std::string_view symbol) const
{
    const std::string terminated = std::string(symbol) + '\0';
    for (const Segment &segment : m_segments) {
        if (segment.type == PT_LOAD && segment.size != 0 &&
            memmem(m_bytes.data() + segment.offset, segment.size, terminated.data(), terminated.size()) !=
                nullptr) {
            return true;
        }
    }
    return false;
}

} // namespace modvirt::plugin
