// SPDX-License-Identifier: LGPL-2.1-or-later
#include "export.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "kit/image/text.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/xml/writer.hpp"
#include "mount.hpp"

namespace modvirt::storage_netfs {

namespace {

constexpr auto find_deadline = std::chrono::seconds(20);

} // namespace

// "/export/a b   client,other": the clients have no blanks in them, the directory may.
std::vector<std::string> parse_exports(std::string_view output)
{
    std::vector<std::string> paths;
    while (!output.empty()) {
        const std::size_t length = std::min(output.find('\n'), output.size());
        std::string_view line = output.substr(0, length);
        output.remove_prefix(std::min(length + 1, output.size()));
        line = line.substr(0, std::min(line.find_last_not_of(" \t\r") + 1, line.size()));
        const std::size_t clients = line.find_last_of(" \t");
        if (clients != std::string_view::npos)
            line = line.substr(0, line.find_last_not_of(" \t", clients) + 1);
        if (line.starts_with('/') && image::is_text(line))
            paths.emplace_back(line);
    }
    return paths;
}

std::string find_exports(const process::Runner &run, const std::string &host)
{
    check_host(host);
    const process::Invocation invocation{
        {"showmount", "--no-headers", "--exports", host}, "nfs-common", find_deadline};
    const process::Outcome outcome = run(invocation);
    process::expect_success(invocation, outcome);
    const std::vector<std::string> paths = parse_exports(outcome.output);
    if (paths.empty())
        throw volume_files::refusal(ErrorCode::OperationFailed,
                                    fmt::format("no storage pools were found on host '{}'", host));
    xml::Writer writer;
    writer.open("sources");
    for (const std::string &path : paths) {
        writer.open("source");
        writer.open("host").attribute("name", host).close("host");
        writer.open("dir").attribute("path", path).close("dir");
        writer.open("format").attribute("type", "nfs").close("format");
        writer.close("source");
    }
    writer.close("sources");
    return std::move(writer).str();
}

} // namespace modvirt::storage_netfs
