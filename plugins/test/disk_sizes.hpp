// SPDX-License-Identifier: LGPL-2.1-or-later
// How large the pretended disks of a domain are, and how far its guest has written into them. A running guest
// fills a disk as soon as there is room.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "kit/store/store.hpp"

namespace modvirt::test {

struct DiskSize {
    uint64_t capacity; // what the guest sees
    uint64_t written;  // of the image
};

class DiskSizes {
public:
    [[nodiscard]] DiskSize of(const std::string &target) const;
    void resize(const std::string &target, uint64_t bytes) { m_sizes[target] = {bytes, bytes}; }

    // One event is asked for when the guest writes beyond so many bytes; 0 asks for none. `shown` is how the
    // caller named the disk.
    void watch(const std::string &shown, const std::string &target, const std::string &path, uint64_t threshold);
    // Tells of every threshold that is passed, once. A guest that does not run writes nothing.
    void tell_of_passed(store::Write &write, const store::Domain &domain);
    void forget_watches() noexcept { m_watches.clear(); }

private:
    struct Watch {
        std::string target;
        std::string path;
        uint64_t threshold;
    };

    std::map<std::string, DiskSize> m_sizes; // by target, of those that are not as they were made
    std::map<std::string, Watch> m_watches;
};

} // namespace modvirt::test
