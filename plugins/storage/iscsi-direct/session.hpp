// SPDX-License-Identifier: LGPL-2.1-or-later
// A session with an iSCSI server: logged in from its construction to its end. Whatever the server does, each call ends
// by a deadline. Of one thread at a time.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guard.hpp"
#include "kit/iscsi/target.hpp"

struct iscsi_context;
struct scsi_task;

namespace modvirt::storage_iscsi_direct {

// Who logs in, and where.
struct Login {
    iscsi::Target target; // without a name: a session that discovers targets, and does nothing else
    std::string initiator;
    std::string user = {}; // of CHAP; empty: the initiator does not say who it is
    std::string password = {};
};

// How long a server may keep silent.
struct Deadlines {
    std::chrono::milliseconds login = std::chrono::seconds(10); // from its first address to the end of the login
    std::chrono::milliseconds command = std::chrono::seconds(30);
    std::chrono::milliseconds check = std::chrono::seconds(3); // a login whose only purpose is to see whether the server is there
};

struct FreeTask {
    void operator()(scsi_task *task) const noexcept;
};
using Task = std::unique_ptr<scsi_task, FreeTask>;

// What libiscsi calls when something is done.
using Done = void (*)(iscsi_context *context, int status, void *data, void *private_data);

class TargetSession {
public:
    // Tries the addresses of the host one after the other, and follows where the server sends it. Throws AuthFailed when the
    // server refuses who logs in, OperationTimeout when it does not answer, and OperationFailed otherwise; the message says which
    // server and target that was.
    TargetSession(Login login, std::chrono::milliseconds deadline);
    // Logs out, for which a server has a second.
    ~TargetSession();
    TargetSession(const TargetSession &) = delete;
    TargetSession &operator=(const TargetSession &) = delete;

    // The names of the server's targets; only of a session without a target.
    std::vector<std::string> discover(std::chrono::milliseconds deadline);

    // Starts a command of SCSI, and starts it again while the unit is busy or tells of a change of itself (a unit attention).
    // `start` calls the function of libiscsi that makes the command and queues it. The answer is the command when it is done,
    // with its status and data; a check condition is no failure here. Throws OperationTimeout and OperationFailed, with `what`
    // it was for ("the size of unit 1"); after that the session is of no use any more.
    using Start = std::function<scsi_task *(iscsi_context *context, Done done, void *private_data)>;
    Task run(std::string_view what, const Start &start, std::chrono::milliseconds deadline);

    [[nodiscard]] const Login &login() const noexcept { return m_login; }
    // Whether there was no failure yet that ended it.
    [[nodiscard]] bool is_open() const noexcept { return m_context != nullptr; }

private:
    struct FreeContext {
        void operator()(iscsi_context *context) const noexcept;
    };
    struct Answer;

    void prepare();
    void log_in(std::string portal, std::chrono::milliseconds deadline);
    void connect(const std::string &portal, std::chrono::milliseconds deadline);
    void wait(std::string_view what, const Answer &answer, std::chrono::milliseconds deadline);
    // Waits until there is something to do, or the time is up, and lets bytes move; what is for libiscsi to do then.
    short look_after(std::string_view what, std::chrono::milliseconds left);
    [[noreturn]] void fail(std::string_view what);
    [[noreturn]] void fail(std::string_view what, const std::string &reason);
    [[noreturn]] void refuse_login();
    [[nodiscard]] std::string place() const;

    Login m_login;
    std::optional<Guard> m_guard; // of the connection
    std::unique_ptr<Answer> m_connected; // libiscsi may tell of the connection as long as there is a context
    std::unique_ptr<iscsi_context, FreeContext> m_context;
};

} // namespace modvirt::storage_iscsi_direct
