// SPDX-License-Identifier: MIT
#include "kit/cpu/baseline.hpp"

#include <algorithm>
#include <vector>

#include "kit/cpu/x86_baseline.hpp"
#include "kit/xml/writer.hpp"
#include "modvirt/error.hpp"

namespace modvirt::cpu {

namespace {

struct Answer {
    std::string_view model;
    bool exact = false; // the model must not be replaced by another
    std::string_view vendor = {};
    struct Difference {
        std::string_view name;
        bool required;
    };
    std::vector<Difference> features = {};
};

std::string write(const Answer &answer)
{
    xml::Writer writer;
    writer.open("cpu").attribute("mode", "custom").attribute("match", "exact");
    writer.open("model")
        .attribute("fallback", answer.exact ? "forbid" : "allow")
        .text(answer.model)
        .close("model");
    if (!answer.vendor.empty())
        writer.element("vendor", answer.vendor);
    for (const Answer::Difference &feature : answer.features)
        writer.open("feature")
            .attribute("policy", feature.required ? "require" : "disable")
            .attribute("name", feature.name)
            .close("feature");
    writer.close("cpu");
    return std::move(writer).str();
}

std::string of_x86(std::span<const Processor> processors, const Terms &terms)
{
    const Common common = common_x86(processors);
    Answer answer{common.model->name, common.same_model, name_of(common.vendor)};
    const auto add = [&](const FeatureSet &set, bool required) {
        set.for_each([&](std::size_t each) { answer.features.push_back({feature_name(each), required}); });
    };
    const bool all = terms.listed == Listed::All;
    FeatureSet required = all ? common.features : common.features - common.model->features;
    if (terms.movable == Movable::Only)
        required = required - fixed_features();
    add(required, true);
    add(common.model->features - common.features, false);
    add(common.model->dropped - common.features, false);
    if (all)
        std::ranges::sort(answer.features, {}, &Answer::Difference::name);
    return write(answer);
}

// Models have no features, so only those of one name have anything in common.
std::string of_power(std::span<const Processor> processors)
{
    const std::string &name = processors.front().model;
    const PowerModel *model = find_power_model(name);
    if (model == nullptr)
        throw Error(ErrorCode::InternalError, "Unknown CPU model " + name, ErrorDomain::Cpu);
    const auto fail = [](const std::string &message) {
        throw Error(ErrorCode::OperationFailed, message, ErrorDomain::Cpu);
    };
    for (const Processor &processor : processors) {
        if (processor.model != name)
            fail("CPUs are incompatible");
        if (processor.vendor.empty() || processor.vendor == model->vendor)
            continue;
        if (!is_power_vendor(processor.vendor))
            fail("Unknown CPU vendor " + processor.vendor);
        fail("CPU vendor " + std::string(model->vendor) + " of model " + name + " differs from vendor " +
             processor.vendor);
    }
    return write({.model = name, .exact = true});
}

void check(std::span<const Processor> processors)
{
    if (processors.empty())
        throw Error(ErrorCode::InvalidArg, "no CPUs given", ErrorDomain::Cpu);
    for (std::size_t i = 0; i < processors.size(); ++i)
        if (processors[i].model.empty())
            throw Error(ErrorCode::InvalidArg, "no CPU model specified at index " + std::to_string(i),
                        ErrorDomain::Cpu);
}

} // namespace

std::string baseline(std::span<const Processor> processors, const Terms &terms)
{
    check(processors);
    const Processor &first = processors.front();
    const std::string architecture(terms.architecture.empty() ? first.architecture : terms.architecture);
    switch (find_family(architecture).value_or(Family::Nothing)) {
    case Family::X86:
        return of_x86(processors, terms);
    case Family::Power:
        return of_power(processors);
    case Family::Arm:
        return write({.model = first.model});
    case Family::S390:
        throw Error(ErrorCode::NoSupport, "cannot compute baseline CPU of " + architecture + " architecture",
                    ErrorDomain::Cpu);
    case Family::Nothing:
        break;
    }
    refuse_architecture(architecture);
}

} // namespace modvirt::cpu
