// SPDX-License-Identifier: LGPL-2.1-or-later
// secret-define, secret-set-value, secret-list and so on.
#include "commands/commands.hpp"

#include "base/base64.hpp"
#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/secret_lookup.hpp"
#include "base/text_table.hpp"
#include "base/xml_output.hpp"

#include <cstring>
#include <iostream>
#include <iterator>
#include <termios.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

constexpr std::string_view usage_names[] = {"none", "volume", "ceph", "iscsi", "tls", "vtpm"};

// Overwrites a value once it is no longer needed.
class Value {
public:
    explicit Value(std::vector<uint8_t> bytes) : m_bytes(std::move(bytes)) {}
    Value(const Value &) = delete;
    Value &operator=(const Value &) = delete;
    ~Value() { explicit_bzero(m_bytes.data(), m_bytes.size()); }
    [[nodiscard]] const std::vector<uint8_t> &bytes() const { return m_bytes; }

private:
    std::vector<uint8_t> m_bytes;
};

void run_secret_define(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    const unsigned flags = arguments.has("validate") ? VIR_SECRET_DEFINE_VALIDATE : 0;
    const Secret secret(virSecretDefineXML(session.connection(), xml.c_str(), flags));
    if (!secret)
        fail("Failed to set attributes from {}", path);
    const std::string uuid = secret_uuid(secret);
    if (uuid.empty())
        fail("Failed to get UUID of created secret");
    session.out.remark("Secret {} created\n", uuid);
}

void run_secret_dumpxml(Session &session, const Arguments &arguments)
{
    const Secret secret = find_secret(session, arguments);
    const LibraryText xml(virSecretGetXMLDesc(secret.get(), 0));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

// A line from the terminal, which does not show it.
std::string read_hidden_line()
{
    termios before{};
    const bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (is_terminal) {
        termios hidden = before;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        static_cast<void>(tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden));
    }
    std::string line;
    std::getline(std::cin, line);
    if (is_terminal)
        static_cast<void>(tcsetattr(STDIN_FILENO, TCSAFLUSH, &before));
    return line;
}

std::vector<uint8_t> bytes_of(const std::string &text)
{
    return {text.begin(), text.end()};
}

std::vector<uint8_t> given_value(Session &session, const Arguments &arguments)
{
    if (const auto base64 = arguments.text("base64")) {
        session.out.error("Passing secret value as command-line argument is insecure!");
        return from_base64(*base64);
    }
    if (const auto path = arguments.text("file")) {
        const std::string text = read_description(*path);
        return arguments.has("plain") ? bytes_of(text) : from_base64(text);
    }
    if (!arguments.has("interactive"))
        fail("Input secret value is missing");
    session.out.print("Enter new value for secret:");
    static_cast<void>(session.out.flush());
    return bytes_of(read_hidden_line());
}

void run_secret_set_value(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("file", "base64");
    arguments.refuse_both("plain", "base64");
    arguments.refuse_both("interactive", "base64");
    arguments.refuse_both("interactive", "plain");
    arguments.refuse_both("interactive", "file");
    const Secret secret = find_secret(session, arguments);
    const Value value(given_value(session, arguments));
    static constexpr uint8_t nothing = 0; // an empty vector has no place
    const uint8_t *bytes = value.bytes().empty() ? &nothing : value.bytes().data();
    if (virSecretSetValue(secret.get(), bytes, value.bytes().size(), 0) < 0)
        fail("Failed to set secret value");
    session.out.remark("Secret value set\n");
}

void run_secret_get_value(Session &session, const Arguments &arguments)
{
    const Secret secret = find_secret(session, arguments);
    size_t size = 0;
    const std::unique_ptr<unsigned char, FreeMemory> bytes(virSecretGetValue(secret.get(), &size, 0));
    if (!bytes)
        fail();
    const Value value({bytes.get(), bytes.get() + size});
    explicit_bzero(bytes.get(), size);
    // --plain or not: what a secret holds need not be text.
    if (wants_json(session, arguments))
        print_json(session, {{"base64", to_base64(value.bytes())}});
    else if (arguments.has("plain"))
        session.out.write({reinterpret_cast<const char *>(value.bytes().data()), value.bytes().size()});
    else
        session.out.write(to_base64(value.bytes()));
}

void run_secret_undefine(Session &session, const Arguments &arguments)
{
    const Secret secret = find_secret(session, arguments);
    const std::string text = arguments.required_text("secret");
    if (virSecretUndefine(secret.get()) < 0)
        fail("Failed to delete secret {}", text);
    session.out.remark("Secret {} deleted\n", text);
}

struct Filter {
    std::string_view option;
    unsigned flag;
};

constexpr Filter filters[] = {
    {"ephemeral", VIR_CONNECT_LIST_SECRETS_EPHEMERAL},
    {"no-ephemeral", VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL},
    {"private", VIR_CONNECT_LIST_SECRETS_PRIVATE},
    {"no-private", VIR_CONNECT_LIST_SECRETS_NO_PRIVATE},
};

void run_secret_list(Session &session, const Arguments &arguments)
{
    unsigned flags = 0;
    for (const Filter &filter : filters)
        if (arguments.has(filter.option))
            flags |= filter.flag;
    TextTable table({"UUID", "Usage"});
    JsonValue list = JsonValue::array();
    for (const Secret &secret : list_secrets(session, flags)) {
        const int type = virSecretGetUsageType(secret.get());
        const char *id = virSecretGetUsageID(secret.get());
        const bool is_known = type > 0 && static_cast<size_t>(type) < std::size(usage_names);
        const std::string_view usage = is_known ? usage_names[static_cast<size_t>(type)] : usage_names[0];
        table.add({secret_uuid(secret),
                   type == 0 ? "Unused" : fmt::format("{} {}", is_known ? usage : "unknown", id ? id : "")});
        list.push_back({{"uuid", secret_uuid(secret)}, {"usage", usage}, {"id", json_text(id ? id : "")}});
    }
    if (wants_json(session, arguments))
        return print_json(session, list);
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

constexpr Option secret_option = argument("secret", "secret UUID", complete_secret);
constexpr Option define_options[] = {
    argument("file", "file containing secret attributes in XML", complete_path),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option dumpxml_options[] = {secret_option, xpath_option, wrap_option};
constexpr Option set_options[] = {
    secret_option,
    text("file", "read secret from file", complete_path, NamedOnly),
    flag("plain", "read the secret from file without converting from base64"),
    flag("interactive", "read the secret from the terminal"),
    text("base64", "base64-encoded secret value"),
};
constexpr Option get_options[] = {
    secret_option,
    flag("plain", "get value without converting to base64"),
};
constexpr Option secret_options[] = {secret_option};
constexpr Option list_options[] = {
    flag("ephemeral", "list ephemeral secrets"),
    flag("no-ephemeral", "list non-ephemeral secrets"),
    flag("private", "list private secrets"),
    flag("no-private", "list non-private secrets"),
};

} // namespace

constexpr Command secret_define_command{.name = "secret-define",
                                        .summary = "define or modify a secret from an XML file",
                                        .description = "Define or modify a secret.",
                                        .options = define_options,
                                        .run = run_secret_define};
constexpr Command secret_dumpxml_command{.name = "secret-dumpxml",
                                         .summary = "secret attributes in XML",
                                         .description =
                                             "Output attributes of a secret as an XML dump to stdout.",
                                         .options = dumpxml_options,
                                         .run = run_secret_dumpxml,
                                         .traits = Json};
constexpr Command secret_get_value_command{.name = "secret-get-value",
                                           .summary = "Output a secret value",
                                           .description = "Output a secret value to stdout.",
                                           .options = get_options,
                                           .run = run_secret_get_value,
                                           .traits = Json};
constexpr Command secret_list_command{.name = "secret-list",
                                      .summary = "list secrets",
                                      .description = "Returns a list of secrets",
                                      .options = list_options,
                                      .run = run_secret_list,
                                      .traits = Json};
constexpr Command secret_set_value_command{.name = "secret-set-value",
                                           .summary = "set a secret value",
                                           .description = "Set a secret value.",
                                           .options = set_options,
                                           .run = run_secret_set_value};
constexpr Command secret_undefine_command{.name = "secret-undefine",
                                          .summary = "undefine a secret",
                                          .description = "Undefine a secret.",
                                          .options = secret_options,
                                          .run = run_secret_undefine};

} // namespace modvirt::cli
