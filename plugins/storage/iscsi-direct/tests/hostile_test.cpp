// SPDX-License-Identifier: LGPL-2.1-or-later
// Targets that answer what they must not. Whatever they say, each call ends by its deadline, with an error that names the server.
#include "backend.hpp"

#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failure.hpp"
#include "hostile_server.hpp"
#include "kit/testing/fake_host.hpp"
#include "kit/testing/fake_tree.hpp"
#include "module.hpp"
#include "server.hpp"

namespace modvirt::storage_iscsi_direct {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr milliseconds deadline{500};
constexpr milliseconds slack{2500}; // the logout, and a busy machine

int32_t take_name(const modvirt_volume_sink *sink, const modvirt_volume *volume)
{
    static_cast<std::vector<std::string> *>(sink->data)->emplace_back(volume->name);
    return 0;
}

// What a server says when it is asked for something; for all else it is honest.
struct Lie {
    const char *name;
    std::function<bool(const Pdu &)> when;
    std::function<std::string(const Pdu &)> say;
};

void PrintTo(const Lie &lie, std::ostream *out)
{
    *out << lie.name;
}

std::function<bool(const Pdu &)> asked_for(Opcode opcode)
{
    return [opcode](const Pdu &request) { return request.opcode() == opcode; };
}
std::function<bool(const Pdu &)> asked_for(Scsi command)
{
    return [command](const Pdu &request) { return request.opcode() == op_command && request.command() == command; };
}

std::string garbage(const Pdu &request)
{
    std::mt19937 random(request.number(16));
    std::string bytes(4096, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

std::string capacity(const Pdu &request, uint64_t last, uint32_t block)
{
    return HostileServer::data_in(request, big_endian(last, 8) + big_endian(block, 4) + std::string(20, '\0')).wire();
}

class AHostileTarget {
protected:
    static std::string document(const HostileServer &server, const std::string &more = {})
    {
        return "<pool type='iscsi-direct'><name>far</name><source><host name='127.0.0.1' port='" + std::to_string(server.port()) +
               "'/><device path='" + target_name + "'/><initiator><iqn name='" + initiator_name + "'/></initiator>" + more +
               "</source></pool>";
    }
    static std::string search(const HostileServer &server)
    {
        return "<source><host name='127.0.0.1' port='" + std::to_string(server.port()) + "'/><initiator><iqn name='" + initiator_name +
               "'/></initiator></source>";
    }
    Backend pool(const HostileServer &server, const std::string &more = {}, SecretSource secrets = SecretSource(nullptr),
                 milliseconds most = deadline) const
    {
        return {*modvirt_xml_interface_v1(), document(server, more),
                {.passwords = m_passwords.path(), .secrets = secrets, .deadlines = {most, most, most}}};
    }
    static std::vector<std::string> names(Backend &pool)
    {
        std::vector<std::string> names;
        const modvirt_volume_sink raw{sizeof raw, 0, &names, &take_name};
        VolumeSink sink(&raw);
        pool.pool_refresh(sink);
        return names;
    }
    // The error of a call, which has come in time.
    template <class Call>
    static Error in_time(Call &&call)
    {
        const auto begin = std::chrono::steady_clock::now();
        Error error = failure(call);
        // A login, and a command after it.
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 2 * deadline + slack) << error.message();
        return error;
    }

    testing::FakeHost m_host;
    fakes::FakeTree m_passwords;
};

class ALyingTarget : public AHostileTarget, public ::testing::TestWithParam<Lie> {
protected:
    static std::string answer(const Pdu &request)
    {
        return GetParam().when(request) ? GetParam().say(request) : HostileServer::honest(request);
    }
    static void expect_named(const Error &error, const HostileServer &server)
    {
        EXPECT_NE(error.code(), ErrorCode::Ok);
        EXPECT_NE(error.code(), ErrorCode::InternalError) << error.message();
        EXPECT_THAT(error.message(), HasSubstr("127.0.0.1:" + std::to_string(server.port())));
    }
};

class WhoLiesAboutALogin : public ALyingTarget {};

TEST_P(WhoLiesAboutALogin, IsNoPool)
{
    const HostileServer server(&answer);
    Backend far = pool(server);
    expect_named(in_time([&] { far.pool_start(); }), server);
    expect_named(in_time([&] { static_cast<void>(far.pool_check()); }), server);
    expect_named(in_time([&] { names(far); }), server);
    expect_named(in_time([&] { far.volume_inspect("unit:0:0:1"); }), server);
    expect_named(in_time([&] { far.volume_wipe("unit:0:0:1", 0, 0); }), server);
    expect_named(in_time([&] { far.pool_find_sources(search(server), 0); }), server);
}

std::string login_with(const Pdu &request, const std::function<void(Pdu &)> &change)
{
    Pdu reply = HostileServer::reply(request, op_login_response);
    reply.header[1] = request.header[1];
    change(reply);
    return reply.wire();
}

INSTANTIATE_TEST_SUITE_P(
    By, WhoLiesAboutALogin,
    ::testing::Values(
        Lie{"Garbage", asked_for(op_login), &garbage},
        Lie{"AnEnd", asked_for(op_login), [](const Pdu &) { return std::string(); }},
        Lie{"HalfAHeader", [](const Pdu &) { return true; },
            [](const Pdu &request) { return request.opcode() == op_login ? std::string(20, '\x23') : std::string(); }},
        Lie{"ALengthThatDoesNotFollow", asked_for(op_login),
            [](const Pdu &request) {
                Pdu reply = HostileServer::reply(request, op_login_response);
                reply.put(5, 0xffffff, 3);
                return reply.header + "AuthMethod";
            }},
        Lie{"MoreHeaders", asked_for(op_login),
            [](const Pdu &request) { return login_with(request, [](Pdu &reply) { reply.header[4] = '\xff'; }); }},
        Lie{"AnotherAnswer", asked_for(op_login), [](const Pdu &request) { return HostileServer::data_in(request, "text").wire(); }},
        Lie{"AnotherTag", asked_for(op_login),
            [](const Pdu &request) { return login_with(request, [](Pdu &reply) { reply.put(16, 0xdeadbeef); }); }},
        Lie{"AStatusThatThereIsNot", asked_for(op_login),
            [](const Pdu &request) { return login_with(request, [](Pdu &reply) { reply.put(36, 0x09ff, 2); }); }},
        Lie{"ARefusal", asked_for(op_login),
            [](const Pdu &request) { return login_with(request, [](Pdu &reply) { reply.put(36, 0x0301, 2); }); }},
        Lie{"ASendingNowhere", asked_for(op_login),
            [](const Pdu &request) {
                return login_with(request, [](Pdu &reply) {
                    reply.put(36, 0x0101, 2);
                    reply.data = std::string("TargetAddress=\xff\x01:99999,1\0", 24);
                });
            }},
        Lie{"ASendingWithoutAPlace", asked_for(op_login),
            [](const Pdu &request) { return login_with(request, [](Pdu &reply) { reply.put(36, 0x0101, 2); }); }},
        Lie{"TextThatDoesNotEnd", asked_for(op_login),
            [](const Pdu &request) {
                return login_with(request, [](Pdu &reply) {
                    reply.header[1] = '\x40'; // there is more to come
                    reply.data = std::string(8192, 'x');
                });
            }},
        Lie{"TextWithoutEquals", asked_for(op_login),
            [](const Pdu &request) {
                return login_with(request, [](Pdu &reply) { reply.data = std::string(4096, 'x') + std::string(4096, '='); });
            }},
        Lie{"AStageThatThereIsNot", asked_for(op_login),
            [](const Pdu &request) { return login_with(request, [](Pdu &reply) { reply.header[1] = '\x8a'; }); }}),
    [](const auto &run) { return run.param.name; });

class WhoLiesAboutUnits : public ALyingTarget {};

TEST_P(WhoLiesAboutUnits, HasNone)
{
    const HostileServer server(&answer);
    Backend far = pool(server);
    EXPECT_EQ(in_time([&] { far.pool_start(); }).code(), ErrorCode::Ok);
    std::vector<std::string> found;
    const Error refresh = in_time([&] { found = names(far); });
    EXPECT_THAT(found, ::testing::IsEmpty()) << "no unit is told of which a lie is known";
    static_cast<void>(refresh); // units that cannot be read are left out
    expect_named(in_time([&] { far.volume_inspect("unit:0:0:1"); }), server);
    expect_named(in_time([&] { far.volume_wipe("unit:0:0:1", 0, 0); }), server);
}

INSTANTIATE_TEST_SUITE_P(
    By, WhoLiesAboutUnits,
    ::testing::Values(
        Lie{"Garbage", asked_for(op_command), &garbage},
        Lie{"AnEnd", asked_for(op_command), [](const Pdu &) { return std::string(); }},
        Lie{"AnEndInTheMiddle", asked_for(op_command),
            [](const Pdu &request) {
                Pdu reply = HostileServer::data_in(request, {});
                reply.put(5, 64, 3);
                return reply.header + "x" + garbage(request).substr(0, 8);
            }},
        Lie{"ARejection", asked_for(op_command),
            [](const Pdu &request) {
                Pdu reply = HostileServer::reply(request, op_reject);
                reply.data = request.header;
                return reply.wire();
            }},
        Lie{"AnotherTag", asked_for(op_command),
            [](const Pdu &request) {
                Pdu reply = HostileServer::data_in(request, std::string(64, '\0'));
                reply.put(16, 0xdeadbeef);
                return reply.wire();
            }},
        Lie{"APlaceOutsideOfTheAnswer", asked_for(op_command),
            [](const Pdu &request) {
                Pdu reply = HostileServer::data_in(request, std::string(64, '\0'));
                reply.put(40, 0xfffffff0);
                return reply.wire();
            }},
        Lie{"NoData", asked_for(op_command), [](const Pdu &request) { return HostileServer::reply(request, op_response).wire(); }},
        Lie{"AStatusThatThereIsNot", asked_for(op_command),
            [](const Pdu &request) {
                Pdu reply = HostileServer::reply(request, op_response);
                reply.header[3] = '\x77';
                return reply.wire();
            }},
        Lie{"SenseThatDoesNotFollow", asked_for(op_command),
            [](const Pdu &request) {
                Pdu reply = HostileServer::reply(request, op_response);
                reply.header[3] = 2;
                reply.data = big_endian(0xffff, 2) + "\x70";
                return reply.wire();
            }},
        Lie{"HalfASense", asked_for(op_command),
            [](const Pdu &request) {
                Pdu reply = HostileServer::reply(request, op_response);
                reply.header[3] = 2;
                reply.data = std::string("\0", 1);
                return reply.wire();
            }},
        Lie{"ATypeOfNoBytes", asked_for(scsi_inquiry),
            [](const Pdu &request) { return HostileServer::data_in(request, {}).wire(); }},
        Lie{"AShortSize", asked_for(scsi_capacity16),
            [](const Pdu &request) { return HostileServer::data_in(request, "1234").wire(); }},
        Lie{"TwoToThe64Blocks", asked_for(scsi_capacity16),
            [](const Pdu &request) { return capacity(request, UINT64_MAX, 512); }},
        Lie{"TwoToThe64Bytes", asked_for(scsi_capacity16),
            [](const Pdu &request) { return capacity(request, UINT64_MAX / 512, 4096); }},
        Lie{"BlocksOfNoBytes", asked_for(scsi_capacity16), [](const Pdu &request) { return capacity(request, 2047, 0); }},
        Lie{"BlocksOfThreeBytes", asked_for(scsi_capacity16), [](const Pdu &request) { return capacity(request, 2047, 3); }},
        Lie{"BlocksOfFourGibibytes", asked_for(scsi_capacity16),
            [](const Pdu &request) { return capacity(request, 2047, UINT32_MAX); }}),
    [](const auto &run) { return run.param.name; });

class ATargetThatIsHostile : public AHostileTarget, public ::testing::Test {};

TEST_F(ATargetThatIsHostile, IsAPoolAsLongAsItIsHonest)
{
    const HostileServer server(&HostileServer::honest);
    Backend far = pool(server);
    EXPECT_THAT(names(far), ElementsAre("unit:0:0:0", "unit:0:0:1"));
    EXPECT_EQ(far.volume_inspect("unit:0:0:1").capacity, 1u << 20);
    EXPECT_THAT(far.pool_find_sources(search(server), 0), HasSubstr("<device path='" + target_name + "'/>"));
}

TEST_F(ATargetThatIsHostile, TellsOfNoMoreUnitsThanItHas)
{
    for (const uint32_t told : {uint32_t{32}, UINT32_MAX, uint32_t{3}}) {
        const HostileServer server([&](const Pdu &request) {
            if (!asked_for(scsi_report_luns)(request))
                return HostileServer::honest(request);
            std::string list = big_endian(told, 4) + std::string(4, '\0');
            for (const uint64_t lun : {1, 1, 1, 0})
                list += big_endian(lun << 48, 8);
            return HostileServer::data_in(request, list + "odd").wire();
        });
        Backend far = pool(server);
        std::vector<std::string> found;
        EXPECT_EQ(in_time([&] { found = names(far); }).code(), ErrorCode::Ok);
        if (told == 3)
            EXPECT_THAT(found, ::testing::IsEmpty());
        else
            EXPECT_THAT(found, ElementsAre("unit:0:0:0", "unit:0:0:1")) << "each unit once";
    }
}

TEST_F(ATargetThatIsHostile, SendsNoMoreThanItWasAskedFor)
{
    const HostileServer server([&](const Pdu &request) {
        if (request.opcode() != op_command)
            return HostileServer::honest(request);
        return HostileServer::data_in(request, std::string(1 << 20, '\0')).wire();
    });
    Backend far = pool(server);
    in_time([&] { names(far); });
    in_time([&] { far.volume_inspect("unit:0:0:1"); });
}

TEST_F(ATargetThatIsHostile, IsWrittenNothingButZeros)
{
    std::string written;
    std::atomic<int> asked{0};
    const HostileServer server([&](const Pdu &request) {
        if (request.opcode() == op_data_out)
            written += request.data;
        const bool is_write = request.opcode() == op_command && (request.header[1] & 0x20) != 0;
        if (!is_write && request.opcode() != op_data_out)
            return HostileServer::honest(request);
        if (++asked > 8)
            return std::string();
        Pdu ready = HostileServer::reply(request, op_ready); // for what lies far behind the data
        ready.put(20, 7);
        ready.put(40, asked % 2 == 1 ? 0x7ff00000 : 0xfffff000);
        ready.put(44, 0x00100000);
        return ready.wire();
    });
    Backend far = pool(server);
    const Error error = in_time([&] { far.volume_wipe("unit:0:0:1", 0, 0); });
    EXPECT_NE(error.code(), ErrorCode::Ok);
    EXPECT_EQ(written.find_first_not_of('\0'), std::string::npos) << "a server reads memory of this host";
}

TEST_F(ATargetThatIsHostile, SaysWhatNobodyAskedFor)
{
    for (const uint8_t event : {0, 1, 2, 3, 4, 255}) {
        const HostileServer server([&](const Pdu &request) {
            if (request.opcode() != op_command)
                return HostileServer::honest(request);
            Pdu message = HostileServer::reply(request, op_message);
            message.put(16, UINT32_MAX);
            message.header[36] = static_cast<char>(event);
            message.data = std::string(40, '\xff');
            Pdu ping = HostileServer::reply(request, op_nop_in);
            ping.put(16, UINT32_MAX);
            ping.put(20, 5);
            return message.wire() + ping.wire() + HostileServer::honest(request);
        });
        Backend far = pool(server);
        in_time([&] { names(far); });
        in_time([&] { far.volume_wipe("unit:0:0:1", 0, 0); });
    }
}

// What good answers come to when some of their bytes are others.
TEST_F(ATargetThatIsHostile, MayChangeAnyByte)
{
    constexpr milliseconds short_deadline{40};
    // The same on each run, but for --gtest_shuffle.
    std::mt19937 random(static_cast<unsigned>(::testing::UnitTest::GetInstance()->random_seed()));
    for (int round = 0; round < 100; ++round) {
        const unsigned one_in = 1 + random() % 4;
        const HostileServer server([&](const Pdu &request) {
            std::string answer = HostileServer::honest(request);
            for (unsigned changes = random() % one_in; changes > 0; --changes)
                answer[random() % std::min<std::size_t>(answer.size(), 96)] = static_cast<char>(random());
            return answer;
        });
        Backend far = pool(server, {}, SecretSource(nullptr), short_deadline);
        in_time([&] { names(far); });
        in_time([&] { far.pool_find_sources(search(server), 0); });
        in_time([&] { far.volume_wipe("unit:0:0:1", 0, 0); });
    }
}

TEST_F(ATargetThatIsHostile, NamesTargetsAsTextAlone)
{
    std::string names;
    const HostileServer server([&](const Pdu &request) {
        if (request.opcode() != op_text)
            return HostileServer::honest(request);
        Pdu reply = HostileServer::reply(request, op_text_response);
        reply.data = names;
        return reply.wire();
    });
    Backend far = pool(server);
    const auto find = [&](const std::string &text) {
        names = text;
        std::string found;
        const Error error = in_time([&] { found = far.pool_find_sources(search(server), 0); });
        return error.code() == ErrorCode::Ok ? found : error.message();
    };
    const auto text_of = [](const std::string &name) { return "TargetName=" + name + std::string(1, '\0'); };
    const std::string marked = find(text_of("iqn.<evil/>&'\""));
    EXPECT_THAT(marked, ::testing::Not(HasSubstr("<evil/>")));
    EXPECT_THAT(find(text_of("a\nb\x01")), ::testing::Not(HasSubstr("\x01")));
    EXPECT_THAT(find(text_of(std::string(60000, 'x'))), ::testing::Not(::testing::IsEmpty()));
    for (const std::string &odd : {std::string("TargetName"), std::string("TargetAddress=1.2.3.4\0", 22), std::string(8000, '='),
                                   std::string("TargetName=a"), text_of(""), std::string(5000, '\0')})
        find(odd);
}

TEST_F(ATargetThatIsHostile, TellsOfTargetsWithoutAnEnd)
{
    const HostileServer server([&](const Pdu &request) {
        if (request.opcode() != op_text)
            return HostileServer::honest(request);
        Pdu reply = HostileServer::reply(request, op_text_response);
        reply.header[1] = '\x40';
        reply.put(20, 1);
        for (int number = 0; number < 100; ++number)
            reply.data += "TargetName=iqn." + std::to_string(number) + std::string(1, '\0');
        return reply.wire();
    });
    Backend far = pool(server);
    EXPECT_NE(in_time([&] { far.pool_find_sources(search(server), 0); }).code(), ErrorCode::Ok);
}

TEST_F(ATargetThatIsHostile, GetsNoPasswordByAnOddChallenge)
{
    const SecretProvider provider([](const WantedSecret &) { return SecretBytes{'h', 'u', 's', 'h'}; });
    const std::string zero(1, '\0');
    for (const std::string &challenge :
         {"CHAP_A=5" + zero + "CHAP_I=1" + zero + "CHAP_C=0x" + std::string(8000, 'a') + zero, "CHAP_A=5" + zero,
          "CHAP_A=99" + zero + "CHAP_I=1" + zero + "CHAP_C=0x00" + zero, "CHAP_A=5" + zero + "CHAP_I=999999999999" + zero + "CHAP_C=0x1" + zero,
          "CHAP_A=5" + zero + "CHAP_I=-1" + zero + "CHAP_C=zz" + zero, "CHAP_A=5" + zero + "CHAP_I=1" + zero + "CHAP_C=0b" + std::string(4000, '=') + zero}) {
        std::string heard;
        const HostileServer server([&](const Pdu &request) {
            heard += request.data;
            if (request.opcode() != op_login)
                return HostileServer::honest(request);
            Pdu reply = HostileServer::reply(request, op_login_response);
            const bool is_first = request.data.find("AuthMethod=") != std::string::npos;
            reply.data = is_first ? "AuthMethod=CHAP" + zero + "TargetPortalGroupTag=1" + zero : challenge;
            reply.put(14, 1, 2);
            return reply.wire();
        });
        Backend far = pool(server, "<auth type='chap' username='guest'><secret usage='far'/></auth>", SecretSource(provider.raw()));
        EXPECT_NE(in_time([&] { far.pool_start(); }).code(), ErrorCode::Ok) << challenge;
        EXPECT_EQ(heard.find("hush"), std::string::npos);
    }
}

} // namespace
} // namespace modvirt::storage_iscsi_direct
