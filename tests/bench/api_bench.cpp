// SPDX-License-Identifier: LGPL-2.1-or-later
// What the calls of the public API cost on the test driver. The domains are made once and shared by all
// cases: both libraries keep the state of test:///default per process.
#include <chrono>
#include <cstdlib>
#include <vector>

#include <benchmark/benchmark.h>

#include "domains.hpp"

namespace {

constexpr const char *uri = "test:///default";
constexpr int population = 10000;
constexpr int first_spare = 1000000;

// The connection that keeps the population alive.
bench::Connection &crowded()
{
    static bench::Connection connection = [] {
        bench::Connection opened = bench::open(uri);
        for (int number = 0; number < population; ++number)
            bench::define(opened, number);
        return opened;
    }();
    return connection;
}

void open_close(benchmark::State &state)
{
    for (auto _ : state)
        bench::open(uri);
}

void info(benchmark::State &state)
{
    static bench::Connection connection = bench::open(uri);
    static bench::Domain domain(virDomainLookupByName(connection.get(), "test"));
    virDomainInfo told;
    for (auto _ : state)
        bench::require(virDomainGetInfo(domain.get(), &told) == 0, "info");
}

void lookup_by_name(benchmark::State &state)
{
    std::vector<std::string> names;
    for (int number = 0; number < population; ++number)
        names.push_back(bench::name_of(number));
    const auto &connection = crowded();
    size_t next = 0;
    for (auto _ : state) {
        next = (next + 7919) % names.size();
        const bench::Domain domain(virDomainLookupByName(connection.get(), names[next].c_str()));
        bench::require(domain != nullptr, "lookup by name");
    }
}

void lookup_by_uuid(benchmark::State &state)
{
    std::vector<std::string> uuids;
    for (int number = 0; number < population; ++number)
        uuids.push_back(bench::uuid_of(number));
    const auto &connection = crowded();
    size_t next = 0;
    for (auto _ : state) {
        next = (next + 7919) % uuids.size();
        const bench::Domain domain(virDomainLookupByUUIDString(connection.get(), uuids[next].c_str()));
        bench::require(domain != nullptr, "lookup by UUID");
    }
}

void list_all(benchmark::State &state)
{
    const auto &connection = crowded();
    for (auto _ : state) {
        virDomainPtr *domains = nullptr;
        const int count = virConnectListAllDomains(connection.get(), &domains, 0);
        bench::require(count >= population, "list");
        for (int index = 0; index < count; ++index)
            virDomainFree(domains[index]);
        std::free(domains);
    }
}

void get_xml_desc(benchmark::State &state)
{
    const auto &connection = crowded();
    int next = 0;
    for (auto _ : state) {
        next = (next + 7919) % population;
        const bench::Domain domain(virDomainLookupByName(connection.get(), bench::name_of(next).c_str()));
        char *xml = virDomainGetXMLDesc(domain.get(), 0);
        bench::require(xml != nullptr, "XML");
        std::free(xml);
    }
}

// New domains each time; they are gone again before the next case.
void define(benchmark::State &state)
{
    const bench::Connection connection = bench::open(uri);
    std::vector<std::string> documents;
    for (int64_t number = 0; number < state.max_iterations; ++number)
        documents.push_back(bench::document(first_spare + static_cast<int>(number)));
    std::vector<bench::Domain> domains;
    domains.reserve(documents.size());
    size_t next = 0;
    for (auto _ : state) {
        domains.emplace_back(virDomainDefineXML(connection.get(), documents[next++].c_str()));
        bench::require(domains.back() != nullptr, "define");
    }
    for (const bench::Domain &domain : domains)
        bench::require(virDomainUndefine(domain.get()) == 0, "undefine");
}

void create(benchmark::State &state)
{
    const bench::Connection connection = bench::open(uri);
    const bench::Domain domain = bench::define(connection, first_spare);
    for (auto _ : state) {
        const auto begin = std::chrono::steady_clock::now();
        bench::require(virDomainCreate(domain.get()) == 0, "create");
        state.SetIterationTime(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        bench::require(virDomainDestroy(domain.get()) == 0, "destroy");
    }
    virDomainUndefine(domain.get());
}

// Parsing, checking, keeping and formatting one large document.
void large_document(benchmark::State &state)
{
    const bench::Connection connection = bench::open(uri);
    const std::string document = bench::large_document(first_spare);
    bench::Domain domain;
    for (auto _ : state) {
        domain.reset(virDomainDefineXML(connection.get(), document.c_str()));
        bench::require(domain != nullptr, "define");
        char *xml = virDomainGetXMLDesc(domain.get(), 0);
        bench::require(xml != nullptr, "XML");
        std::free(xml);
    }
    virDomainUndefine(domain.get());
}

int lifecycle_events = 0;

int count_event(virConnectPtr, virDomainPtr, int, int, void *)
{
    ++lifecycle_events;
    return 0;
}

// A domain's whole life, told to a listener: defined, started, stopped, undefined.
void cycle(benchmark::State &state)
{
    const bench::Connection connection = bench::open(uri);
    const int listener =
        virConnectDomainEventRegisterAny(connection.get(), nullptr, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                         VIR_DOMAIN_EVENT_CALLBACK(&count_event), nullptr, nullptr);
    bench::require(listener >= 0, "listen");
    const std::string document = bench::document(first_spare);
    lifecycle_events = 0;
    int expected = 0;
    for (auto _ : state) {
        const bench::Domain domain(virDomainDefineXML(connection.get(), document.c_str()));
        bench::require(domain != nullptr, "define");
        bench::require(virDomainCreate(domain.get()) == 0, "create");
        bench::require(virDomainDestroy(domain.get()) == 0, "destroy");
        bench::require(virDomainUndefine(domain.get()) == 0, "undefine");
        expected += 4;
        while (lifecycle_events < expected)
            bench::require(virEventRunDefaultImpl() == 0, "event loop");
    }
    virConnectDomainEventDeregisterAny(connection.get(), listener);
}

// The figures of 5,000 running domains.
void all_domain_stats(benchmark::State &state)
{
    const auto &connection = crowded();
    constexpr int running = 5000;
    for (int number = 0; number < running; ++number) {
        const bench::Domain domain(virDomainLookupByName(connection.get(), bench::name_of(number).c_str()));
        bench::require(virDomainCreate(domain.get()) == 0, "create");
    }
    for (auto _ : state) {
        virDomainStatsRecordPtr *records = nullptr;
        const int count = virConnectGetAllDomainStats(connection.get(), 0, &records,
                                                      VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING);
        bench::require(count >= running, "figures");
        virDomainStatsRecordListFree(records);
    }
    for (int number = 0; number < running; ++number) {
        const bench::Domain domain(virDomainLookupByName(connection.get(), bench::name_of(number).c_str()));
        bench::require(virDomainDestroy(domain.get()) == 0, "destroy");
    }
}

} // namespace

BENCHMARK(open_close);
BENCHMARK(info)->Threads(1)->UseRealTime();
BENCHMARK(info)->Threads(2)->UseRealTime();
BENCHMARK(define)->Iterations(2000);
BENCHMARK(create)->UseManualTime();
BENCHMARK(lookup_by_name);
BENCHMARK(lookup_by_uuid);
BENCHMARK(list_all);
BENCHMARK(get_xml_desc);
BENCHMARK(large_document);
BENCHMARK(cycle)->Iterations(10000);
BENCHMARK(all_domain_stats);

int main(int argc, char **argv)
{
    virInitialize();
    virEventRegisterDefaultImpl();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
