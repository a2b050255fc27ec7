// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-catalog modvirt-xml-static
// corpus: sdk/kit/*/tests/golden/*.txt sdk/kit/domain/tests/golden/*.xml tests/fuzz/seeds/document-xml/*
// tests: document_mutation_test.cpp markup.cpp markup_mutator.cpp valid_documents.cpp
//
// Any bytes as a document of whichever kind its root says: read, completed, checked and written as a driver
// does.
#include "kit/catalog/catalog.hpp"
#include "round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    namespace catalog = modvirt::catalog;
    const std::string_view text = modvirt::fuzz::text_of(data, size);
    const modvirt_xml_v1 &parser = *modvirt_xml_interface_v1();
    const catalog::Kind *const kind = catalog::kind_of(text);
    if (kind == nullptr) {
        modvirt::fuzz::expect_place(catalog::validate(parser, text).error);
        return 0;
    }
    modvirt::fuzz::round_trip(text, [&](std::string_view document, const modvirt::xml::ReadOptions &options) {
        return kind->rewrite(parser, document, options);
    });
    return 0;
}
