// SPDX-License-Identifier: LGPL-2.1-or-later
#include "start.hpp"

#include <algorithm>
#include <csignal>
#include <optional>

#include <fcntl.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "command/build.hpp"
#include "config/prerequisites.hpp"
#include "config/storage.hpp"
#include "events.hpp"
#include "kit/process/spawn.hpp"
#include "log.hpp"
#include "monitor.hpp"
#include "passwords.hpp"
#include "socket.hpp"
#include "transfer.hpp"
#include "watch.hpp"

namespace modvirt::qemu::guest {

namespace {

using qmp::Json;

constexpr std::chrono::milliseconds start_deadline{60'000};

// One attempt. What it has made goes again with it, unless it was successful.
class Attempt {
public:
    Attempt(Instance &instance, const store::Job &job, store::ConfigPtr config, const StartOptions &options)
        : m_instance(instance), m_job(job), m_config(std::move(config)), m_options(options)
    {
    }
    Attempt(const Attempt &) = delete;
    Attempt &operator=(const Attempt &) = delete;
    ~Attempt()
    {
        if (!m_is_done)
            undo();
    }

    void prepare();
    void run();
    void greet();
    void restore();
    void finish();

private:
    void take_storage();
    void tell_missing(store::Write &write) const;
    void choose_ports();
    command::Launch launch() const;
    void write_status(Phase phase);
    void converse();
    void add_settings(std::vector<qmp::Command> &commands) const;
    [[noreturn]] void fail(const Error &error) const;
    void undo() noexcept;

    Instance &m_instance;
    const store::Job &m_job;
    store::ConfigPtr m_config;
    StartOptions m_options;
    std::optional<Log> m_log;
    std::shared_ptr<const capabilities::Emulator> m_emulator;
    command::CommandLine m_command;
    config::RunFacts m_facts;
    storage_use::Claim m_storage;
    std::vector<config::MissingDisk> m_missing;
    std::vector<process::Fd> m_passwords;
    Status m_status;
    process::Child m_child;
    std::shared_ptr<Guest> m_guest;
    bool m_has_files = false;
    bool m_is_done = false;
};

std::string vnc_address(const xml::Element &graphics)
{
    const auto listen = graphics.child("listen");
    return std::string(listen ? listen->attribute_or("address", config::default_listen_address)
                              : config::default_listen_address);
}

bool listens_on_a_port(const xml::Element &graphics)
{
    const auto listen = graphics.child("listen");
    const std::string_view type = listen ? listen->attribute_or("type", "address") : "address";
    return type == "address" && !graphics.attribute("socket");
}

void Attempt::choose_ports()
{
    const auto devices = m_config->document.root().child("devices");
    const auto graphics = devices ? devices->child("graphics") : std::nullopt;
    if (!graphics || !listens_on_a_port(*graphics))
        return;
    if (graphics->attribute("autoport") == "no") {
        m_facts.vnc_port = static_cast<int>(command::number_of(*graphics, "port"));
        m_instance.vnc_ports().note(m_facts.vnc_port);
    } else {
        m_facts.vnc_port = m_instance.vnc_ports().reserve(vnc_address(*graphics));
    }
    const std::string_view websocket = graphics->attribute_or("websocket", "");
    if (websocket == "-1")
        m_facts.vnc_websocket = 5700 + m_facts.vnc_port - 5900;
    else if (!websocket.empty())
        m_facts.vnc_websocket = static_cast<int>(command::number(websocket));
}

command::Launch Attempt::launch() const
{
    command::Launch launch;
    launch.pid_file = m_instance.statuses().pid_file(m_config->uuid);
    launch.channel_directory = m_instance.root().run();
    launch.facts = m_facts;
    launch.password_fds = command::password_fds(m_facts.sources, launch.monitor_fd);
    launch.is_incoming = m_options.incoming >= 0;
    return launch;
}

// From here on nobody deletes or overwrites what the guest needs.
void Attempt::take_storage()
{
    const auto find = [this](std::string_view pool, std::string_view volume) {
        return m_instance.find_volume(pool, volume);
    };
    const auto moment = m_options.incoming >= 0 ? config::Moment::Restore : config::Moment::Boot;
    auto storage = config::find_storage(m_config, find, moment);
    m_storage = m_instance.claims().use(config::paths_of(storage.sources), holder_of(m_config->name));
    m_config = std::move(storage.config);
    m_facts.sources = std::move(storage.sources);
    m_missing = std::move(storage.missing);
}

// All that can be wrong before anything is started.
void Attempt::prepare()
{
    m_emulator = m_instance.emulators().get(config::emulator_path(*m_config));
    take_storage();
    config::check_prerequisites(*m_config, m_facts.sources);
    m_passwords = password_pipes(m_facts.sources, m_instance.root().path());
    choose_ports();
    m_command = command::build(*m_config, *m_emulator, launch());
    domain::FormatOptions format;
    format.secrets = domain::Secrets::Include;
    m_status.uuid = m_config->uuid;
    m_status.name = m_config->name;
    m_status.vnc_port = m_facts.vnc_port;
    m_status.vnc_websocket = m_facts.vnc_websocket;
    m_status.xml = domain::format(*m_config, format);
    m_status.sources = m_facts.sources;
}

void Attempt::write_status(Phase phase)
{
    m_status.phase = phase;
    m_instance.statuses().write(m_status);
}

// Whatever happens to this process from here on, the files say where to look for a guest: first its monitor,
// and as soon as there is one its process.
void Attempt::run()
{
    m_instance.statuses().remove(m_config->uuid); // of a guest long gone
    m_has_files = true;
    m_log.emplace(m_instance.root().log(), m_config->name);
    m_log->note_command(m_command.argv);
    m_status.log_offset = m_log->end();
    write_status(Phase::Starting);
    process::Fd listener = listen_at(m_instance.statuses().monitor_path(m_config->uuid));
    process::Command command;
    command.argv = m_command.argv;
    command.environment = m_command.environment;
    command.directory = m_instance.root().run();
    command.output = m_log->fd();
    command.inherit = {listener.get()};
    for (const process::Fd &password : m_passwords)
        command.inherit.push_back(password.get());
    m_child = process::spawn(command);
    m_passwords.clear();
    if (auto identity = process::identify(m_child.pid))
        m_status.process = *identity;
    write_status(Phase::Starting);
}

void Attempt::greet()
{
    process::Fd pidfd(::fcntl(m_child.pidfd.get(), F_DUPFD_CLOEXEC, 0));
    m_guest = std::make_shared<Guest>(store::Definition{m_config->uuid, m_config->name, m_config},
                                      m_status.process, std::move(pidfd), m_status.log_offset);
    m_guest->set_facts(m_facts);
    m_guest->hold(std::move(m_storage));
    // A balloon starts with all of the memory, and tells when it has grown.
    m_guest->set_memory_kib(m_config->memory_kib);
    try {
        connect_monitor(m_instance, m_guest);
        converse();
    } catch (const Error &error) {
        fail(error);
    }
}

// What has to be said is said at once, for each word and answer waits for a turn of both programs: if QEMU
// refuses one, it has gone on to the next, and is ended again.
void Attempt::converse()
{
    std::vector<qmp::Command> words = {{"qmp_capabilities"}};
    const std::size_t question = words.size();
    const bool has_terminal = std::ranges::any_of(
        m_command.argv, [](const std::string &argument) { return argument.starts_with("pty,"); });
    if (has_terminal)
        words.push_back({"query-chardev"});
    add_settings(words);
    if (m_options.incoming < 0 && m_options.first == First::Running)
        words.push_back({"cont"});
    const auto monitor = m_guest->monitor();
    const auto answers = monitor->execute_all(words, start_deadline);
    for (std::size_t index = 0; index < words.size(); ++index)
        monitor->expect(words[index], answers[index]);
    if (has_terminal)
        take_terminals(*m_guest, *answers[question].value);
}

// What can only be told to a program that runs.
void Attempt::add_settings(std::vector<qmp::Command> &commands) const
{
    const xml::Element domain = m_config->document.root();
    const auto devices = domain.child("devices");
    if (const auto graphics = devices ? devices->child("graphics") : std::nullopt) {
        if (const auto password = graphics->attribute("passwd"))
            commands.push_back({"set_password",
                                {{"protocol", "vnc"},
                                 {"password", *password},
                                 {"connected", graphics->attribute_or("connected", "keep")}}});
        if (const auto until = graphics->attribute("passwdValidTo"))
            commands.push_back({"expire_password", {{"protocol", "vnc"}, {"time", *until}}});
    }
    if (m_config->current_memory_kib < m_config->memory_kib && devices && devices->child("memballoon") &&
        devices->child("memballoon")->attribute("model") != "none")
        commands.push_back({"balloon", {{"value", m_config->current_memory_kib * 1024}}});
    const xml::Document named = config::with_aliases(*m_config);
    const xml::Element all = *named.root().child("devices");
    for (const xml::Element interface : all.children("interface")) {
        if (command::attribute_of(interface, "link", "state") == "down")
            commands.push_back({"set_link", {{"name", config::alias_of(interface)}, {"up", false}}});
    }
}

// When the program has ended, what it printed says more than the loss of its monitor.
void Attempt::fail(const Error &error) const
{
    if (!process::wait_for_end(m_child.pidfd, error.code() == ErrorCode::OperationTimeout ? 0 : 200))
        throw error.while_doing(fmt::format("start domain '{}'", m_config->name));
    std::string printed = m_log->printed_since(m_status.log_offset);
    if (printed.find("Unknown driver 'iscsi'") != std::string::npos)
        printed += "; its module for iSCSI is missing: install Debian's package qemu-block-extra";
    throw Error(ErrorCode::InternalError,
                fmt::format("process exited while connecting to monitor: {}",
                            printed.empty() ? fmt::format("QEMU printed nothing; see {}/{}.log",
                                                          m_instance.root().log(), file_base(m_config->name))
                                            : printed));
}

// A guest that was saved goes on from there.
void Attempt::restore()
{
    if (m_options.incoming < 0)
        return;
    load_memory(*m_guest, m_options.incoming);
    if (m_options.first == First::Running)
        m_guest->monitor()->execute("cont");
}

void Attempt::tell_missing(store::Write &write) const
{
    for (const config::MissingDisk &disk : m_missing) {
        store::Event event;
        event.event_id = id_disk_change;
        event.uuid = m_config->uuid;
        event.name = m_config->name;
        event.id = m_job.domain().id();
        event.type = disk.is_left_out ? drop_missing_on_start : change_missing_on_start;
        event.device = disk.alias;
        event.old_path = disk.path;
        write.emit(event);
    }
}

void Attempt::finish()
{
    const bool is_running = m_options.first == First::Running;
    const bool is_restored = m_options.incoming >= 0;
    {
        auto write = m_instance.store().write();
        store::Domain &domain = m_job.domain();
        domain.set_data(m_guest);
        if (is_running)
            write.start(domain, m_config, store::State::Running,
                        is_restored ? running_restored : running_booted);
        else
            write.start(domain, m_config, store::State::Paused, is_restored ? paused_unknown : paused_user);
        m_status.id = domain.id();
        tell_missing(write);
        write.emit(domain, event_started, is_restored ? started_restored : started_booted);
        if (!is_running)
            write.emit(domain, event_suspended, is_restored ? suspended_restored : suspended_paused);
    }
    m_is_done = true;
    m_guest->settle();
    try {
        write_status(Phase::Complete);
    } catch (const Error &error) {
        // The guest runs, and its process and monitor are written down already: it is found again all the
        // same.
        m_instance.report(LogLevel::Warning, fmt::format("domain '{}': {}", m_config->name, error.what()));
    }
    m_instance.statuses().mark_as_run(m_config->uuid);
    watch_end(m_instance, m_guest);
}

void Attempt::undo() noexcept
{
    if (m_child.pidfd) {
        process::send_signal(m_child.pidfd, SIGKILL);
        process::wait_for_end(m_child.pidfd, 10'000);
        process::reap(m_child.pidfd);
    }
    if (m_guest) {
        m_guest->hold({});
        if (const auto monitor = m_guest->find_monitor())
            monitor->close();
    }
    if (m_has_files)
        m_instance.statuses().remove(m_config->uuid);
    if (m_facts.vnc_port >= 0)
        m_instance.vnc_ports().release(m_facts.vnc_port);
}

} // namespace

void start(Instance &instance, const store::Job &job, const store::ConfigPtr &config,
           const StartOptions &options)
{
    {
        const auto read = instance.store().read();
        if (job.domain().is_active())
            throw Error(ErrorCode::OperationInvalid, "domain is already running");
    }
    try {
        Attempt attempt(instance, job, config, options);
        attempt.prepare();
        attempt.run();
        attempt.greet();
        attempt.restore();
        attempt.finish();
    } catch (const Error &) {
        auto write = instance.store().write();
        write.set_state(job.domain(), store::State::Shutoff, shutoff_failed);
        throw;
    }
}

} // namespace modvirt::qemu::guest
