// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/xml_output.hpp"

#include "base/xpath.hpp"

namespace modvirt::cli {

void print_xml(Session &session, const Arguments &arguments, const std::string &xml)
{
    const auto expression = arguments.text("xpath");
    if (!expression)
        return session.out.write(xml);
    const XmlDocument document(xml);
    if (arguments.has("wrap"))
        return session.out.print("{}\n", select_wrapped(document.root(), *expression));
    for (const std::string &text : select_as_text(document.root(), *expression))
        session.out.print("{}\n", text);
}

} // namespace modvirt::cli
