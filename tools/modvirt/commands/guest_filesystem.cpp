// SPDX-License-Identifier: LGPL-2.1-or-later
// domfsfreeze, domfsthaw, domfstrim, domfsinfo: the file systems inside a guest.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/text_table.hpp"

namespace modvirt::cli {

namespace {

std::vector<const char *> mount_points(const std::vector<std::string> &texts)
{
    std::vector<const char *> points;
    for (const std::string &text : texts)
        points.push_back(text.c_str());
    return points;
}

using Change = int (*)(virDomainPtr, const char **, unsigned int, unsigned int);

// How many file systems it was done to.
int change(Session &session, const Arguments &arguments, Change call, std::string_view verb)
{
    const Domain domain = find_domain(session, arguments);
    const std::vector<std::string> texts = arguments.all("mountpoint");
    std::vector<const char *> points = mount_points(texts);
    const int count =
        call(domain.get(), points.empty() ? nullptr : points.data(), static_cast<unsigned>(points.size()), 0);
    if (count < 0)
        fail("Unable to {} filesystems", verb);
    return count;
}

void run_domfsfreeze(Session &session, const Arguments &arguments)
{
    const int count = change(session, arguments, virDomainFSFreeze, "freeze");
    session.out.remark("Froze {} filesystem(s)\n", count);
}

void run_domfsthaw(Session &session, const Arguments &arguments)
{
    const int count = change(session, arguments, virDomainFSThaw, "thaw");
    session.out.remark("Thawed {} filesystem(s)\n", count);
}

void run_domfstrim(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const unsigned long long minimum = arguments.large_integer("minimum").value_or(0);
    const auto mount_point = arguments.text("mountpoint");
    if (virDomainFSTrim(domain.get(), mount_point ? mount_point->c_str() : nullptr, minimum, 0) < 0)
        fail("Unable to invoke fstrim");
}

class FileSystems {
public:
    explicit FileSystems(virDomainPtr domain) : m_count(virDomainGetFSInfo(domain, &m_list, 0))
    {
        if (m_count < 0)
            fail("Unable to get filesystem information");
    }
    ~FileSystems()
    {
        for (int i = 0; i < m_count; ++i)
            virDomainFSInfoFree(m_list[i]);
        std::free(m_list);
    }
    FileSystems(const FileSystems &) = delete;
    FileSystems &operator=(const FileSystems &) = delete;

    [[nodiscard]] std::span<const virDomainFSInfoPtr> all() const
    {
        return {m_list, static_cast<size_t>(m_count)};
    }

private:
    virDomainFSInfoPtr *m_list = nullptr;
    int m_count;
};

std::vector<std::string> targets(const virDomainFSInfo &info)
{
    return {info.devAlias, info.devAlias + info.ndevAlias};
}

JsonValue json_of(const virDomainFSInfo &info)
{
    return {{"mountpoint", json_text(info.mountpoint)},
            {"name", json_text(info.name)},
            {"type", json_text(info.fstype)},
            {"targets", targets(info)}};
}

void print_table(Session &session, const FileSystems &systems)
{
    TextTable table({"Mountpoint", "Name", "Type", "Target"});
    for (const virDomainFSInfo *info : systems.all())
        table.add(
            {info->mountpoint, info->name, info->fstype, fmt::format("{}", fmt::join(targets(*info), ","))});
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_domfsinfo(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const FileSystems systems(domain.get());
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const virDomainFSInfo *info : systems.all())
            list.push_back(json_of(*info));
        return print_json(session, list);
    }
    if (systems.all().empty())
        return session.out.remark("No filesystems are mounted in the domain");
    print_table(session, systems);
}

constexpr Option domfsfreeze_options[] = {
    domain_option(complete_active_domain),
    words("mountpoint", "mountpoint path to be frozen"),
};
constexpr Option domfsthaw_options[] = {
    domain_option(complete_active_domain),
    words("mountpoint", "mountpoint path to be thawed"),
};
constexpr Option domfstrim_options[] = {
    domain_option(complete_active_domain),
    number("minimum", "Just a hint to ignore contiguous free ranges smaller than this (Bytes)"),
    text("mountpoint", "which mount point to trim"),
};
constexpr Option domfsinfo_options[] = {domain_option(complete_active_domain)};

} // namespace

constexpr Command domfsfreeze_command{.name = "domfsfreeze",
                                      .summary = "Freeze domain's mounted filesystems.",
                                      .description = "Freeze domain's mounted filesystems.",
                                      .options = domfsfreeze_options,
                                      .run = run_domfsfreeze};
constexpr Command domfsthaw_command{.name = "domfsthaw",
                                    .summary = "Thaw domain's mounted filesystems.",
                                    .description = "Thaw domain's mounted filesystems.",
                                    .options = domfsthaw_options,
                                    .run = run_domfsthaw};
constexpr Command domfstrim_command{.name = "domfstrim",
                                    .summary = "Invoke fstrim on domain's mounted filesystems.",
                                    .description = "Invoke fstrim on domain's mounted filesystems.",
                                    .options = domfstrim_options,
                                    .run = run_domfstrim};
constexpr Command domfsinfo_command{.name = "domfsinfo",
                                    .summary = "Get information of domain's mounted filesystems.",
                                    .description = "Get information of domain's mounted filesystems.",
                                    .options = domfsinfo_options,
                                    .run = run_domfsinfo,
                                    .traits = Json};

} // namespace modvirt::cli
