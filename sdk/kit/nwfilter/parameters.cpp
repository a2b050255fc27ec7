// SPDX-License-Identifier: MIT
#include "kit/nwfilter/parameters.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "kit/document/completion.hpp"

namespace modvirt::nwfilter {

void sort_parameters(xml::Node reference)
{
    std::vector<std::pair<std::string, xml::Node>> parameters;
    document::for_each_child(reference, "parameter", [&](xml::Node parameter) {
        parameters.emplace_back(parameter.attribute_or("name", ""), parameter);
    });
    std::ranges::stable_sort(parameters, {}, [](const auto &entry) { return entry.first; });
    // Moving each to the end in turn leaves them in this order.
    for (auto &[name, parameter] : parameters)
        parameter.move_before(std::nullopt);
}

} // namespace modvirt::nwfilter
