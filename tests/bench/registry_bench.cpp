// SPDX-License-Identifier: LGPL-2.1-or-later
// What it costs to find plugins: every first open reads the manifest of all that are installed. The aim is
// 0.4 ms for twenty.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "registry/catalog.hpp"

namespace {

namespace fs = std::filesystem;
namespace registry = modvirt::registry;

// A directory with that many plugins, each with a name of its own.
class Plugins {
public:
    explicit Plugins(int64_t count)
    {
        std::string pattern = (fs::temp_directory_path() / "modvirt-bench-XXXXXX").native();
        m_directory = fs::canonical(mkdtemp(pattern.data()));
        std::ostringstream sample;
        sample << std::ifstream(SAMPLE_PLUGIN, std::ios::binary).rdbuf();
        const std::string name = R"("name":"good")";
        for (int64_t number = 0; number < count; ++number) {
            std::string bytes = sample.str();
            bytes.replace(bytes.find(name), name.size(), fmt::format(R"("name":"g{:03}")", number));
            const fs::path file = m_directory / fmt::format("{}.so", number);
            std::ofstream(file, std::ios::binary) << bytes;
            chmod(file.c_str(), 0644);
        }
    }
    Plugins(const Plugins &) = delete;
    Plugins &operator=(const Plugins &) = delete;
    ~Plugins() { fs::remove_all(m_directory); }

    [[nodiscard]] const fs::path &directory() const { return m_directory; }

private:
    fs::path m_directory;
};

void scan(benchmark::State &state)
{
    const Plugins plugins(state.range(0));
    const registry::Selection selection;
    for (auto _ : state) {
        modvirt::plugin::FileCheck check(geteuid());
        registry::Catalog catalog(check);
        catalog.scan({}, {{plugins.directory(), "bench"}}, selection);
        if (catalog.candidates().size() != static_cast<std::size_t>(state.range(0)) ||
            !catalog.candidates().back().is_usable())
            state.SkipWithError("the plugins were not found");
    }
}

BENCHMARK(scan)->Arg(1)->Arg(20)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
