// SPDX-License-Identifier: LGPL-2.1-or-later
// find-storage-pool-sources, pool-capabilities: what could become a pool.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

namespace {

void print_sources(Session &session, const std::string &type, const std::optional<std::string> &specification)
{
    const LibraryText sources(virConnectFindStoragePoolSources(
        session.connection(), type.c_str(), specification ? specification->c_str() : nullptr, 0));
    if (!sources)
        fail("Failed to find any {} pool sources", type);
    session.out.write(sources.get());
}

void run_find_sources(Session &session, const Arguments &arguments)
{
    std::optional<std::string> specification;
    if (const auto path = arguments.text("srcSpec"))
        specification = read_description(*path);
    print_sources(session, arguments.required_text("type"), specification);
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
    print_sources(session, arguments.required_text("type"), specification);
}

void run_pool_capabilities(Session &session, const Arguments &)
{
    const LibraryText capabilities(virConnectGetStoragePoolCapabilities(session.connection(), 0));
    if (!capabilities)
        fail("failed to get storage pool capabilities");
    session.out.print("{}\n", capabilities.get());
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
                                                    .run = run_find_sources};
constexpr Command find_storage_pool_sources_as_command{.name = "find-storage-pool-sources-as",
                                                       .summary = "find potential storage pool sources",
                                                       .description = "Returns XML <sources> document.",
                                                       .options = find_as_options,
                                                       .run = run_find_sources_as};
constexpr Command pool_capabilities_command{.name = "pool-capabilities",
                                            .summary = "storage pool capabilities",
                                            .description = "Returns capabilities of storage pool support.",
                                            .options = {},
                                            .run = run_pool_capabilities};

} // namespace modvirt::cli
