// SPDX-License-Identifier: MIT
#include "kit/domain/disk_name.hpp"

namespace modvirt::domain {

namespace {

struct Prefix {
    std::string_view letters;
    std::string_view bus;
};

// The bus that a target's name stands for.
constexpr Prefix prefixes[] = {{"fd", "fdc"},  {"hd", "ide"},  {"vd", "virtio"},
                               {"sd", "scsi"}, {"xvd", "xen"}, {"ubd", "uml"}};

std::string_view letters_of(std::string_view target, const Prefix &prefix)
{
    return target.starts_with(prefix.letters) ? target.substr(prefix.letters.size()) : std::string_view{};
}

const Prefix *prefix_of(std::string_view target)
{
    for (const Prefix &prefix : prefixes) {
        const std::string_view letters = letters_of(target, prefix);
        if (!letters.empty() && letters.front() >= 'a' && letters.front() <= 'z')
            return &prefix;
    }
    return nullptr;
}

} // namespace

std::string_view bus_of_disk_name(std::string_view target) noexcept
{
    const Prefix *const prefix = prefix_of(target);
    return prefix == nullptr ? std::string_view{} : prefix->bus;
}

std::optional<uint32_t> disk_index(std::string_view target) noexcept
{
    const Prefix *const prefix = prefix_of(target);
    if (prefix == nullptr)
        return std::nullopt;
    std::string_view letters = letters_of(target, *prefix);
    uint64_t index = 0;
    std::size_t count = 0;
    while (count < letters.size() && letters[count] >= 'a' && letters[count] <= 'z') {
        index = (index + (count > 0 ? 1 : 0)) * 26 + static_cast<uint64_t>(letters[count] - 'a');
        if (++count > 5)
            return std::nullopt;
    }
    letters.remove_prefix(count);
    if (letters.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return static_cast<uint32_t>(index);
}

} // namespace modvirt::domain
