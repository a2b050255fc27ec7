// SPDX-License-Identifier: LGPL-2.1-or-later
// migrate: takes a domain to another host. What its options mean to the library is in migrate_options.cpp,
// and what can be set beforehand or meanwhile in migrate_settings.cpp.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/job_progress.hpp"
#include "base/library_error.hpp"
#include "commands/migrate_options.hpp"

#include <atomic>

namespace modvirt::cli {

namespace {

// Hears that a first pass over the memory is done, which is when post-copy may begin.
class FirstPass {
public:
    explicit FirstPass(virDomainPtr domain) : m_domain(domain)
    {
        auto share = std::make_unique<std::shared_ptr<State>>(m_state);
        virConnectPtr connection = virDomainGetConnect(domain);
        const int id =
            virConnectDomainEventRegisterAny(connection, domain, VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION,
                                             VIR_DOMAIN_EVENT_CALLBACK(on_iteration), share.get(), release);
        if (id < 0)
            fail();
        static_cast<void>(share.release());
        m_events = DomainEvents(connection, id);
    }

    void switch_when_done()
    {
        if (!m_state->is_done.exchange(false))
            return;
        if (virDomainMigrateStartPostCopy(m_domain, 0) < 0)
            forget_library_error();
    }

private:
    struct State {
        std::atomic<bool> is_done = false;
    };

    static void on_iteration(virConnectPtr, virDomainPtr, int iteration, void *opaque)
    {
        constexpr int second_pass = 2;
        if (iteration == second_pass)
            (*static_cast<const std::shared_ptr<State> *>(opaque))->is_done = true;
    }
    static void release(void *opaque) { delete static_cast<std::shared_ptr<State> *>(opaque); }

    virDomainPtr m_domain;
    std::shared_ptr<State> m_state = std::make_shared<State>();
    DomainEvents m_events;
};

std::optional<std::chrono::milliseconds> timeout_of(const Arguments &arguments)
{
    const auto seconds = arguments.unsigned_integer("timeout");
    if (seconds && *seconds != 0 && !arguments.has("live"))
        fail("migrate: Unexpected timeout for offline migration");
    if (!seconds && (arguments.has("timeout-suspend") || arguments.has("timeout-postcopy")))
        fail("migrate: Unexpected --timeout-* option without --timeout");
    if (!seconds || *seconds == 0)
        return std::nullopt;
    return std::chrono::seconds(*seconds);
}

// What takes too long goes on with a paused guest, or with one that runs on the other side already.
void speed_up(virDomainPtr domain, const Arguments &arguments)
{
    const int result = arguments.has("timeout-postcopy") ? virDomainMigrateStartPostCopy(domain, 0)
                                                         : virDomainSuspend(domain);
    if (result < 0)
        forget_library_error();
}

Connection connect_to_destination(const std::string &uri)
{
    Connection destination(virConnectOpenAuth(uri.c_str(), virConnectAuthPtrDefault, 0));
    if (!destination)
        fail();
    return destination;
}

// The source drives a migration of its own accord with --p2p and --direct; else this program stands between
// the two.
struct Migration {
    virDomainPtr domain;
    std::string uri;
    Connection destination; // empty when the source drives
    ParameterChanges parameters;
    unsigned flags = 0;

    int run() const
    {
        const auto count = static_cast<unsigned>(parameters.count());
        if (!destination)
            return virDomainMigrateToURI3(domain, uri.c_str(), parameters.data(), count, flags);
        const Domain arrived(virDomainMigrate3(domain, destination.get(), parameters.data(), count, flags));
        return arrived ? 0 : -1;
    }
};

void run_migrate(Session &session, const Arguments &arguments)
{
    check_migrate_options(arguments);
    const Domain domain = find_domain(session, arguments);
    JobWatch watch{.label = "Migration"};
    watch.progress = arguments.has("verbose") ? Progress::Shown : Progress::Hidden;
    watch.timeout = timeout_of(arguments);
    watch.on_timeout = [&] { speed_up(domain.get(), arguments); };
    Migration migration{domain.get(), arguments.required_text("desturi"), {}, {}};
    if (!arguments.has("p2p") && !arguments.has("direct"))
        migration.destination = connect_to_destination(migration.uri);
    add_migrate_parameters(migration.parameters, arguments);
    migration.flags = migrate_flags(arguments);
    std::optional<FirstPass> first_pass;
    if (arguments.has("postcopy-after-precopy"))
        watch.on_poll = [&pass = first_pass.emplace(domain.get())] { pass.switch_when_done(); };
    watch_job(session, domain.get(), watch, [&] { return migration.run(); }, {});
}

constexpr Option migrate_options[] = {
    domain_option(complete_domain),
    argument("desturi",
             "connection URI of the destination host as seen from the client(normal migration) or source(p2p "
             "migration)"),
    flag("live", "live migration"),
    flag("offline", "offline migration"),
    flag("p2p", "peer-2-peer migration"),
    flag("direct", "direct migration"),
    alias("tunneled", "tunnelled"),
    flag("tunnelled", "tunnelled migration"),
    flag("persistent", "persist VM on destination"),
    flag("undefinesource", "undefine VM on source"),
    flag("suspend", "do not restart the domain on the destination host"),
    flag("copy-storage-all", "migration with non-shared storage with full disk copy"),
    flag("copy-storage-inc",
         "migration with non-shared storage with incremental copy (same base image shared between source and "
         "destination)"),
    flag(
        "copy-storage-synchronous-writes",
        "force guest disk writes to be synchronously written to the destination to improve storage migration "
        "convergence"),
    flag("change-protection", "prevent any configuration changes to domain until migration ends"),
    flag("unsafe", "force migration even if it may be unsafe"),
    flag("verbose", "display the progress of migration"),
    flag("compressed", "compress repeated pages during live migration"),
    flag("auto-converge", "force convergence during live migration"),
    flag("rdma-pin-all", "pin all memory before starting RDMA live migration"),
    flag("abort-on-error", "abort on soft errors during migration"),
    flag("postcopy", "enable post-copy migration; switch to it using migrate-postcopy command"),
    flag("postcopy-after-precopy", "automatically switch to post-copy migration after one pass of pre-copy"),
    flag("postcopy-resume", "resume failed post-copy migration"),
    flag("zerocopy", "use zero-copy mechanism for migrating memory pages"),
    text("migrateuri", "migration URI, usually can be omitted"),
    text("graphicsuri", "graphics URI to be used for seamless graphics migration"),
    text("listen-address", "listen address that destination should bind to for incoming migration"),
    text("dname", "rename to new name during migration (if supported)"),
    number("timeout", "run action specified by --timeout-* option (suspend by default) if live migration "
                      "exceeds timeout (in "
                      "seconds)"),
    flag("timeout-suspend", "suspend the guest after timeout"),
    flag("timeout-postcopy", "switch to post-copy after timeout"),
    text("xml", "filename containing updated XML for the target", complete_path),
    text("migrate-disks", "comma separated list of disks to be migrated", complete_disk),
    number("disks-port", "port to use by target server for incoming disks migration"),
    text("disks-uri", "URI to use for disks migration (overrides --disks-port)"),
    text("comp-methods", "comma separated list of compression methods to be used"),
    number("comp-mt-level", "compress level for multithread compression"),
    number("comp-mt-threads", "number of compression threads for multithread compression"),
    number("comp-mt-dthreads", "number of decompression threads for multithread compression"),
    number("comp-xbzrle-cache", "page cache size for xbzrle compression"),
    number("auto-converge-initial", "initial CPU throttling rate for auto-convergence"),
    number("auto-converge-increment", "CPU throttling rate increment for auto-convergence"),
    text("persistent-xml", "filename containing updated persistent XML for the target", complete_path),
    flag("tls", "use TLS for migration"),
    number("postcopy-bandwidth", "post-copy migration bandwidth limit in MiB/s"),
    flag("parallel", "enable parallel migration"),
    number("parallel-connections", "number of connections for parallel migration"),
    number("bandwidth", "migration bandwidth limit in MiB/s"),
    text("tls-destination", "override the destination host name used for TLS verification"),
};

} // namespace

constexpr Command migrate_command{.name = "migrate",
                                  .summary = "migrate domain to another host",
                                  .description =
                                      "Migrate domain to another host.  Add --live for live migration.",
                                  .options = migrate_options,
                                  .run = run_migrate,
                                  .traits = Waits};

} // namespace modvirt::cli
