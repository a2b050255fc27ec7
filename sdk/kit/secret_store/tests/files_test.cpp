// SPDX-License-Identifier: MIT
// What of the secrets lies on disk, and what is made of it afterwards.
#include "temporary_inventory.hpp"

#include <cerrno>
#include <functional>

#include <sys/stat.h>

namespace modvirt::secret_store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string first_config = uuid_text(1) + ".xml";
const std::string first_value = uuid_text(1) + ".base64";

// The system calls, of which the one at the place `fail_at` fails.
class FailingCalls : public store::FileCalls {
public:
    void fail_at(int place) { m_left = place; }
    [[nodiscard]] bool has_failed() const { return m_left < 0; }

    int open(int directory, const char *name, int flags, mode_t mode) override
    {
        return fails() ? -1 : FileCalls::open(directory, name, flags, mode);
    }
    int rename(int directory, const char *from, const char *to) override
    {
        return fails() ? -1 : FileCalls::rename(directory, from, to);
    }
    int remove(int directory, const char *name) override { return fails() ? -1 : FileCalls::remove(directory, name); }

private:
    bool fails()
    {
        errno = ENOSPC;
        return m_left-- == 0;
    }
    int m_left = 1 << 30;
};

class SecretsInFiles : public ::testing::Test {
protected:
    void open()
    {
        m_inventory = std::make_unique<Inventory>(std::make_unique<Files>(m_directory.path(), m_calls));
        m_skipped = m_inventory->load(*modvirt_xml_interface_v1());
    }
    void SetUp() override { open(); }

    TemporaryDirectory m_directory;
    FailingCalls m_calls;
    std::unique_ptr<Inventory> m_inventory;
    std::vector<Skipped> m_skipped;
};

TEST_F(SecretsInFiles, ComeBackWithTheirValues)
{
    m_inventory->define(config(1, "/a", "private='yes'"));
    m_inventory->set_value(uuid(1), bytes(std::string_view("a\0b", 3)));
    m_inventory->define(config(2));
    EXPECT_THAT(m_directory.files(), ElementsAre(first_value, first_config, uuid_text(2) + ".xml"));
    EXPECT_EQ(m_directory.text(first_value), "YQBi");
    open();
    EXPECT_THAT(m_skipped, IsEmpty());
    EXPECT_EQ(m_inventory->use(1, "/a"), bytes(std::string_view("a\0b", 3)));
    EXPECT_EQ(m_inventory->all().size(), 2u);
    m_inventory->undefine(uuid(1));
    m_inventory->undefine(uuid(2));
    EXPECT_THAT(m_directory.files(), IsEmpty());
}

TEST_F(SecretsInFiles, AreForTheirOwnerAlone)
{
    m_inventory->define(config(1));
    m_inventory->set_value(uuid(1), bytes("a"));
    struct stat status {};
    for (const std::string &file : {first_config, first_value}) {
        ASSERT_EQ(::stat((m_directory.path() + "/" + file).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 07777, 0600u) << file;
    }
    ASSERT_EQ(::stat(m_directory.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST_F(SecretsInFiles, NeverComeThereWhileTheyAreEphemeral)
{
    m_inventory->define(config(1, "/a", "ephemeral='yes'"));
    m_inventory->set_value(uuid(1), bytes("a"));
    EXPECT_THAT(m_directory.files(), IsEmpty());
    m_inventory->define(config(1, "/a"));
    EXPECT_THAT(m_directory.files(), ElementsAre(first_value, first_config));
    m_inventory->define(config(1, "/a", "ephemeral='yes'"));
    EXPECT_THAT(m_directory.files(), IsEmpty());
    EXPECT_EQ(m_inventory->use(uuid(1)), bytes("a"));
    m_inventory->undefine(uuid(1));
}

TEST_F(SecretsInFiles, LoseTheirValueThereWhenItIsTakenAway)
{
    m_inventory->define(config(1));
    m_inventory->set_value(uuid(1), bytes("a"));
    m_inventory->set_value(uuid(1), {});
    EXPECT_THAT(m_directory.files(), ElementsAre(first_config));
}

TEST_F(SecretsInFiles, AreLeftOutWhenTheyAreDamagedAndTheOthersAreNot)
{
    m_inventory->define(config(1, "/a"));
    m_inventory->set_value(uuid(1), bytes("a"));
    m_directory.write(first_value, "%%%%");
    m_directory.write(uuid_text(2) + ".xml", "<secret");
    m_directory.write(uuid_text(3) + ".xml", secret::format(*config(4)));
    m_directory.write(uuid_text(5) + ".xml", secret::format(*config(5, "", "ephemeral='yes'")));
    m_directory.write(uuid_text(6) + ".xml", secret::format(*config(6, "/a")));
    m_directory.write(uuid_text(7) + ".base64", "YQ==");
    open();
    std::vector<std::string> reasons;
    for (const Skipped &each : m_skipped)
        reasons.push_back(each.file.substr(m_directory.path().size() + 1) + ": " + each.reason);
    EXPECT_THAT(reasons, ElementsAre(HasSubstr(first_value + ": it is not base64"), HasSubstr(uuid_text(2) + ".xml: "),
                                     HasSubstr("whose file is called '" + uuid_text(4) + ".xml'"),
                                     HasSubstr(uuid_text(5) + ".xml: it describes an ephemeral secret"),
                                     HasSubstr("already defined for use with /a")));
    EXPECT_EQ(m_inventory->all().size(), 1u);
    EXPECT_EQ(m_directory.text(uuid_text(7) + ".base64"), "") << "a value without a description stays behind";
}

// Every step is let fail once, at each of its system calls: memory and files then say what they said before.
TEST_F(SecretsInFiles, AreAsBeforeWhenAStepFails)
{
    const std::vector<std::function<void(Inventory &)>> steps = {
        [](Inventory &inventory) { inventory.define(config(1, "/a")); },
        [](Inventory &inventory) { inventory.set_value(uuid(1), bytes("a")); },
        [](Inventory &inventory) { inventory.set_value(uuid(1), bytes("b")); },
        [](Inventory &inventory) { inventory.define(config(1, "/a", "ephemeral='yes'")); },
        [](Inventory &inventory) { inventory.define(config(1, "/a", "private='yes'")); },
        [](Inventory &inventory) { inventory.undefine(uuid(1)); },
    };
    const auto all_of = [this] {
        std::string all;
        for (const secret::ConfigPtr &each : m_inventory->all())
            all += secret::format(*each) + refusal_of([&] { all += m_inventory->use(each->uuid).front(); });
        for (const std::string &file : m_directory.files())
            all += file + m_directory.text(file);
        return all;
    };
    int failures = 0;
    for (const auto &step : steps) {
        for (int place = 0;; ++place) {
            const std::string before = all_of();
            m_calls.fail_at(place);
            const std::string refusal = refusal_of([&] { step(*m_inventory); });
            if (!m_calls.has_failed())
                break;
            EXPECT_THAT(refusal, HasSubstr("No space left on device")) << place;
            EXPECT_EQ(all_of(), before) << place;
            ++failures;
        }
    }
    EXPECT_GT(failures, 10);
}

} // namespace
} // namespace modvirt::secret_store::testing
