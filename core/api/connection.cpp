// SPDX-License-Identifier: LGPL-2.1-or-later
#include "connection.hpp"

#include <optional>

#include "domain_events.hpp"
#include "entry.hpp"
#include "plugin/plugin.hpp"
#include "runtime.hpp"
#include "uri.hpp"

namespace modvirt {

namespace {

// Collects the failure of a session's open, which happens before there is an Entry to record it.
class OpenContext {
public:
    OpenContext() : m_raw{sizeof m_raw, 0, 0, this, &record_failure, &never_cancelled} {}
    [[nodiscard]] const modvirt_call *raw() const noexcept { return &m_raw; }

    [[noreturn]] void throw_failure(int own_domain) const
    {
        if (!m_failure)
            throw Error(ErrorCode::InternalError, "the driver refused to open without naming a cause");
        const auto &error = *m_failure;
        throw Error(error.code(), error.message(),
                    error.domain() == ErrorDomain::None ? static_cast<ErrorDomain>(own_domain)
                                                        : error.domain());
    }

private:
    static void record_failure(const modvirt_call *call, int32_t code, int32_t domain,
                               const char *message) noexcept
    {
        auto &self = *static_cast<OpenContext *>(call->host_data);
        try {
            self.m_failure.emplace(static_cast<ErrorCode>(code), message == nullptr ? "" : message,
                                   static_cast<ErrorDomain>(domain));
        } catch (const std::bad_alloc &) {
            self.m_failure.reset();
        }
    }
    static int32_t never_cancelled(const modvirt_call *) noexcept { return 0; }

    modvirt_call m_raw;
    std::optional<Error> m_failure;
};

// One question to the application's callback; refused when it did not offer that type of credential.
int32_t ask(const modvirt_open *request, const modvirt_credential *question,
            const modvirt_string_sink *answer) noexcept
{
    const auto *auth = static_cast<virConnectAuthPtr>(request->host_data);
    if (auth == nullptr || auth->cb == nullptr)
        return -1;
    bool offered = false;
    for (unsigned int index = 0; index < auth->ncredtype; ++index)
        offered = offered || auth->credtype[index] == question->type;
    if (!offered)
        return -1;
    virConnectCredential credential{question->type,     question->prompt, question->challenge,
                                    question->fallback, nullptr,          0};
    const int result = auth->cb(&credential, 1, auth->cbdata);
    if (result == 0 && credential.result != nullptr)
        answer->put(answer, credential.result, credential.resultlen);
    std::free(credential.result);
    return result == 0 ? 0 : -1;
}

std::string chosen_uri(const char *uri)
{
    if (uri != nullptr && *uri != '\0')
        return uri;
    const char *environment = secure_getenv("LIBVIRT_DEFAULT_URI");
    if (environment != nullptr && *environment != '\0')
        return environment;
    const std::string &configured = Runtime::instance().configuration().uri_default;
    if (configured.empty())
        throw Error(ErrorCode::NoConnect,
                    "an empty URI: name a connection such as test:///default, or set a default with "
                    "$LIBVIRT_DEFAULT_URI or uri_default in the configuration");
    return configured;
}

void choose_lock(virConnectPtr connection, plugin::Plugin &plugin)
{
    switch (plugin.threading()) {
    case plugin::Threading::Serialized:
        connection->lock.mutex = &plugin.call_mutex();
        break;
    case plugin::Threading::PerHandle:
        connection->lock.mutex = &connection->lock.own;
        break;
    case plugin::Threading::Parallel:
        break;
    }
}

void open_session(virConnectPtr connection, const Uri &uri, virConnectAuthPtr auth)
{
    modvirt_open request{};
    request.struct_size = sizeof request;
    request.flags = connection->is_read_only ? MODVIRT_OPEN_READ_ONLY : 0;
    request.uri = connection->uri.c_str();
    request.scheme = uri.scheme.c_str();
    request.server = uri.server.c_str();
    request.path = uri.path.c_str();
    request.query = uri.query.c_str();
    request.document = "";
    request.connection = reinterpret_cast<modvirt_connection *>(connection);
    request.ask = &ask;
    request.host_data = auth;
    const OpenContext context;
    int32_t result = 0;
    {
        std::unique_lock<std::mutex> lock;
        if (connection->lock.mutex != nullptr)
            lock = std::unique_lock(*connection->lock.mutex);
        result = connection->hypervisor->open(&request, &connection->session, context.raw());
    }
    if (result != 0 || connection->session == nullptr)
        context.throw_failure(connection->error_domain);
}

} // namespace

virConnectPtr open_connection(const char *name, bool is_read_only, virConnectAuthPtr auth)
{
    auto connection = std::make_unique<virConnect>();
    connection->uri = chosen_uri(name);
    connection->is_read_only = is_read_only;
    const Uri uri = Uri::parse(connection->uri);
    plugin::Plugin &plugin = Runtime::instance().registry().claim_scheme(uri.scheme, connection->uri);
    connection->plugin = &plugin;
    connection->hypervisor = plugin.hypervisor();
    connection->network = plugin.network();
    connection->error_domain = static_cast<int>(plugin.error_domain());
    choose_lock(connection.get(), plugin);
    open_session(connection.get(), uri, auth);
    return connection.release();
}

int release_connection(virConnectPtr connection) noexcept
{
    const int left = connection->references.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left == 0)
        delete connection;
    return left;
}

ObjectHandle::~ObjectHandle()
{
    release_connection(connection);
}

void ObjectHandle::retain_connection()
{
    connection->references.fetch_add(1, std::memory_order_relaxed);
}

} // namespace modvirt

_virConnect::_virConnect()
    : Handle(modvirt::Magic::Connect), domain_events(std::make_unique<modvirt::DomainEvents>(this))
{
}

_virConnect::~_virConnect()
{
    magic.store(modvirt::Magic::Freed, std::memory_order_relaxed);
    if (session != nullptr) {
        const modvirt::SessionGuard guard(lock);
        hypervisor->close(session);
    }
    if (close_free != nullptr)
        close_free(close_data);
}
