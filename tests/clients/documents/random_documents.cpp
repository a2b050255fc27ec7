// SPDX-License-Identifier: LGPL-2.1-or-later
// random-documents KIND COUNT SEED: so many documents of the kind, made from the tables, each ended by a zero byte.
//
// A document is a plain valid one with a few random elements in it, so that most of what is right or wrong about it is in
// one place, and a good part of them is accepted.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kit/document/tests/random_document.hpp"
#include "kit/domain/schema.hpp"
#include "kit/network/schema.hpp"

namespace {

using modvirt::document::RandomDocument;
using modvirt::xml::ElementRule;

// What the plain document has already, and so is not added.
struct Kind {
    const char *name;
    const ElementRule &root;
    std::set<std::string_view> taken;
    const char *head; // up to where elements of the root are added
    const char *inner; // the element that most of them are added to, empty for none
    const char *tail;
};

std::vector<const ElementRule *> choices(const ElementRule &parent, const std::set<std::string_view> &taken)
{
    std::vector<const ElementRule *> found;
    for (const ElementRule *child : parent.children)
        if (!taken.contains(child->name))
            found.push_back(child);
    return found;
}

const ElementRule *child_named(const ElementRule &parent, std::string_view name)
{
    for (const ElementRule *child : parent.children)
        if (child->name == name)
            return child;
    return nullptr;
}

// Each element that does not repeat at most once.
std::string some(std::mt19937 &random, const std::vector<const ElementRule *> &choices, int count)
{
    std::string text;
    std::set<const ElementRule *> used;
    while (count-- > 0 && !choices.empty()) {
        const ElementRule *const rule = choices[random() % choices.size()];
        if (used.insert(rule).second || rule->repeats)
            text += RandomDocument(static_cast<uint32_t>(random())).make(*rule, 2);
    }
    return text;
}

std::string make(const Kind &kind, uint32_t seed)
{
    std::mt19937 random(seed);
    std::string text = kind.head;
    const ElementRule *const inner = child_named(kind.root, kind.inner);
    text += some(random, choices(kind.root, kind.taken), static_cast<int>(random() % 3));
    if (inner != nullptr) {
        text += std::string("<") + kind.inner + ">";
        text += some(random, choices(*inner, {}), static_cast<int>(1 + random() % 2));
        text += std::string("</") + kind.inner + ">";
    }
    return text + kind.tail;
}

} // namespace

int main(int count, char **arguments)
{
    const Kind kinds[] = {
        {"domain",
         *modvirt::domain::schema().root,
         {"name", "uuid", "memory", "devices", "os", "vcpu"},
         "<domain type='test'><name>random</name><uuid>11111111-2222-3333-4444-555555555555</uuid>"
         "<memory unit='KiB'>1048576</memory><vcpu>4</vcpu><os><type>hvm</type></os>",
         "devices",
         "</domain>"},
        {"network",
         *modvirt::network::schema().root,
         {"name", "uuid"},
         "<network><name>random</name><uuid>11111111-2222-3333-4444-555555555555</uuid>",
         "",
         "</network>"},
    };
    for (const Kind &kind : kinds) {
        if (count != 4 || std::strcmp(arguments[1], kind.name) != 0)
            continue;
        const auto documents = static_cast<uint32_t>(std::atoi(arguments[2]));
        const auto seed = static_cast<uint32_t>(std::atoi(arguments[3]));
        for (uint32_t i = 0; i < documents; ++i) {
            const std::string text = make(kind, seed + i);
            std::fwrite(text.data(), 1, text.size() + 1, stdout);
        }
        return 0;
    }
    std::fputs("random-documents domain|network COUNT SEED\n", stderr);
    return 2;
}
