// SPDX-License-Identifier: MIT
#include "kit/cpu/x86_baseline.hpp"

#include <algorithm>
#include <ranges>
#include <string>

#include "modvirt/error.hpp"

namespace modvirt::cpu {

namespace {

const Model &model_of(const Processor &processor)
{
    const Model *model = find_x86_model(processor.model);
    if (model == nullptr)
        throw Error(ErrorCode::InternalError, "Unknown CPU model " + processor.model, ErrorDomain::Cpu);
    return *model;
}

FeatureSet features_of(const Processor &processor, const Model &model)
{
    return (model.features | features_with(processor, {Policy::Force, Policy::Require})) -
           features_with(processor, {Policy::Disable, Policy::Forbid});
}

[[noreturn]] void fail(const std::string &message)
{
    throw Error(ErrorCode::OperationFailed, message, ErrorDomain::Cpu);
}

Vendor vendor_called(const std::string &name)
{
    const auto vendor = find_vendor(name);
    if (!vendor)
        fail("Unknown CPU vendor " + name);
    return *vendor;
}

// The vendor of all processors so far, which one more has to share. Who does not tell is of its model's.
Vendor join_vendor(Vendor known, const Processor &processor, const Model &model)
{
    const std::string_view own = name_of(model.vendor);
    if (!processor.vendor.empty() && !own.empty() && processor.vendor != own)
        fail("CPU vendor " + std::string(own) + " of model " + processor.model + " differs from vendor " +
             processor.vendor);
    const std::string vendor = processor.vendor.empty() ? std::string(own) : processor.vendor;
    if (vendor.empty())
        return known;
    if (known == Vendor::None)
        return vendor_called(vendor);
    if (vendor != name_of(known))
        fail("CPU vendors do not match");
    return known;
}

// How far a model is from what the processors have in common. Features that a guest would find missing weigh
// more than those that it would find added, and the more the more of them there are.
struct Distance {
    std::size_t cost;
    std::size_t penalty;

    Distance(const Model &model, const FeatureSet &common)
    {
        const std::size_t added = (common - model.features).size();
        const std::size_t missing = ((model.features | model.dropped) - common).size();
        penalty = (missing + 1) / 2;
        cost = added + missing + penalty * (penalty + 1) / 2;
    }
};

bool can_answer(const Model &model, Vendor vendor)
{
    return model.use != Use::Hidden &&
           (model.vendor == Vendor::None || vendor == Vendor::None || model.vendor == vendor);
}

bool is_among(const Model &model, std::span<const Processor> processors)
{
    return std::ranges::find(processors, model.name, &Processor::model) != processors.end();
}

// Newer models are looked at first and win a tie. A model that one of the processors has is preferred to one
// that lacks more features.
const Model *nearest(const FeatureSet &common, Vendor vendor, std::span<const Processor> processors)
{
    const Model *best = nullptr;
    Distance least{*x86_models().begin(), common};
    for (const Model &model : x86_models() | std::views::reverse) {
        if (!can_answer(model, vendor))
            continue;
        const Distance distance{model, common};
        const bool nearer =
            distance.cost < least.cost || (distance.cost == least.cost && distance.penalty < least.penalty);
        const bool preferred = is_among(model, processors) && distance.penalty < least.penalty;
        if (best == nullptr || nearer || preferred) {
            best = &model;
            least = distance;
        }
    }
    return best;
}

} // namespace

Common common_x86(std::span<const Processor> processors)
{
    const Processor &first = processors.front();
    const Model &first_model = model_of(first);
    Common common;
    common.features = features_of(first, first_model);
    common.same_model = true;
    Vendor vendor = first.vendor.empty() ? Vendor::None : vendor_called(first.vendor);
    bool all_tell = !first.vendor.empty();
    for (const Processor &processor : processors.subspan(1)) {
        const Model &model = model_of(processor);
        const FeatureSet features = features_of(processor, model);
        vendor = join_vendor(vendor, processor, model);
        common.features = common.features & features;
        common.same_model &= processor.model == first.model;
        all_tell &= !processor.vendor.empty();
    }
    common.same_model &= can_answer(first_model, vendor);
    common.model = common.same_model ? &first_model : nearest(common.features, vendor, processors);
    common.vendor = all_tell ? vendor : Vendor::None;
    return common;
}

} // namespace modvirt::cpu
