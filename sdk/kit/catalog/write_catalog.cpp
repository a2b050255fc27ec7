// SPDX-License-Identifier: MIT
// write_catalog SCHEMAS PAGES VERSION: writes the RELAX NG schema and the manual page of every kind of document,
// made from the tables, when modvirt is built.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "kit/catalog/catalog.hpp"
#include "kit/xml/format_page.hpp"
#include "kit/xml/relax_ng.hpp"

namespace {

void write(const std::filesystem::path &path, const std::string &text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path);
    file.exceptions(std::ios::failbit | std::ios::badbit);
    file << text;
}

void write_catalog(const std::filesystem::path &schemas, const std::filesystem::path &pages,
                   const std::string &version)
{
    std::vector<modvirt::xml::OtherPage> all;
    for (const modvirt::catalog::Kind &kind : modvirt::catalog::kinds())
        all.push_back({kind.schema().root, "modvirt-" + std::string(kind.name)});
    for (const modvirt::catalog::Kind &kind : modvirt::catalog::kinds()) {
        const std::string name(kind.name);
        write(schemas / (name + ".rng"), modvirt::xml::relax_ng(kind.schema()));
        const std::string page = "modvirt-" + name;
        write(pages / (page + ".5"), modvirt::xml::format_page(kind.schema(), page, version, all));
    }
}

} // namespace

int main(int argument_count, char **arguments)
{
    if (argument_count != 4) {
        std::fputs("usage: write_catalog SCHEMAS PAGES VERSION\n", stderr);
        return 2;
    }
    try {
        write_catalog(arguments[1], arguments[2], arguments[3]);
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "write_catalog: %s\n", error.what());
        return 1;
    }
}
