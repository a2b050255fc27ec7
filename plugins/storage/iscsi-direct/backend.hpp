// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of pools of type "iscsi-direct": a target, whose disks are the volumes, reached without this host's kernel. One
// object is one pool. Each call logs in, and out again at its end: nothing is kept that a server could end meanwhile, and any number
// of calls may run at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>
#include <modvirt/xml.h>

#include "kit/iscsi/source.hpp"
#include "kit/xml/document.hpp"
#include "session.hpp"
#include "unit.hpp"

namespace modvirt::storage_iscsi_direct {

// What tests have otherwise.
struct Settings {
    std::string passwords = {}; // empty: the configuration directory of this backend
    SecretSource secrets{nullptr}; // that its pool may name
    Deadlines deadlines = {};
};

class Backend : public StorageBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);

    // `parser` outlives it.
    Backend(const modvirt_xml_v1 &parser, std::string_view document, Settings settings = {});

    void pool_start() override;
    PoolUsage pool_refresh(VolumeSink &volumes) override;
    std::string pool_find_sources(std::optional<std::string_view> specification, uint32_t flags) override;
    // Never answers false: a target that cannot be reached is a failure, which says why.
    bool pool_check() override;

    FoundVolume volume_inspect(std::string_view name) override;
    void volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags) override;

private:
    void need_source() const;
    [[nodiscard]] TargetSession log_in(std::chrono::milliseconds deadline) const;
    [[nodiscard]] std::optional<Unit> try_unit(TargetSession &session, uint16_t lun) const;
    [[nodiscard]] Unit find_unit(TargetSession &session, std::string_view name) const;
    [[nodiscard]] FoundVolume found(const Unit &unit) const;

    const modvirt_xml_v1 &m_parser;
    xml::Document m_document;
    Settings m_settings;
    std::string m_name; // the pool's
    iscsi::Source m_source;
};

} // namespace modvirt::storage_iscsi_direct
