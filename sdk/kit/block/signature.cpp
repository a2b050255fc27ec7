// SPDX-License-Identifier: MIT
#include "signature.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "modvirt/error.hpp"
#include "report.hpp"

namespace modvirt::block {

namespace {

constexpr auto wipefs_package = "util-linux";

process::Outcome run_wipefs(const process::Runner &run, std::vector<std::string> arguments)
{
    process::Invocation invocation{.argv = std::move(arguments), .package = wipefs_package};
    invocation.argv.insert(invocation.argv.begin(), "wipefs");
    process::Outcome outcome = run(invocation);
    process::expect_success(invocation, outcome);
    return outcome;
}

} // namespace

std::vector<Signature> parse_signatures(std::string_view report)
{
    std::vector<Signature> signatures;
    // Older versions print nothing at all when there is nothing.
    if (report.find_first_not_of(" \n") == std::string_view::npos)
        return signatures;
    const nlohmann::json parsed = parse_report(report, "wipefs");
    for (const nlohmann::json &entry : member(parsed, "signatures"))
        signatures.push_back({text_of(entry, "type"), number_of(entry, "offset")});
    return signatures;
}

std::vector<Signature> find_signatures(const process::Runner &run, const std::string &device)
{
    return parse_signatures(run_wipefs(run, {"--no-act", "--json", "--", device}).output);
}

void erase_signatures(const process::Runner &run, const std::string &device)
{
    run_wipefs(run, {"--all", "--quiet", "--", device});
}

std::string describe(const std::vector<Signature> &signatures)
{
    std::vector<std::string> types;
    for (const Signature &signature : signatures)
        if (std::ranges::find(types, signature.type) == types.end())
            types.push_back(signature.type);
    return fmt::format("{}", fmt::join(types, ", "));
}

void refuse_contents(const process::Runner &run, const std::string &device, std::string_view own_type)
{
    const auto signatures = find_signatures(run, device);
    if (signatures.empty())
        return;
    constexpr auto hint = "build with the overwrite flag to destroy what is there, or name another device";
    if (std::ranges::find(signatures, own_type, &Signature::type) != signatures.end())
        throw Error(ErrorCode::StoragePoolBuilt,
                    fmt::format("device '{}' is already formatted using '{}': {}", device, own_type, hint));
    throw Error(ErrorCode::OperationInvalid,
                fmt::format("device '{}' holds something already ({}): {}", device, describe(signatures), hint));
}

} // namespace modvirt::block
