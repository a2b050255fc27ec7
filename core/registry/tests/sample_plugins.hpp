// SPDX-License-Identifier: LGPL-2.1-or-later
// A registry in a directory of its own, with as many good plugins as a test wants.
#pragma once

#include "registry/registry.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <modvirt/error.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <sys/stat.h>

namespace modvirt::registry {

using Json = nlohmann::json;

class SamplePlugins : public testing::Test {
protected:
    SamplePlugins()
    {
        std::string pattern = testing::TempDir() + "modvirt-registry-XXXXXX";
        m_base = std::filesystem::canonical(mkdtemp(pattern.data()));
        m_configuration.directories.cache = m_base / "cache";
        m_environment.plugin_path = make_directory("plugins");
    }
    ~SamplePlugins() override { std::filesystem::remove_all(m_base); }

    std::filesystem::path make_directory(const std::string &name) const
    {
        std::filesystem::create_directory(m_base / name);
        chmod((m_base / name).c_str(), 0755);
        return m_base / name;
    }

    static Json manifest(const std::string &name, const std::vector<std::string> &schemes)
    {
        return {
            {"manifest", 1},        {"abi", "1.0"},           {"min_abi", "1.0"}, {"name", name},
            {"kind", "hypervisor"}, {"uri_schemes", schemes}, {"version", "1.0"}, {"threading", "parallel"},
            {"license", "MIT"},     {"vendor", "Sample"}};
    }

    // Writes a plugin to `file`, which is below the test's directory. It declares the threading `declared`, whatever its
    // manifest says.
    std::filesystem::path make(const std::string &file, const Json &manifest_of_it,
                               const std::string &declared = "parallel") const
    {
        std::ostringstream sample;
        sample << std::ifstream(SAMPLE_PLUGIN, std::ios::binary).rdbuf();
        std::string bytes = sample.str();
        overwrite(bytes, bytes.find("sample/name"), 64, manifest_of_it.at("name").get<std::string>(), '\0');
        const std::size_t note = bytes.find("{\"manifest\"");
        overwrite(bytes, note, bytes.find('\0', note) - note, manifest_of_it.dump(), ' ');
        overwrite(bytes, bytes.find("sample/threading="), 18, "sample/threading=" + threading_digit(declared), '\0');
        // A new file, because the old one may be loaded.
        std::filesystem::remove(m_base / file);
        std::ofstream(m_base / file, std::ios::binary) << bytes;
        chmod((m_base / file).c_str(), 0644);
        return m_base / file;
    }

    // A plugin of that name for the scheme of that name.
    std::filesystem::path make_named(const std::string &directory, const std::string &name) const
    {
        return make(directory + "/" + name + ".so", manifest(name, {name}));
    }

    Registry &registry()
    {
        if (!m_registry) {
            m_services.emplace(m_configuration, m_events, LIBRARY_DIRECTORY);
            m_registry.emplace(Options{.configuration = m_configuration,
                                       .services = *m_services,
                                       .library_directory = m_library_directory,
                                       .environment = m_environment,
                                       .slots = m_slots,
                                       .probe_time_limit = m_probe_time_limit});
        }
        return *m_registry;
    }

    void forget_registry() { m_registry.reset(); }

    plugin::Plugin &claim(const std::string &scheme)
    {
        return registry().claim_scheme(scheme, scheme + ":///");
    }

    std::string refusal(const std::string &scheme)
    {
        try {
            claim(scheme);
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::NoConnect);
            return error.message();
        }
        return "claimed";
    }

    std::string state_of(const std::filesystem::path &path)
    {
        const Json report = Json::parse(registry().list());
        for (const Json &plugin : report.at("plugins")) {
            if (plugin.at("path") == path.native()) {
                return plugin.at("state");
            }
        }
        return "not listed";
    }

    std::filesystem::path m_base;
    config::Configuration m_configuration;
    Environment m_environment;
    SlotNames m_slots;
    std::filesystem::path m_library_directory = LIBRARY_DIRECTORY;
    std::chrono::milliseconds m_probe_time_limit{10'000};

private:
    class NoEvents : public host::EventReceiver {
    public:
        void domain_event(modvirt_connection *, const modvirt_domain_event &) override {}
        void object_event(modvirt_connection *, const modvirt_object_event &) override {}
        void close(modvirt_connection *, int32_t) override {}
    };

    static void overwrite(std::string &bytes, std::size_t at, std::size_t room, const std::string &text,
                          char filler)
    {
        ASSERT_NE(at, std::string::npos);
        ASSERT_LE(text.size(), room);
        bytes.replace(at, room, text + std::string(room - text.size(), filler));
    }

    static std::string threading_digit(const std::string &threading)
    {
        return threading == "serialized" ? "1" : threading == "per_handle" ? "2" : "3";
    }

    NoEvents m_events;
    std::optional<host::Services> m_services;
    std::optional<Registry> m_registry;
};

} // namespace modvirt::registry
