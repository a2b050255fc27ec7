// SPDX-License-Identifier: MIT
// Secrets that are used, changed and undefined at once.
#include <atomic>
#include <thread>

#include "temporary_inventory.hpp"

namespace modvirt::secret_store::testing {
namespace {

TEST(SecretsOfAHost, AreWholeOrNotThereForThreadsThatMeet)
{
    constexpr int rounds = 300;
    const SecretBytes values[] = {bytes(std::string(2000, 'a')), bytes(std::string(3000, 'b'))};
    Inventory inventory;
    std::atomic<bool> is_over = false;
    std::atomic<int> torn = 0;
    std::atomic<int> used = 0;

    const auto use = [&](const auto &ask) {
        while (!is_over) {
            try {
                const SecretBytes value = ask();
                ++used;
                if (value != values[0] && value != values[1])
                    ++torn;
            } catch (const Error &error) {
                if (error.code() != ErrorCode::NoSecret)
                    ++torn;
            }
        }
    };
    {
        std::jthread by_uuid(use, [&] { return inventory.use(uuid(1)); });
        std::jthread by_usage(use, [&] { return inventory.use(1, "/a"); });
        std::jthread lister([&] {
            while (!is_over)
                if (inventory.all().size() > 1)
                    ++torn;
        });
        for (int round = 0; round < rounds; ++round) {
            inventory.define(config(1, "/a"));
            inventory.set_value(uuid(1), values[round % 2]);
            inventory.set_value(uuid(1), round % 3 == 0 ? SecretBytes() : values[(round + 1) % 2]);
            if (round % 5 == 0)
                inventory.undefine(uuid(1));
        }
        is_over = true;
    }
    EXPECT_EQ(torn, 0);
    EXPECT_GT(used, 0);
}

} // namespace
} // namespace modvirt::secret_store::testing
