// SPDX-License-Identifier: LGPL-2.1-or-later
// xml validate: what is wrong with documents, before a hypervisor is asked.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/session.hpp"
#include "base/text_table.hpp"

#include <modvirt/modvirt.h>

namespace modvirt::cli {

namespace {

// What --kind takes; the library says so of any other.
constexpr std::string_view kinds[] = {
    "domain",      "network",  "storagepool",     "storagevol",     "interface",        "nodedev",      "secret",
    "networkport", "nwfilter", "nwfilterbinding", "domainsnapshot", "domaincheckpoint", "domainbackup",
    "capability",  "domaincaps",
};

JsonValue judge(const std::string &file, const std::optional<std::string> &kind)
{
    char *raw = nullptr;
    const std::string document = read_description(file);
    // The library is given a C string, and would not see what stands behind a NUL.
    if (const size_t nul = document.find('\0'); nul != std::string::npos)
        fail("a NUL character stands at byte {}: no document holds one; remove it", nul + 1);
    const int result = modvirtXmlValidate(document.c_str(), kind ? kind->c_str() : nullptr, &raw);
    const LibraryText text(raw);
    if (result < 0 || !text)
        fail("{}", take_library_error());
    JsonValue answer{{"file", json_text(file)}};
    answer.update(JsonValue::parse(text.get()));
    return answer;
}

void print_verdict(Session &session, const std::string &file, const JsonValue &answer)
{
    for (const JsonValue &finding : answer.at("findings"))
        session.out.print("{}: line {}, column {}: {}: element '{}': {}\n    remedy: {}\n", file,
                          finding.at("line").get<uint32_t>(), finding.at("column").get<uint32_t>(),
                          finding.at("severity").get<std::string>(),
                          printable(finding.at("element").get<std::string>()),
                          printable(finding.at("message").get<std::string>()),
                          printable(finding.at("remedy").get<std::string>()));
    if (answer.at("valid").get<bool>())
        session.out.remark("{}: valid {}\n", file, answer.at("kind").get<std::string>());
}

// All files are looked at, whatever is wrong with one.
void run_validate(Session &session, const Arguments &arguments)
{
    const std::vector<std::string> files = arguments.all("file");
    if (files.empty())
        fail("xml validate needs a file: modvirt xml validate <file>...");
    const auto kind = arguments.text("kind");
    JsonValue answers = JsonValue::array();
    bool good = true;
    for (const std::string &file : files) {
        try {
            const JsonValue answer = judge(file, kind);
            good = good && answer.at("valid").get<bool>();
            answers.push_back(answer);
            if (!wants_json(session, arguments))
                print_verdict(session, printable(file), answer);
        } catch (const Error &error) {
            session.out.error(fmt::format("{}: {}", printable(file), error.message()));
            good = false;
        }
    }
    if (wants_json(session, arguments))
        print_json(session, answers);
    if (!good)
        fail();
}

void run_xml(Session &session, const Arguments &arguments)
{
    const std::string action = arguments.required_text("action");
    if (action != "validate")
        fail("unknown xml action '{}', expecting 'validate'", action);
    run_validate(session, arguments);
}

std::vector<std::string> complete_action(Session &, const Arguments &)
{
    return {"validate"};
}

std::vector<std::string> complete_kind(Session &, const Arguments &)
{
    return {std::begin(kinds), std::end(kinds)};
}

constexpr Option xml_options[] = {
    argument("action", "validate", complete_action),
    words("file", "files with a document each"),
    text("kind", "kind of the documents, when their root elements do not tell it", complete_kind, NamedOnly),
};

} // namespace

constexpr Command xml_command{
    .name = "xml",
    .summary = "judge XML documents",
    .description =
        "validate tells of each file whether a hypervisor would take it, and names the line, the column, the\n"
        "    element and the remedy of all that is wrong. The kind is found out from the root element: domain,\n"
        "    network, pool, volume, interface, device, secret, filter, filterbinding, networkport, snapshot,\n"
        "    checkpoint, capabilities, domainCapabilities or backup. It fails when one of the files is not valid.",
    .options = xml_options,
    .run = run_xml,
    .traits = Offline | Json};

} // namespace modvirt::cli
