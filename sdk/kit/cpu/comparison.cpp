// SPDX-License-Identifier: MIT
#include "kit/cpu/comparison.hpp"

#include "kit/cpu/x86.hpp"
#include "modvirt/error.hpp"

namespace modvirt::cpu {

namespace {

Verdict incompatible(std::string reason)
{
    return {Comparison::Incompatible, std::move(reason)};
}

// "WHAT: a, b"
Verdict incompatible(std::string reason, const FeatureSet &features)
{
    const char *separator = ": ";
    features.for_each([&](std::size_t each) {
        reason.append(separator).append(feature_name(each));
        separator = ", ";
    });
    return incompatible(std::move(reason));
}

FeatureSet features_of_model(const Processor &processor)
{
    if (processor.model.empty())
        return {};
    const Model *model = find_x86_model(processor.model);
    if (model == nullptr)
        throw Error(ErrorCode::InternalError, "Unknown CPU model " + processor.model, ErrorDomain::Cpu);
    return model->features;
}

Verdict compare_features(const Host &host, const Processor &processor)
{
    const FeatureSet model = features_of_model(processor);
    const FeatureSet indifferent =
        features_with(processor, {Policy::Force, Policy::Optional, Policy::Disable});
    const FeatureSet asked = features_with(processor, {Policy::Require});
    const FeatureSet forbidden = features_with(processor, {Policy::Forbid});
    if (const FeatureSet provided = host.features & forbidden; !provided.empty())
        return incompatible("Host CPU provides forbidden features", provided);
    const FeatureSet required = (model | asked) - indifferent;
    if (const FeatureSet missing = required - host.features; !missing.empty())
        return incompatible("Host CPU does not provide required features", missing);
    const FeatureSet extra = host.features - (model | asked | indifferent);
    if (extra.empty())
        return {Comparison::Identical, {}};
    if (processor.strict)
        return incompatible("Host CPU does not strictly match guest CPU: Extra features", extra);
    return {Comparison::Superset, {}};
}

} // namespace

Host host_of_model(std::string_view name)
{
    const Model *model = find_x86_model(name);
    if (model == nullptr)
        return {};
    return {true, false, std::string(name_of(model->vendor)), model->features};
}

Host emulated_host()
{
    return {true, true, "", all_features()};
}

Verdict compare(const Host &host, const Processor &processor)
{
    if (!host.known)
        return incompatible("unknown host CPU");
    if (processor.family && *processor.family != Family::X86)
        return incompatible("CPU arch " + processor.architecture + " does not match host arch");
    if (!processor.vendor.empty() && !host.any_vendor && processor.vendor != host.vendor)
        return incompatible("host CPU vendor does not match required CPU vendor " + processor.vendor);
    return compare_features(host, processor);
}

} // namespace modvirt::cpu
