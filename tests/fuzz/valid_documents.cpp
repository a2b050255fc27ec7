// SPDX-License-Identifier: LGPL-2.1-or-later
#include "valid_documents.hpp"

#include <map>

#include "kit/catalog/catalog.hpp"
#include "kit/document/tests/random_document.hpp"
#include "module.hpp"

namespace modvirt::fuzz {

namespace {

using catalog::Kind;

bool is_valid(const std::string &text)
{
    const catalog::Verdict verdict = catalog::validate(*modvirt_xml_interface_v1(), text);
    return verdict.kind != nullptr && verdict.error.empty();
}

// The sample with one more element of its root.
std::string extended(const Kind &kind, const std::string &sample, uint32_t seed)
{
    const xml::ElementRule &root = *kind.schema().root;
    const std::size_t end = sample.rfind("</" + std::string(root.name));
    if (end == std::string::npos || root.children.empty())
        return sample;
    std::mt19937 random(seed);
    const xml::ElementRule &child = *root.children[random() % root.children.size()];
    return std::string(sample).insert(end, document::RandomDocument(seed).make(child, 2));
}

} // namespace

std::vector<std::string> valid_documents(const std::vector<std::string> &samples, uint32_t more_of_each)
{
    std::map<const Kind *, std::vector<std::string>> of_kind;
    for (const std::string &sample : samples)
        if (is_valid(sample))
            of_kind[catalog::kind_of(sample)].push_back(sample);
    std::vector<std::string> all;
    for (auto &[kind, documents] : of_kind) {
        // On what was extended before too, so that the random elements add up.
        for (uint32_t seed = 0; seed < more_of_each; ++seed)
            if (std::string text = extended(*kind, documents[seed % documents.size()], seed); is_valid(text))
                documents.push_back(std::move(text));
        all.insert(all.end(), documents.begin(), documents.end());
    }
    return all;
}

} // namespace modvirt::fuzz
