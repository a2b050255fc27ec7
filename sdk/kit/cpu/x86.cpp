// SPDX-License-Identifier: MIT
#include "kit/cpu/x86.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace modvirt::cpu {

namespace {

struct Row {
    std::string_view name;
    Vendor vendor;
    std::string_view base;
    std::string_view changes;
    Use use = Use::Any;
};

constexpr Row rows[] = {
#include "x86_models.inc"
};

constexpr std::string_view feature_list =
#include "x86_features.inc"
    ;

constexpr std::string_view vendor_names[] = {"", "Intel", "AMD", "Hygon"};

// Calls `visit(word)` for each word of a text with one blank between two of them.
template <typename Visit>
constexpr void for_each_word(std::string_view text, Visit visit)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0)
            visit(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

consteval std::size_t count_features()
{
    std::size_t count = 0;
    for_each_word(feature_list, [&](std::string_view) { ++count; });
    return count;
}

consteval auto split_features()
{
    std::array<std::string_view, count_features()> names{};
    std::size_t count = 0;
    for_each_word(feature_list, [&](std::string_view name) { names[count++] = name; });
    return names;
}

constexpr auto feature_names = split_features();
static_assert(feature_names.size() <= FeatureSet::capacity);

// For the tables below, where a name that is not in a list ends the compilation.
template <typename List, typename Projection>
consteval std::size_t index_in(const List &list, std::size_t size, std::string_view name,
                               Projection projection)
{
    for (std::size_t i = 0; i < size; ++i)
        if (projection(list[i]) == name)
            return i;
    throw "a table names what no list has";
}

consteval std::size_t number_of(std::string_view feature)
{
    return index_in(feature_names, feature_names.size(), feature, [](std::string_view each) { return each; });
}

consteval void apply(Model &model, std::string_view changes)
{
    while (!changes.empty()) {
        const std::size_t end = std::min(changes.find(' '), changes.size());
        const std::string_view word = changes.substr(0, end);
        if (word[0] == '-')
            model.features.erase(number_of(word.substr(1)));
        else if (word[0] == '!')
            model.dropped.insert(number_of(word.substr(1)));
        else
            model.features.insert(number_of(word));
        changes.remove_prefix(std::min(end + 1, changes.size()));
    }
}

consteval auto make_models()
{
    std::array<Model, std::size(rows)> models{};
    for (std::size_t i = 0; i < models.size(); ++i) {
        const Row &row = rows[i];
        models[i] = {row.name, row.vendor, row.use, {}, {}};
        // A model is told by one that stands above it, so no model is told by itself.
        if (!row.base.empty())
            models[i].features =
                models[index_in(models, i, row.base, [](const Model &each) { return each.name; })].features;
        apply(models[i], row.changes);
    }
    return models;
}

constexpr auto models = make_models();

consteval FeatureSet set_of(std::string_view first, std::string_view second)
{
    FeatureSet set;
    set.insert(number_of(first));
    set.insert(number_of(second));
    return set;
}

constexpr FeatureSet fixed = set_of("invtsc", "xsaves");

} // namespace

std::string_view name_of(Vendor vendor)
{
    return vendor_names[static_cast<std::size_t>(vendor)];
}

std::optional<Vendor> find_vendor(std::string_view name)
{
    const auto *const found = std::find(std::next(vendor_names), std::end(vendor_names), name);
    if (found == std::end(vendor_names))
        return std::nullopt;
    return static_cast<Vendor>(found - vendor_names);
}

std::span<const Model> x86_models()
{
    return models;
}

const Model *find_x86_model(std::string_view name)
{
    const auto *const found = std::ranges::find(models, name, &Model::name);
    return found == models.end() ? nullptr : found;
}

std::size_t feature_count()
{
    return feature_names.size();
}

std::string_view feature_name(std::size_t feature)
{
    return feature_names[feature];
}

std::optional<std::size_t> find_feature(std::string_view name)
{
    const auto *const found = std::ranges::find(feature_names, name);
    if (found == feature_names.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - feature_names.begin());
}

FeatureSet all_features()
{
    FeatureSet all;
    for (std::size_t i = 0; i < feature_names.size(); ++i)
        all.insert(i);
    return all;
}

const FeatureSet &fixed_features()
{
    return fixed;
}

} // namespace modvirt::cpu
