// SPDX-License-Identifier: MIT
#include "definitions.hpp"

#include <utility>

namespace modvirt::store {

Definitions::Definitions(const std::string &path, Codec codec, FileCalls &calls)
    : m_files(path, "domain", calls), m_codec(std::move(codec))
{
}

Definitions::Contents Definitions::load()
{
    Contents contents;
    Definition last;
    const auto parse = [&](std::string_view text) {
        last = m_codec.parse(text);
        return last.name;
    };
    contents.skipped =
        m_files.load(parse, [&](bool autostart) { contents.kept.push_back({std::move(last), autostart}); });
    return contents;
}

void Definitions::keep(const Definition &definition)
{
    m_files.keep(definition.name, m_codec.format(definition));
}

void Definitions::forget(std::string_view name)
{
    m_files.forget(name);
}

void Definitions::rename(std::string_view from, const Definition &to)
{
    m_files.rename(from, to.name, m_codec.format(to));
}

void Definitions::mark_autostart(std::string_view name, bool autostart)
{
    m_files.mark_autostart(name, autostart);
}

} // namespace modvirt::store
