// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-qemu-messages
// corpus: tests/fuzz/seeds/qmp/*
//
// Any bytes as what a monitor sends.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <modvirt/error.hpp>

#include "qmp/line_reader.hpp"
#include "qmp/message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

// The first byte says in how large pieces the rest arrives.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::size_t piece = data[0] + std::size_t{1};
    std::string_view rest(reinterpret_cast<const char *>(data) + 1, size - 1);
    modvirt::qemu::qmp::LineReader reader(4096);
    try {
        while (!rest.empty()) {
            reader.feed(rest.substr(0, piece));
            rest.remove_prefix(std::min(piece, rest.size()));
            while (const auto line = reader.next()) {
                try {
                    (void)modvirt::qemu::qmp::parse_message(*line);
                } catch (const modvirt::Error &) { // a refused line; the next ones are looked at all the same
                }
            }
        }
    } catch (const modvirt::Error &) { // a line over the limit
    }
    return 0;
}
