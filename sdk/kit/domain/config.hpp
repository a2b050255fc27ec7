// SPDX-License-Identifier: MIT
// The configuration of a domain: an immutable value made from its XML, complete with defaults, checked, and
// shared. Run state (the id, what a guest uses now) does not belong here.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kit/document/completion.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::domain {

using document::Uuid;

// What happens at the end of a life. The numbers are those of virDomainLifecycleAction.
enum class Action : uint8_t {
    Destroy = 0,
    Restart = 1,
    RestartRename = 2,
    Preserve = 3,
    CoredumpDestroy = 4,
    CoredumpRestart = 5,
};

struct Config {
    std::string name;
    std::string title;        // empty: none
    std::string_view type;    // views into `document`
    std::string_view os_type; // "hvm", "linux", "xen", "exe", "uml", ...
    std::string_view arch;
    std::string_view machine; // empty: none
    Uuid uuid{};
    uint64_t memory_kib = 0;         // the most that the guest may have
    uint64_t current_memory_kib = 0; // what it has at start
    uint32_t vcpus_max = 0;
    uint32_t vcpus = 0;
    Action on_poweroff = Action::Destroy;
    Action on_reboot = Action::Restart;
    Action on_crash = Action::Destroy;
    xml::Document document;
};

using ConfigPtr = std::shared_ptr<const Config>;

// What a driver wants filled in. The defaults are those of libvirt's test driver.
struct Options {
    std::vector<std::string> types;                  // accepted domain types; empty: all that exist
    std::vector<std::string> os_types;               // accepted os types; empty: all that exist
    std::string default_arch = "i686";               // written when <type> names none
    std::string default_machine = {};                // empty: none is written
    std::string default_emulator = {};               // empty: none is written
    std::string interface_target_prefix = "testnet"; // <target dev='testnet0'/>; empty: none is made
    std::array<uint8_t, 3> mac_prefix = {0x52, 0x54, 0x00};
    bool add_controllers = true;      // those that the devices sit on
    bool assign_addresses = true;     // drive and ccid addresses
    bool keep_qemu_namespace = false; // <qemu:commandline> is understood rather than dropped
    bool takes_descriptors = false;   // disks may name a group of descriptors that the client passes
    document::Random random = {};
};

struct ParseOptions {
    xml::Strictness strictness = xml::Strictness::Lenient;
    std::vector<xml::Finding> *findings = nullptr;
};

// Throws Error with libvirt's codes for what is missing or wrong.
ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text, const Options &options = {},
                const ParseOptions &parse_options = {});

// The configuration that a finished tree describes; `editor` is a domain document. Checks and completes it
// exactly as parse() does.
ConfigPtr complete(xml::Editor &editor, const Options &options = {});

enum class Secrets : uint8_t { Omit, Include };

struct FormatOptions {
    std::optional<int32_t> id = {}; // the id of a running domain
    Secrets secrets = Secrets::Omit;
    // Memory that the guest has now, when it differs from the configuration.
    std::optional<uint64_t> current_memory_kib = {};
    std::optional<uint32_t> vcpus = {};
};

std::string format(const Config &config, const FormatOptions &options = {});

// Edited copies. The configuration given is never changed.
ConfigPtr with_name(const Config &config, std::string_view name);
ConfigPtr with_uuid(const Config &config, const Uuid &uuid);
ConfigPtr with_memory(const Config &config, uint64_t memory_kib);
ConfigPtr with_current_memory(const Config &config, uint64_t current_memory_kib);
// `most` and `now` vCPUs; throws InvalidArg when now > most or either is 0.
ConfigPtr with_vcpus(const Config &config, uint32_t most, uint32_t now);
// Any change of the document. What `edit` leaves is completed and checked as after a parse.
ConfigPtr with_edit(const Config &config, const Options &options,
                    const std::function<void(xml::Editor &)> &edit);

} // namespace modvirt::domain
