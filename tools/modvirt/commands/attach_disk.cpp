// SPDX-License-Identifier: LGPL-2.1-or-later
// attach-disk: a disk that is described by options instead of a file.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/device_address.hpp"
#include "base/device_flags.hpp"
#include "base/failure.hpp"
#include "base/xml_tree.hpp"

#include <sys/stat.h>

namespace modvirt::cli {

namespace {

// A world wide name is 16 hexadecimal digits.
bool is_wwn(std::string_view text)
{
    if (text.starts_with("0x") || text.starts_with("0X"))
        text.remove_prefix(2);
    return text.size() == 16 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// Which buses a target of that name can be on.
void check_address_fits(const DeviceAddress &address, std::string_view target)
{
    const AddressBus bus = address.bus;
    if (target.starts_with("vd") && bus != AddressBus::Pci && bus != AddressBus::Ccw)
        fail("expecting a pci:0000.00.00.00 or ccw:00.0.0000 address.");
    if (target.starts_with("sd") && bus != AddressBus::Scsi && bus != AddressBus::Usb &&
        bus != AddressBus::Sata)
        fail("expecting a scsi:00.00.00 or usb:00.00 or sata:00.00.00 address.");
    if (target.starts_with("hd") && bus != AddressBus::Ide)
        fail("expecting an ide:00.00.00 address.");
}

class DiskText {
public:
    explicit DiskText(const Arguments &arguments)
        : m_arguments(arguments), m_source(arguments.required_text("source")),
          m_target(arguments.required_text("target"))
    {
    }

    std::string make()
    {
        check_network_options();
        const std::string type = source_type();
        const std::string mode = given("mode");
        if (!mode.empty() && mode != "readonly" && mode != "shareable")
            fail("No support for {} in command 'attach-disk'", mode);
        const std::string wwn = given("wwn");
        if (!wwn.empty() && !is_wwn(wwn))
            fail("internal error: Malformed wwn: {}", wwn);
        std::string text = "<disk" + attribute_text("type", type) + attribute_text("device", given("type")) +
                           (m_arguments.has("rawio") ? " rawio='yes'" : "") + ">\n";
        text += driver_text();
        text += source_text(type);
        text += fmt::format("  <target dev={}{}/>\n", in_quotes(m_target),
                            attribute_text("bus", given("targetbus")));
        if (!mode.empty())
            text += fmt::format("  <{}/>\n", mode);
        text += element("serial");
        if (const std::string alias = given("alias"); !alias.empty())
            text += fmt::format("  <alias name={}/>\n", in_quotes(alias));
        return text + element("wwn") + address_text() + "</disk>\n";
    }

private:
    [[nodiscard]] std::string given(std::string_view option) const
    {
        return m_arguments.text(option).value_or("");
    }

    void check_network_options() const
    {
        for (const std::string_view option :
             {"source-host-name", "source-host-transport", "source-host-socket"})
            m_arguments.need_with("source-protocol", option);
        m_arguments.need_with("source-host-transport", "source-host-socket");
        m_arguments.refuse_both("source-host-name", "source-host-socket");
    }

    [[nodiscard]] std::string source_type() const
    {
        const bool has_protocol = m_arguments.has("source-protocol");
        const auto type = m_arguments.text("sourcetype");
        if (!type) {
            if (has_protocol)
                return "network";
            struct stat status {};
            return stat(m_source.c_str(), &status) == 0 && S_ISBLK(status.st_mode) ? "block" : "file";
        }
        if (*type != "block" && *type != "file" && *type != "network")
            fail("Unknown source type: '{}'", *type);
        if (has_protocol != (*type == "network"))
            fail("--source-protocol option requires --sourcetype network");
        return *type;
    }

    [[nodiscard]] std::string driver_text() const
    {
        const std::string attributes =
            attribute_text("name", given("driver")) + attribute_text("type", given("subdriver")) +
            attribute_text("iothread", given("iothread")) + attribute_text("cache", given("cache")) +
            attribute_text("io", given("io"));
        return attributes.empty() ? attributes : "  <driver" + attributes + "/>\n";
    }

    [[nodiscard]] std::string source_text(const std::string &type) const
    {
        if (type != "network")
            return fmt::format("  <source {}={}/>\n", type == "block" ? "dev" : "file", in_quotes(m_source));
        const std::string head = fmt::format("  <source protocol={} name={}",
                                             in_quotes(given("source-protocol")), in_quotes(m_source));
        const std::string host = host_text();
        return host.empty() ? head + "/>\n" : head + ">\n    <host" + host + "/>\n  </source>\n";
    }

    // The attributes of the host that has the disk.
    [[nodiscard]] std::string host_text() const
    {
        std::string text = attribute_text("transport", given("source-host-transport")) +
                           attribute_text("socket", given("source-host-socket"));
        const auto name = m_arguments.text("source-host-name");
        if (!name)
            return text;
        const size_t colon = name->find(':');
        text += " name=" + in_quotes(name->substr(0, colon));
        if (colon != std::string::npos)
            text += " port=" + in_quotes(name->substr(colon + 1));
        return text;
    }

    // <option>value</option>
    [[nodiscard]] std::string element(std::string_view option) const
    {
        const auto value = m_arguments.text(option);
        return value ? fmt::format("  <{}>{}</{}>\n", option, escape_text(*value), option) : std::string();
    }

    [[nodiscard]] std::string address_text() const
    {
        const auto text = m_arguments.text("address");
        if (!text)
            return {};
        const auto address = parse_device_address(*text);
        if (!address)
            fail("Invalid address.");
        check_address_fits(*address, m_target);
        return fmt::format("  {}\n",
                           address_element(*address, m_arguments.has("multifunction") ? Multifunction::Yes
                                                                                      : Multifunction::No));
    }

    const Arguments &m_arguments;
    std::string m_source;
    std::string m_target;
};

void run_attach_disk(Session &session, const Arguments &arguments)
{
    check_device_flags(arguments);
    attach_described(session, arguments, DiskText(arguments).make(), sentence("Disk attached successfully\n"),
                     sentence("Failed to attach disk"));
}

std::vector<std::string> complete_cache(Session &, const Arguments &)
{
    return {"default", "directsync", "none", "unsafe", "writeback", "writethrough"};
}

std::vector<std::string> complete_io(Session &, const Arguments &)
{
    return {"io_uring", "native", "threads"};
}

std::vector<std::string> complete_disk_type(Session &, const Arguments &)
{
    return {"cdrom", "disk", "floppy", "lun"};
}

std::vector<std::string> complete_disk_mode(Session &, const Arguments &)
{
    return {"readonly", "shareable"};
}

std::vector<std::string> complete_source_type(Session &, const Arguments &)
{
    return {"block", "file", "network"};
}

constexpr Option attach_disk_options[] = {
    domain_option(complete_domain),
    argument("source", "source of disk device or name of network disk", complete_path, EmptyOk),
    argument("target", "target of disk device"),
    text("targetbus", "target bus of disk device"),
    text("driver", "driver of disk device"),
    text("subdriver", "subdriver of disk device"),
    text("iothread", "IOThread to be used by supported device"),
    text("cache", "cache mode of disk device", complete_cache),
    text("io", "io policy of disk device", complete_io),
    text("type", "target device type", complete_disk_type),
    alias("shareable", "mode=shareable"),
    text("mode", "mode of device reading and writing", complete_disk_mode),
    text("sourcetype", "type of source (block|file|network)", complete_source_type),
    text("serial", "serial of disk device"),
    text("wwn", "wwn of disk device"),
    text("alias", "custom alias name of disk device"),
    flag("rawio", "needs rawio capability"),
    text("address", "address of disk device"),
    flag("multifunction", "use multifunction pci under specified address"),
    flag("print-xml", "print XML document rather than attach the disk"),
    text("source-protocol", "protocol used by disk device source"),
    text("source-host-name", "host name for source of disk device"),
    text("source-host-transport", "host transport for source of disk device"),
    text("source-host-socket", "host socket for source of disk device"),
    persistent_option(),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command attach_disk_command{.name = "attach-disk",
                                      .summary = "attach disk device",
                                      .description = "Attach new disk device.",
                                      .options = attach_disk_options,
                                      .run = run_attach_disk};

} // namespace modvirt::cli
