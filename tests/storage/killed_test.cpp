// SPDX-License-Identifier: LGPL-2.1-or-later
// A process that is killed in the middle of what it does to a pool of directories, at every call that changes something.
// The next process lists nothing half-made, finds its files whole, and does the same thing successfully.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend.hpp"
#include "kill_points.hpp"
#include "kit/process/command.hpp"
#include "kit/storage_client/local_backends.hpp"
#include "kit/volume_files/tests/backend_host.hpp"
#include "manager.hpp"

namespace modvirt::storage_manager {
namespace {

using testing::IsEmpty;
namespace fs = std::filesystem;

constexpr uint64_t kib = 1024;
constexpr uint64_t large = 1280 * kib; // more than is copied at once
constexpr uint32_t resize_allocates = 1;
constexpr uint32_t zeroes = 1;
constexpr unsigned most_points = 300;

std::string pattern(uint64_t size)
{
    std::string bytes(size, 'x');
    for (std::size_t at = 0; at < bytes.size(); at += 512)
        bytes[at] = static_cast<char>('a' + at / 512 % 26);
    return bytes;
}

std::string read_file(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::string bytes(file ? fs::file_size(path) : 0, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

StoragePoolRef pool_named(std::string_view name)
{
    StoragePoolRef ref;
    ref.uuid.back() = name == "p" ? 1 : 2;
    ref.name = name;
    return ref;
}

std::string volume_xml(const std::string &name, uint64_t capacity, uint64_t allocation, const std::string &format = "raw")
{
    return "<volume><name>" + name + "</name><capacity>" + std::to_string(capacity) + "</capacity><allocation>" +
           std::to_string(allocation) + "</allocation><target><format type='" + format + "'/></target></volume>";
}

// A root with the pool "p", which is active and has the volume "a"; the directory of "q" is not yet built.
class Stage {
public:
    Stage()
    {
        // In memory, where there is room: each stage is synced to the disk dozens of times.
        std::string name = (::access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : testing::TempDir()) + "killed-XXXXXX";
        m_base = ::mkdtemp(name.data());
        m_local.add<storage_dir::Backend>("dir");
        open();
        for (const char *const pool : {"p", "q"})
            define(pool);
        m_manager->build(pool_named("p"), 0);
        m_manager->start(pool_named("p"), 0);
        m_manager->create_volume(pool_named("p"), volume_xml("a", large, 0), 0);
        std::ofstream(file("a"), std::ios::binary) << contents();
        m_manager->refresh(pool_named("p"));
    }
    Stage(const Stage &) = delete;
    Stage &operator=(const Stage &) = delete;
    ~Stage()
    {
        close();
        fs::remove_all(m_base);
    }

    // As another process does.
    void open()
    {
        m_manager = Manager::open((m_base / "root").native(), *modvirt_xml_interface_v1(),
                                  storage_client::Backends(m_local.table()), {},
                                  [this](LogLevel, const std::string &message) { m_reports.push_back(message); });
    }
    void close() { m_manager.reset(); }

    void define(const std::string &pool)
    {
        m_manager->define("<pool type='dir'><name>" + pool + "</name><uuid>00000000-0000-0000-0000-00000000000" +
                              (pool == "p" ? "1" : "2") + "</uuid><target><path>" + (m_base / pool).native() +
                              "</path></target></pool>",
                          xml::Strictness::Lenient);
    }

    static const std::string &contents()
    {
        static const std::string bytes = pattern(large);
        return bytes;
    }
    Manager &manager() { return *m_manager; }
    const std::shared_ptr<Manager> &shared_manager() { return m_manager; }
    [[nodiscard]] fs::path file(const std::string &volume) const { return m_base / "p" / volume; }
    [[nodiscard]] fs::path base() const { return m_base; }
    [[nodiscard]] const std::vector<std::string> &reports() const { return m_reports; }

    bool has_volume(const std::string &name)
    {
        for (const VolumePtr &volume : m_manager->volumes(pool_named("p")))
            if (volume->name == name)
                return true;
        return false;
    }
    bool has_pool(const std::string &name)
    {
        return m_manager->pools().all().try_read(pool_named(name).uuid, [](const PoolEntry &) { return true; }).has_value();
    }
    bool is_active(const std::string &name)
    {
        return m_manager->read(pool_named(name), [](const PoolEntry &entry) { return entry.is_active(); });
    }
    bool is_marked(const std::string &name)
    {
        return m_manager->read(pool_named(name), [](const PoolEntry &entry) { return entry.autostart(); });
    }

    // What no list shows: parts of files, of volumes and of the manager's own.
    [[nodiscard]] std::vector<std::string> leftovers() const
    {
        std::vector<std::string> found;
        for (const auto &entry : fs::recursive_directory_iterator(m_base)) {
            const std::string name = entry.path().filename();
            if (name.starts_with(".modvirt.") || name.starts_with(".new-"))
                found.push_back(name);
        }
        return found;
    }

private:
    fs::path m_base;
    storage_client::LocalBackends m_local;
    std::vector<std::string> m_reports;
    std::shared_ptr<Manager> m_manager;
};

// Something that is done to it.
struct Operation {
    const char *name;
    void (*act)(Stage &);
    bool (*is_done)(Stage &);
    void (*prepare)(Stage &) = [](Stage &) {};
    bool changes_contents = false; // of "a", which no other operation may touch
    bool needs_qemu_img = false;
};

void PrintTo(const Operation &operation, std::ostream *out)
{
    *out << operation.name;
}

StorageVolRef volume(std::string_view name)
{
    return {"p", name, {}};
}

void start_q(Stage &stage)
{
    stage.manager().build(pool_named("q"), 0);
    stage.manager().start(pool_named("q"), 0);
}

void make_container(Stage &stage)
{
    fs::create_directory(stage.file("b"));
    for (const char *const part : {"root.hds", "DiskDescriptor.xml"})
        std::ofstream(stage.file("b") / part) << std::string(64, '\0');
    stage.manager().refresh(pool_named("p"));
}

void upload(Stage &stage)
{
    const auto stream = Manager::upload(stage.shared_manager(), volume("a"), {}, stream::Sparseness::Whole);
    const std::string bytes(large, 'u');
    for (std::size_t sent = 0; sent < bytes.size();)
        sent += stream->send(std::span(bytes).subspan(sent)).value_or(0);
    stream->finish();
}

bool is_b_done(Stage &stage)
{
    return stage.has_volume("b");
}

const Operation operations[] = {
    {"Define",
     [](Stage &stage) { stage.define("q"); },
     [](Stage &stage) { return stage.has_pool("q"); },
     [](Stage &stage) { stage.manager().undefine(pool_named("q")); }},
    {"Undefine",
     [](Stage &stage) { stage.manager().undefine(pool_named("q")); },
     [](Stage &stage) { return !stage.has_pool("q"); }},
    {"MarkForAutostart",
     [](Stage &stage) { stage.manager().set_autostart(pool_named("p"), true); },
     [](Stage &stage) { return stage.is_marked("p"); }},
    {"Build",
     [](Stage &stage) { stage.manager().build(pool_named("q"), 0); },
     [](Stage &stage) { return fs::is_directory(stage.base() / "q"); }},
    {"Start",
     [](Stage &stage) { stage.manager().start(pool_named("q"), 0); },
     [](Stage &stage) { return stage.is_active("q"); },
     [](Stage &stage) { stage.manager().build(pool_named("q"), 0); }},
    {"BuildAndStart",
     [](Stage &stage) { stage.manager().start(pool_named("q"), 1); },
     [](Stage &stage) { return stage.is_active("q"); }},
    {"Refresh",
     [](Stage &stage) { stage.manager().refresh(pool_named("p")); },
     [](Stage &stage) { return stage.has_volume("b"); },
     [](Stage &stage) { std::ofstream(stage.file("b")) << "somebody's"; }},
    {"Destroy",
     [](Stage &stage) { stage.manager().destroy(pool_named("q")); },
     [](Stage &stage) { return !stage.is_active("q"); },
     start_q},
    {"DeletePool",
     [](Stage &stage) { stage.manager().erase(pool_named("q"), 0); },
     [](Stage &stage) { return !fs::exists(stage.base() / "q"); },
     [](Stage &stage) { stage.manager().build(pool_named("q"), 0); }},
    {"CreateSparse",
     [](Stage &stage) { stage.manager().create_volume(pool_named("p"), volume_xml("b", large, 0), 0); },
     is_b_done},
    {"CreateFull",
     [](Stage &stage) { stage.manager().create_volume(pool_named("p"), volume_xml("b", large, large), 0); },
     is_b_done},
    {"CreateDirectory",
     [](Stage &stage) { stage.manager().create_volume(pool_named("p"), volume_xml("b", 0, 0, "dir"), 0); },
     is_b_done},
    {.name = "CreateQcow2",
     .act = [](Stage &stage) { stage.manager().create_volume(pool_named("p"), volume_xml("b", large, 0, "qcow2"), 0); },
     .is_done = is_b_done,
     .needs_qemu_img = true},
    {"Clone",
     [](Stage &stage) { stage.manager().clone_volume(pool_named("p"), volume_xml("b", large, large), volume("a"), 0); },
     is_b_done},
    {.name = "CloneToQcow2",
     .act =
         [](Stage &stage) {
             stage.manager().clone_volume(pool_named("p"), volume_xml("b", large, 0, "qcow2"), volume("a"), 0);
         },
     .is_done = is_b_done,
     .needs_qemu_img = true},
    {"Resize",
     [](Stage &stage) { stage.manager().resize_volume(volume("b"), 2 * large, resize_allocates); },
     [](Stage &stage) {
         return fs::file_size(stage.file("b")) == 2 * large && stage.manager().look_at(volume("b")).allocation >= 2 * large;
     },
     [](Stage &stage) { stage.manager().create_volume(pool_named("p"), volume_xml("b", large, 0), 0); }},
    {.name = "Wipe",
     .act = [](Stage &stage) { stage.manager().wipe(volume("a"), 0); },
     .is_done = [](Stage &stage) { return read_file(stage.file("a")) == std::string(large, '\0'); },
     .changes_contents = true},
    {.name = "Upload",
     .act = upload,
     .is_done = [](Stage &stage) { return read_file(stage.file("a")) == std::string(large, 'u'); },
     .changes_contents = true},
    {"DeleteVolume",
     [](Stage &stage) { stage.manager().delete_volume(volume("b"), 0); },
     [](Stage &stage) { return !stage.has_volume("b") && !fs::exists(stage.file("b")); },
     [](Stage &stage) { stage.manager().create_volume(pool_named("p"), volume_xml("b", large, 0), 0); }},
    {.name = "DeleteZeroed",
     .act = [](Stage &stage) { stage.manager().delete_volume(volume("a"), zeroes); },
     .is_done = [](Stage &stage) { return !stage.has_volume("a") && !fs::exists(stage.file("a")); },
     .changes_contents = true},
    {"DeleteContainer",
     [](Stage &stage) { stage.manager().delete_volume(volume("b"), 0); },
     [](Stage &stage) { return !stage.has_volume("b") && !fs::exists(stage.file("b")); },
     make_container},
};

class AKilledProcess : public testing::TestWithParam<Operation> {
protected:
    volume_files::testing::BackendHost m_host;
};

// Of a volume that is listed, all of it is there.
void expect_whole(Stage &stage, const Operation &operation)
{
    const std::string_view what = operation.name;
    EXPECT_TRUE(operation.changes_contents || read_file(stage.file("a")) == Stage::contents()) << "of the volume that nobody touched";
    if (operation.is_done != &is_b_done || !stage.has_volume("b"))
        return;
    const FoundVolume made = stage.manager().look_at(volume("b"));
    const bool is_directory = what == "CreateDirectory";
    EXPECT_EQ(made.format, is_directory ? "dir" : what.ends_with("Qcow2") ? "qcow2" : "raw");
    EXPECT_EQ(made.capacity, is_directory ? 0 : large);
    if (what == "CreateFull") {
        EXPECT_GE(made.allocation, large);
    } else if (what == "Clone") {
        EXPECT_TRUE(read_file(stage.file("b")) == Stage::contents()) << "of the copy";
    }
}

TEST_P(AKilledProcess, LeavesNothingHalfDoneForTheNextOne)
{
    const Operation &operation = GetParam();
    if (operation.needs_qemu_img && !process::has_tool("qemu-img"))
        GTEST_SKIP() << "there is no qemu-img: install qemu-utils";
    unsigned point = 1;
    for (bool was_killed = true; was_killed; ++point) {
        ASSERT_LT(point, most_points) << "it does not come to its end";
        Stage stage;
        operation.prepare(stage);
        stage.close();
        const auto end = kill_points::kill_at({.count = point}, [&] { stage.open(); }, [&] { operation.act(stage); });
        was_killed = end.was_killed;
        SCOPED_TRACE("killed before call " + std::to_string(point) + ", " + end.what);
        ASSERT_TRUE(was_killed || end.what.empty());
        stage.open();
        EXPECT_THAT(stage.reports(), IsEmpty());
        EXPECT_TRUE(stage.has_pool("p"));
        EXPECT_TRUE(stage.is_active("p"));
        EXPECT_THAT(stage.leftovers(), IsEmpty());
        expect_whole(stage, operation);
        EXPECT_TRUE(was_killed || operation.is_done(stage));
        ASSERT_NO_THROW(operation.is_done(stage) ? void() : operation.act(stage));
        EXPECT_TRUE(operation.is_done(stage));
        expect_whole(stage, operation);
        if (HasFailure())
            return;
    }
}

INSTANTIATE_TEST_SUITE_P(While, AKilledProcess, testing::ValuesIn(operations),
                         [](const auto &operation) { return std::string(operation.param.name); });

} // namespace
} // namespace modvirt::storage_manager
