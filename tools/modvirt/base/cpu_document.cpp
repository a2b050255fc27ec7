// SPDX-License-Identifier: LGPL-2.1-or-later
// All of a file is read as what is inside one element, so that several documents may follow each other.
#include "base/cpu_document.hpp"

#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/xml_tree.hpp"

namespace modvirt::cli {

namespace {

// A declaration may stand at the very beginning of a document only.
std::string without_declaration(std::string text)
{
    const size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string::npos || text.compare(start, 5, "<?xml") != 0)
        return text;
    const size_t end = text.find("?>", start);
    return end == std::string::npos ? text : text.substr(end + 2);
}

void add_cpu(const XmlElement *cpu, std::vector<std::string> &cpus)
{
    if (cpu)
        cpus.push_back(serialize(*cpu));
}

// The host model is described like a CPU, under another name.
void add_host_model(const XmlElement &capabilities, std::vector<std::string> &cpus)
{
    const XmlElement *cpu = capabilities.child("cpu");
    if (!cpu)
        return;
    for (const XmlElement *mode : cpu->children("mode")) {
        if (mode->attribute_or("name", "") != "host-model" || mode->attribute_or("supported", "") != "yes")
            continue;
        XmlElement model{"cpu", {}, mode->nodes};
        add_cpu(&model, cpus);
    }
}

void add_cpus_of(const XmlElement &document, std::vector<std::string> &cpus)
{
    if (document.name == "cpu")
        add_cpu(&document, cpus);
    else if (document.name == "domain")
        add_cpu(document.child("cpu"), cpus);
    else if (document.name == "domainCapabilities")
        add_host_model(document, cpus);
    else if (document.name == "capabilities")
        if (const XmlElement *host = document.child("host"))
            add_cpu(host->child("cpu"), cpus);
}

} // namespace

std::vector<std::string> read_cpus(const std::string &path)
{
    const std::string text = without_declaration(read_description(path));
    const XmlDocument file("<container>" + text + "</container>", Blanks::Kept);
    std::vector<std::string> cpus;
    for (const XmlNode &node : file.root().nodes)
        if (const auto *document = std::get_if<XmlElement>(&node))
            add_cpus_of(*document, cpus);
    if (cpus.empty())
        fail("File '{}' does not contain any <cpu> element or valid domain XML, host capabilities XML, or "
             "domain "
             "capabilities XML",
             path);
    return cpus;
}

CpuTarget cpu_target(const Arguments &arguments)
{
    return {arguments.text("emulator"), arguments.text("arch"), arguments.text("machine"),
            arguments.text("virttype")};
}

} // namespace modvirt::cli
