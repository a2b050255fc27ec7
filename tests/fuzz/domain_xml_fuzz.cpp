// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-domain modvirt-xml-static
// corpus: sdk/kit/domain/tests/golden/*.xml
//
// Any bytes as a domain document. What is accepted must be written as a document that is accepted too.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "kit/domain/config.hpp"
#include "module.hpp"

namespace {

using namespace std::string_view_literals;
namespace domain = modvirt::domain;
namespace xml = modvirt::xml;

domain::ConfigPtr accepted(std::string_view text, xml::Strictness strictness)
{
    try {
        std::vector<xml::Finding> findings;
        return domain::parse(*modvirt_xml_interface_v1(), text, {}, {strictness, &findings});
    } catch (const modvirt::Error &error) {
        // An error has something to say.
        if (error.code() == modvirt::ErrorCode::Ok ||
            (error.message().empty() && error.code() != modvirt::ErrorCode::NoTarget))
            std::abort();
        return nullptr;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    accepted(text, xml::Strictness::Strict);
    const domain::ConfigPtr config = accepted(text, xml::Strictness::Lenient);
    if (!config)
        return 0;
    domain::FormatOptions options;
    options.secrets = domain::Secrets::Include;
    if (!accepted(domain::format(*config, options), xml::Strictness::Lenient))
        std::abort();
    return 0;
}
