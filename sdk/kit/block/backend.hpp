// SPDX-License-Identifier: MIT
// A storage backend whose volumes are devices. What is special about a type of pool - which devices there are, and how they come
// to be - is for the class that is derived from this. Since 1.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <modvirt/plugin.hpp>
#include <modvirt/xml.h>

#include "kit/block/volume_text.hpp"
#include "kit/process/command.hpp"
#include "kit/xml/document.hpp"

namespace modvirt::block {

class DeviceBackend : public StorageBackend {
public:
    FoundVolume volume_inspect(std::string_view name) override;
    std::string volume_describe(std::string_view name) override;
    void volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags) override;

protected:
    // `parser` outlives this. `document` describes the pool; throws Error when it does not.
    DeviceBackend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run);

    // A volume, and what its description tells beside it.
    struct Device {
        FoundVolume volume;
        std::string node; // where its bytes are written; empty: nowhere
        std::vector<Extent> extents = {};
        std::string backing_path = {};
    };
    // Throws NoStorageVol.
    [[nodiscard]] virtual Device find_device(std::string_view name) const = 0;

    [[nodiscard]] static FoundVolume block_volume(std::string name, std::string key, std::string path, uint64_t capacity);

    const modvirt_xml_v1 &m_parser;
    xml::Document m_document;
    process::Runner m_run;
    std::string m_name; // the pool's
};

// The host's parser; throws ConfigUnsupported when it has none.
const modvirt_xml_v1 &xml_parser();

} // namespace modvirt::block
