// SPDX-License-Identifier: MIT
#include "kit/volume_files/backend.hpp"

#include <sys/stat.h>

#include "kit/storage/schema.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/target.hpp"
#include "kit/xml/reader.hpp"

namespace modvirt::volume_files {

namespace {

storage::PoolPtr read_pool(const OpenRequest &request, storage::PoolType type)
{
    if (request.document().empty())
        throw refusal(ErrorCode::InvalidArg,
                      "a pool of type '" + std::string(storage::name_of(type)) + "' needs its XML document");
    const xml::Document document = xml::parse(xml_parser(), request.document(), storage::pool_schema());
    if (!document.root().child("source") && !document.root().child("target"))
        return nullptr;
    storage::PoolPtr pool = storage::parse_pool(xml_parser(), request.document(), {true, {}});
    if (pool->type != type)
        throw refusal(ErrorCode::InvalidArg, "the document describes a pool of type '" +
                                                 std::string(storage::name_of(pool->type)) + "', not '" +
                                                 std::string(storage::name_of(type)) + "'");
    return pool;
}

Settings settings_of(const storage::Pool &pool, const process::Runner &run, const SecretSource &secrets)
{
    Settings settings;
    settings.path = pool.target_path;
    settings.pool = pool.type;
    settings.run = run;
    settings.secret = [secrets](const WantedSecret &wanted) { return secrets.value(wanted); };
    settings.warn = [](const std::string &message) { host().log(LogLevel::Warning, "storage", message); };
    if (const auto refresh = pool.document.root().child("refresh"))
        if (const auto volume = refresh->child("volume"))
            settings.capacity_is_allocated = volume->attribute_or("allocation", "") == "capacity";
    return settings;
}

} // namespace

const modvirt_xml_v1 &xml_parser()
{
    const auto *const parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (parser == nullptr)
        throw refusal(ErrorCode::ConfigUnsupported,
                      "the host offers no XML parser; install modvirt's XML module");
    return *parser;
}

FileBackend::FileBackend(const OpenRequest &request, storage::PoolType type, process::Runner run)
    : m_run(std::move(run)), m_pool(read_pool(request, type))
{
    if (m_pool)
        m_files = std::make_unique<VolumeFiles>(settings_of(*m_pool, m_run, request.secrets()), xml_parser());
}

const storage::Pool &FileBackend::pool() const
{
    if (!m_pool)
        throw refusal(ErrorCode::InvalidArg,
                      "this session has no pool: its document has neither a source nor a target");
    // It would be another one for each program, wherever that runs.
    if (!m_pool->target_path.starts_with('/'))
        throw refusal(ErrorCode::InvalidArg, "path '" + std::string(m_pool->target_path) + "' is not absolute");
    return *m_pool;
}

VolumeFiles &FileBackend::files()
{
    static_cast<void>(pool());
    return *m_files;
}

PoolUsage FileBackend::pool_refresh(VolumeSink &volumes)
{
    need_target();
    return files().list([&](const FoundVolume &volume) { volumes.put(volume); });
}

std::string FileBackend::pool_describe()
{
    return describe_target(pool());
}

bool FileBackend::pool_check()
{
    struct stat status {};
    return ::stat(target().c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

FoundVolume FileBackend::volume_create(std::string_view document, uint32_t flags)
{
    need_target();
    return files().create(document, flags);
}

FoundVolume FileBackend::volume_create_from(std::string_view document, std::string_view source_path,
                                            std::string_view source_document, uint32_t flags)
{
    need_target();
    return files().create_from(document, source_path, source_document, flags);
}

FoundVolume FileBackend::volume_inspect(std::string_view name)
{
    need_target();
    return files().inspect(name);
}

std::string FileBackend::volume_describe(std::string_view name)
{
    need_target();
    return files().describe(name);
}

void FileBackend::volume_delete(std::string_view name, uint32_t flags)
{
    need_target();
    files().remove(name, flags);
}

void FileBackend::volume_resize(std::string_view name, uint64_t capacity, uint32_t flags)
{
    need_target();
    files().resize(name, capacity, flags);
}

void FileBackend::volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    need_target();
    files().wipe(name, algorithm, flags);
}

} // namespace modvirt::volume_files
