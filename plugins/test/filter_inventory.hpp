// SPDX-License-Identifier: LGPL-2.1-or-later
// The network filters of a pretended host, and which are bound to which ports.
#pragma once

#include <mutex>
#include <string_view>
#include <vector>

#include "kit/nwfilter/binding.hpp"
#include "kit/nwfilter/filter.hpp"
#include "kit/store/store.hpp"

namespace modvirt::test {

// All of it may be called from any thread. Whatever looks for one filter throws NoNwFilter; for one binding,
// NoNwFilterBinding.
class FilterInventory {
public:
    // Adds a filter, or replaces the one of that name and UUID. Throws OperationFailed when one of the two is
    // another's or when filters would include each other in a circle, and InternalError when it includes one that
    // is not there.
    void define(nwfilter::FilterPtr filter);
    // Throws OperationInvalid for one that a binding or another filter uses.
    void undefine(const store::Uuid &uuid);
    [[nodiscard]] nwfilter::FilterPtr find(std::string_view name) const;
    [[nodiscard]] nwfilter::FilterPtr find(const store::Uuid &uuid) const;
    [[nodiscard]] std::vector<nwfilter::FilterPtr> all() const;

    // Throws OperationFailed for a port that has one, and InternalError when there is no such filter.
    void bind(nwfilter::BindingPtr binding);
    void unbind(std::string_view port_device);
    [[nodiscard]] nwfilter::BindingPtr find_binding(std::string_view port_device) const;
    [[nodiscard]] std::vector<nwfilter::BindingPtr> bindings() const;

private:
    [[nodiscard]] const nwfilter::Filter *find_any(std::string_view name) const;
    void check_place(const nwfilter::Filter &filter) const;
    void check_references(const nwfilter::Filter &filter, std::string_view root) const;
    void check_unused(const nwfilter::Filter &filter) const;

    mutable std::mutex m_lock;
    std::vector<nwfilter::FilterPtr> m_all;
    std::vector<nwfilter::BindingPtr> m_bindings;
};

} // namespace modvirt::test
