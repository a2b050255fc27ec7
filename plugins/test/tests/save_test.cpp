// SPDX-License-Identifier: LGPL-2.1-or-later
// Save images, managed save and core dumps.
#include <filesystem>

#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class SaveTest : public DriverTest {
protected:
    void save(LiveDomain &domain, const std::string &name)
    {
        m_driver->domain_save_flags(domain, path(name), {}, 0);
    }
    void restore(const std::string &name) { m_driver->domain_restore_flags(path(name), {}, 0); }
    Failure restoring(const std::string &bytes)
    {
        write("broken", bytes);
        return failure_of([&] { restore("broken"); });
    }
};

TEST_F(SaveTest, ASavedDomainIsTheSameWhenItIsRestored)
{
    LiveDomain domain = start("a", 1, "<title>saved</title>");
    m_driver->domain_set_memory_flags(domain, 777, 1);
    const std::string before = m_driver->domain_get_xml_desc(domain, 0);
    save(domain, "image");
    EXPECT_EQ(domain.id, -1);
    EXPECT_EQ(m_driver->domain_get_state(domain, 0).reason, 5);
    restore("image");
    EXPECT_EQ(m_driver->domain_get_state(domain, 0).state, 1);
    EXPECT_EQ(m_driver->domain_get_state(domain, 0).reason, 3);
    std::string after = m_driver->domain_get_xml_desc(domain, 0);
    EXPECT_EQ(after.replace(after.find("id='3'"), 6, "id='2'"), before);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 5 4 -1", "a 2 2 3"));
}

TEST_F(SaveTest, ASavedTransientDomainComesBackTransient)
{
    LiveDomain domain;
    domain.uuid = m_driver->domain_create_xml(xml("t", 1), 0).uuid;
    save(domain, "image");
    EXPECT_THAT(list(), ElementsAre("test"));
    restore("image");
    EXPECT_FALSE(m_driver->domain_is_persistent(domain));
}

TEST_F(SaveTest, AnImageTellsItsDefinitionAndTakesAnother)
{
    LiveDomain domain = start("a", 1);
    save(domain, "image");
    const std::string document = m_driver->domain_save_image_get_xml_desc(path("image"), 0);
    EXPECT_THAT(document, StartsWith("<domain type='test'>\n  <name>a</name>"));
    m_driver->domain_save_image_define_xml(path("image"), xml("a", 1, "<title>changed</title>"), 0);
    restore("image");
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 0), HasSubstr("<title>changed</title>"));
    EXPECT_EQ(failure_of([&] { m_driver->domain_save_image_get_xml_desc(path("none"), 0); }).code,
              ErrorCode::SystemError);
}

TEST_F(SaveTest, AManagedSaveTellsItsDefinitionAndStartsFromAnother)
{
    LiveDomain domain = start("a", 1);
    EXPECT_EQ(failure_of([&] { m_driver->domain_managed_save_get_xml_desc(domain, 0); }).code,
              ErrorCode::OperationInvalid);
    m_driver->domain_managed_save(domain, 0);
    EXPECT_THAT(m_driver->domain_managed_save_get_xml_desc(domain, 0), HasSubstr("<name>a</name>"));
    m_driver->domain_managed_save_define_xml(domain, xml("a", 1, "<title>changed</title>"), 4);
    EXPECT_EQ(failure_of([&] { m_driver->domain_managed_save_define_xml(domain, xml("b", 1), 0); }).code,
              ErrorCode::ConfigUnsupported);
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_THAT(m_driver->domain_get_xml_desc(domain, 0), HasSubstr("<title>changed</title>"));
    EXPECT_EQ(m_driver->domain_get_state(domain, 0).state, 3);
    EXPECT_FALSE(m_driver->domain_has_managed_save_image(domain, 0));
}

TEST_F(SaveTest, ParametersNameTheFileOrLeaveItToTheManager)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_save_params(domain, {{"file", path("image")}}, 0);
    m_driver->domain_restore_params({{"file", path("image")}}, 0);
    EXPECT_TRUE(m_driver->domain_is_active(domain));
    m_driver->domain_save_params(domain, {}, 0);
    EXPECT_TRUE(m_driver->domain_has_managed_save_image(domain, 0));
    EXPECT_EQ(domain.id, -1);
    EXPECT_EQ(failure_of([&] { m_driver->domain_restore_params({}, 0); }).code, ErrorCode::InvalidArg);
}

TEST_F(SaveTest, AnImageIsTheUsersAloneAndBeginsWithTheMagic)
{
    LiveDomain domain = start("a", 1);
    save(domain, "image");
    EXPECT_EQ(std::filesystem::status(path("image")).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::string bytes = read("image");
    EXPECT_EQ(bytes.substr(0, 15), std::string("TestGuestMagic\0", 15));
    EXPECT_EQ(static_cast<unsigned char>(bytes[15]) + 256u * static_cast<unsigned char>(bytes[16]),
              bytes.size() - 19);
    EXPECT_THAT(bytes.substr(19), StartsWith("<domain type='test' id='2'>"));
}

TEST_F(SaveTest, AnImageThatIsCutShortForeignOrDamagedIsRefused)
{
    LiveDomain domain = start("a", 1);
    save(domain, "image");
    const std::string good = read("image");
    for (std::size_t size = 0; size < good.size(); ++size) {
        const Failure failure = restoring(good.substr(0, size));
        EXPECT_EQ(failure.code, ErrorCode::SystemError) << size;
        EXPECT_THAT(failure.message, HasSubstr("'" + path("broken") + "': the file ends too early")) << size;
    }
    EXPECT_EQ(restoring("X" + good.substr(1)).code, ErrorCode::InternalError);
    EXPECT_EQ(restoring("X").code, ErrorCode::InternalError);
    EXPECT_EQ(restoring(good.substr(0, 15) + std::string(4, '\xff') + good.substr(19)).code,
              ErrorCode::InternalError);
    EXPECT_EQ(restoring(good.substr(0, 15) + std::string(4, '\0') + good.substr(19)).code,
              ErrorCode::InternalError);
    EXPECT_EQ(restoring(good.substr(0, 19) + std::string(good.size() - 19, 'x')).code, ErrorCode::XmlDetail);
    EXPECT_EQ(failure_of([&] { restore("missing"); }).code, ErrorCode::SystemError);
    EXPECT_EQ(m_driver->domain_get_state(domain, 0).state, 5);
    EXPECT_EQ(restoring(good + "more").code, ErrorCode::Ok);
    EXPECT_EQ(restoring(good).message, "domain 'a' is already active");
}

TEST_F(SaveTest, ADomainThatCannotBeSavedRunsOn)
{
    LiveDomain domain = start("a", 1);
    for (const std::string &name : {std::string("no/such/directory"), std::string(".")}) {
        const Failure failure = failure_of([&] { save(domain, name); });
        EXPECT_EQ(failure.code, ErrorCode::SystemError);
        EXPECT_THAT(failure.message, StartsWith("saving domain 'named-by-uuid' to '"));
    }
    EXPECT_EQ(m_driver->domain_get_state(domain, 0).state, 1);
    EXPECT_EQ(failure_of([&] { m_driver->domain_save_flags(domain, path("image"), "<domain/>", 0); }).code,
              ErrorCode::ArgumentUnsupported);
    EXPECT_FALSE(std::filesystem::exists(path("image")));
}

TEST_F(SaveTest, SavingDoesNotReplaceADeviceOrALink)
{
    LiveDomain domain = start("a", 1);
    write("target", "old");
    std::filesystem::create_symlink("target", path("link"));
    save(domain, "link");
    EXPECT_TRUE(std::filesystem::is_symlink(path("link")));
    EXPECT_THAT(read("target"), StartsWith("TestGuestMagic"));
    m_driver->domain_create_with_flags(domain, 0);
    m_driver->domain_save_flags(domain, "/dev/null", {}, 0);
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(SaveTest, AnInactiveDomainCannotBeSaved)
{
    LiveDomain domain = define("a", 1);
    EXPECT_EQ(failure_of([&] { save(domain, "image"); }).message, "domain is not running");
    EXPECT_EQ(failure_of([&] { m_driver->domain_managed_save(domain, 0); }).message, "domain is not running");
    EXPECT_EQ(failure_of([&] { m_driver->domain_core_dump_with_format(domain, path("core"), 0, 0); }).message,
              "domain is not running");
}

TEST_F(SaveTest, AManagedSaveLastsUntilTheDomainStartsOrItIsRemoved)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_managed_save(domain, 4);
    EXPECT_TRUE(m_driver->domain_has_managed_save_image(domain, 0));
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 5 4 -1"));
    EXPECT_EQ(failure_of([&] { m_driver->domain_undefine_flags(domain, 0); }).message,
              "Refusing to undefine while domain managed save image exists");
    m_driver->domain_create_with_flags(domain, 0);
    EXPECT_FALSE(m_driver->domain_has_managed_save_image(domain, 0));
    m_driver->domain_managed_save(domain, 0);
    m_driver->domain_managed_save_remove(domain, 0);
    m_driver->domain_managed_save_remove(domain, 0);
    EXPECT_FALSE(m_driver->domain_has_managed_save_image(domain, 0));
    m_driver->domain_create_with_flags(domain, 0);
    m_driver->domain_managed_save(domain, 0);
    m_driver->domain_undefine_flags(domain, 1);
    EXPECT_THAT(list(), ElementsAre("test"));
}

TEST_F(SaveTest, ATransientDomainHasNoManagedSave)
{
    LiveDomain domain;
    domain.uuid = m_driver->domain_create_xml(xml("t", 1), 0).uuid;
    EXPECT_EQ(failure_of([&] { m_driver->domain_managed_save(domain, 0); }).message,
              "cannot do managed save for transient domain");
    EXPECT_TRUE(m_driver->domain_is_active(domain));
}

TEST_F(SaveTest, ACoreDumpCanEndTheDomain)
{
    LiveDomain domain = start("a", 1);
    m_driver->domain_core_dump_with_format(domain, path("core"), 0, 0);
    EXPECT_TRUE(m_driver->domain_is_active(domain));
    EXPECT_EQ(read("core").size(), 15u);
    EXPECT_EQ(failure_of([&] { m_driver->domain_core_dump_with_format(domain, path("core"), 1, 0); }).code,
              ErrorCode::OperationUnsupported);
    m_driver->domain_core_dump_with_format(domain, path("core"), 0, 1);
    EXPECT_EQ(domain.id, -1);
    EXPECT_EQ(m_driver->domain_get_state(domain, 0).reason, 3);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 5 2 -1"));
}

} // namespace
} // namespace modvirt::test::testing
