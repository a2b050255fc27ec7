// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <fmt/format.h>

#include "export.hpp"
#include "kit/storage/schema.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/mount_point.hpp"
#include "kit/volume_files/target.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/reader.hpp"
#include "mount.hpp"

namespace modvirt::storage_netfs {

using volume_files::refusal;

namespace {

// virStoragePoolBuildFlags
constexpr uint32_t build_no_overwrite = 4;
constexpr uint32_t build_overwrite = 8;

constexpr auto answer_deadline = std::chrono::seconds(5);
constexpr auto unmount_deadline = std::chrono::seconds(20);
// For so long a server that has answered is believed to be there, and one that has not to be gone: who asks right behind another
// need not wait for the same once more.
constexpr auto answer_lasts = std::chrono::seconds(2);
constexpr auto silence_lasts = std::chrono::milliseconds(500);

std::string without_slash(std::string text)
{
    while (text.size() > 1 && text.ends_with('/'))
        text.pop_back();
    return text;
}

// The host that a <source> names.
std::string host_of(std::string_view specification)
{
    const std::string text =
        "<pool type='netfs'><name>sources</name>" + std::string(specification) + "</pool>";
    const xml::Document document = xml::parse(volume_files::xml_parser(), text, storage::pool_schema());
    const auto source = document.root().child("source");
    std::string host;
    std::size_t count = 0;
    for (auto child = source ? source->child("host") : std::nullopt; child && count == 0; ++count)
        host = child->attribute_or("name", "");
    if (count != 1 || host.empty())
        throw refusal(ErrorCode::ConfigUnsupported, "Expected exactly 1 host for the storage pool");
    return host;
}

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    return open(request, process::run);
}

std::unique_ptr<Backend> Backend::open(const OpenRequest &request, process::Runner run)
{
    return std::make_unique<Backend>(request, std::move(run));
}

bool Backend::is_mounted() const
{
    const std::string path = volume_files::plain_path(target());
    const auto mount = volume_files::find_mount(path);
    if (!mount)
        return false;
    const std::string source = mount_of(pool(), path).source;
    if (without_slash(mount->source) == without_slash(source))
        return true;
    throw refusal(ErrorCode::OperationFailed,
                  fmt::format("'{}' is mounted on '{}', where '{}' of pool '{}' would be: unmount it first",
                              mount->source, path, source, pool().name));
}

void Backend::expect_answer()
{
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const std::lock_guard lock(m_mutex);
    if (m_answered && Clock::now() - *m_answered < answer_lasts)
        return;
    if (m_silence && *m_silence_end > begin - silence_lasts)
        throw Error(*m_silence);
    // In a process of its own: who asks a server that is gone waits for it, and cannot be called back.
    const process::Invocation invocation{
        {"stat", "--file-system", "--", target()}, "coreutils", answer_deadline};
    try {
        process::expect_success(invocation, runner()(invocation));
    } catch (const Error &error) {
        if (error.code() == ErrorCode::OperationAborted)
            throw; // nobody waits for the answer any more
        m_answered.reset();
        m_silence_end = Clock::now();
        m_silence = refusal(ErrorCode::OperationFailed,
                            fmt::format("the server '{}' of pool '{}' does not answer: {}", pool().source_host,
                                        pool().name, error.message()));
        throw Error(*m_silence);
    }
    m_silence.reset();
    m_answered = Clock::now();
}

bool Backend::answers()
{
    try {
        expect_answer();
        return true;
    } catch (const Error &) {
        return false;
    }
}

void Backend::need_target()
{
    if (!is_mounted())
        throw refusal(
            ErrorCode::OperationFailed,
            fmt::format("the directory of the server '{}' of pool '{}' is not mounted on '{}' any more",
                        pool().source_host, pool().name, target()));
    expect_answer();
}

void Backend::pool_build(uint32_t flags)
{
    refuse_unknown_flags(flags, build_no_overwrite | build_overwrite, "virStoragePoolBuild");
    if (flags != 0)
        throw refusal(ErrorCode::OperationInvalid, "No source device specified when formatting pool '" +
                                                       pool().name +
                                                       "': the server's file system is not made from here");
    volume_files::build_target(pool());
}

void Backend::pool_start()
{
    if (!is_mounted()) {
        const Mount mount = mount_of(pool(), volume_files::plain_path(target()));
        process::expect_success(mount.invocation, runner()(mount.invocation));
    }
    expect_answer();
    m_is_swept = false;
}

// What others left in the directory goes with the first look at it: who looks does not wait for a server that is gone.
PoolUsage Backend::pool_refresh(VolumeSink &volumes)
{
    if (!m_is_swept) {
        need_target();
        sweep();
        m_is_swept = true;
    }
    return FileBackend::pool_refresh(volumes);
}

void Backend::pool_stop()
{
    if (!is_mounted())
        return;
    const std::string path = volume_files::plain_path(target());
    // Of a server that is gone, unmounting would wait for minutes, and cannot be called back.
    if (!answers())
        return let_go(path);
    const process::Invocation invocation{{"umount", "--", path}, "mount", unmount_deadline};
    try {
        process::expect_success(invocation, runner()(invocation));
    } catch (const Error &error) {
        if (error.code() != ErrorCode::OperationTimeout)
            throw;
        let_go(path);
    }
}

// A server that is gone must not hold the pool: its mount is taken away from the tree, and ends when it can. That waits for the
// server too, so it is a process of its own that does.
void Backend::let_go(const std::string &path) const
{
    const process::Invocation invocation{
        {"umount", "--lazy", "--internal-only", "--no-canonicalize", "--", path}, "mount", answer_deadline};
    try {
        process::expect_success(invocation, runner()(invocation));
    } catch (const Error &) {
        if (is_mounted())
            throw;
    }
    host().log(LogLevel::Warning, "storage",
               "the server of pool '" + pool().name + "' does not answer: '" + path + "' was let go");
}

void Backend::pool_delete(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStoragePoolDelete");
    volume_files::remove_target(pool());
}

bool Backend::pool_check()
{
    if (!is_mounted())
        return false;
    expect_answer();
    return true;
}

std::string Backend::pool_describe()
{
    // The permissions of a directory whose server is gone are not asked for.
    try {
        if (is_mounted())
            expect_answer();
    } catch (const Error &) {
        return xml::format(pool().document);
    }
    return FileBackend::pool_describe();
}

std::string Backend::pool_find_sources(std::optional<std::string_view> specification, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectFindStoragePoolSources");
    if (!specification)
        throw refusal(ErrorCode::InvalidArg, "hostname must be specified for netfs sources");
    return find_exports(runner(), host_of(*specification));
}

} // namespace modvirt::storage_netfs
