// SPDX-License-Identifier: LGPL-2.1-or-later
// What volumes hold: sent in and out by streams, wiped, cloned and cut.
#include <numeric>

#include "fake_host.hpp"
#include "pools.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr uint64_t mib = uint64_t{1} << 20;

// A stream's end as the host holds it.
class HeldStream {
public:
    explicit HeldStream(const std::function<void(StreamSink &)> &call)
    {
        const modvirt_stream_sink raw{sizeof raw, 0, this, [](const modvirt_stream_sink *self, const modvirt_stream *end) {
                                          static_cast<HeldStream *>(self->data)->m_end = *end;
                                          return 0;
                                      }};
        StreamSink sink(&raw);
        call(sink);
    }
    HeldStream(const HeldStream &) = delete;
    HeldStream &operator=(const HeldStream &) = delete;
    ~HeldStream()
    {
        if (m_end.free != nullptr)
            m_end.free(&m_end);
    }

    int64_t send(std::string_view bytes) { return m_end.send(&m_end, bytes.data(), bytes.size(), &m_call); }
    int32_t hole(uint64_t length) { return m_end.hole(&m_end, length, &m_call); }
    std::string receive(size_t room)
    {
        std::string bytes(room, '?');
        const int64_t got = m_end.receive(&m_end, bytes.data(), bytes.size(), &m_call);
        bytes.resize(got < 0 ? 0 : static_cast<size_t>(got));
        return bytes;
    }
    std::string next_extent()
    {
        int32_t is_data = 0;
        uint64_t length = 0;
        m_end.in_data(&m_end, &is_data, &length, &m_call);
        return (is_data != 0 ? "data " : "hole ") + std::to_string(length);
    }
    void skip(uint64_t length) { m_end.skip(&m_end, length, &m_call); }
    [[nodiscard]] const std::string &message() const { return m_message; }

private:
    static void note(const modvirt_call *call, int32_t, int32_t, const char *message)
    {
        static_cast<HeldStream *>(call->host_data)->m_message = message;
    }

    modvirt_stream m_end{};
    std::string m_message;
    modvirt_call m_call{sizeof m_call, 0, 0, this, &note, [](const modvirt_call *) { return 0; }};
};

class VolumeDataTest : public DriverTest {
protected:
    FoundStorageVol create(const std::string &name, uint64_t capacity)
    {
        return m_storage->storage_vol_create_xml(pool(), xml(name, capacity), 0);
    }
    static std::string xml(const std::string &name, uint64_t capacity)
    {
        return "<volume><name>" + name + "</name><capacity>" + std::to_string(capacity) + "</capacity></volume>";
    }
    [[nodiscard]] StoragePoolRef pool() const { return {m_pool.uuid, m_pool.name}; }
    static StorageVolRef ref(const FoundStorageVol &volume) { return {volume.pool, volume.name, volume.key}; }
    HeldStream upload(const FoundStorageVol &volume, uint64_t offset = 0, uint64_t length = 0, uint32_t flags = 0)
    {
        return HeldStream(
            [&](StreamSink &sink) { m_storage->storage_vol_upload(ref(volume), sink, offset, length, flags); });
    }
    HeldStream download(const FoundStorageVol &volume, uint64_t offset = 0, uint64_t length = 0, uint32_t flags = 0)
    {
        return HeldStream(
            [&](StreamSink &sink) { m_storage->storage_vol_download(ref(volume), sink, offset, length, flags); });
    }

    std::unique_ptr<StoragePools> m_storage = std::make_unique<StoragePools>(Machine::shared_default());
    FoundStoragePool m_pool = m_storage->storage_pool_lookup_by_name("default-pool");
};

TEST_F(VolumeDataTest, ComesOutAsItWasSentIn)
{
    const FoundStorageVol volume = create("a", mib);
    EXPECT_EQ(upload(volume, 10).send("hello"), 5);
    EXPECT_EQ(download(volume, 9, 7).receive(100), std::string("\0hello\0", 7));
}

TEST_F(VolumeDataTest, IsZerosWhereNothingWasWritten)
{
    const FoundStorageVol volume = create("a", 4096);
    HeldStream stream = download(volume);
    const std::string bytes = stream.receive(10000);
    EXPECT_EQ(bytes.size(), 4096u);
    EXPECT_THAT(bytes, Each('\0'));
    EXPECT_EQ(stream.receive(1), "");
}

TEST_F(VolumeDataTest, EndsWithTheVolumeOrThePart)
{
    const FoundStorageVol volume = create("a", 8);
    HeldStream whole = upload(volume);
    EXPECT_EQ(whole.send("0123456789"), 8);
    EXPECT_EQ(whole.send("89"), -1);
    EXPECT_THAT(whole.message(), HasSubstr("No space left on device"));
    EXPECT_EQ(download(volume, 2, 3).receive(100), "234");
    EXPECT_EQ(failure_of([&] { download(volume, 9); }).code, ErrorCode::InvalidArg);
}

TEST_F(VolumeDataTest, TellsItsHolesToThoseWhoAsk)
{
    const FoundStorageVol volume = create("a", mib);
    {
        HeldStream in = upload(volume, 0, 0, 1);
        EXPECT_EQ(in.hole(SparseBytes::block_size), 0);
        EXPECT_EQ(in.send("data"), 4);
    }
    HeldStream out = download(volume, 0, 0, 1);
    EXPECT_EQ(out.next_extent(), "hole 65536");
    out.skip(SparseBytes::block_size);
    EXPECT_EQ(out.next_extent(), "data 65536");
    EXPECT_EQ(out.receive(4), "data");
}

TEST_F(VolumeDataTest, IsGoneWhenItIsWiped)
{
    const FoundStorageVol volume = create("a", 64);
    upload(volume).send("secret");
    m_storage->storage_vol_wipe_pattern(ref(volume), 0, 0);
    EXPECT_THAT(download(volume).receive(64), Each('\0'));
}

TEST_F(VolumeDataTest, IsCopiedToAClone)
{
    const FoundStorageVol volume = create("a", 64);
    upload(volume).send("original");
    const FoundStorageVol clone = m_storage->storage_vol_create_xml_from(pool(), xml("b", 64), ref(volume), 0);
    upload(volume).send("changed!");
    EXPECT_EQ(download(clone, 0, 8).receive(64), "original");
}

TEST_F(VolumeDataTest, DoesNotComeBackWhenAVolumeShrinksAndGrows)
{
    const FoundStorageVol volume = create("a", 8);
    upload(volume).send("01234567");
    m_storage->storage_vol_resize(ref(volume), 4, 4);
    m_storage->storage_vol_resize(ref(volume), 8, 0);
    EXPECT_EQ(download(volume).receive(8), std::string("0123\0\0\0\0", 8));
}

TEST_F(VolumeDataTest, HasALimitThatTheErrorNames)
{
    const FoundStorageVol volume = create("a", 2 * SparseBytes::most_bytes);
    HeldStream stream = upload(volume);
    const std::string part(16 * mib, 'x');
    int64_t sent = 0;
    for (int i = 0; i < 17 && sent >= 0; ++i)
        sent = stream.send(part);
    EXPECT_EQ(sent, -1);
    EXPECT_THAT(stream.message(), HasSubstr("256 MiB"));
}

TEST_F(VolumeDataTest, RefusesFlagsThatItDoesNotKnow)
{
    const FoundStorageVol volume = create("a", 8);
    EXPECT_EQ(failure_of([&] { upload(volume, 0, 0, 2); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { download(volume, 0, 0, 2); }).code, ErrorCode::InvalidArg);
}

} // namespace
} // namespace modvirt::test::testing
