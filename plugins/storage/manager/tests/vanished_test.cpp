// SPDX-License-Identifier: LGPL-2.1-or-later
// A server that goes while its pool is used: calls under way end, the pool says so, and other pools do not notice.
#include <future>
#include <thread>

#include "far_backend.hpp"
#include "manager_fixture.hpp"
#include "patient_stream.hpp"

namespace modvirt::storage_manager {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Clock = std::chrono::steady_clock;

constexpr auto at_most = 10s; // where anything that waited for the server would wait for ever
constexpr uint32_t running = 2;
constexpr uint32_t inaccessible = 4;

class AVanishedServer : public testing::Test {
protected:
    AVanishedServer()
    {
        std::string pattern = testing::TempDir() + "modvirt-vanished-XXXXXX";
        m_base = ::mkdtemp(pattern.data());
        FakeStorage::now() = {};
        m_local.add<FakeBackend>("dir");
        m_local.add<FarBackend>("netfs");
        for (const char *name : {"near", "far"})
            std::filesystem::create_directory(m_base / name);
        std::ofstream(m_base / "far" / "a") << "0123456789";
        std::ofstream(m_base / "near" / "n") << "0123456789";
        open();
        for (const bool is_far : {false, true}) {
            m_manager->define(document(is_far), xml::Strictness::Lenient);
            m_manager->start(is_far ? far() : near(), 0);
        }
        FarServer::now().forget_calls();
    }
    // Nothing may wait for the server of another test.
    ~AVanishedServer() override
    {
        FarServer::now().keeps_answers(false);
        FarServer::now().is_back();
        m_manager.reset();
        const auto end = Clock::now() + at_most;
        while (m_local.open_sessions() > 0 && Clock::now() < end)
            std::this_thread::sleep_for(1ms);
        EXPECT_EQ(m_local.open_sessions(), 0) << "a session is never closed";
        std::filesystem::remove_all(m_base);
    }

    void open()
    {
        m_manager = Manager::open((m_base / "root").native(), *modvirt_xml_interface_v1(),
                                  storage_client::Backends(m_local.table()), storage_use::Claims(m_claims.table()),
                                  [](LogLevel, const std::string &) {}, {}, {20ms, 2});
    }
    [[nodiscard]] std::string document(bool is_far) const
    {
        const std::string source = "<source><host name='far.example'/><dir path='/srv'/></source>";
        return std::string("<pool type='") + (is_far ? "netfs" : "dir") + "'><name>" + (is_far ? "far" : "near") +
               "</name><uuid>00000000-0000-0000-0000-00000000000" + (is_far ? "2" : "1") + "</uuid>" +
               (is_far ? source : "") + "<target><path>" + (m_base / (is_far ? "far" : "near")).native() + "</path></target></pool>";
    }
    static StoragePoolRef pool_number(uint8_t number, std::string_view name)
    {
        StoragePoolRef ref;
        ref.uuid.back() = number;
        ref.name = name;
        return ref;
    }
    static StoragePoolRef near() { return pool_number(1, "near"); }
    static StoragePoolRef far() { return pool_number(2, "far"); }
    static StorageVolRef volume(std::string_view name, std::string_view pool = "far") { return {pool, name, {}}; }
    static std::string volume_xml(const std::string &name)
    {
        return "<volume><name>" + name + "</name><capacity>4096</capacity></volume>";
    }
    uint32_t state() { return m_manager->info(far()).state; }

    template <class Call>
    static std::pair<ErrorCode, std::string> failure_of(const Call &call)
    {
        const auto begin = Clock::now();
        std::pair<ErrorCode, std::string> failure{ErrorCode::Ok, ""};
        try {
            call();
        } catch (const Error &error) {
            failure = {error.code(), error.message()};
        }
        EXPECT_LT(Clock::now() - begin, at_most);
        return failure;
    }
    template <class Call>
    void expect_given_up(const Call &call)
    {
        const auto [code, message] = failure_of(call);
        EXPECT_EQ(code, ErrorCode::OperationTimeout) << message;
        EXPECT_THAT(message, HasSubstr("the server 'far' does not answer"));
        EXPECT_EQ(state(), inaccessible);
    }
    // What was left has come to its end; with that, the pool is there again.
    void expect_there_again()
    {
        FarServer::now().is_back();
        const auto end = Clock::now() + at_most;
        while (failure_of([&] { m_manager->refresh(far()); }).first != ErrorCode::Ok && Clock::now() < end)
            std::this_thread::sleep_for(1ms);
        EXPECT_EQ(state(), running);
    }

    std::filesystem::path m_base;
    storage_client::LocalBackends m_local{storage_client::LocalBackends::Calls::SideBySide};
    storage_use::LocalClaims m_claims;
    std::shared_ptr<Manager> m_manager;
};

TEST_F(AVanishedServer, EndsEveryCallThatIsUnderWay)
{
    const std::vector<std::function<void()>> calls = {
        [&] { m_manager->refresh(far()); },
        [&] { m_manager->create_volume(far(), volume_xml("b"), 0); },
        [&] { static_cast<void>(m_manager->look_at(volume("a"))); },
        [&] { static_cast<void>(m_manager->describe(volume("a"))); },
        [&] { m_manager->resize_volume(volume("a"), 8192, 0); },
        [&] { m_manager->wipe(volume("a"), 0); },
        [&] { m_manager->clone_volume(near(), volume_xml("c"), volume("a"), 0); },
        [&] { m_manager->clone_volume(far(), volume_xml("c"), volume("n", "near"), 0); },
        [&] { m_manager->delete_volume(volume("a"), 0); }};
    for (const auto &call : calls) {
        FarServer::now().goes_during_the_next_call();
        expect_given_up(call);
        expect_there_again();
    }
    std::vector<std::string> names;
    for (const VolumePtr &known : m_manager->volumes(far()))
        names.push_back(known->name);
    EXPECT_THAT(names, ElementsAre("a")); // what was given up changed nothing more
    EXPECT_TRUE(std::filesystem::exists(m_base / "far" / "a"));
    EXPECT_EQ(m_manager->info(near()).state, running);
}

TEST_F(AVanishedServer, IsNotNoticedByOtherPools)
{
    FarServer::now().goes_during_the_next_call();
    FarServer::now().keeps_answers(true); // so the call on it lasts until it is told otherwise
    auto under_way = std::async(std::launch::async, [&] { expect_given_up([&] { m_manager->refresh(far()); }); });
    FarServer::now().wait_until_somebody_asks();
    auto others = std::async(std::launch::async, [&] {
        m_manager->refresh(near());
        m_manager->create_volume(near(), volume_xml("new"), 0);
        m_manager->wipe(volume("new", "near"), 0);
        m_manager->delete_volume(volume("new", "near"), 0);
        EXPECT_EQ(m_manager->volumes(near()).size(), 1u);
        EXPECT_EQ(m_manager->volumes(far()).size(), 1u); // nor need the server be there for that
        EXPECT_EQ(state(), running);
    });
    EXPECT_EQ(others.wait_for(at_most), std::future_status::ready) << "another pool waits for the server";
    EXPECT_EQ(under_way.wait_for(0s), std::future_status::timeout) << "nothing was under way meanwhile";
    FarServer::now().keeps_answers(false);
    under_way.get();
    others.get();
    EXPECT_EQ(m_manager->info(near()).state, running);
}

TEST_F(AVanishedServer, IsAskedNothingMoreWhileSomethingIsLeftToIt)
{
    FarServer::now().goes_during_the_next_call();
    expect_given_up([&] { m_manager->refresh(far()); });
    FarServer::now().forget_calls();
    expect_given_up([&] { m_manager->refresh(far()); });
    expect_given_up([&] { static_cast<void>(m_manager->look_at(volume("a"))); });
    expect_given_up([&] { m_manager->create_volume(far(), volume_xml("b"), 0); });
    EXPECT_THAT(m_manager->describe(far(), Manager::Which::InForce), HasSubstr("<name>far</name>"));
    EXPECT_EQ(FarServer::now().calls(), 0);
    expect_there_again();
}

TEST_F(AVanishedServer, KeepsNobodyFromStoppingThePoolAndStartingItAgain)
{
    FarServer::now().goes_during_the_next_call();
    expect_given_up([&] { m_manager->create_volume(far(), volume_xml("b"), 0); });
    m_manager->destroy(far());
    EXPECT_EQ(state(), 0u);
    const auto [code, message] = failure_of([&] { m_manager->start(far(), 0); });
    EXPECT_EQ(code, ErrorCode::OperationTimeout) << message;
    EXPECT_EQ(state(), 0u);
    FarServer::now().is_back();
    m_manager->start(far(), 0);
    EXPECT_EQ(state(), running);
}

TEST_F(AVanishedServer, IsOutlivedByTheManager)
{
    FarServer::now().goes_during_the_next_call();
    expect_given_up([&] { m_manager->wipe(volume("a"), 0); });
    m_manager.reset();
    EXPECT_GT(m_local.open_sessions(), 0) << "nothing was left";
    open(); // nobody holds the root any more
    EXPECT_EQ(state(), inaccessible);
    EXPECT_EQ(m_manager->info(near()).state, running);
    expect_there_again();
}

// When the server is back, the last of what was under way may reach the volume yet.
TEST_F(AVanishedServer, LeavesTheClaimOnAVolumeToWhatStillChangesIt)
{
    FarServer::now().goes_during_the_next_call();
    expect_given_up([&] { m_manager->wipe(volume("a"), 0); });
    EXPECT_EQ(m_claims.count(), 1u);
    expect_there_again();
    EXPECT_EQ(m_claims.count(), 0u);
    EXPECT_TRUE(FarServer::now().was_cancelled);
}

TEST_F(AVanishedServer, ThatWasGoneBeforeTheCallMakesThePoolInaccessibleToo)
{
    FarServer::now().goes();
    expect_given_up([&] { m_manager->refresh(far()); });
    expect_there_again();
}

TEST_F(AVanishedServer, EndsAStreamThatBegins)
{
    FarServer::now().goes_during_the_next_call();
    expect_given_up([&] { m_manager->download(volume("a"), {}, stream::Sparseness::Whole); });
    expect_there_again();
    FarServer::now().goes_during_the_next_call();
    expect_given_up([&] { m_manager->upload(m_manager, volume("a"), {}, stream::Sparseness::Whole); });
    EXPECT_EQ(m_claims.count(), 0u);
    expect_there_again();
}

TEST_F(AVanishedServer, StreamsMoveWhatTheyAreGiven)
{
    const auto text_of = [&] {
        std::ifstream file(m_base / "far" / "a");
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    {
        const auto up = m_manager->upload(m_manager, volume("a"), {2, 3}, stream::Sparseness::Sparse);
        EXPECT_TRUE(up->has_holes());
        EXPECT_EQ(up->send(std::string("abc")), 3u);
        up->finish();
        EXPECT_EQ(m_claims.count(), 1u);
    }
    EXPECT_EQ(m_claims.count(), 0u);
    EXPECT_EQ(text_of(), "01abc56789");
    const auto down = m_manager->download(volume("a"), {1, 0}, stream::Sparseness::Whole);
    std::array<char, 64> room{};
    EXPECT_EQ(down->receive(room), 9u);
    EXPECT_EQ(std::string(room.data(), 9), "1abc56789");
    EXPECT_EQ(down->receive(room), 0u);
}

// A stream whose every step goes to the server.
class FarStream : public ByteStream {
public:
    std::optional<size_t> receive(std::span<char> room) override
    {
        FarServer::now().serve();
        room.front() = 'x';
        return 1;
    }
    std::optional<size_t> send(std::span<const char> bytes) override
    {
        FarServer::now().serve();
        return bytes.size();
    }
    void finish() override { FarServer::now().serve(); }
    ~FarStream() override { FarServer::now().serve(); }
};

TEST_F(AVanishedServer, EndsEachStepOfAStream)
{
    const auto patience = std::make_shared<patience::Patience>([] { FarServer::now().ask(); }, patience::Times{20ms, 2});
    const std::vector<std::function<void(ByteStream &)>> steps = {
        [](ByteStream &stream) {
            std::array<char, 4> room{};
            stream.receive(room);
        },
        [](ByteStream &stream) { stream.send(std::string("data")); }, [](ByteStream &stream) { stream.finish(); },
        [](ByteStream &) {}}; // the last one is the end alone, which closes the file
    for (const auto &step : steps) {
        auto stream = std::make_unique<PatientStream>(patience, [] { return OpenedStream{{}, std::make_unique<FarStream>()}; });
        EXPECT_EQ(stream->send(std::string("data")), 4u);
        FarServer::now().goes_during_the_next_call();
        const auto [code, message] = failure_of([&] {
            step(*stream);
            stream.reset();
        });
        EXPECT_TRUE(code == ErrorCode::OperationTimeout || !stream) << message;
        failure_of([&] { stream.reset(); }); // within its time as well
        EXPECT_TRUE(patience->is_exhausted());
        FarServer::now().is_back();
        while (patience->is_exhausted())
            std::this_thread::sleep_for(1ms);
    }
}

} // namespace
} // namespace modvirt::storage_manager
