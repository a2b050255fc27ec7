// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of pools of type "iscsi": a target, whose units are the volumes. One object is one pool. Whether the host is
// logged in, and what it sees then, is asked of the kernel for each call. Any number of calls may run at once.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>
#include <modvirt/xml.h>

#include "arguments.hpp"
#include "kit/block/backend.hpp"
#include "kit/block/device.hpp"
#include "kit/iscsi/source.hpp"
#include "kit/process/command.hpp"
#include "kit/xml/document.hpp"
#include "session.hpp"

namespace modvirt::storage_iscsi {

// Where it finds what the host has; other places in tests.
struct Places {
    std::string sysfs = "/sys";
    std::string records = "/etc/iscsi/nodes"; // of open-iscsi
    std::string passwords = {}; // empty: the configuration directory of this backend
    SecretSource secrets{nullptr}; // that its pool may name
};

// How long a target may take to tell what it has.
inline constexpr auto usual_patience = std::chrono::seconds(30);

class Backend : public block::DeviceBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);

    // `parser` outlives it.
    Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, Places places = {},
            std::chrono::seconds patience = usual_patience);

    void pool_start() override;
    PoolUsage pool_refresh(VolumeSink &volumes) override;
    void pool_stop() override;
    std::string pool_find_sources(std::optional<std::string_view> specification, uint32_t flags) override;
    // Deletes what a start that was killed, or a session that is gone, has left of a password.
    bool pool_check() override;

private:
    [[nodiscard]] Device find_device(std::string_view name) const override;
    process::Outcome iscsiadm(Arguments arguments) const;
    [[nodiscard]] process::Outcome try_iscsiadm(Arguments arguments) const;
    // Throws OperationFailed, with the target's name, when there is no answer.
    [[nodiscard]] process::Outcome ask(Arguments arguments, const Target &target) const;
    [[nodiscard]] std::optional<TargetSession> find() const;
    // Throws OperationFailed when the host is not logged in, or the target does not answer.
    [[nodiscard]] TargetSession session() const;
    [[noreturn]] void fail_without_answer(const Target &target, const std::string &how) const;
    [[nodiscard]] Unit find_unit(std::string_view name) const;
    [[nodiscard]] FoundVolume found(const Unit &unit, const block::DeviceLinks &links) const;

    // The interface that stands for the initiator; empty: the host's own. Makes it when there is none.
    [[nodiscard]] std::string interface(const std::string &initiator) const;
    // Whether the target demands a password of it, which stands in open-iscsi's record while it is active and no longer.
    [[nodiscard]] bool has_password() const;
    void set_password(const std::string &interface) const;
    void forget_record() const;
    void try_to_forget_record(const std::string &interface) const noexcept;
    void log_in_by(const std::string &interface) const;

    Places m_places;
    std::chrono::seconds m_patience;
    iscsi::Source m_source;
    std::string m_directory; // where its volumes are shown
};

} // namespace modvirt::storage_iscsi
