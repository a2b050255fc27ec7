// SPDX-License-Identifier: LGPL-2.1-or-later
// pool-define-as and pool-create-as: pools that are described by options instead of a file.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/pool_lookup.hpp"
#include "commands/pool_options.hpp"

#include <array>

namespace modvirt::cli {

namespace {

// As virsh writes them: a name that needs escaping is for the library to refuse.
class PoolText {
public:
    explicit PoolText(const Arguments &arguments) : m_arguments(arguments) {}

    std::string make()
    {
        m_text = fmt::format("<pool type='{}'>\n  <name>{}</name>\n", m_arguments.required_text("type"),
                             m_arguments.required_text("name"));
        std::string source = source_text();
        if (!source.empty())
            m_text += "  <source>\n" + source + "  </source>\n";
        if (const auto target = m_arguments.text("target"))
            m_text += fmt::format("  <target>\n    <path>{}</path>\n  </target>\n", *target);
        return m_text + "</pool>\n";
    }

private:
    [[nodiscard]] std::string source_text() const
    {
        std::string text;
        const auto element = [&](const char *option, fmt::string_view form) {
            if (const auto value = m_arguments.text(option))
                text += fmt::vformat(form, fmt::make_format_args(*value));
        };
        element("source-host", "    <host name='{}'/>\n");
        element("source-path", "    <dir path='{}'/>\n");
        element("source-dev", "    <device path='{}'/>\n");
        element("source-initiator", "    <initiator>\n      <iqn name='{}'/>\n    </initiator>\n");
        text += adapter();
        text += auth();
        element("source-format", "    <format type='{}'/>\n");
        element("source-name", "    <name>{}</name>\n");
        element("source-protocol-ver", "    <protocol ver='{}'/>\n");
        return text;
    }

    [[nodiscard]] std::string adapter() const
    {
        const auto node_name = m_arguments.text("adapter-wwnn");
        const auto port_name = m_arguments.text("adapter-wwpn");
        if (node_name && port_name) {
            const auto parent = m_arguments.text("adapter-parent");
            return fmt::format("    <adapter type='fc_host'{} wwnn='{}' wwpn='{}'/>\n",
                               parent ? fmt::format(" parent='{}'", *parent) : other_parent(), *node_name,
                               *port_name);
        }
        if (const auto name = m_arguments.text("adapter-name"))
            return fmt::format("    <adapter type='scsi_host' name='{}'/>\n", *name);
        return {};
    }

    // What names the parent when its own name does not.
    [[nodiscard]] std::string other_parent() const
    {
        const auto node_name = m_arguments.text("adapter-parent-wwnn");
        const auto port_name = m_arguments.text("adapter-parent-wwpn");
        if (node_name && port_name)
            return fmt::format(" parent_wwnn='{}' parent_wwpn='{}'", *node_name, *port_name);
        if (const auto fabric = m_arguments.text("adapter-parent-fabric-wwn"))
            return fmt::format(" parent_fabric_wwn='{}'", *fabric);
        return {};
    }

    [[nodiscard]] std::string auth() const
    {
        const auto type = m_arguments.text("auth-type");
        const auto user = m_arguments.text("auth-username");
        const auto usage = m_arguments.text("secret-usage");
        const auto uuid = m_arguments.text("secret-uuid");
        if (!type || !user || (!usage && !uuid))
            return {};
        return fmt::format("    <auth type='{}' username='{}'>\n      <secret {}='{}'/>\n    </auth>\n",
                           *type, *user, usage ? "usage" : "uuid", usage ? *usage : *uuid);
    }

    const Arguments &m_arguments;
    std::string m_text;
};

void run_pool_define_as(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("secret-usage", "secret-uuid");
    const std::string xml = PoolText(arguments).make();
    if (arguments.has("print-xml"))
        return session.out.write(xml);
    const std::string name = arguments.required_text("name");
    const Pool pool(virStoragePoolDefineXML(session.connection(), xml.c_str(), 0));
    if (!pool)
        fail("Failed to define pool {}", name);
    session.out.remark("Pool {} defined\n", name);
}

void run_pool_create_as(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("overwrite", "no-overwrite");
    arguments.refuse_both("secret-usage", "secret-uuid");
    const std::string xml = PoolText(arguments).make();
    if (arguments.has("print-xml"))
        return session.out.write(xml);
    const std::string name = arguments.required_text("name");
    const Pool pool(virStoragePoolCreateXML(session.connection(), xml.c_str(), pool_create_flags(arguments)));
    if (!pool)
        fail("Failed to create pool {}", name);
    session.out.remark("Pool {} created\n", name);
}

constexpr std::array as_options{
    argument("name", "name of the pool"),
    argument("type", "type of the pool"),
    flag("print-xml", "print XML document, but don't define/create"),
    text("source-host", "source-host for underlying storage"),
    text("source-path", "source path for underlying storage"),
    text("source-dev", "source device for underlying storage"),
    text("source-name", "source name for underlying storage"),
    text("target", "target for underlying storage"),
    text("source-format", "format for underlying storage"),
    text("auth-type", "auth type to be used for underlying storage"),
    text("auth-username", "auth username to be used for underlying storage"),
    text("secret-usage", "auth secret usage to be used for underlying storage"),
    text("secret-uuid", "auth secret UUID to be used for underlying storage"),
    text("adapter-name", "adapter name to be used for underlying storage"),
    text("adapter-wwnn", "adapter wwnn to be used for underlying storage"),
    text("adapter-wwpn", "adapter wwpn to be used for underlying storage"),
    text("adapter-parent", "adapter parent scsi_hostN to be used for underlying vHBA storage"),
    text("adapter-parent-wwnn", "adapter parent scsi_hostN wwnn to be used for underlying vHBA storage"),
    text("adapter-parent-wwpn", "adapter parent scsi_hostN wwpn to be used for underlying vHBA storage"),
    text("adapter-parent-fabric-wwn",
         "adapter parent scsi_hostN fabric_wwn to be used for underlying vHBA storage"),
    text("source-protocol-ver", "nfsvers value for NFS pool mount option"),
    text("source-initiator", "initiator iqn for underlying storage"),
};

constexpr auto create_as_options = [] {
    std::array<Option, as_options.size() + 3> options{};
    size_t count = 0;
    for (const Option &option : as_options)
        options[count++] = option;
    options[count++] = build_option;
    options[count++] = no_overwrite_option;
    options[count++] = overwrite_option;
    return options;
}();

} // namespace

constexpr Command pool_create_as_command{.name = "pool-create-as",
                                         .summary = "create a pool from a set of args",
                                         .description = "Create a pool.",
                                         .options = create_as_options,
                                         .run = run_pool_create_as};
constexpr Command pool_define_as_command{.name = "pool-define-as",
                                         .summary = "define a pool from a set of args",
                                         .description = "Define a pool.",
                                         .options = as_options,
                                         .run = run_pool_define_as};

} // namespace modvirt::cli
