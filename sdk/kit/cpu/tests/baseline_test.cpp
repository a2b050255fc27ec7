// SPDX-License-Identifier: MIT
#include "kit/cpu/baseline.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "failure.hpp"
#include "kit/cpu/x86_baseline.hpp"

namespace modvirt::cpu {

namespace {

// "MODEL/VENDOR +feature -feature"; a feature with "-" is one that a guest is not to have.
Processor processor_of(const std::string &told)
{
    std::istringstream words(told);
    Processor processor;
    std::string word;
    words >> word;
    const std::size_t slash = word.find('/');
    processor.model = word.substr(0, slash);
    processor.vendor = slash == std::string::npos ? "" : word.substr(slash + 1);
    processor.architecture = "x86_64";
    processor.family = Family::X86;
    while (words >> word)
        processor.features.push_back({word.substr(1), word[0] == '+' ? Policy::Require : Policy::Disable});
    return processor;
}

// Of those that stand between bars.
std::vector<Processor> processors_of(const std::string &told)
{
    std::vector<Processor> processors;
    for (std::size_t start = 0; start <= told.size();) {
        const std::size_t bar = std::min(told.find('|', start), told.size());
        processors.push_back(processor_of(told.substr(start, bar - start)));
        start = bar + 1;
    }
    return processors;
}

std::vector<Processor> of_architecture(std::string_view architecture, std::vector<Processor> processors)
{
    for (Processor &processor : processors) {
        processor.architecture = architecture;
        processor.family = find_family(architecture);
    }
    return processors;
}

// What stands between the first `before` and the `after` behind it; empty when there is none.
std::string between(const std::string &text, std::string_view before, std::string_view after)
{
    const std::size_t found = text.find(before);
    if (found == std::string::npos)
        return "";
    const std::size_t start = found + before.size();
    return text.substr(start, text.find(after, start) - start);
}

// A document in the words of the golden file.
std::string summary(const std::string &document)
{
    const std::string model = between(document, "<model fallback='", "</model>");
    std::string told = model.substr(model.find('>') + 1);
    if (const std::string vendor = between(document, "<vendor>", "</vendor>"); !vendor.empty())
        told += "/" + vendor;
    told += " " + model.substr(0, model.find('\''));
    std::istringstream lines(document);
    for (std::string line; std::getline(lines, line);)
        if (line.find("<feature") != std::string::npos)
            told +=
                (between(line, "policy='", "'") == "require" ? " +" : " -") + between(line, "name='", "'");
    return told;
}

std::string answer_to(const std::vector<Processor> &processors, const Terms &terms = {})
{
    try {
        return summary(baseline(processors, terms));
    } catch (const Error &error) {
        return error.what();
    }
}

std::string answer_to(const std::string &told, const Terms &terms = {})
{
    return answer_to(processors_of(told), terms);
}

} // namespace

TEST(Baseline, IsTheOneThatLibvirtFinds)
{
    std::ifstream golden(MODVIRT_GOLDEN_DIR "/baseline.txt");
    int cases = 0;
    for (std::string line; std::getline(golden, line);) {
        if (line.starts_with('#'))
            continue;
        const std::size_t arrow = line.find(" => ");
        EXPECT_EQ(answer_to(line.substr(0, arrow)), line.substr(arrow + 4)) << line;
        ++cases;
    }
    EXPECT_GT(cases, 100);
}

TEST(Baseline, IsADocumentForGuests)
{
    EXPECT_EQ(baseline(processors_of("Opteron_G3/AMD +avx")),
              "<cpu mode='custom' match='exact'>\n"
              "  <model fallback='forbid'>Opteron_G3</model>\n"
              "  <vendor>AMD</vendor>\n"
              "  <feature policy='require' name='avx'/>\n"
              "  <feature policy='disable' name='monitor'/>\n"
              "</cpu>\n");
}

TEST(Baseline, ListsAllFeaturesInTheOrderOfTheirNamesWhenAsked)
{
    EXPECT_EQ(answer_to("486 +nx +avx", {.listed = Listed::All}), "486 forbid +avx +fpu +nx +pse +vme");
    EXPECT_EQ(answer_to("486 | pentium -vme", {.listed = Listed::All}), "486 allow +fpu +pse -vme");
}

TEST(Baseline, LeavesOutWhatKeepsAGuestWhereItIs)
{
    EXPECT_EQ(answer_to("Penryn +invtsc +xsaves +avx"), "Penryn forbid +avx +xsaves +invtsc");
    EXPECT_EQ(answer_to("Penryn +invtsc +xsaves +avx", {.movable = Movable::Only}), "Penryn forbid +avx");
    EXPECT_EQ(answer_to("EPYC-Milan", {.listed = Listed::All, .movable = Movable::Only}).find("xsaves"),
              std::string::npos);
}

TEST(Baseline, LacksWhatAGuestIsNotToHave)
{
    EXPECT_EQ(answer_to("Penryn -nx +avx | Penryn +avx"), "Penryn forbid +avx -nx");
    Processor indifferent = processor_of("Penryn +nothing");
    indifferent.features[0].policy = Policy::Optional;
    EXPECT_EQ(answer_to(std::vector{indifferent}), "Penryn forbid");
}

TEST(Baseline, OfPowerIsTheModelThatAllHave)
{
    const auto power = [](const std::string &told) {
        return answer_to(of_architecture("ppc64", processors_of(told)));
    };
    EXPECT_EQ(power("POWER8 | POWER8/IBM"), "POWER8 forbid");
    EXPECT_EQ(power("POWER8 | POWER7"), "CPUs are incompatible");
    EXPECT_EQ(power("POWER8 | Foo"), "CPUs are incompatible");
    EXPECT_EQ(power("Foo"), "Unknown CPU model Foo");
    EXPECT_EQ(power("POWER8/Foo"), "Unknown CPU vendor Foo");
    EXPECT_EQ(power("POWER8/Freescale"), "CPU vendor IBM of model POWER8 differs from vendor Freescale");
}

TEST(Baseline, OfOtherArchitecturesIsWhatLibvirtMakesOfThem)
{
    const auto of = [](std::string_view architecture, const std::string &told) {
        return answer_to(of_architecture(architecture, processors_of(told)));
    };
    EXPECT_EQ(of("aarch64", "cortex-a53 +fp | cortex-a57"), "cortex-a53 allow");
    EXPECT_EQ(of("s390x", "z14"), "cannot compute baseline CPU of s390x architecture");
    EXPECT_EQ(of("riscv64", "x"), "'riscv64' architecture is not supported by CPU driver");
    EXPECT_EQ(answer_to(of_architecture("ppc64", processors_of("POWER8")), {.architecture = "i686"}),
              "Unknown CPU model POWER8");
}

TEST(Baseline, NeedsProcessorsWithModels)
{
    EXPECT_EQ(code_of([] { baseline({}); }), ErrorCode::InvalidArg);
    EXPECT_EQ(answer_to(std::vector{processor_of("Foo"), Processor{}}), "no CPU model specified at index 1");
    EXPECT_EQ(code_of([] { baseline(processors_of("Foo")); }), ErrorCode::InternalError);
    EXPECT_EQ(code_of([] { baseline(processors_of("Penryn | Opteron_G1 | Penryn")); }),
              ErrorCode::OperationFailed);
    EXPECT_EQ(code_of([] { baseline(of_architecture("s390", processors_of("z14"))); }), ErrorCode::NoSupport);
}

} // namespace modvirt::cpu
