// SPDX-License-Identifier: LGPL-2.1-or-later
// What a domain document costs: the parser alone, reading with checks and defaults, writing, editing, and the
// memory that a kept document takes (counter bytes).
#include <fstream>
#include <sstream>

#include <benchmark/benchmark.h>

#include "kit/domain/config.hpp"
#include "kit/domain/schema.hpp"
#include "kit/xml/reader.hpp"
#include "module.hpp"

namespace {

namespace domain = modvirt::domain;
namespace xml = modvirt::xml;

std::string sample(const char *name)
{
    std::ifstream file(std::string(MODVIRT_GOLDEN_DIR) + "/" + name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void parser_alone(benchmark::State &state, const char *name)
{
    const std::string text = sample(name);
    modvirt_xml_events_v1 events{};
    events.struct_size = sizeof events;
    events.start = [](void *, const char *, uint32_t, const modvirt_xml_attribute_v1 *, uint32_t, uint32_t,
                      uint32_t) -> int32_t { return 0; };
    for (auto _ : state)
        benchmark::DoNotOptimize(
            modvirt_xml_interface_v1()->parse(text.data(), text.size(), &events, nullptr));
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}

void read_tree(benchmark::State &state, const char *name)
{
    const std::string text = sample(name);
    for (auto _ : state)
        benchmark::DoNotOptimize(xml::parse(*modvirt_xml_interface_v1(), text, domain::schema()));
}

void parse_domain(benchmark::State &state, const char *name)
{
    const std::string text = sample(name);
    for (auto _ : state)
        benchmark::DoNotOptimize(domain::parse(*modvirt_xml_interface_v1(), text));
    state.counters["bytes"] =
        static_cast<double>(domain::parse(*modvirt_xml_interface_v1(), text)->document.memory_bytes());
}

void format_domain(benchmark::State &state, const char *name)
{
    const auto config = domain::parse(*modvirt_xml_interface_v1(), sample(name));
    for (auto _ : state)
        benchmark::DoNotOptimize(domain::format(*config));
}

void edit_memory(benchmark::State &state, const char *name)
{
    const auto config = domain::parse(*modvirt_xml_interface_v1(), sample(name));
    for (auto _ : state)
        benchmark::DoNotOptimize(domain::with_current_memory(*config, config->memory_kib));
}

} // namespace

BENCHMARK_CAPTURE(parser_alone, ordinary, "ordinary.in.xml")->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_CAPTURE(read_tree, ordinary, "ordinary.in.xml");
BENCHMARK_CAPTURE(parse_domain, ordinary, "ordinary.in.xml");
BENCHMARK_CAPTURE(parse_domain, every_device, "every-device.in.xml");
BENCHMARK_CAPTURE(format_domain, ordinary, "ordinary.in.xml");
BENCHMARK_CAPTURE(format_domain, every_device, "every-device.in.xml");
BENCHMARK_CAPTURE(edit_memory, ordinary, "ordinary.in.xml");

BENCHMARK_MAIN();
