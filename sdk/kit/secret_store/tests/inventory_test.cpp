// SPDX-License-Identifier: MIT
// The rules for secrets, whether they are kept in files or not.
#include "temporary_inventory.hpp"

namespace modvirt::secret_store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SecretsOfAHost, KeepTheirValueWhenTheyAreDescribedAnew)
{
    Inventory inventory;
    inventory.define(config(1, "/a"));
    EXPECT_THAT(refusal_of([&] { static_cast<void>(inventory.value(uuid(1))); }),
                HasSubstr("66 secret '" + uuid_text(1) + "' does not have a value"));
    inventory.set_value(uuid(1), bytes(std::string_view("a\0b", 3)));
    inventory.define(config(1, "/a", "ephemeral='yes'"));
    EXPECT_THAT(inventory.value(uuid(1)), ElementsAre('a', 0, 'b'));
    inventory.set_value(uuid(1), {});
    EXPECT_THAT(refusal_of([&] { static_cast<void>(inventory.use(uuid(1))); }), HasSubstr("does not have a value"));
}

TEST(SecretsOfAHost, AreUsedInsideOfItThoughTheyArePrivate)
{
    Inventory inventory;
    inventory.define(config(1, "/a", "private='yes'"));
    inventory.set_value(uuid(1), bytes("p"));
    EXPECT_EQ(refusal_of([&] { static_cast<void>(inventory.value(uuid(1))); }), "65 secret is private");
    EXPECT_EQ(inventory.use(uuid(1)), bytes("p"));
    EXPECT_EQ(inventory.use(1, "/a"), bytes("p"));
    EXPECT_EQ(refusal_of([&] { inventory.define(config(1, "/a")); }), "1 cannot change private flag on existing secret");
}

TEST(SecretsOfAHost, AreTheOnlyOnesForTheirUse)
{
    Inventory inventory;
    inventory.define(config(1, "/a"));
    EXPECT_EQ(refusal_of([&] { inventory.define(config(2, "/a")); }),
              "1 a secret with UUID " + uuid_text(1) + " already defined for use with /a");
    EXPECT_EQ(refusal_of([&] { inventory.define(config(1, "/b")); }),
              "1 a secret with UUID " + uuid_text(1) + " is already defined for use with /a");
    EXPECT_EQ(refusal_of([&] { inventory.define(config(1)); }),
              "1 a secret with UUID " + uuid_text(1) + " is already defined for use with /a");
    inventory.define(config(3));
    inventory.define(config(4));
    EXPECT_EQ(inventory.find_usage(1, "/a")->uuid, uuid(1));
    EXPECT_EQ(refusal_of([&] { static_cast<void>(inventory.find_usage(0, "")); }), "66 no secret with matching usage ''");
    EXPECT_EQ(refusal_of([&] { static_cast<void>(inventory.find_usage(2, "/a")); }), "66 no secret with matching usage '/a'");
}

TEST(SecretsOfAHost, RefuseAValueThatNoClientCouldSend)
{
    Inventory inventory;
    inventory.define(config(1));
    inventory.set_value(uuid(1), SecretBytes(largest_value, 'x'));
    EXPECT_THAT(refusal_of([&] { inventory.set_value(uuid(1), SecretBytes(largest_value + 1, 'x')); }),
                HasSubstr("8 a secret's value has at most 65536 bytes, and this one 65537"));
    EXPECT_EQ(inventory.use(uuid(1)).size(), largest_value);
}

TEST(SecretsOfAHost, AreUnknownOnceTheyAreUndefined)
{
    Inventory inventory;
    inventory.define(config(1, "/a"));
    EXPECT_EQ(inventory.undefine(uuid(1))->usage_id, "/a");
    const std::string missing = "66 no secret with matching uuid '" + uuid_text(1) + "'";
    EXPECT_EQ(refusal_of([&] { inventory.undefine(uuid(1)); }), missing);
    EXPECT_EQ(refusal_of([&] { inventory.set_value(uuid(1), bytes("a")); }), missing);
    inventory.define(config(2, "/a"));
    EXPECT_EQ(inventory.all().size(), 1u);
}

} // namespace
} // namespace modvirt::secret_store::testing
