// SPDX-License-Identifier: LGPL-2.1-or-later
// start, create: bringing a domain to life, with a console on it when wished.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"
#include "console/console.hpp"

namespace modvirt::cli {

namespace {

struct FlagOption {
    std::string_view option;
    unsigned flag;
};

constexpr FlagOption start_flags[] = {
    {"paused", VIR_DOMAIN_START_PAUSED},
    {"autodestroy", VIR_DOMAIN_START_AUTODESTROY},
    {"bypass-cache", VIR_DOMAIN_START_BYPASS_CACHE},
    {"force-boot", VIR_DOMAIN_START_FORCE_BOOT},
    {"validate", VIR_DOMAIN_START_VALIDATE},
    {"reset-nvram", VIR_DOMAIN_START_RESET_NVRAM},
};

unsigned flags_of(const Arguments &arguments)
{
    unsigned flags = 0;
    for (const FlagOption &entry : start_flags)
        if (arguments.has(entry.option))
            flags |= entry.flag;
    return flags;
}

// --pass-fds 3,4: descriptors that the caller of this program left open for the guest.
std::vector<int> passed_descriptors(const Arguments &arguments)
{
    std::vector<int> descriptors;
    const auto list = arguments.text("pass-fds");
    if (!list)
        return descriptors;
    std::string_view rest = *list;
    for (;;) {
        const size_t end = rest.find(',');
        const std::string_view item = rest.substr(0, end);
        const auto descriptor = parse_integer<int>(item);
        if (!descriptor)
            fail("Unable to parse FD number '{}'", item);
        descriptors.push_back(*descriptor);
        if (end == std::string_view::npos)
            return descriptors;
        rest.remove_prefix(end + 1);
    }
}

// The guest runs even when the console cannot be shown, so that alone does not make the command fail.
void show_console(Session &session, const Arguments &arguments, const Domain &domain)
{
    if (!arguments.has("console"))
        return;
    run_console(session, domain, {});
}

int start_domain(const Domain &domain, const std::vector<int> &descriptors, unsigned flags)
{
    if (!descriptors.empty())
        return virDomainCreateWithFiles(domain.get(), static_cast<unsigned>(descriptors.size()),
                                        const_cast<int *>(descriptors.data()), flags);
    return flags ? virDomainCreateWithFlags(domain.get(), flags) : virDomainCreate(domain.get());
}

// A hypervisor that keeps no saved states knows no --force-boot: then a saved state is removed by hand.
int start_without_saved_state(const Domain &domain, const std::vector<int> &descriptors, unsigned flags)
{
    const int result = start_domain(domain, descriptors, flags);
    const bool unknown_flag =
        last_library_code() == VIR_ERR_NO_SUPPORT || last_library_code() == VIR_ERR_INVALID_ARG;
    if (result == 0 || !(flags & VIR_DOMAIN_START_FORCE_BOOT) || !unknown_flag)
        return result;
    forget_library_error();
    const int saved = virDomainHasManagedSaveImage(domain.get(), 0);
    if (saved < 0 || (saved > 0 && virDomainManagedSaveRemove(domain.get(), 0) < 0))
        return -1;
    return start_domain(domain, descriptors, flags & ~static_cast<unsigned>(VIR_DOMAIN_START_FORCE_BOOT));
}

void run_start(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments, ByName | ByUuid);
    if (virDomainGetID(domain.get()) != static_cast<unsigned>(-1))
        fail("Domain is already active");
    const std::vector<int> descriptors = passed_descriptors(arguments);
    if (start_without_saved_state(domain, descriptors, flags_of(arguments)) < 0)
        fail("Failed to start domain '{}'", domain_name(domain));
    session.out.remark("Domain '{}' started\n", domain_name(domain));
    show_console(session, arguments, domain);
}

void run_create(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    std::vector<int> descriptors = passed_descriptors(arguments);
    const unsigned flags = flags_of(arguments);
    virConnectPtr connection = session.connection();
    const Domain domain(descriptors.empty()
                            ? virDomainCreateXML(connection, xml.c_str(), flags)
                            : virDomainCreateXMLWithFiles(connection, xml.c_str(),
                                                          static_cast<unsigned>(descriptors.size()),
                                                          descriptors.data(), flags));
    if (!domain)
        fail("Failed to create domain from {}", path);
    session.out.remark("Domain '{}' created from {}\n", domain_name(domain), path);
    show_console(session, arguments, domain);
}

constexpr Option start_options[] = {
    argument("domain", "name of the inactive domain", complete_inactive_domain),
    flag("console", "attach to console after creation"),
    flag("paused", "leave the guest paused after creation"),
    flag("autodestroy", "automatically destroy the guest when modvirt disconnects"),
    flag("bypass-cache", "avoid file system cache when loading"),
    flag("force-boot", "force fresh boot by discarding any managed save"),
    text("pass-fds", "pass file descriptors N,M,... to the guest"),
    flag("reset-nvram", "re-initialize NVRAM from its pristine template"),
};

constexpr Option create_options[] = {
    argument("file", "file containing an XML domain description", complete_path),
    flag("console", "attach to console after creation"),
    flag("paused", "leave the guest paused after creation"),
    flag("autodestroy", "automatically destroy the guest when modvirt disconnects"),
    text("pass-fds", "pass file descriptors N,M,... to the guest"),
    flag("validate", "validate the XML against the schema"),
    flag("reset-nvram", "re-initialize NVRAM from its pristine template"),
};

} // namespace

constexpr Command start_command{
    .name = "start",
    .summary = "start a (previously defined) inactive domain",
    .description =
        "Start a domain, either from the last managedsave\n    state, or via a fresh boot if no managedsave "
        "state\n    is present.",
    .options = start_options,
    .run = run_start};

constexpr Command create_command{.name = "create",
                                 .summary = "create a domain from an XML file",
                                 .description = "Create a domain.",
                                 .options = create_options,
                                 .run = run_create};

} // namespace modvirt::cli
