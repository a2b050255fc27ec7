// SPDX-License-Identifier: MIT
#include "kit/storage/capabilities.hpp"

#include <fmt/format.h>

namespace modvirt::storage {

namespace {

void append_options(std::string &text, std::string_view element, std::string_view what,
                    std::span<const std::string_view> formats)
{
    text += fmt::format("    <{}>\n      <defaultFormat type='{}'/>\n      <enum name='{}'>\n", element,
                        formats.front(), what);
    for (const std::string_view format : formats)
        text += fmt::format("        <value>{}</value>\n", format);
    text += fmt::format("      </enum>\n    </{}>\n", element);
}

void append_pool(std::string &text, PoolType type, bool is_supported)
{
    const auto of_pool = pool_formats(type);
    const auto of_volumes = volume_formats(type);
    const bool is_empty = of_pool.empty() && of_volumes.empty();
    text += fmt::format("  <pool type='{}' supported='{}'{}>\n", name_of(type), is_supported ? "yes" : "no",
                        is_empty ? "/" : "");
    if (is_empty)
        return;
    if (!of_pool.empty())
        append_options(text, "poolOptions", "sourceFormatType", of_pool);
    if (!of_volumes.empty())
        append_options(text, "volOptions", "targetFormatType", of_volumes);
    text += "  </pool>\n";
}

} // namespace

std::string format_pool_capabilities(const std::function<bool(PoolType)> &is_supported,
                                     std::span<const std::string> others)
{
    std::string text = "<storagepoolCapabilities>\n";
    for (uint8_t number = 0; number <= static_cast<uint8_t>(PoolType::Vstorage); ++number) {
        const auto type = static_cast<PoolType>(number);
        append_pool(text, type, !is_supported || is_supported(type));
    }
    for (const std::string &other : others)
        text += fmt::format("  <pool type='{}' supported='yes'/>\n", other);
    return text + "</storagepoolCapabilities>\n";
}

} // namespace modvirt::storage
