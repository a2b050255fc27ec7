// SPDX-License-Identifier: MIT
// write_schemas FOLDER: writes the RELAX NG schema of every kind of document, made from the tables, when
// modvirt is built.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>

#include "kit/catalog/catalog.hpp"
#include "kit/xml/relax_ng.hpp"

namespace {

void write_schemas(const std::filesystem::path &folder)
{
    std::filesystem::create_directories(folder);
    for (const modvirt::catalog::Kind &kind : modvirt::catalog::kinds()) {
        std::ofstream file(folder / (std::string(kind.name) + ".rng"));
        file.exceptions(std::ios::failbit | std::ios::badbit);
        file << modvirt::xml::relax_ng(kind.schema());
    }
}

} // namespace

int main(int argument_count, char **arguments)
{
    if (argument_count != 2) {
        std::fputs("usage: write_schemas FOLDER\n", stderr);
        return 2;
    }
    try {
        write_schemas(arguments[1]);
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "write_schemas: %s\n", error.what());
        return 1;
    }
}
