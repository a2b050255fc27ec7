// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capabilities.hpp"

#include <iterator>

#include <fmt/format.h>

#include "kit/cpu/x86.hpp"

namespace modvirt::test {

namespace {

constexpr const char *host_head = R"(<capabilities>

  <host>
    <cpu>
      <arch>i686</arch>
      <features>
        <pae/>
        <nonpae/>
      </features>
)";

constexpr const char *host_pages = R"(      <pages unit='KiB' size='4'/>
      <pages unit='KiB' size='8'/>
      <pages unit='KiB' size='2048'/>
      <pages unit='KiB' size='1048576'/>
    </cpu>
    <power_management/>
    <iommu support='no'/>
    <topology>
)";

constexpr const char *host_tail = R"(    </topology>
    <secmodel>
      <model>{}</model>
      <doi></doi>
    </secmodel>
  </host>

)";

constexpr const char *guest = R"(  <guest>
    <os_type>{}</os_type>
    <arch name='i686'>
      <wordsize>32</wordsize>
      <emulator>/usr/bin/test-hv</emulator>
      <domain type='test'/>
    </arch>
    <features>
      <pae/>
      <nonpae/>
    </features>
  </guest>

)";

void append_cell(std::string &text, unsigned number, const Cell &cell)
{
    auto out = std::back_inserter(text);
    fmt::format_to(out, "        <cell id='{}'>\n", number);
    fmt::format_to(out, "          <memory unit='KiB'>{}</memory>\n", cell.memory_kib);
    fmt::format_to(out, "          <pages unit='KiB' size='{}'>{}</pages>\n", cell.page_kib,
                   cell.memory_kib / cell.page_kib);
    text += "          <pages unit='KiB' size='2048'>0</pages>\n"
            "          <pages unit='KiB' size='1048576'>0</pages>\n";
    fmt::format_to(out, "          <cpus num='{}'>\n", cell.cpus);
    for (uint32_t i = 0; i < cell.cpus; ++i)
        fmt::format_to(
            out, "            <cpu id='{0}' socket_id='{1}' die_id='0' core_id='{2}' siblings='{0}'/>\n",
            cell.first_cpu + i, number, i);
    text += "          </cpus>\n        </cell>\n";
}

void append_model(std::string &text, std::string_view name)
{
    const cpu::Model *model = cpu::find_x86_model(name);
    if (model == nullptr)
        return;
    fmt::format_to(std::back_inserter(text), "      <model>{}</model>\n", model->name);
    if (model->vendor != cpu::Vendor::None)
        fmt::format_to(std::back_inserter(text), "      <vendor>{}</vendor>\n", name_of(model->vendor));
}

} // namespace

std::string format_capabilities(std::span<const Cell> cells, std::string_view model)
{
    std::string text = host_head;
    append_model(text, model);
    text += host_pages;
    fmt::format_to(std::back_inserter(text), "      <cells num='{}'>\n", cells.size());
    unsigned number = 0;
    for (const Cell &cell : cells)
        append_cell(text, number++, cell);
    text += "      </cells>\n";
    fmt::format_to(std::back_inserter(text), fmt::runtime(host_tail), security_model);
    for (const char *os_type : {"hvm", "xen"})
        fmt::format_to(std::back_inserter(text), fmt::runtime(guest), os_type);
    text += "</capabilities>\n";
    return text;
}

} // namespace modvirt::test
