// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-cpu modvirt-xml-static
// corpus: tests/fuzz/seeds/cpu-xml/*
//
// Any bytes as a processor. What is accepted must lead to a baseline that is a processor again, or to an
// error that says something.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kit/cpu/baseline.hpp"
#include "kit/cpu/comparison.hpp"
#include "module.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    namespace cpu = modvirt::cpu;
    const modvirt_xml_v1 &parser = *modvirt_xml_interface_v1();
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    std::string answer;
    try {
        const cpu::Processor processor = cpu::parse(parser, text, cpu::Described::Either);
        cpu::compare(cpu::emulated_host(), processor);
        answer = cpu::baseline({&processor, 1}, {.architecture = "x86_64"});
    } catch (const modvirt::Error &error) {
        if (std::string_view(error.what()).empty())
            std::abort();
        return 0;
    }
    cpu::parse(parser, answer, cpu::Described::Either);
    return 0;
}
