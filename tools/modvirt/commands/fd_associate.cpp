// SPDX-License-Identifier: LGPL-2.1-or-later
// dom-fd-associate: open files of this process that a domain may use as its disks.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/numbers.hpp"

namespace modvirt::cli {

namespace {

// Numbers with commas between them; none in an empty text.
std::vector<int> parse_descriptors(std::string_view text)
{
    std::vector<int> numbers;
    // The library wants an array even for nothing at all.
    numbers.reserve(1);
    for (bool more = !text.empty(); more;) {
        const size_t comma = text.find(',');
        const std::string_view word = text.substr(0, comma);
        const auto number = parse_integer<int>(word);
        if (!number)
            fail("Unable to parse FD number '{}'", word);
        numbers.push_back(*number);
        more = comma != std::string_view::npos;
        text.remove_prefix(more ? comma + 1 : text.size());
    }
    return numbers;
}

void run_dom_fd_associate(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string name = arguments.required_text("name");
    std::vector<int> descriptors = parse_descriptors(arguments.required_text("pass-fds"));
    unsigned flags = 0;
    if (arguments.has("seclabel-writable"))
        flags |= VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_WRITABLE;
    if (arguments.has("seclabel-restore"))
        flags |= VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE;
    if (virDomainFDAssociate(domain.get(), name.c_str(), static_cast<unsigned>(descriptors.size()),
                             descriptors.data(), flags) < 0)
        fail();
}

constexpr Option dom_fd_associate_options[] = {
    domain_option(complete_domain),
    argument("name", "name of the FD group"),
    argument("pass-fds", "file descriptors N,M,... to associate", nullptr, EmptyOk),
    flag("seclabel-writable", "use seclabels allowing writes"),
    flag("seclabel-restore", "try to restore security label after use if possible"),
};

} // namespace

constexpr Command dom_fd_associate_command{.name = "dom-fd-associate",
                                           .summary = "associate a FD with a domain",
                                           .description = "associate a FD with a domain",
                                           .options = dom_fd_associate_options,
                                           .run = run_dom_fd_associate};

} // namespace modvirt::cli
