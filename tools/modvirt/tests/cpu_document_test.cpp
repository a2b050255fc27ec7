// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/cpu_document.hpp"
#include "support/run_program.hpp"

#include <gmock/gmock.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> cpus_in(const std::string &text)
{
    const testing::TemporaryDirectory directory;
    return read_cpus(directory.write("cpus.xml", text));
}

std::string refusal_of(const std::string &text)
{
    try {
        return cpus_in(text).front();
    } catch (const Error &error) {
        return error.message();
    }
}

} // namespace

TEST(CpuDocument, HoldsOneCpuOrSeveral)
{
    EXPECT_THAT(cpus_in("<?xml version='1.0'?>\n<cpu mode='custom'/>"),
                ElementsAre("<cpu mode=\"custom\"/>"));
    EXPECT_THAT(cpus_in("<cpu/>\n<!-- and --><cpu match='exact'/>"),
                ElementsAre("<cpu/>", "<cpu match=\"exact\"/>"));
}

TEST(CpuDocument, MayBeWhatLibvirtPutsCpusIn)
{
    EXPECT_THAT(
        cpus_in("<capabilities><host><cpu><arch>x</arch></cpu></host><guest><cpu/></guest></capabilities>"
                "<domain><cpu a='1'/></domain>"),
        ElementsAre(HasSubstr("<arch>x</arch>"), "<cpu a=\"1\"/>"));
    EXPECT_THAT(
        cpus_in("<domainCapabilities><cpu><mode name='host-model' supported='yes'><model>E</model></mode>"
                "<mode name='custom' supported='yes'><model>q</model></mode></cpu></domainCapabilities>"),
        ElementsAre(HasSubstr("<model>E</model>")));
}

TEST(CpuDocument, IsRefusedWithoutACpu)
{
    for (const char *text :
         {"", "<x><cpu/></x>", "<domain/>", "<capabilities><guest><cpu/></guest></capabilities>",
          "<domainCapabilities><cpu><mode name='host-model' supported='no'/></cpu></domainCapabilities>"})
        EXPECT_THAT(refusal_of(text), HasSubstr("does not contain any <cpu> element")) << text;
}

TEST(CpuDocument, IsRefusedWhenItIsNotWellFormed)
{
    for (const char *text : {"<cpu>", "</container><container>", "text"})
        EXPECT_THROW(cpus_in(text), Error) << text;
}

} // namespace modvirt::cli
