// SPDX-License-Identifier: LGPL-2.1-or-later
#include "instance.hpp"

#include <vector>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "guest/recovery.hpp"
#include "guest/save_image.hpp"
#include "guest/start.hpp"

namespace modvirt::qemu {

namespace {

// The instances of this process by their roots.
store::SharedRoots<Instance> &instances()
{
    static store::SharedRoots<Instance> all;
    return all;
}

store::Codec codec(const modvirt_xml_v1 &parser, capabilities::Cache &emulators)
{
    store::Codec codec;
    codec.format = [](const store::Definition &definition) {
        domain::FormatOptions options;
        options.secrets = domain::Secrets::Include;
        return domain::format(*definition.config, options);
    };
    codec.parse = [&parser, &emulators](std::string_view text) {
        auto config = config::load({parser, emulators}, text);
        return store::Definition{config->uuid, config->name, config};
    };
    return codec;
}

} // namespace

std::shared_ptr<Instance> Instance::open(std::string_view root, std::string_view uri, const modvirt_xml_v1 &parser,
                                         Reporter reporter)
{
    const auto [instance, is_new] = instances().get(root, [&](const std::string &path) {
        return std::make_unique<Instance>(path, std::string(uri), parser, std::move(reporter));
    });
    if (is_new)
        instance->start_marked_domains();
    return instance;
}

Instance::Instance(std::string root, std::string uri, const modvirt_xml_v1 &parser, Reporter reporter)
    : m_root(std::move(root)), m_parser(parser), m_reporter(std::move(reporter)), m_emulators(m_root.cache()),
      m_statuses(m_root.run()), m_volumes(storage_use::VolumeFinder::table_of_host(), parser, std::move(uri))
{
    auto definitions = std::make_unique<store::Definitions>(m_root.etc(), codec(m_parser, m_emulators));
    m_definitions = definitions.get();
    m_store = std::make_unique<store::Store>(std::move(definitions));
    m_poller = std::make_unique<process::Poller>("modvirt-qemu", [this](const std::exception &error) {
        report(LogLevel::Error, fmt::format("while watching guests: {}", error.what()));
    });
    load_definitions();
    guest::recover_all(*this);
    forget_leftovers();
}

Instance::~Instance()
{
    {
        const std::lock_guard lock(m_tasks_mutex);
        m_is_ending = true;
    }
    // Guests go on; only this process stops looking at them.
    std::vector<std::shared_ptr<guest::Guest>> guests;
    {
        const auto read = m_store->read();
        for (const auto &domain : read.all()) {
            if (auto guest = domain->data<guest::Guest>())
                guests.push_back(std::move(guest));
        }
    }
    for (const auto &guest : guests) {
        if (const auto watch = guest->end_watch(); watch != 0)
            m_poller->cancel(watch);
        if (const auto monitor = guest->find_monitor())
            monitor->close();
    }
    for (Task &task : m_tasks)
        task.thread.join();
    m_poller.reset();
}

void Instance::load_definitions()
{
    auto contents = m_definitions->load();
    for (const auto &skipped : contents.skipped)
        report(LogLevel::Warning,
               fmt::format("the definition '{}' is left out: {}", skipped.file, skipped.reason));
    for (const auto &kept : contents.kept) {
        try {
            m_store->load(kept.definition, kept.autostart);
        } catch (const Error &error) {
            report(LogLevel::Warning,
                   fmt::format("domain '{}' is left out: {}", kept.definition.name, error.what()));
        }
    }
}

// What belonged to domains that a process was forgetting when it was killed.
void Instance::forget_leftovers()
{
    guest::remove_unfinished_saves(m_root);
    for (const store::Uuid &uuid : m_statuses.marked()) {
        if (m_store->read().find(uuid) == nullptr)
            m_statuses.unmark(uuid);
    }
}

void Instance::start_marked_domains()
{
    std::vector<store::Definition> marked;
    {
        const auto read = m_store->read();
        for (const auto &domain : read.all()) {
            if (domain->is_autostarted() && !domain->is_active() && !m_statuses.has_run(domain->uuid()))
                marked.push_back({domain->uuid(), domain->name(), domain->persistent_config()});
        }
    }
    for (const auto &definition : marked) {
        try {
            auto job = m_store->begin(definition.uuid, definition.name, store::JobKind::Modify, "start");
            guest::start(*this, job, definition.config, {});
        } catch (const Error &error) {
            report(LogLevel::Error, fmt::format("domain '{}' could not be started with its root: {}",
                                                definition.name, error.what()));
        }
    }
}

void Instance::run_task(std::function<void()> task)
{
    const std::lock_guard lock(m_tasks_mutex);
    if (m_is_ending)
        return;
    join_done_tasks();
    Task &entry = m_tasks.emplace_back();
    entry.thread = std::thread([this, &entry, task = std::move(task)] {
        try {
            task();
        } catch (const std::exception &error) {
            report(LogLevel::Error, error.what());
        }
        const std::lock_guard done(m_tasks_mutex);
        entry.is_done = true;
    });
}

void Instance::join_done_tasks()
{
    m_tasks.remove_if([](Task &task) {
        if (!task.is_done)
            return false;
        task.thread.join();
        return true;
    });
}

bool Instance::is_ending() const
{
    const std::lock_guard lock(m_tasks_mutex);
    return m_is_ending;
}

std::shared_ptr<guest::Guest> Instance::guest(const DomainRef &domain)
{
    const auto read = m_store->read();
    const store::Domain &found = read.get(domain.uuid, domain.name);
    auto guest = found.data<guest::Guest>();
    if (!found.is_active() || !guest)
        throw Error(ErrorCode::OperationInvalid, "domain is not running", ErrorDomain::Domain);
    return guest;
}

std::shared_ptr<guest::Guest> Instance::guest(const store::Job &job)
{
    const auto read = m_store->read();
    auto guest = job.domain().data<guest::Guest>();
    if (!job.domain().is_active() || !guest)
        throw Error(ErrorCode::OperationInvalid, "domain is not running", ErrorDomain::Domain);
    return guest;
}

} // namespace modvirt::qemu
