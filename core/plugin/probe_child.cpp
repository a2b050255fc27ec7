// SPDX-License-Identifier: LGPL-2.1-or-later
// The child's side of a probe.
#include "host/services.hpp"
#include "library/library.hpp"
#include "plugin/escaped.hpp"
#include "plugin/negotiation.hpp"
#include "plugin/probe.hpp"

#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace modvirt::plugin {
namespace {

using Json = nlohmann::json;

// A plugin that is only tried has no connections to report about.
class NoEvents : public host::EventReceiver {
public:
    void domain_event(modvirt_connection *, const modvirt_domain_event &) override {}
    void object_event(modvirt_connection *, const modvirt_object_event &) override {}
    void close(modvirt_connection *, int32_t) override {}
};

class Reporter {
public:
    explicit Reporter(int fd) : m_fd(fd) {}

    void tell(const Json &line) const
    {
        const std::string text = line.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
        (void)!write(m_fd, text.data(), text.size());
    }

private:
    int m_fd;
};

// A crash is expected here: it leaves no core file, and the child does not outlive who asked for it.
void prepare_process()
{
    const rlimit none{};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void try_plugin(const ModuleFile &module, const std::filesystem::path &library_directory,
                const Reporter &reporter)
{
    // These outlive the library, whose destructors may still use them.
    const config::Configuration defaults;
    NoEvents events;
    host::Services services(defaults, events, library_directory);
    host::PluginHost host(services, module.manifest->name);
    reporter.tell({{"stage", "is loaded"}});
    try {
        const Library library(module.path, Library::Lifetime::Scoped);
        reporter.tell({{"stage", "negotiates"}});
        negotiate(library, *module.manifest, module.path.native(), host);
        reporter.tell({{"stage", "is unloaded"}});
    } catch (const Rejection &) {
        throw;
    } catch (const Error &error) {
        throw Rejection(std::string("it cannot be loaded: ") + error.what(),
                        "Install what it lacks, or rebuild it against the libraries of this system.");
    } catch (...) { // of a constructor
        throw Rejection(describe_escaped(), report_escaped);
    }
    reporter.tell({{"ok", true}});
}

} // namespace

int run_probe_child(const std::filesystem::path &file, const std::filesystem::path &library_directory,
                    int result_fd)
{
    prepare_process();
    const Reporter reporter(result_fd);
    try {
        FileCheck check(geteuid());
        const ModuleFile module = read_module_file(file, check);
        if (module.fault) {
            throw Rejection(*module.fault);
        }
        if (!module.manifest) {
            throw missing_manifest();
        }
        try_plugin(module, library_directory, reporter);
        return EXIT_SUCCESS;
    } catch (const Rejection &rejection) {
        reporter.tell({{"stage", "is examined"}, {"reason", rejection.what()}, {"hint", rejection.hint()}});
    }
    return EXIT_SUCCESS;
}

} // namespace modvirt::plugin
