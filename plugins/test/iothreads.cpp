// SPDX-License-Identifier: LGPL-2.1-or-later
#include "iothreads.hpp"

#include <algorithm>
#include <string>

#include "kit/xml/value.hpp"

namespace modvirt::test {

namespace {

bool are_in_order(const std::vector<uint32_t> &threads)
{
    for (std::size_t place = 0; place < threads.size(); ++place) {
        if (threads[place] != place + 1)
            return false;
    }
    return true;
}

} // namespace

std::vector<uint32_t> iothreads_of(const domain::Config &config)
{
    const xml::Element root = config.document.root();
    std::vector<uint32_t> threads;
    if (const auto ids = root.child("iothreadids")) {
        for (const xml::Element thread : ids->children("iothread"))
            threads.push_back(
                static_cast<uint32_t>(xml::parse_unsigned(thread.attribute_or("id", "0")).value_or(0)));
    }
    const auto text = root.child_text("iothreads");
    const uint64_t wanted = text ? xml::parse_unsigned(*text).value_or(0) : 0;
    for (uint32_t next = 1; threads.size() < wanted; ++next) {
        if (std::find(threads.begin(), threads.end(), next) == threads.end())
            threads.push_back(next);
    }
    return threads;
}

void set_iothreads(xml::Node root, const std::vector<uint32_t> &threads, Numbering numbering)
{
    auto ids = root.child("iothreadids");
    const bool is_numbered = numbering == Numbering::Written || ids.has_value() || !are_in_order(threads);
    if (ids)
        ids->remove();
    if (threads.empty()) {
        if (auto count = root.child("iothreads"))
            count->remove();
        return;
    }
    root.child_or_new("iothreads").set_text(std::to_string(threads.size()));
    if (!is_numbered)
        return;
    xml::Node list = root.append("iothreadids");
    for (const uint32_t thread : threads)
        list.append("iothread").set_attribute("id", std::to_string(thread));
}

} // namespace modvirt::test
