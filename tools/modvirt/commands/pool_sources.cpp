// SPDX-License-Identifier: LGPL-2.1-or-later
// find-storage-pool-sources, pool-capabilities: what could become a pool.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

namespace {

void print_sources(Session &session, const Arguments &arguments, const std::optional<std::string> &specification)
{
    const std::string type = arguments.required_text("type");
    const LibraryText sources(virConnectFindStoragePoolSources(
        session.connection(), type.c_str(), specification ? specification->c_str() : nullptr, 0));
    if (!sources)
        fail("Failed to find any {} pool sources", type);
    print_member(session, arguments, "xml", sources.get(), "");
}

void run_find_sources(Session &session, const Arguments &arguments)
{
    std::optional<std::string> specification;
    if (const auto path = arguments.text("srcSpec"))
        specification = read_description(*path);
    print_sources(session, arguments, specification);
}

void run_find_sources_as(Session &session, const Arguments &arguments)
{
    std::optional<std::string> specification;
    if (const auto host = arguments.text("host")) {
        specification = fmt::format("<source>\n  <host name='{}'", *host);
        if (const auto port = arguments.text("port"))
            *specification += fmt::format(" port='{}'", *port);
        *specification += "/>\n";
        if (const auto initiator = arguments.text("initiator"))
            *specification +=
                fmt::format("  <initiator>\n    <iqn name='{}'/>\n  </initiator>\n", *initiator);
        *specification += "</source>\n";
    }
    print_sources(session, arguments, specification);
}

void run_pool_capabilities(Session &session, const Arguments &arguments)
{
    const LibraryText capabilities(virConnectGetStoragePoolCapabilities(session.connection(), 0));
    if (!capabilities)
        fail("failed to get storage pool capabilities");
    print_member(session, arguments, "xml", capabilities.get());
}

constexpr Option find_options[] = {
    argument("type", "type of storage pool sources to discover"),
    text("srcSpec", "optional file of source xml to query for pools", complete_path),
};
constexpr Option find_as_options[] = {
    argument("type", "type of storage pool sources to find"),
    text("host", "optional host to query"),
    text("port", "optional port to query"),
    text("initiator", "optional initiator IQN to use for query"),
};

} // namespace

constexpr Command find_storage_pool_sources_command{.name = "find-storage-pool-sources",
                                                    .summary = "discover potential storage pool sources",
                                                    .description = "Returns XML <sources> document.",
                                                    .options = find_options,
                                                    .run = run_find_sources,
                                                    .traits = Json};
constexpr Command find_storage_pool_sources_as_command{.name = "find-storage-pool-sources-as",
                                                       .summary = "find potential storage pool sources",
                                                       .description = "Returns XML <sources> document.",
                                                       .options = find_as_options,
                                                       .run = run_find_sources_as,
                                                       .traits = Json};
constexpr Command pool_capabilities_command{.name = "pool-capabilities",
                                            .summary = "storage pool capabilities",
                                            .description = "Returns capabilities of storage pool support.",
                                            .options = {},
                                            .run = run_pool_capabilities,
                                            .traits = Json};

} // namespace modvirt::cli
