// SPDX-License-Identifier: LGPL-2.1-or-later
#include "arguments.hpp"

#include <fmt/format.h>

namespace modvirt::storage_disk {

namespace {

// It asks nothing, and takes places as they are given: they are aligned already. Afterwards it tells the table, so that nobody
// has to open the disk for writing once more.
Arguments parted(const std::string &disk, const Arguments &command)
{
    Arguments arguments = {"parted", "--script", "--json", "--align", "none", "--", disk, "unit", "B"};
    arguments.insert(arguments.end(), command.begin(), command.end());
    arguments.insert(arguments.end(), {"print", "free"});
    return arguments;
}

std::string byte(uint64_t place)
{
    return fmt::format("{}B", place);
}

std::string_view name_of(RegionKind kind)
{
    if (kind == RegionKind::Extended)
        return "extended";
    return kind == RegionKind::Logical ? "logical" : "primary";
}

} // namespace

Arguments list_table(const std::string &disk)
{
    return {"parted", "--script", "--json", "--", disk, "unit", "B", "print", "free"};
}

Arguments list_types(const std::string &disk)
{
    return {"partx", "--raw", "--noheadings", "--output", "NR,TYPE", "--", disk};
}

Arguments list_geometry(const std::string &disk)
{
    return {"parted", "--script", "--machine", "--", disk, "unit", "cyl", "print"};
}

Arguments make_label(const std::string &disk, const Label &label)
{
    return parted(disk, {"mklabel", std::string(label.parted)});
}

Arguments make_partition(const std::string &disk, const Label &label, const Placement &placement,
                         const PartitionType &type)
{
    Arguments command = {"mkpart"};
    if (label.names_kinds)
        command.emplace_back(name_of(placement.kind));
    if (placement.kind != RegionKind::Extended)
        command.emplace_back(type.filesystem);
    command.push_back(byte(placement.start));
    command.push_back(byte(placement.end - 1)); // parted wants the last one
    if (!type.flag.empty())
        command.insert(command.end(), {"set", std::to_string(placement.number), std::string(type.flag), "on"});
    return parted(disk, command);
}

Arguments grow_partition(const std::string &disk, uint32_t number, uint64_t end)
{
    return parted(disk, {"resizepart", std::to_string(number), byte(end - 1)});
}

Arguments remove_partition(const std::string &disk, uint32_t number)
{
    return parted(disk, {"rm", std::to_string(number)});
}

} // namespace modvirt::storage_disk
