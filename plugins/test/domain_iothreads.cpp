// SPDX-License-Identifier: LGPL-2.1-or-later
// A domain's I/O threads, and where they and its emulator may run.
#include "driver.hpp"

#include <algorithm>

#include "cpu_set.hpp"
#include "flags.hpp"
#include "iothreads.hpp"
#include "parameters.hpp"

namespace modvirt::test {

namespace {

constexpr KnownParameter iothread_parameters[] = {{"poll_max_ns", ValueType::ULLong},
                                                  {"poll_grow", ValueType::UInt},
                                                  {"poll_shrink", ValueType::UInt},
                                                  {"thread_pool_min", ValueType::Int},
                                                  {"thread_pool_max", ValueType::Int}};

std::optional<xml::Element> find_pin(const domain::Config &config, std::string_view element, uint32_t thread)
{
    const auto tune = config.document.root().child("cputune");
    if (!tune)
        return std::nullopt;
    for (const xml::Element pin : tune->children(element)) {
        if (pin.attribute_or("iothread", std::to_string(thread)) == std::to_string(thread))
            return pin;
    }
    return std::nullopt;
}

// By its own pin, by that of all, or anywhere.
CpuSet cpus_of(const domain::Config &config, const std::optional<xml::Element> &pin, uint32_t host_cpus)
{
    if (pin)
        return CpuSet::parse(pin->attribute_or("cpuset", ""), host_cpus);
    const auto vcpus = config.document.root().child("vcpu");
    if (const auto all = vcpus ? vcpus->attribute("cpuset") : std::nullopt)
        return CpuSet::parse(*all, host_cpus);
    return CpuSet::all(host_cpus);
}

std::vector<uint8_t> bytes_of(const CpuSet &cpus)
{
    return {cpus.bytes().begin(), cpus.bytes().end()};
}

void check_id(uint32_t id)
{
    if (id == 0)
        throw Error(ErrorCode::InvalidArg, "invalid value of 0 for iothread_id");
}

} // namespace

std::vector<IOThread> Driver::domain_get_io_thread_info(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainGetIOThreadInfo");
    const auto config = chosen_config(ref, flags);
    std::vector<IOThread> threads;
    for (const uint32_t id : iothreads_of(*config))
        threads.push_back(
            {id, bytes_of(cpus_of(*config, find_pin(*config, "iothreadpin", id), m_machine->node().cpus))});
    return threads;
}

void Driver::domain_pin_io_thread(const DomainRef &ref, uint32_t id, CpuMap cpumap, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainPinIOThread");
    m_machine->complete();
    const CpuSet cpus = CpuSet::of_bytes(cpumap, m_machine->node().cpus);
    const store::Job job = begin(ref, "pin-iothread");
    edit_config(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &config) {
        if (cpus.last() < 0)
            throw Error(ErrorCode::InvalidArg, "Empty iothread cpumap list for pinning");
        const auto threads = iothreads_of(config);
        if (std::find(threads.begin(), threads.end(), id) == threads.end())
            throw Error(ErrorCode::InvalidArg,
                        "iothreadid " + std::to_string(static_cast<int32_t>(id)) + " not found");
        set_iothreads(root, threads, Numbering::Written);
        xml::Node tune = root.child_or_new("cputune");
        auto pin = find_child(tune, "iothreadpin", "iothread", std::to_string(id));
        if (!pin) {
            pin = tune.append("iothreadpin");
            pin->set_attribute("iothread", std::to_string(id));
        }
        pin->set_attribute("cpuset", cpus.text());
    });
}

void Driver::domain_add_io_thread(const DomainRef &ref, uint32_t id, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainAddIOThread");
    check_id(id);
    m_machine->complete();
    const store::Job job = begin(ref, "add-iothread");
    edit_config(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &config) {
        auto threads = iothreads_of(config);
        if (std::find(threads.begin(), threads.end(), id) != threads.end())
            throw Error(ErrorCode::InvalidArg,
                        "an IOThread is already using iothread_id '" + std::to_string(id) + "'",
                        ErrorDomain::Domain);
        threads.push_back(id);
        set_iothreads(root, threads, Numbering::Written);
    });
}

void Driver::domain_del_io_thread(const DomainRef &ref, uint32_t id, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainDelIOThread");
    m_machine->complete();
    const store::Job job = begin(ref, "del-iothread");
    edit_config(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &config) {
        auto threads = iothreads_of(config);
        if (std::erase(threads, id) == 0)
            throw Error(ErrorCode::InvalidArg,
                        "cannot find IOThread '" + std::to_string(id) + "' in iothreadids list",
                        ErrorDomain::Domain);
        set_iothreads(root, threads, Numbering::AsBefore);
        if (auto tune = root.child("cputune")) {
            if (auto pin = find_child(*tune, "iothreadpin", "iothread", std::to_string(id)))
                pin->remove();
        }
    });
}

// How a thread waits for work makes no difference to guests that do not work; what is asked for is checked.
void Driver::domain_set_io_thread_params(const DomainRef &ref, uint32_t id, const Parameters &params,
                                         uint32_t flags)
{
    refuse_unknown_flags(flags, affect::live, "testDomainSetIOThreadParams");
    check_id(id);
    check_parameters(params, iothread_parameters);
    const auto config = chosen_config(ref, flags);
    const auto threads = iothreads_of(*config);
    if (std::find(threads.begin(), threads.end(), id) == threads.end())
        throw Error(ErrorCode::InvalidArg,
                    "cannot find IOThread '" + std::to_string(id) + "' in iothreadids");
}

std::vector<uint8_t> Driver::domain_get_emulator_pin_info(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainGetEmulatorPinInfo");
    const auto config = chosen_config(ref, flags);
    return bytes_of(cpus_of(*config, find_pin(*config, "emulatorpin", 0), m_machine->node().cpus));
}

void Driver::domain_pin_emulator(const DomainRef &ref, CpuMap cpumap, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainPinEmulator");
    m_machine->complete();
    const CpuSet cpus = CpuSet::of_bytes(cpumap, m_machine->node().cpus);
    const store::Job job = begin(ref, "pin-emulator");
    edit_config(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &) {
        if (cpus.last() < 0)
            throw Error(ErrorCode::InvalidArg, "Empty cpu list for pinning");
        root.child_or_new("cputune").child_or_new("emulatorpin").set_attribute("cpuset", cpus.text());
    });
}

} // namespace modvirt::test
