// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/xml_output.hpp"

#include "base/json.hpp"
#include "base/xpath.hpp"

namespace modvirt::cli {

void print_xml(Session &session, const Arguments &arguments, const std::string &xml)
{
    const auto expression = arguments.text("xpath");
    if (!expression)
        return print_member(session, arguments, "xml", xml, "");
    const XmlDocument document(xml);
    if (arguments.has("wrap"))
        return print_member(session, arguments, "xml", select_wrapped(document.root(), *expression));
    const std::vector<std::string> matches = select_as_text(document.root(), *expression);
    if (wants_json(session, arguments))
        return print_json(session, {{"matches", matches}});
    for (const std::string &text : matches)
        session.out.print("{}\n", text);
}

} // namespace modvirt::cli
