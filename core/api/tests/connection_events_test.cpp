// SPDX-License-Identifier: LGPL-2.1-or-later
#include "connection_events.hpp"

#include <array>
#include <thread>

#include <fmt/format.h>

#include "support.hpp"

namespace modvirt::testing {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A listener that notes what it hears; it can do something more in its callback.
struct Ear {
    std::vector<std::string> heard;
    std::function<void(virConnectPtr, virDomainPtr)> act;
    int freed = 0;

    void hear(virConnectPtr connection, virDomainPtr domain, const std::string &what)
    {
        heard.push_back(std::string(virDomainGetName(domain)) + " " + what);
        if (act)
            act(connection, domain);
    }
    static Ear &of(void *opaque) { return *static_cast<Ear *>(opaque); }
    static void free(void *opaque) { ++of(opaque).freed; }
    static int lifecycle(virConnectPtr connection, virDomainPtr domain, int event, int detail, void *opaque)
    {
        of(opaque).hear(connection, domain, std::to_string(event) + "/" + std::to_string(detail));
        return 0;
    }
    static void plain(virConnectPtr connection, virDomainPtr domain, void *opaque)
    {
        of(opaque).hear(connection, domain, "plain");
    }
    template <class Number>
    static void number(virConnectPtr connection, virDomainPtr domain, Number value, void *opaque)
    {
        of(opaque).hear(connection, domain, std::to_string(value));
    }
    static void memory_failure(virConnectPtr connection, virDomainPtr domain, int recipient, int action,
                               unsigned int flags, void *opaque)
    {
        of(opaque).hear(connection, domain,
                        std::to_string(recipient) + "/" + std::to_string(action) + "/" +
                            std::to_string(flags));
    }
    static void io_error(virConnectPtr connection, virDomainPtr domain, const char *path, const char *device,
                         int action, const char *reason, void *opaque)
    {
        of(opaque).hear(connection, domain, fmt::format("{} {} {} {}", path, device, action, reason));
    }
    static void block_job(virConnectPtr connection, virDomainPtr domain, const char *disk, int type,
                          int status, void *opaque)
    {
        of(opaque).hear(connection, domain, fmt::format("{} {}/{}", disk, type, status));
    }
    static void disk_change(virConnectPtr connection, virDomainPtr domain, const char *before,
                            const char *after, const char *device, int reason, void *opaque)
    {
        of(opaque).hear(
            connection, domain,
            fmt::format("{} -> {} {} {}", before, after == nullptr ? "none" : after, device, reason));
    }
    static void device(virConnectPtr connection, virDomainPtr domain, const char *alias, void *opaque)
    {
        of(opaque).hear(connection, domain, alias);
    }
    static void metadata(virConnectPtr connection, virDomainPtr domain, int type, const char *uri,
                         void *opaque)
    {
        of(opaque).hear(connection, domain, fmt::format("{} {}", type, uri == nullptr ? "none" : uri));
    }
    static void threshold(virConnectPtr connection, virDomainPtr domain, const char *device, const char *path,
                          unsigned long long threshold, unsigned long long excess, void *opaque)
    {
        of(opaque).hear(
            connection, domain,
            fmt::format("{} {} {}+{}", device, path == nullptr ? "none" : path, threshold, excess));
    }
    static void parameters(virConnectPtr connection, virDomainPtr domain, virTypedParameterPtr params,
                           int count, void *opaque)
    {
        std::string text;
        for (int index = 0; index < count; ++index)
            text += fmt::format("{}={} ", params[index].field,
                                params[index].type == VIR_TYPED_PARAM_STRING
                                    ? std::string(params[index].value.s)
                                    : std::to_string(params[index].value.ul));
        of(opaque).hear(connection, domain, text);
    }
    static void graphics(virConnectPtr connection, virDomainPtr domain, int phase,
                         const virDomainEventGraphicsAddress *local,
                         const virDomainEventGraphicsAddress *remote, const char *scheme,
                         const virDomainEventGraphicsSubject *subject, void *opaque)
    {
        of(opaque).hear(connection, domain,
                        fmt::format("{} {}:{} {}/{} {} {}={}", phase, local->node, local->service,
                                    remote->family, remote->node, scheme, subject->identities[0].type,
                                    subject->identities[0].name));
    }
    static void closed(virConnectPtr connection, int reason, void *opaque)
    {
        of(opaque).heard.push_back("closed " + std::to_string(reason));
        if (of(opaque).act)
            of(opaque).act(connection, nullptr);
    }
};

template <class Function>
virConnectDomainEventGenericCallback generic(Function *function)
{
    return reinterpret_cast<virConnectDomainEventGenericCallback>(reinterpret_cast<void (*)()>(function));
}

struct Events : ApiTest {
    Events() { EXPECT_EQ(virEventRegisterDefaultImpl(), 0); }

    int listen(Ear &ear, virDomainPtr domain = nullptr)
    {
        return listen(ear, VIR_DOMAIN_EVENT_ID_LIFECYCLE, &Ear::lifecycle, domain);
    }
    template <class Function>
    int listen(Ear &ear, int event_id, Function *function, virDomainPtr domain = nullptr)
    {
        return virConnectDomainEventRegisterAny(connection.get(), domain, event_id, generic(function), &ear,
                                                &Ear::free);
    }
    void emit(const char *name, int number, int type, int detail = 0, uint32_t event_id = 0,
              int64_t value = 0)
    {
        modvirt_domain_event event{};
        event.event_id = event_id;
        event.type = type;
        event.detail = detail;
        event.value = value;
        emit(name, number, event);
    }
    // An event of the domain "a", as `fill` makes it.
    template <class Fill>
    void tell(uint32_t event_id, const Fill &fill)
    {
        modvirt_domain_event event{};
        event.event_id = event_id;
        fill(event);
        emit("a", 1, event);
    }
    // Fills in whom the event is about.
    void emit(const char *name, int number, modvirt_domain_event event)
    {
        const modvirt_domain_ref domain{sizeof domain, 3, {static_cast<uint8_t>(number)}, name};
        event.struct_size = sizeof event;
        event.domain = &domain;
        events().queue(event);
    }
    ConnectionEvents &events() { return *connection.get()->events; }
    // Runs the loop until what was queued is delivered.
    static void deliver()
    {
        const int timer = virEventAddTimeout(
            0, [](int, void *) {}, nullptr, nullptr);
        for (int round = 0; round < 4; ++round)
            virEventRunDefaultImpl();
        virEventRemoveTimeout(timer);
    }

    PlainConnection connection;
};

} // namespace

TEST_F(Events, AreDeliveredInOrderToEveryListener)
{
    Ear first;
    Ear second;
    const int id = listen(first);
    EXPECT_EQ(id, 0);
    // The same function is a second listener only for another domain.
    EXPECT_EQ(listen(second), -1);
    EXPECT_EQ(last_message(), "invalid argument: event callback already tracked");
    EXPECT_EQ(virConnectDomainEventRegister(connection.get(), &Ear::lifecycle, &second, &Ear::free), 0);
    emit("a", 1, 3, 1);
    emit("b", 2, 4, 2);
    EXPECT_THAT(first.heard, IsEmpty());
    deliver();
    EXPECT_THAT(first.heard, ElementsAre("a 3/1", "b 4/2"));
    EXPECT_THAT(second.heard, ElementsAre("a 3/1", "b 4/2"));
    EXPECT_EQ(virConnectDomainEventDeregisterAny(connection.get(), id), 0);
    EXPECT_EQ(virConnectDomainEventDeregister(connection.get(), &Ear::lifecycle), 0);
}

TEST_F(Events, OfOneDomainGoToThoseWhoAskedForIt)
{
    Ear ear;
    const virDomainPtr domain = connection.new_domain("a", 1);
    const int id = listen(ear, domain);
    emit("b", 2, 0);
    emit("renamed", 1, 1);
    deliver();
    EXPECT_THAT(ear.heard, ElementsAre("renamed 1/0"));
    virConnectDomainEventDeregisterAny(connection.get(), id);
    virDomainFree(domain);
}

TEST_F(Events, AreToldInTheFormOfTheirKind)
{
    Ear ear;
    const std::vector<int> ids = {
        listen(ear, VIR_DOMAIN_EVENT_ID_REBOOT, &Ear::plain),
        listen(ear, VIR_DOMAIN_EVENT_ID_RTC_CHANGE, &Ear::number<long long>),
        listen(ear, VIR_DOMAIN_EVENT_ID_WATCHDOG, &Ear::number<int>),
        listen(ear, VIR_DOMAIN_EVENT_ID_CONTROL_ERROR, &Ear::plain),
        listen(ear, VIR_DOMAIN_EVENT_ID_PMSUSPEND, &Ear::number<int>),
        listen(ear, VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, &Ear::number<unsigned long long>),
        listen(ear, VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, &Ear::lifecycle),
        listen(ear, VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE, &Ear::memory_failure),
    };
    emit("d", 1, 0, 0, VIR_DOMAIN_EVENT_ID_REBOOT);
    emit("d", 1, 0, 0, VIR_DOMAIN_EVENT_ID_RTC_CHANGE, -3600);
    emit("d", 1, 2, 0, VIR_DOMAIN_EVENT_ID_WATCHDOG);
    emit("d", 1, 0, 0, VIR_DOMAIN_EVENT_ID_CONTROL_ERROR);
    emit("d", 1, 0, 0, VIR_DOMAIN_EVENT_ID_PMSUSPEND);
    emit("d", 1, 0, 0, VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, 5000000000);
    emit("d", 1, 1, 2, VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE, 3);
    emit("d", 1, 0, 0, VIR_DOMAIN_EVENT_ID_GRAPHICS);
    emit("d", 1, 0, 0, 4711);
    deliver();
    EXPECT_THAT(ear.heard,
                ElementsAre("d plain", "d -3600", "d 2", "d plain", "d 0", "d 5000000000", "d 1/2/3"));
    for (const int id : ids)
        EXPECT_EQ(virConnectDomainEventDeregisterAny(connection.get(), id), 0);
    EXPECT_EQ(ear.freed, static_cast<int>(ids.size()));
}

TEST_F(Events, TellTextsAndParameters)
{
    Ear ear;
    listen(ear, VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, &Ear::io_error);
    listen(ear, VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, &Ear::block_job);
    listen(ear, VIR_DOMAIN_EVENT_ID_DISK_CHANGE, &Ear::disk_change);
    listen(ear, VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, &Ear::device);
    listen(ear, VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, &Ear::metadata);
    listen(ear, VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD, &Ear::threshold);
    listen(ear, VIR_DOMAIN_EVENT_ID_TUNABLE, &Ear::parameters);

    std::string path = "/a.img"; // events own what they tell
    tell(VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, [&](modvirt_domain_event &event) {
        event.type = 2;
        event.device = "virtio-disk0";
        event.path = path.c_str();
        event.text = "enospc";
    });
    tell(VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, [&](modvirt_domain_event &event) {
        event.type = 1;
        event.detail = 3;
        event.device = "vda";
    });
    tell(VIR_DOMAIN_EVENT_ID_DISK_CHANGE, [&](modvirt_domain_event &event) {
        event.device = "ide0-0-0";
        event.old_path = path.c_str();
    });
    tell(VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, [&](modvirt_domain_event &event) { event.device = "net1"; });
    tell(VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, [&](modvirt_domain_event &event) {
        event.type = 2;
        event.text = "http://x/";
    });
    tell(VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, [&](modvirt_domain_event &event) { event.type = 1; });
    tell(VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD, [&](modvirt_domain_event &event) {
        event.value = 7;
        event.excess = 8;
        event.device = "vda[1]";
    });
    std::array<modvirt_parameter, 2> parameters{};
    for (modvirt_parameter &parameter : parameters)
        parameter.struct_size = sizeof parameter;
    parameters[0].type = VIR_TYPED_PARAM_ULLONG;
    parameters[0].name = "cputune.cpu_shares";
    parameters[0].value.u64 = 1024;
    parameters[1].type = VIR_TYPED_PARAM_STRING;
    parameters[1].name = "cputune.vcpupin0";
    parameters[1].value.text = "0-1";
    tell(VIR_DOMAIN_EVENT_ID_TUNABLE, [&](modvirt_domain_event &event) {
        event.parameters = parameters.data();
        event.parameter_count = parameters.size();
    });
    path = "/b.img";
    deliver();
    EXPECT_THAT(ear.heard,
                ElementsAre("a /a.img virtio-disk0 2 enospc", "a vda 1/3", "a /a.img -> none ide0-0-0 0",
                            "a net1", "a 2 http://x/", "a 1 none", "a vda[1] none 7+8",
                            "a cputune.cpu_shares=1024 cputune.vcpupin0=0-1 "));
}

TEST_F(Events, TellWhoCameToADisplay)
{
    Ear ear;
    listen(ear, VIR_DOMAIN_EVENT_ID_GRAPHICS, &Ear::graphics);
    const modvirt_graphics_address local{sizeof local, VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV4, "127.0.0.1",
                                         "5900"};
    const modvirt_graphics_address remote{sizeof remote, VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_UNIX, "/sock", ""};
    const std::array<const char *, 2> identities{"saslUsername", "fred"};
    const modvirt_graphics_client client{sizeof client, 1, &local, &remote, "sasl", identities.data()};
    tell(VIR_DOMAIN_EVENT_ID_GRAPHICS, [&](modvirt_domain_event &event) {
        event.type = 1;
        event.graphics = &client;
    });
    // Without its client there is nothing to tell.
    tell(VIR_DOMAIN_EVENT_ID_GRAPHICS, [&](modvirt_domain_event &event) { event.type = 2; });
    deliver();
    EXPECT_THAT(ear.heard, ElementsAre("a 1 127.0.0.1:5900 2//sock sasl saslUsername=fred"));
}

TEST_F(Events, ThatCameBeforeAListenerAreNotTold)
{
    Ear early;
    Ear late;
    const int first = listen(early);
    emit("a", 1, 0);
    virConnectDomainEventRegister(connection.get(), &Ear::lifecycle, &late, nullptr);
    emit("b", 1, 0);
    deliver();
    EXPECT_THAT(early.heard, ElementsAre("a 0/0", "b 0/0"));
    EXPECT_THAT(late.heard, ElementsAre("b 0/0"));
    virConnectDomainEventDeregisterAny(connection.get(), first);
    virConnectDomainEventDeregister(connection.get(), &Ear::lifecycle);
}

TEST_F(Events, WithoutAListenerAreDropped)
{
    emit("a", 1, 0);
    Ear ear;
    const int id = listen(ear);
    deliver();
    EXPECT_THAT(ear.heard, IsEmpty());
    virConnectDomainEventDeregisterAny(connection.get(), id);
}

TEST_F(Events, AreNotToldToAListenerThatWasRemovedMeanwhile)
{
    Ear ear;
    const int id = listen(ear);
    emit("a", 1, 0);
    EXPECT_EQ(virConnectDomainEventDeregisterAny(connection.get(), id), 0);
    EXPECT_EQ(ear.freed, 1);
    deliver();
    EXPECT_THAT(ear.heard, IsEmpty());
    EXPECT_EQ(virConnectDomainEventDeregisterAny(connection.get(), id), -1);
    EXPECT_EQ(last_message(), "invalid argument: could not find event callback 0 for deletion");
}

TEST_F(Events, LetAListenerRemoveItself)
{
    Ear ear;
    int id = -1;
    int freed_inside = -1;
    ear.act = [&](virConnectPtr conn, virDomainPtr) {
        EXPECT_EQ(virConnectDomainEventDeregisterAny(conn, id), 0);
        freed_inside = ear.freed;
    };
    id = listen(ear);
    emit("a", 1, 0);
    emit("b", 1, 0);
    deliver();
    EXPECT_THAT(ear.heard, ElementsAre("a 0/0"));
    EXPECT_EQ(freed_inside, 0);
    EXPECT_EQ(ear.freed, 1);
}

TEST_F(Events, LetAListenerCauseMoreOfThem)
{
    Ear ear;
    ear.act = [&](virConnectPtr, virDomainPtr) {
        if (ear.heard.size() < 3)
            emit("more", 1, 0);
    };
    const int id = listen(ear);
    emit("first", 1, 0);
    deliver();
    EXPECT_THAT(ear.heard, ElementsAre("first 0/0", "more 0/0", "more 0/0"));
    virConnectDomainEventDeregisterAny(connection.get(), id);
}

TEST_F(Events, KeepTheirConnectionOpenWhileSomebodyListens)
{
    Ear ear;
    const virConnectPtr handle = connection.get();
    const int id = listen(ear);
    EXPECT_EQ(connection.close(), 1);
    EXPECT_EQ(virConnectDomainEventDeregisterAny(handle, id), 0);
    EXPECT_EQ(ear.freed, 1);
}

TEST_F(Events, LetAListenerEndTheConnection)
{
    Ear ear;
    int id = -1;
    ear.act = [&](virConnectPtr conn, virDomainPtr) {
        EXPECT_GT(connection.close(), 0);
        EXPECT_EQ(virConnectDomainEventDeregisterAny(conn, id), 0);
    };
    id = listen(ear);
    emit("a", 1, 0);
    emit("b", 1, 0);
    deliver();
    EXPECT_THAT(ear.heard, ElementsAre("a 0/0"));
    EXPECT_EQ(ear.freed, 1);
}

TEST_F(Events, ComeWithADomainThatTheListenerMayKeep)
{
    Ear ear;
    virDomainPtr kept = nullptr;
    ear.act = [&](virConnectPtr, virDomainPtr domain) {
        virDomainRef(domain);
        kept = domain;
    };
    const int id = listen(ear);
    emit("a", 1, 0);
    deliver();
    EXPECT_STREQ(virDomainGetName(kept), "a");
    EXPECT_EQ(virDomainGetID(kept), 3U);
    virDomainFree(kept);
    virConnectDomainEventDeregisterAny(connection.get(), id);
}

TEST_F(Events, AreRefusedForWhatIsNoEventOrNoDomainOfTheConnection)
{
    Ear ear;
    EXPECT_EQ(listen(ear, -1, &Ear::plain), -1);
    EXPECT_EQ(last_message(), "eventID in virConnectDomainEventRegisterAny must be zero or greater");
    EXPECT_EQ(listen(ear, 27, &Ear::plain), -1);
    EXPECT_EQ(last_message(), "eventID must be less than 27");
    const PlainConnection other;
    const virDomainPtr foreign = other.new_domain("x", 1);
    EXPECT_EQ(listen(ear, foreign), -1);
    EXPECT_EQ(last_message(), "dom 'x' must match connection");
    EXPECT_EQ(ear.freed, 0);
    virDomainFree(foreign);
}

TEST_F(Events, ArriveFromManyThreadsWithoutLoss)
{
    constexpr int rounds = 500;
    Ear ear;
    const int id = listen(ear);
    std::atomic<int> working{3};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread)
        threads.emplace_back([&, thread] {
            for (int round = 0; round < rounds; ++round)
                emit(std::to_string(thread).c_str(), thread, round);
            --working;
        });
    while (working > 0 || ear.heard.size() < 3 * rounds)
        virEventRunDefaultImpl();
    for (std::thread &thread : threads)
        thread.join();
    std::array<int, 3> next{};
    for (const std::string &heard : ear.heard) {
        const auto thread = static_cast<size_t>(heard[0] - '0');
        EXPECT_EQ(heard, std::to_string(thread) + " " + std::to_string(next[thread]++) + "/0");
    }
    virConnectDomainEventDeregisterAny(connection.get(), id);
}

TEST_F(Events, AllowListenersToComeAndGoWhileTheyArrive)
{
    std::atomic<bool> is_working{true};
    std::thread driver([&] {
        while (is_working)
            emit("a", 1, 0);
    });
    std::thread application([&] {
        for (int round = 0; round < 300; ++round) {
            const auto count = [](virConnectPtr, virDomainPtr, int, int, void *opaque) {
                ++*static_cast<std::atomic<int> *>(opaque);
                return 0;
            };
            auto *calls = new std::atomic<int>(0);
            const int id = virConnectDomainEventRegisterAny(
                connection.get(), nullptr, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                generic(static_cast<virConnectDomainEventCallback>(count)), calls,
                [](void *opaque) { delete static_cast<std::atomic<int> *>(opaque); });
            EXPECT_EQ(virConnectDomainEventDeregisterAny(connection.get(), id), 0);
        }
        is_working = false;
    });
    const int timer = virEventAddTimeout(
        0, [](int, void *) {}, nullptr, nullptr);
    while (is_working)
        virEventRunDefaultImpl();
    virEventRemoveTimeout(timer);
    driver.join();
    application.join();
}

TEST_F(Events, TellThatTheHypervisorIsLostOnce)
{
    Ear ear;
    EXPECT_EQ(virConnectRegisterCloseCallback(connection.get(), &Ear::closed, &ear, &Ear::free), 0);
    EXPECT_EQ(virConnectRegisterCloseCallback(connection.get(), &Ear::closed, &ear, &Ear::free), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    events().queue_close(VIR_CONNECT_CLOSE_REASON_EOF);
    deliver();
    deliver();
    EXPECT_THAT(ear.heard, ElementsAre("closed 1"));
    EXPECT_EQ(ear.freed, 0);
    EXPECT_EQ(virConnectUnregisterCloseCallback(connection.get(), &Ear::closed), 0);
    EXPECT_EQ(ear.freed, 1);
    EXPECT_EQ(virConnectUnregisterCloseCallback(connection.get(), &Ear::closed), -1);
}

TEST_F(Events, GiveTheCloseCallbackBackWithTheConnection)
{
    Ear ear;
    EXPECT_EQ(virConnectRegisterCloseCallback(connection.get(), &Ear::closed, &ear, &Ear::free), 0);
    events().queue_close(VIR_CONNECT_CLOSE_REASON_EOF);
    EXPECT_EQ(connection.close(), 0);
    EXPECT_EQ(ear.freed, 1);
    deliver();
    EXPECT_THAT(ear.heard, IsEmpty());
}

TEST_F(Events, LetTheCloseCallbackEndTheConnection)
{
    Ear ear;
    ear.act = [&](virConnectPtr, virDomainPtr) { EXPECT_EQ(connection.close(), 1); };
    EXPECT_EQ(virConnectRegisterCloseCallback(connection.get(), &Ear::closed, &ear, &Ear::free), 0);
    events().queue_close(VIR_CONNECT_CLOSE_REASON_ERROR);
    deliver();
    EXPECT_THAT(ear.heard, ElementsAre("closed 0"));
    EXPECT_EQ(ear.freed, 1);
}

TEST(EventsWithoutALoop, CannotBeListenedTo)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto listen = [] {
        virSetErrorFunc(nullptr, [](void *, virErrorPtr) {});
        const PlainConnection connection;
        Ear ear;
        const int id = virConnectDomainEventRegisterAny(connection.get(), nullptr, 0,
                                                        generic(&Ear::lifecycle), &ear, &Ear::free);
        std::fprintf(stderr, "%d %d %s\n", id, ear.freed, virGetLastErrorMessage());
        _exit(0);
    };
    EXPECT_EXIT(listen(), ::testing::ExitedWithCode(0),
                "^-1 0 internal error: could not initialize domain event timer");
}

TEST(EventsOnALoopOfTheApplication, LeaveItWhenNobodyListensAnyMore)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto listen_twice = [] {
        static int timers = 0;
        virEventRegisterImpl([](int, int, virEventHandleCallback, void *, virFreeCallback) { return 1; },
                             [](int, int) {}, [](int) { return 0; },
                             [](int, virEventTimeoutCallback, void *, virFreeCallback) { return ++timers; },
                             [](int, int) {}, [](int) { return --timers * 0; });
        const PlainConnection connection;
        Ear ear;
        std::vector<int> counted;
        for (int round = 0; round < 2; ++round) {
            const int id = virConnectDomainEventRegisterAny(connection.get(), nullptr, 0,
                                                            generic(&Ear::lifecycle), &ear, &Ear::free);
            counted.push_back(timers);
            virConnectDomainEventDeregisterAny(connection.get(), id);
            counted.push_back(timers);
        }
        std::fprintf(stderr, "%d %d %d %d\n", counted[0], counted[1], counted[2], counted[3]);
        _exit(0);
    };
    EXPECT_EXIT(listen_twice(), ::testing::ExitedWithCode(0), "^1 0 1 0");
}

} // namespace modvirt::testing
