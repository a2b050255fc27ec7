// SPDX-License-Identifier: LGPL-2.1-or-later
// Saving a guest to a file and restoring it, and writing its memory down for a debugger.
#include "driver.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "flags.hpp"
#include "guest/events.hpp"
#include "guest/monitor.hpp"
#include "guest/save_image.hpp"
#include "guest/stop.hpp"
#include "guest/transfer.hpp"

namespace modvirt::qemu {

namespace {

// virDomainSaveRestoreFlags
constexpr uint32_t save_bypass_cache = 1;
constexpr uint32_t save_running = 2;
constexpr uint32_t save_paused = 4;
constexpr uint32_t save_known = save_bypass_cache | save_running | save_paused;

// virDomainCoreDumpFlags
constexpr uint32_t dump_crash = 1;
constexpr uint32_t dump_live = 2;
constexpr uint32_t dump_bypass_cache = 4;
constexpr uint32_t dump_reset = 8;
constexpr uint32_t dump_memory_only = 16;

// virDomainCoreDumpFormat, in QEMU's words.
constexpr const char *dump_formats[] = {"elf", "kdump-zlib", "kdump-lzo", "kdump-snappy"};

bool guest_is_running(store::Store &store, const store::Job &job)
{
    const auto read = store.read();
    return job.domain().state() == store::State::Running;
}

// Stops a guest for as long as this lives, unless it is kept so.
class Pause {
public:
    Pause(store::Store &store, const store::Job &job, std::shared_ptr<guest::Guest> guest, int32_t reason)
        : m_guest(std::move(guest)), m_was_running(guest_is_running(store, job))
    {
        if (!m_was_running)
            return;
        m_guest->set_pause_reason(reason);
        m_guest->monitor()->execute("stop");
    }
    Pause(const Pause &) = delete;
    Pause &operator=(const Pause &) = delete;
    ~Pause()
    {
        if (const auto monitor = m_was_running && !m_is_kept ? m_guest->find_monitor() : nullptr)
            monitor->send({"cont"});
    }
    [[nodiscard]] bool was_running() const noexcept { return m_was_running; }
    void keep() noexcept { m_is_kept = true; }

private:
    std::shared_ptr<guest::Guest> m_guest;
    bool m_was_running = false;
    bool m_is_kept = false;
};

struct Saving {
    Instance &instance;
    const store::Job &job;
    const std::string path;
    const domain::ConfigPtr config; // what is restored
    const uint32_t flags;
};

void save(const Saving &saving)
{
    const auto guest = saving.instance.guest(saving.job);
    const bool is_running = guest_is_running(saving.instance.store(), saving.job);
    domain::FormatOptions format;
    format.secrets = domain::Secrets::Include;
    guest::SaveHeader header;
    header.name = guest->name();
    header.xml = domain::format(*saving.config, format);
    header.was_running =
        (saving.flags & save_running) != 0 || ((saving.flags & save_paused) == 0 && is_running);
    // A place that cannot be written to is found before the guest notices anything.
    auto image = guest::SaveImage::create(saving.path, header);
    Pause pause(saving.instance.store(), saving.job, guest, guest::paused_save);
    guest::save_memory(*guest, image.fd());
    image.commit();
    pause.keep();
    guest->expect(guest::Ending::Saved);
    guest::end(guest);
}

// The file is made here: a place that cannot be written to is found before the guest notices anything.
void dump(guest::Guest &guest, const std::string &path, const char *format)
{
    const process::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file)
        throw Error(ErrorCode::SystemError, fmt::format("failed to create '{}': {}", path, std::strerror(errno)));
    guest.set_pause_reason(guest::paused_dump);
    try {
        guest::dump_memory(guest, file.get(), format);
    } catch (const Error &) {
        struct stat status {};
        if (::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode))
            ::unlink(path.c_str()); // half a core is none
        throw;
    }
}

} // namespace

void Driver::domain_save_flags(LiveDomain &ref, std::string_view path, std::optional<std::string_view> xml,
                               uint32_t flags)
{
    refuse_unknown_flags(flags, save_known, "virDomainSaveFlags");
    const store::Job job = begin(ref, "save", store::JobKind::Async);
    auto config = m_instance->guest(job)->config();
    if (xml)
        config = config::define(m_instance->context(), *xml);
    if (config->uuid != ref.uuid)
        throw Error(ErrorCode::ConfigUnsupported,
                    "the XML to save with the domain is that of another domain");
    save({*m_instance, job, std::string(path), config, flags});
    ref.id = -1;
}

void Driver::domain_restore_flags(std::string_view path, std::optional<std::string_view> xml, uint32_t flags)
{
    refuse_unknown_flags(flags, save_known, "virDomainRestoreFlags");
    const auto image = guest::SaveImage::open(std::string(path));
    const auto saved = config::load(m_instance->context(), image.header().xml);
    const auto config = xml ? config::define(m_instance->context(), *xml) : saved;
    if (config->uuid != saved->uuid)
        throw Error(
            ErrorCode::ConfigUnsupported,
            fmt::format("the XML given is not that of the domain '{}' saved in '{}'", saved->name, path));
    const bool runs =
        (flags & save_running) != 0 || ((flags & save_paused) == 0 && image.header().was_running);
    start_new(config, runs ? 0 : start_paused, image.fd());
}

void Driver::domain_managed_save(LiveDomain &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, save_known, "virDomainManagedSave");
    const store::Job job = begin(ref, "save", store::JobKind::Async);
    {
        const auto read = store().read();
        check_active(job.domain());
        if (!job.domain().is_persistent())
            throw Error(ErrorCode::OperationInvalid, "cannot do managed save for transient domain");
    }
    save({*m_instance, job, guest::managed_save_path(m_instance->root(), ref.name),
          m_instance->guest(job)->config(), flags});
    ref.id = -1;
}

bool Driver::domain_has_managed_save_image(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainHasManagedSaveImage");
    const std::string name = store().read().get(ref.uuid, ref.name).name();
    return guest::has_managed_save(m_instance->root(), name);
}

void Driver::domain_managed_save_remove(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainManagedSaveRemove");
    const store::Job job = begin(ref, "remove the saved state of");
    if (!guest::has_managed_save(m_instance->root(), ref.name))
        throw Error(ErrorCode::SystemError, fmt::format("Failed to remove managed save file '{}': there is none of domain '{}'",
                                                        guest::managed_save_path(m_instance->root(), ref.name), ref.name));
    guest::remove_managed_save(m_instance->root(), ref.name);
}

void Driver::domain_core_dump_with_format(LiveDomain &ref, std::string_view path, uint32_t format,
                                          uint32_t flags)
{
    refuse_unknown_flags(flags, dump_crash | dump_live | dump_bypass_cache | dump_reset | dump_memory_only,
                         "virDomainCoreDumpWithFormat");
    if (format >= std::size(dump_formats))
        throw Error(ErrorCode::InvalidArg, fmt::format("unknown core dump format {}", format));
    if (path.empty() || path.front() != '/')
        throw Error(ErrorCode::InvalidArg, fmt::format("a core dump needs an absolute path, not '{}'", path));
    const store::Job job = begin(ref, "dump", store::JobKind::Async);
    const auto guest = m_instance->guest(job);
    dump(*guest, std::string(path), dump_formats[format]);
    if ((flags & dump_reset) != 0)
        guest->monitor()->execute("system_reset");
    if ((flags & dump_crash) != 0) {
        guest->expect(guest::Ending::Crashed);
        guest::end(guest);
        ref.id = -1;
    }
}

} // namespace modvirt::qemu
