// SPDX-License-Identifier: LGPL-2.1-or-later
#include "volume_document.hpp"

#include <string_view>

#include "kit/storage/schema.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/formatter.hpp"

namespace modvirt::storage_manager {

namespace {

// In the order of virStorageVolType.
constexpr std::string_view type_names[] = {"file", "block", "dir", "network", "netdir", "ploop"};

void append_size(xml::Node volume, std::string_view element, uint64_t bytes)
{
    xml::Node node = volume.append(element);
    node.set_attribute("unit", "bytes");
    node.set_text(std::to_string(bytes));
}

} // namespace

std::string format_volume(const FoundVolume &volume)
{
    xml::Editor editor(storage::volume_schema());
    xml::Node root = editor.root();
    if (volume.type < std::size(type_names))
        root.set_attribute("type", type_names[volume.type]);
    root.append("name").set_text(volume.name);
    root.append("key").set_text(volume.key);
    append_size(root, "capacity", volume.capacity);
    append_size(root, "allocation", volume.allocation);
    xml::Node target = root.append("target");
    if (!volume.path.empty())
        target.append("path").set_text(volume.path);
    if (!volume.format.empty())
        target.append("format").set_attribute("type", volume.format);
    return xml::format(editor.finish());
}

} // namespace modvirt::storage_manager
