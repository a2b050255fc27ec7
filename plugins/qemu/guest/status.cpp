// SPDX-License-Identifier: LGPL-2.1-or-later
#include "status.hpp"

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <modvirt/error.hpp>

#include "kit/xml/value.hpp"

namespace modvirt::qemu::guest {

namespace {

using Json = nlohmann::json;

constexpr int format = 1;
constexpr std::size_t largest_file = std::size_t{32} << 20;
constexpr std::string_view suffix = ".status";
constexpr std::string_view mark_suffix = ".ran";

std::string boot_id()
{
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    file >> id;
    return id;
}

Json to_json(const config::DiskSources &sources)
{
    Json all = Json::object();
    for (const auto &[target, source] : sources) {
        Json chain = Json::array();
        for (const config::BackingImage &image : source.chain)
            chain.push_back({{"path", image.path},
                             {"format", image.format},
                             {"is_here", image.is_here},
                             {"is_block", image.is_block}});
        all[target] = {{"kind", source.kind},     {"path", source.path}, {"portal", source.portal},
                       {"target", source.target}, {"initiator", source.initiator}, {"lun", source.lun},
                       {"chain", chain},          {"others", source.others}};
    }
    return all;
}

config::DiskSources sources_in(const Json &all)
{
    config::DiskSources sources;
    for (const auto &[target, json] : all.items()) {
        config::DiskSource source;
        json.at("kind").get_to(source.kind);
        json.at("path").get_to(source.path);
        json.at("portal").get_to(source.portal);
        json.at("target").get_to(source.target);
        json.at("initiator").get_to(source.initiator);
        json.at("lun").get_to(source.lun);
        json.at("others").get_to(source.others);
        for (const Json &image : json.at("chain"))
            source.chain.push_back({image.at("path"), image.at("format"), image.at("is_here"), image.at("is_block")});
        sources.emplace(target, std::move(source));
    }
    return sources;
}

std::string name_of(const store::Uuid &uuid, std::string_view ending)
{
    return xml::format_uuid(uuid) + std::string(ending);
}

} // namespace

StatusDirectory::StatusDirectory(const std::string &path, store::FileCalls &calls) : m_directory(path, calls)
{
    m_directory.sweep();
}

void StatusDirectory::write(const Status &status)
{
    Json json = {{"format", format},
                 {"uuid", xml::format_uuid(status.uuid)},
                 {"name", status.name},
                 {"id", status.id},
                 {"phase", status.phase == Phase::Complete ? "complete" : "starting"},
                 {"pid", status.process.pid},
                 {"start_ticks", status.process.start_ticks},
                 {"boot_id", status.process.boot_id},
                 {"log_offset", status.log_offset},
                 {"vnc_port", status.vnc_port},
                 {"vnc_websocket", status.vnc_websocket},
                 {"xml", status.xml}};
    if (status.sources)
        json["sources"] = to_json(*status.sources);
    m_directory.write(name_of(status.uuid, suffix),
                      json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::optional<Status> StatusDirectory::read(const std::string &file) const
{
    try {
        const Json json = Json::parse(m_directory.read(file, largest_file));
        const auto uuid = xml::parse_uuid(json.at("uuid").get<std::string>());
        if (json.at("format") != format || !uuid)
            return std::nullopt;
        Status status;
        status.uuid = *uuid;
        json.at("name").get_to(status.name);
        json.at("id").get_to(status.id);
        status.phase = json.at("phase") == "complete" ? Phase::Complete : Phase::Starting;
        json.at("pid").get_to(status.process.pid);
        json.at("start_ticks").get_to(status.process.start_ticks);
        json.at("boot_id").get_to(status.process.boot_id);
        json.at("log_offset").get_to(status.log_offset);
        json.at("vnc_port").get_to(status.vnc_port);
        json.at("vnc_websocket").get_to(status.vnc_websocket);
        json.at("xml").get_to(status.xml);
        if (const auto sources = json.find("sources"); sources != json.end())
            status.sources = sources_in(*sources);
        return status;
    } catch (const Json::exception &) {
        return std::nullopt;
    } catch (const Error &) {
        return std::nullopt;
    }
}

std::vector<std::string> StatusDirectory::list() const
{
    std::vector<std::string> files = m_directory.list();
    std::erase_if(files, [](const std::string &file) { return !file.ends_with(suffix); });
    return files;
}

// The status goes last: a process that is killed in between finds the rest to be removed by it.
void StatusDirectory::remove(const store::Uuid &uuid) noexcept
{
    for (const std::string_view ending : {std::string_view(".monitor"), std::string_view(".pid"), suffix}) {
        try {
            m_directory.remove(name_of(uuid, ending));
        } catch (const Error &) { // a later process removes it
        }
    }
}

void StatusDirectory::mark_as_run(const store::Uuid &uuid) noexcept
{
    try {
        m_directory.write(name_of(uuid, mark_suffix), boot_id());
    } catch (const std::exception &) { // it is started once more than needed
    }
}

bool StatusDirectory::has_run(const store::Uuid &uuid) const
{
    const std::string file = name_of(uuid, mark_suffix);
    return m_directory.has(file) && m_directory.read(file, 4096) == boot_id();
}

void StatusDirectory::unmark(const store::Uuid &uuid) noexcept
{
    try {
        m_directory.remove(name_of(uuid, mark_suffix));
    } catch (const std::exception &) { // a later process removes it
    }
}

std::vector<store::Uuid> StatusDirectory::marked() const
{
    std::vector<store::Uuid> uuids;
    for (std::string file : m_directory.list()) {
        if (!file.ends_with(mark_suffix))
            continue;
        file.resize(file.size() - mark_suffix.size());
        if (const auto uuid = xml::parse_uuid(file))
            uuids.push_back(*uuid);
    }
    return uuids;
}

std::string StatusDirectory::monitor_path(const store::Uuid &uuid) const
{
    return m_directory.path() + "/" + name_of(uuid, ".monitor");
}

std::string StatusDirectory::pid_file(const store::Uuid &uuid) const
{
    return m_directory.path() + "/" + name_of(uuid, ".pid");
}

bool StatusDirectory::has_pid_file(const store::Uuid &uuid) const
{
    return m_directory.has(name_of(uuid, ".pid"));
}

} // namespace modvirt::qemu::guest
