// SPDX-License-Identifier: LGPL-2.1-or-later
#include "session.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/random.h>

extern "C" {
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
}

#include <fmt/format.h>

#include "modvirt/error.hpp"
#include "quiet_pipe.hpp"

namespace modvirt::storage_iscsi_direct {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds logout_time = std::chrono::seconds(1);
constexpr milliseconds pause_while_busy{100};
constexpr int most_redirections = 3;
constexpr int most_attentions = 20; // a unit may have several things to tell, each once

std::string in_words(milliseconds time)
{
    return time >= std::chrono::seconds(1) ? fmt::format("{} s", std::chrono::round<std::chrono::seconds>(time).count())
                                           : fmt::format("{} ms", time.count());
}

// Sessions of one initiator with one target are told apart by this number: a second one with the same would end the first.
void set_random_identifier(iscsi_context *context)
{
    struct {
        uint32_t random = 0;
        uint32_t qualifier = 0;
    } number;
    while (::getrandom(&number, sizeof number, 0) != sizeof number && errno == EINTR) {
    }
    iscsi_set_isid_random(context, number.random & 0xffffff, number.qualifier & 0xffff);
}

bool is_busy(int status)
{
    return status == SCSI_STATUS_BUSY || status == SCSI_STATUS_TASK_SET_FULL;
}

// It came to no answer of the unit.
bool is_lost(int status)
{
    return status == SCSI_STATUS_CANCELLED || status == SCSI_STATUS_ERROR || status == SCSI_STATUS_TIMEOUT;
}

bool is_attention(const scsi_task &task)
{
    return task.status == SCSI_STATUS_CHECK_CONDITION && task.sense.key == SCSI_SENSE_UNIT_ATTENTION;
}

} // namespace

// Where libiscsi puts how something ended.
struct TargetSession::Answer {
    bool is_done = false;
    int status = 0;
    std::vector<std::string> targets; // of a discovery
    bool is_out_of_memory = false;

    void keep_targets(const iscsi_discovery_address *address) noexcept
    {
        try {
            for (; address != nullptr; address = address->next)
                targets.emplace_back(address->target_name);
        } catch (...) {
            is_out_of_memory = true;
        }
    }

    static void take(iscsi_context *, int status, void *, void *private_data)
    {
        auto &answer = *static_cast<Answer *>(private_data);
        answer.status = status;
        answer.is_done = true;
    }
    static void take_targets(iscsi_context *context, int status, void *data, void *private_data)
    {
        if (status == SCSI_STATUS_GOOD)
            static_cast<Answer *>(private_data)->keep_targets(static_cast<const iscsi_discovery_address *>(data));
        take(context, status, nullptr, private_data);
    }
};

void FreeTask::operator()(scsi_task *task) const noexcept
{
    scsi_free_scsi_task(task);
}

void TargetSession::FreeContext::operator()(iscsi_context *context) const noexcept
{
    iscsi_destroy_context(context);
}

TargetSession::TargetSession(Login login, milliseconds deadline) : m_login(std::move(login)), m_connected(std::make_unique<Answer>())
{
    const auto end = Clock::now() + deadline;
    const std::vector<std::string> addresses = iscsi::addresses_of(m_login.target.portal.host);
    if (addresses.empty())
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("iSCSI server '{}' has no address: correct the name, or this host's resolver",
                                m_login.target.portal.host));
    for (std::size_t index = 0; index < addresses.size(); ++index) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
        const auto share = std::max(left, milliseconds(0)) / static_cast<int>(addresses.size() - index);
        try {
            log_in(iscsi::Portal{addresses[index], m_login.target.portal.port}.text(), share);
            return;
        } catch (const Error &error) {
            if (error.code() == ErrorCode::AuthFailed || index + 1 == addresses.size())
                throw;
        }
    }
}

TargetSession::~TargetSession()
{
    if (m_context == nullptr || iscsi_is_logged_in(m_context.get()) == 0)
        return;
    Answer answer;
    try {
        if (iscsi_logout_async(m_context.get(), &Answer::take, &answer) == 0)
            wait("at the end", answer, logout_time);
    } catch (...) { // the server ends the session by itself then
    }
    m_context.reset(); // before the answer
}

void TargetSession::prepare()
{
    m_guard.reset();
    m_context.reset(iscsi_create_context(m_login.initiator.c_str()));
    if (m_context == nullptr)
        throw Error(ErrorCode::NoMemory, "cannot make a session of iSCSI");
    iscsi_context *const context = m_context.get();
    const bool discovers = m_login.target.name.empty();
    iscsi_set_session_type(context, discovers ? ISCSI_SESSION_DISCOVERY : ISCSI_SESSION_NORMAL);
    if (!discovers)
        iscsi_set_targetname(context, m_login.target.name.c_str());
    iscsi_set_header_digest(context, ISCSI_HEADER_DIGEST_NONE_CRC32C);
    if (!m_login.user.empty())
        iscsi_set_initiator_username_pwd(context, m_login.user.c_str(), m_login.password.c_str());
    set_random_identifier(context);
    iscsi_set_noautoreconnect(context, 1); // a connection that is lost is the end of what it was for
    iscsi_set_reconnect_max_retries(context, 0);
}

void TargetSession::log_in(std::string portal, milliseconds deadline)
{
    const auto end = Clock::now() + deadline;
    const auto left = [&] { return std::chrono::duration_cast<milliseconds>(end - Clock::now()); };
    for (int redirections = 0; redirections <= most_redirections; ++redirections) {
        prepare();
        connect(portal, left());
        Answer answer;
        if (iscsi_login_async(m_context.get(), &Answer::take, &answer) != 0)
            fail("while logging in");
        wait("while logging in", answer, left());
        if (answer.status == SCSI_STATUS_GOOD)
            return;
        if (answer.status != SCSI_STATUS_REDIRECT)
            refuse_login();
        portal = iscsi_get_target_address(m_context.get());
    }
    m_context.reset();
    throw Error(ErrorCode::OperationFailed, fmt::format("{} sends who logs in from one portal to the next, at last to {}", place(), portal));
}

void TargetSession::connect(const std::string &portal, milliseconds deadline)
{
    *m_connected = {};
    if (iscsi_connect_async(m_context.get(), portal.c_str(), &Answer::take, m_connected.get()) != 0)
        fail("while connecting");
    wait("while connecting", *m_connected, deadline);
    if (m_connected->status != SCSI_STATUS_GOOD)
        fail("while connecting");
    m_guard.emplace(iscsi_get_fd(m_context.get()));
}

std::vector<std::string> TargetSession::discover(milliseconds deadline)
{
    Answer answer;
    if (iscsi_discovery_async(m_context.get(), &Answer::take_targets, &answer) != 0)
        fail("while asking for targets");
    wait("while asking for targets", answer, deadline);
    if (answer.status != SCSI_STATUS_GOOD)
        fail("while asking for targets");
    if (answer.is_out_of_memory)
        throw Error(ErrorCode::NoMemory, "no memory for the names of targets");
    return std::move(answer.targets);
}

Task TargetSession::run(std::string_view what, const Start &start, milliseconds deadline)
{
    const auto end = Clock::now() + deadline;
    const std::string during = fmt::format("while it was asked for {}", what);
    for (int attentions = 0;;) {
        if (m_context == nullptr)
            throw Error(ErrorCode::OperationFailed, fmt::format("{}: the session has ended {}", place(), during));
        Answer answer;
        Task task(start(m_context.get(), &Answer::take, &answer));
        if (task == nullptr)
            fail(during);
        wait(during, answer, std::chrono::duration_cast<milliseconds>(end - Clock::now()));
        if (is_lost(answer.status))
            fail(during);
        task->status = answer.status;
        if (is_attention(*task) && ++attentions < most_attentions)
            continue;
        if (!is_busy(answer.status) || Clock::now() + pause_while_busy >= end)
            return task;
        std::this_thread::sleep_for(pause_while_busy);
    }
}

// Until the answer is there. What is still under way when this throws is called off first: its answer is written no more.
void TargetSession::wait(std::string_view what, const Answer &answer, milliseconds deadline)
{
    const QuietPipe quiet;
    const auto end = Clock::now() + deadline;
    while (!answer.is_done) {
        const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
        if (left.count() <= 0) {
            m_context.reset();
            throw Error(ErrorCode::OperationTimeout,
                        fmt::format("{} did not answer within {} {}: see whether the server is up, and can be reached from here",
                                    place(), in_words(deadline), what));
        }
        const short events = look_after(what, left);
        if (events != 0 && iscsi_service(m_context.get(), events) < 0 && !answer.is_done)
            fail(what);
    }
}

short TargetSession::look_after(std::string_view what, milliseconds left)
{
    std::array<pollfd, 3> waited{};
    waited[0] = {iscsi_get_fd(m_context.get()), static_cast<short>(iscsi_which_events(m_context.get())), 0};
    if (waited[0].fd < 0)
        fail(what);
    if (m_guard)
        std::ranges::copy(m_guard->waited(), waited.begin() + 1);
    if (::poll(waited.data(), m_guard ? 3 : 1, static_cast<int>(left.count())) < 0 && errno != EINTR)
        fail(what);
    if (m_guard && (waited[1].revents != 0 || waited[2].revents != 0))
        if (const auto fault = m_guard->pass_on())
            fail(what, "the server breaks the rules of iSCSI: " + *fault);
    return waited[0].revents;
}

std::string TargetSession::place() const
{
    const std::string server = fmt::format("iSCSI server {}", m_login.target.portal.text());
    return m_login.target.name.empty() ? server : fmt::format("{} (target '{}')", server, m_login.target.name);
}

// The session cannot go on: says why, as far as libiscsi knows.
void TargetSession::fail(std::string_view what)
{
    const char *const known = m_context == nullptr ? nullptr : iscsi_get_error(m_context.get());
    fail(what, known == nullptr || *known == '\0' ? "the connection is lost" : known);
}

void TargetSession::fail(std::string_view what, const std::string &reason)
{
    m_context.reset();
    throw Error(ErrorCode::OperationFailed, fmt::format("{} failed {}: {}", place(), what, reason));
}

// libiscsi tells the class and detail of a refusal in its message only: 513 is 0x0201, "authentication failure", and 514 0x0202,
// "authorization failure"; see RFC 7143, 11.13.5.
void TargetSession::refuse_login()
{
    const std::string_view reason = iscsi_get_error(m_context.get());
    if (reason.find("(513)") == std::string_view::npos && reason.find("(514)") == std::string_view::npos)
        fail("while logging in");
    m_context.reset();
    throw Error(ErrorCode::AuthFailed,
                fmt::format("{} refuses the login: the pool's <initiator> and <auth> must be what the target expects", place()));
}

} // namespace modvirt::storage_iscsi_direct
