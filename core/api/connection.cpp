// SPDX-License-Identifier: LGPL-2.1-or-later
#include "connection.hpp"

#include "connection_events.hpp"
#include "entry.hpp"
#include "failure_context.hpp"
#include "log/log.hpp"
#include "plugin/escaped.hpp"
#include "plugin/plugin.hpp"
#include "runtime.hpp"
#include "uri.hpp"

namespace modvirt {

namespace {

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

template <class Table>
int32_t call_open(const Table *table, const plugin::Plugin &plugin, const modvirt_open &request,
                  modvirt_session *&session, const FailureContext &context)
{
    try {
        return table->open(&request, &session, context.raw());
    } catch (...) {
        throw Error(ErrorCode::InternalError, "driver \"" + plugin.name() + "\" does not open '" +
                                                  request.uri + "': " + plugin::describe_escaped() + ". " +
                                                  plugin::report_escaped);
    }
}

// Opens a session of `plugin` on `table`, and keeps its calls apart as the plugin has declared.
template <class Table>
void open_session(virConnectPtr connection, Binding<Table> &driver, plugin::Plugin &plugin,
                  const Table *table, virConnectAuthPtr auth)
{
    if (plugin.threading() == plugin::Threading::Serialized)
        driver.lock = &plugin.call_mutex();
    else if (plugin.threading() == plugin::Threading::PerHandle)
        driver.lock = &driver.own_lock;
    driver.error_domain = static_cast<int>(plugin.error_domain());

    const Uri uri = Uri::parse(connection->uri);
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

    const FailureContext context;
    const SessionGuard guard(driver.lock);
    modvirt_session *session = nullptr;
    if (call_open(table, plugin, request, session, context) != 0 || session == nullptr)
        context.throw_failure(driver.error_domain, "the driver refused to open");
    driver.table = table;
    driver.plugin = &plugin;
    driver.session = session;
}

// Where a plugin keeps what it serves of one kind, and who speaks when that cannot be opened.
template <class Table>
struct TableKind;

template <>
struct TableKind<modvirt_network_v1> {
    static constexpr plugin::Kind kind = plugin::Kind::Network;
    static constexpr int error_domain = VIR_FROM_NETWORK;
    static auto table(const plugin::Plugin &plugin) { return plugin.network(); }
};

template <>
struct TableKind<modvirt_storage_v1> {
    static constexpr plugin::Kind kind = plugin::Kind::Storage;
    static constexpr int error_domain = VIR_FROM_STORAGE;
    static auto table(const plugin::Plugin &plugin) { return plugin.storage(); }
};

template <>
struct TableKind<modvirt_interface_v1> {
    static constexpr plugin::Kind kind = plugin::Kind::Interface;
    static constexpr int error_domain = VIR_FROM_INTERFACE;
    static auto table(const plugin::Plugin &plugin) { return plugin.interface(); }
};

template <>
struct TableKind<modvirt_nodedev_v1> {
    static constexpr plugin::Kind kind = plugin::Kind::NodeDevice;
    static constexpr int error_domain = VIR_FROM_NODEDEV;
    static auto table(const plugin::Plugin &plugin) { return plugin.nodedev(); }
};

template <>
struct TableKind<modvirt_secret_v1> {
    static constexpr plugin::Kind kind = plugin::Kind::Secret;
    static constexpr int error_domain = VIR_FROM_SECRET;
    static auto table(const plugin::Plugin &plugin) { return plugin.secret(); }
};

template <>
struct TableKind<modvirt_nwfilter_v1> {
    static constexpr plugin::Kind kind = plugin::Kind::NWFilter;
    static constexpr int error_domain = VIR_FROM_NWFILTER;
    static auto table(const plugin::Plugin &plugin) { return plugin.nwfilter(); }
};

template <class Table>
void open_companion(virConnectPtr connection, Binding<Table> &binding)
{
    using Found = TableKind<Table>;
    plugin::Plugin *plugin = connection->plugin;
    if (Found::table(*plugin) == nullptr)
        plugin =
            Runtime::instance().registry().find_companion(Found::kind, Uri::parse(connection->uri).scheme);
    if (plugin != nullptr)
        open_session(connection, binding, *plugin, Found::table(*plugin), nullptr);
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
    open_session(connection.get(), connection->hypervisor, plugin, plugin.hypervisor(), auth);
    return connection.release();
}

std::unique_ptr<virConnect> open_storage(const std::string &uri)
{
    auto connection = std::make_unique<virConnect>();
    connection->uri = uri;
    connection->plugin = &Runtime::instance().registry().claim_scheme(Uri::parse(uri).scheme, uri);
    auto &storage = std::get<Companion<modvirt_storage_v1>>(connection->companions).binding;
    open_companion(connection.get(), storage);
    if (storage.table == nullptr)
        throw Error(ErrorCode::NoSupport,
                    "no plugin serves storage pools for '" + uri + "': see 'modvirt plugin list'");
    return connection;
}

// A failure to open is the failure of the call that wanted the objects; the next one tries again.
template <class Table>
Binding<Table> *bind(virConnectPtr connection, const Table *) noexcept
{
    auto &companion = std::get<Companion<Table>>(connection->companions);
    try {
        std::call_once(companion.opened, [&] { open_companion(connection, companion.binding); });
        return &companion.binding;
    } catch (const Error &error) {
        error::raise(error::report(error, TableKind<Table>::error_domain));
    } catch (const std::exception &error) {
        error::raise(error::report(VIR_ERR_INTERNAL_ERROR, TableKind<Table>::error_domain, error.what()));
    }
    return nullptr;
}

template <class Table>
Binding<Table>::~Binding()
{
    if (session == nullptr)
        return;
    const SessionGuard guard(lock);
    try {
        table->close(session);
    } catch (...) {
        log::error("api", "driver \"{}\" does not close a session as it should: {}", plugin->name(),
                   plugin::describe_escaped());
    }
}

template struct Binding<modvirt_hypervisor_v1>;
template struct Binding<modvirt_network_v1>;
template struct Binding<modvirt_storage_v1>;
template struct Binding<modvirt_interface_v1>;
template struct Binding<modvirt_nodedev_v1>;
template struct Binding<modvirt_secret_v1>;
template struct Binding<modvirt_nwfilter_v1>;

template Binding<modvirt_network_v1> *bind(virConnectPtr, const modvirt_network_v1 *) noexcept;
template Binding<modvirt_storage_v1> *bind(virConnectPtr, const modvirt_storage_v1 *) noexcept;
template Binding<modvirt_interface_v1> *bind(virConnectPtr, const modvirt_interface_v1 *) noexcept;
template Binding<modvirt_nodedev_v1> *bind(virConnectPtr, const modvirt_nodedev_v1 *) noexcept;
template Binding<modvirt_secret_v1> *bind(virConnectPtr, const modvirt_secret_v1 *) noexcept;
template Binding<modvirt_nwfilter_v1> *bind(virConnectPtr, const modvirt_nwfilter_v1 *) noexcept;

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
    : Handle(modvirt::Magic::Connect), events(std::make_shared<modvirt::ConnectionEvents>(this))
{
}

_virConnect::~_virConnect()
{
    magic.store(modvirt::Magic::Freed, std::memory_order_relaxed);
    events->close();
}
