// SPDX-License-Identifier: LGPL-2.1-or-later
#include "commands/migrate_options.hpp"

#include "base/failure.hpp"
#include "base/file.hpp"

namespace modvirt::cli {

namespace {

struct FlagOption {
    std::string_view name;
    unsigned flags;
};

constexpr FlagOption flag_options[] = {
    {"live", VIR_MIGRATE_LIVE},
    {"p2p", VIR_MIGRATE_PEER2PEER},
    {"tunnelled", VIR_MIGRATE_TUNNELLED},
    {"persistent", VIR_MIGRATE_PERSIST_DEST},
    {"undefinesource", VIR_MIGRATE_UNDEFINE_SOURCE},
    {"suspend", VIR_MIGRATE_PAUSED},
    {"copy-storage-all", VIR_MIGRATE_NON_SHARED_DISK},
    {"copy-storage-inc", VIR_MIGRATE_NON_SHARED_INC},
    {"copy-storage-synchronous-writes", VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES},
    {"change-protection", VIR_MIGRATE_CHANGE_PROTECTION},
    {"unsafe", VIR_MIGRATE_UNSAFE},
    {"compressed", VIR_MIGRATE_COMPRESSED},
    {"auto-converge", VIR_MIGRATE_AUTO_CONVERGE},
    {"rdma-pin-all", VIR_MIGRATE_RDMA_PIN_ALL},
    {"offline", VIR_MIGRATE_OFFLINE},
    {"abort-on-error", VIR_MIGRATE_ABORT_ON_ERROR},
    {"postcopy", VIR_MIGRATE_POSTCOPY},
    {"postcopy-resume", VIR_MIGRATE_POSTCOPY_RESUME},
    {"zerocopy", VIR_MIGRATE_ZEROCOPY},
    {"tls", VIR_MIGRATE_TLS},
    {"parallel", VIR_MIGRATE_PARALLEL},
};

std::vector<std::string> split_at_commas(const std::string &text)
{
    std::vector<std::string> parts;
    for (size_t start = 0; start <= text.size();) {
        const size_t end = std::min(text.find(',', start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

void add_list(ParameterChanges &parameters, const char *name, const std::optional<std::string> &list)
{
    if (!list)
        return;
    for (const std::string &part : split_at_commas(*list))
        parameters.add(name, part);
}

void add_document(ParameterChanges &parameters, const char *name, const std::optional<std::string> &path)
{
    if (!path)
        return;
    try {
        parameters.add(name, read_description(*path));
    } catch (const Error &error) {
        fail("cannot read file '{}'\nerror: {}", *path, error.message());
    }
}

void add_addresses(ParameterChanges &parameters, const Arguments &arguments)
{
    parameters.add(VIR_MIGRATE_PARAM_URI, arguments.text("migrateuri"));
    parameters.add(VIR_MIGRATE_PARAM_GRAPHICS_URI, arguments.text("graphicsuri"));
    parameters.add(VIR_MIGRATE_PARAM_LISTEN_ADDRESS, arguments.text("listen-address"));
    // 0 leaves the choice to the hypervisor.
    if (const auto port = arguments.integer("disks-port"); port && *port != 0)
        parameters.add(VIR_MIGRATE_PARAM_DISKS_PORT, *port);
    parameters.add(VIR_MIGRATE_PARAM_DISKS_URI, arguments.text("disks-uri"));
    parameters.add(VIR_MIGRATE_PARAM_DEST_NAME, arguments.text("dname"));
}

void add_compression(ParameterChanges &parameters, const Arguments &arguments)
{
    add_list(parameters, VIR_MIGRATE_PARAM_COMPRESSION, arguments.text("comp-methods"));
    parameters.add(VIR_MIGRATE_PARAM_COMPRESSION_MT_LEVEL, arguments.integer("comp-mt-level"));
    parameters.add(VIR_MIGRATE_PARAM_COMPRESSION_MT_THREADS, arguments.integer("comp-mt-threads"));
    parameters.add(VIR_MIGRATE_PARAM_COMPRESSION_MT_DTHREADS, arguments.integer("comp-mt-dthreads"));
    parameters.add(VIR_MIGRATE_PARAM_COMPRESSION_XBZRLE_CACHE, arguments.large_integer("comp-xbzrle-cache"));
}

} // namespace

void check_migrate_options(const Arguments &arguments)
{
    arguments.refuse_both("live", "offline");
    arguments.refuse_both("timeout-suspend", "timeout-postcopy");
    arguments.need_with("postcopy", "postcopy-after-precopy");
    arguments.need_with("postcopy", "timeout-postcopy");
    arguments.need_with("postcopy", "postcopy-resume");
    arguments.need_with("persistent", "persistent-xml");
    arguments.need_with("tls", "tls-destination");
}

unsigned migrate_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    for (const FlagOption &option : flag_options)
        if (arguments.has(option.name))
            flags |= option.flags;
    const bool copies = arguments.has("copy-storage-all") || arguments.has("copy-storage-inc");
    if (arguments.has("copy-storage-synchronous-writes") && !copies)
        fail("'--copy-storage-synchronous-writes' requires one of '--copy-storage-all', 'copy-storage-inc'");
    return flags;
}

void add_migrate_parameters(ParameterChanges &parameters, const Arguments &arguments)
{
    add_addresses(parameters, arguments);
    add_list(parameters, VIR_MIGRATE_PARAM_MIGRATE_DISKS, arguments.text("migrate-disks"));
    add_compression(parameters, arguments);
    add_document(parameters, VIR_MIGRATE_PARAM_DEST_XML, arguments.text("xml"));
    add_document(parameters, VIR_MIGRATE_PARAM_PERSIST_XML, arguments.text("persistent-xml"));
    parameters.add(VIR_MIGRATE_PARAM_AUTO_CONVERGE_INITIAL, arguments.integer("auto-converge-initial"));
    parameters.add(VIR_MIGRATE_PARAM_AUTO_CONVERGE_INCREMENT, arguments.integer("auto-converge-increment"));
    parameters.add(VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY, arguments.large_integer("postcopy-bandwidth"));
    parameters.add(VIR_MIGRATE_PARAM_PARALLEL_CONNECTIONS, arguments.integer("parallel-connections"));
    parameters.add(VIR_MIGRATE_PARAM_BANDWIDTH, arguments.large_integer("bandwidth"));
    parameters.add(VIR_MIGRATE_PARAM_TLS_DESTINATION, arguments.text("tls-destination"));
}

} // namespace modvirt::cli
