// SPDX-License-Identifier: MIT
// For the tests of backends that stand on this kit: a host that has the XML parser, and pools in directories
// that are gone with the test.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <modvirt/plugin.hpp>

#include "kit/volume_files/tests/refusal.hpp"
#include "module.hpp"

namespace modvirt::volume_files::testing {

class BackendHost {
public:
    BackendHost()
    {
        m_table.struct_size = sizeof m_table;
        m_table.data = this;
        m_table.log = [](const modvirt_host_v1 *host, uint32_t, const char *, const char *message) {
            static_cast<BackendHost *>(host->data)->logged.emplace_back(message);
        };
        m_table.get_interface = [](const modvirt_host_v1 *, const char *name) -> const void * {
            return std::string_view(name) == "xml/1" ? modvirt_xml_interface_v1() : nullptr;
        };
        detail::host_table = &m_table;
    }
    BackendHost(const BackendHost &) = delete;
    BackendHost &operator=(const BackendHost &) = delete;
    ~BackendHost() { detail::host_table = nullptr; }

    // A session for the pool that the document describes.
    template <class Backend, class... More>
    std::unique_ptr<Backend> open(const std::string &document, More... more) const
    {
        modvirt_open request{};
        request.struct_size = sizeof request;
        request.uri = request.scheme = request.server = request.path = request.query = "";
        request.document = document.c_str();
        return Backend::open(OpenRequest(&request), more...);
    }

    std::vector<std::string> logged;

private:
    modvirt_host_v1 m_table{};
};

class BackendTest : public ::testing::Test {
protected:
    BackendTest()
    {
        std::string name = ::testing::TempDir() + "backend.XXXXXX";
        m_directory = ::mkdtemp(name.data());
    }
    ~BackendTest() override { std::filesystem::remove_all(m_directory); }

    [[nodiscard]] std::string path(const std::string &name) const { return m_directory + "/" + name; }

    static std::map<std::string, FoundVolume> list(StorageBackend &backend)
    {
        std::map<std::string, FoundVolume> volumes;
        const modvirt_volume_sink raw{
            sizeof raw, 0, &volumes, [](const modvirt_volume_sink *sink, const modvirt_volume *volume) {
                static_cast<std::map<std::string, FoundVolume> *>(sink->data)
                    ->emplace(volume->name, FoundVolume{volume->type, volume->name, volume->key, volume->path,
                                                        volume->format != nullptr ? volume->format : "",
                                                        volume->capacity, volume->allocation});
                return 0;
            }};
        VolumeSink sink(&raw);
        backend.pool_refresh(sink);
        return volumes;
    }

    template <class Call>
    static std::string refusal_of(ErrorCode code, Call &&call)
    {
        return testing::refusal_of(code, std::forward<Call>(call));
    }

    BackendHost m_host;
    std::string m_directory;
};

} // namespace modvirt::volume_files::testing
