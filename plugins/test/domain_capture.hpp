// SPDX-License-Identifier: LGPL-2.1-or-later
// Takes one <domain> out of a document, and with it what the test driver's own elements in it say about the
// state that it is to have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "description.hpp"
#include "events.hpp"

namespace modvirt::test {

class DomainCapture {
public:
    // Prefixes of the test driver's namespace that an element further up declares.
    void know_prefixes(Attributes attributes);

    [[nodiscard]] bool is_inside() const noexcept { return m_depth > 0; }
    void start(std::string_view name, Attributes attributes, uint32_t line);
    void end(std::string_view name);
    void text(std::string_view text);
    // Once it is no longer inside. Throws XmlError for a state that cannot be.
    [[nodiscard]] DescribedDomain take();

private:
    [[nodiscard]] std::string_view own_name(std::string_view name) const;
    void start_own(std::string_view own, Attributes attributes, uint32_t line);
    void finish_own();
    void finish_snapshot();

    MarkupWriter m_writer;
    MarkupWriter m_snapshot; // the snapshot that is being read
    DescribedDomain m_domain;
    std::vector<std::string> m_prefixes; // with their colon
    std::string m_own;                   // the test driver's element that is being read
    std::string m_own_text;
    unsigned m_depth = 0;
    unsigned m_own_depth = 0;
};

} // namespace modvirt::test
