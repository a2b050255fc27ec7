// SPDX-License-Identifier: LGPL-2.1-or-later
// What the backend asks of LVM, with answers that are made up. That LVM does what is meant is seen in tests/lab.
#include "backend.hpp"

#include <functional>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::storage_logical {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto pool_text = "<pool type='logical'><name>guests</name><source><device path='/dev/null'/><name>vg</name></source>"
                           "<target><path>/dev/vg</path></target></pool>";

class ABackend : public testing::Test {
protected:
    Backend backend(const char *document = pool_text)
    {
        return {*modvirt_xml_interface_v1(), document,
                [this](const process::Invocation &invocation) { return answer(invocation); }, 1};
    }

    // Answers by the name of the tool; nothing, successfully, where there is none.
    std::map<std::string, process::Outcome> m_answers;
    std::map<std::string, std::function<void()>> m_meanwhile; // what is done while a tool runs
    std::vector<std::string> m_asked;                         // tools, in their order

    void has_volumes(const std::string &rows)
    {
        m_answers["lvs"].output = R"({"report": [{"lv": [)" + rows + "]}]}";
    }

private:
    process::Outcome answer(const process::Invocation &invocation)
    {
        EXPECT_FALSE(invocation.package.empty()) << "who lacks " << invocation.argv.front() << " is not told what to install";
        m_asked.push_back(invocation.argv.front());
        if (const auto meanwhile = m_meanwhile.find(invocation.argv.front()); meanwhile != m_meanwhile.end())
            meanwhile->second();
        return m_answers[invocation.argv.front()];
    }
};

std::string row(const std::string &name, const std::string &attributes, const std::string &more = {})
{
    return R"({"lv_name":")" + name + R"(", "lv_uuid":"uuid-)" + name + R"(", "lv_size":"4096", "lv_attr":")" + attributes +
           R"(", "lv_active":"active")" + more + "}";
}

template <class Call>
Error failure(Call &&call)
{
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, ""};
}

int32_t keep_name(const modvirt_volume_sink *sink, const modvirt_volume *volume)
{
    static_cast<std::vector<std::string> *>(sink->data)->emplace_back(volume->path);
    return 0;
}

TEST_F(ABackend, ShowsWhatIsActiveAndSomebodysOwn)
{
    m_answers["vgs"].output =
        R"({"report": [{"vg": [{"vg_name":"vg", "vg_size":"100", "vg_free":"60", "vg_attr":"wz--n-"}]}]})";
    has_volumes(row("web", "-wi-a-----") + "," + row("pool", "twi-aotz--") + "," + row("[x]", "ewi-a-----") + "," +
                row("half", "-wi-a-----", R"(, "lv_tags":"modvirt.unfinished")") + "," +
                R"({"lv_name":"asleep", "lv_attr":"-wi-------", "lv_active":""})");
    std::vector<std::string> paths;
    const modvirt_volume_sink raw{sizeof raw, 0, &paths, &keep_name};
    VolumeSink sink(&raw);
    Backend pool = backend();
    const PoolUsage usage = pool.pool_refresh(sink);
    EXPECT_THAT(paths, ElementsAre("/dev/vg/web"));
    EXPECT_EQ(usage.capacity, 100u);
    EXPECT_EQ(usage.allocation, 40u);
    EXPECT_EQ(usage.available, 60u);
}

TEST_F(ABackend, SaysThatItsGroupIsNotThere)
{
    m_answers["vgs"].status = 5;
    m_answers["vgs"].output = "{\n";
    Backend pool = backend();
    EXPECT_FALSE(pool.pool_check());
    const modvirt_volume_sink raw{sizeof raw, 0, nullptr, &keep_name};
    VolumeSink sink(&raw);
    EXPECT_THAT(failure([&] { pool.pool_refresh(sink); }).message(), HasSubstr("no volume group 'vg'"));
}

TEST_F(ABackend, RefusesAGroupWhoseNameLvmWouldTakeForAnOption)
{
    const Error error = failure([&] { backend("<pool type='logical'><name>-f</name></pool>"); });
    EXPECT_EQ(error.code(), ErrorCode::XmlError);
}

TEST_F(ABackend, TellsLvmsOwnWords)
{
    m_answers["vgchange"] = {.status = 5, .output = {}, .errors = "  Volume group \"vg\" not found\n"};
    EXPECT_THAT(failure([&] { backend().pool_start(); }).message(),
                HasSubstr("'vgchange --activate y -- vg' failed: Volume group \"vg\" not found; it left with status 5"));
}

TEST_F(ABackend, MakesNothingOfABadName)
{
    has_volumes("");
    for (const char *name : {"../x", "a b", "-x"}) {
        const std::string document =
            std::string("<volume><name>") + name + "</name><capacity>4096</capacity></volume>";
        EXPECT_EQ(failure([&] { backend().volume_create(document, 0); }).code(), ErrorCode::InvalidArg) << name;
    }
    EXPECT_THAT(m_asked, testing::Not(testing::Contains("lvcreate")));
}

TEST_F(ABackend, MakesNothingOverAVolumeThatExists)
{
    has_volumes(row("web", "-wi-a-----"));
    EXPECT_EQ(failure([&] {
                  backend().volume_create("<volume><name>web</name><capacity>4096</capacity></volume>", 0);
              }).code(),
              ErrorCode::StorageVolExist);
    EXPECT_THAT(m_asked, ElementsAre("lvs"));
}

TEST_F(ABackend, TakesSnapshotsOfItsOwnVolumesOnly)
{
    has_volumes(row("web", "-wi-a-----"));
    for (const char *path : {"/dev/other/web", "/dev/vg/none", "/etc/passwd"}) {
        const std::string document = std::string("<volume><name>s</name><capacity>4096</capacity><backingStore><path>") + path +
                                     "</path></backingStore></volume>";
        EXPECT_EQ(failure([&] { backend().volume_create(document, 0); }).code(), ErrorCode::InvalidArg) << path;
    }
}

TEST_F(ABackend, TakesBackAVolumeWhoseDeviceDoesNotCome)
{
    has_volumes("");
    const Error error = failure([&] {
        backend().volume_create("<volume><name>modvirt-never</name><capacity>4096</capacity></volume>", 0);
    });
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_THAT(m_asked, ElementsAre("lvs", "lvcreate", "udevadm", "lvremove"));
}

TEST_F(ABackend, KeepsAVolumeWhoseSnapshotsWouldBeLost)
{
    has_volumes(row("web", "owi-a-s---", R"(, "lv_role":"public,origin,thickorigin")"));
    const Error error = failure([&] { backend().volume_delete("web", 0); });
    EXPECT_EQ(error.code(), ErrorCode::OperationInvalid);
    EXPECT_THAT(m_asked, ElementsAre("lvs"));
}

TEST_F(ABackend, DoesNotResizeSnapshotsOrShrinkUnasked)
{
    has_volumes(row("snap", "swi-a-s---") + "," + row("web", "-wi-a-----"));
    EXPECT_EQ(failure([&] { backend().volume_resize("snap", 8192, 0); }).code(), ErrorCode::OperationUnsupported);
    EXPECT_EQ(failure([&] { backend().volume_resize("web", 1024, 0); }).code(), ErrorCode::InvalidArg);
    EXPECT_EQ(failure([&] { backend().volume_resize("web", 8192, 0); }).code(), ErrorCode::Ok);
    EXPECT_EQ(m_asked.back(), "lvextend");
}

TEST_F(ABackend, TellsItsVolumesWhileOneOfThemIsChanged)
{
    m_answers["vgs"].output = R"({"report": [{"vg": [{"vg_name":"vg", "vg_size":"100", "vg_free":"60"}]}]})";
    has_volumes(row("web", "-wi-a-----"));
    Backend pool = backend();
    std::vector<std::string> paths;
    m_meanwhile["lvextend"] = [&] {
        const modvirt_volume_sink raw{sizeof raw, 0, &paths, &keep_name};
        VolumeSink sink(&raw);
        pool.pool_refresh(sink);
        EXPECT_EQ(pool.volume_inspect("web").capacity, 4096u);
    };
    pool.volume_resize("web", 8192, 0);
    EXPECT_THAT(paths, ElementsAre("/dev/vg/web"));
}

TEST_F(ABackend, BuildsNothingWithoutDevices)
{
    const Error error = failure([&] { backend("<pool type='logical'><name>vg</name></pool>").pool_build(0); });
    EXPECT_EQ(error.code(), ErrorCode::OperationInvalid);
    EXPECT_THAT(failure([&] { backend().pool_build(0); }).message(), HasSubstr("'/dev/null' of pool 'guests' is no block device"));
    EXPECT_EQ(failure([&] { backend().pool_build(12); }).code(), ErrorCode::InvalidArg);
    EXPECT_TRUE(m_asked.empty());
}

} // namespace
} // namespace modvirt::storage_logical
