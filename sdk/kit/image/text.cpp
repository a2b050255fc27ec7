// SPDX-License-Identifier: MIT
#include "kit/image/text.hpp"

#include <cstddef>
#include <cstdint>

namespace modvirt::image {

bool is_text(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<uint8_t>(text[at]);
        const std::size_t length = byte < 0x80   ? 1
                                   : byte < 0xc2 ? 0
                                   : byte < 0xe0 ? 2
                                   : byte < 0xf0 ? 3
                                   : byte < 0xf5 ? 4
                                                 : 0;
        if (length == 0 || length > text.size() - at || byte < 0x20 || byte == 0x7f)
            return false;
        uint32_t point = length == 1 ? byte : byte & (0x7fu >> length);
        for (std::size_t i = 1; i < length; ++i) {
            const auto next = static_cast<uint8_t>(text[at + i]);
            if ((next & 0xc0) != 0x80)
                return false;
            point = point << 6 | (next & 0x3fu);
        }
        if ((length == 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000) || point >= 0xfffe)) ||
            (length == 4 && (point < 0x10000 || point > 0x10ffff)))
            return false;
        at += length;
    }
    return true;
}

} // namespace modvirt::image
