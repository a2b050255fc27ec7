// SPDX-License-Identifier: LGPL-2.1-or-later
// set-user-password, get-user-sshkeys, set-user-sshkeys: how people get into a guest.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"

namespace modvirt::cli {

namespace {

void run_set_user_password(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string user = arguments.required_text("user");
    const std::string password = arguments.required_text("password");
    const unsigned flags = arguments.has("encrypted") ? VIR_DOMAIN_PASSWORD_ENCRYPTED : 0;
    if (virDomainSetUserPassword(domain.get(), user.c_str(), password.c_str(), flags) < 0)
        fail();
    session.out.remark("Password set successfully for {} in {}", user, domain_name(domain));
}

class Keys {
public:
    Keys(virDomainPtr domain, const std::string &user)
        : m_count(virDomainAuthorizedSSHKeysGet(domain, user.c_str(), &m_list, 0))
    {
        if (m_count < 0)
            fail();
    }
    ~Keys()
    {
        for (int i = 0; i < m_count; ++i)
            std::free(m_list[i]);
        std::free(m_list);
    }
    Keys(const Keys &) = delete;
    Keys &operator=(const Keys &) = delete;

    [[nodiscard]] std::span<char *const> all() const { return {m_list, static_cast<size_t>(m_count)}; }

private:
    char **m_list = nullptr;
    int m_count;
};

void run_get_user_sshkeys(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Keys keys(domain.get(), arguments.required_text("user"));
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const char *key : keys.all())
            list.push_back(json_text(key));
        return print_json(session, list);
    }
    // virsh puts nothing between the keys either; --json does.
    for (const char *key : keys.all())
        session.out.write(key);
}

// What follows the last line end is a line too, as for virsh.
std::vector<std::string> lines_of(const std::string &text)
{
    std::vector<std::string> lines;
    if (text.empty())
        return lines;
    for (size_t start = 0; start <= text.size();) {
        const size_t end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

std::vector<std::string> keys_in(const std::string &path)
{
    std::vector<std::string> keys = lines_of(read_description(path));
    if (keys.empty())
        fail("File {} contains no keys", path);
    return keys;
}

// Without a file there is one thing left to do: to clear all keys out.
std::vector<std::string> wanted_keys(const Arguments &arguments)
{
    if (const auto path = arguments.text("file"))
        return keys_in(*path);
    if (!arguments.has("reset"))
        fail("Option --file is required");
    return {};
}

void run_set_user_sshkeys(Session &session, const Arguments &arguments)
{
    arguments.need_with("file", "remove");
    arguments.refuse_both("reset", "remove");
    const Domain domain = find_domain(session, arguments);
    const std::string user = arguments.required_text("user");
    const std::vector<std::string> keys = wanted_keys(arguments);
    std::vector<const char *> pointers;
    for (const std::string &key : keys)
        pointers.push_back(key.c_str());
    unsigned flags = VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND;
    if (arguments.has("reset"))
        flags = 0;
    if (arguments.has("remove"))
        flags = VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE;
    if (virDomainAuthorizedSSHKeysSet(domain.get(), user.c_str(),
                                      pointers.empty() ? nullptr : pointers.data(),
                                      static_cast<unsigned>(pointers.size()), flags) < 0)
        fail();
}

constexpr Option set_user_password_options[] = {
    domain_option(complete_active_domain),
    argument("user", "the username"),
    argument("password", "the new password"),
    flag("encrypted", "the password is already encrypted"),
};
constexpr Option get_user_sshkeys_options[] = {
    domain_option(complete_active_domain),
    argument("user", "user to list authorized keys for"),
};
constexpr Option set_user_sshkeys_options[] = {
    domain_option(complete_active_domain),
    argument("user", "user to set authorized keys for"),
    text("file", "optional file to read keys from", complete_path),
    flag("reset", "clear out authorized keys file before adding new keys"),
    flag("remove", "remove keys from the authorized keys file"),
};

} // namespace

constexpr Command set_user_password_command{
    .name = "set-user-password",
    .summary = "set the user password inside the domain",
    .description = "changes the password of the specified user inside the domain",
    .options = set_user_password_options,
    .run = run_set_user_password};
constexpr Command get_user_sshkeys_command{
    .name = "get-user-sshkeys",
    .summary = "list authorized SSH keys for given user (via agent)",
    .description = "Use the guest agent to query authorized SSH keys for given user",
    .options = get_user_sshkeys_options,
    .run = run_get_user_sshkeys,
    .traits = Json};
constexpr Command set_user_sshkeys_command{
    .name = "set-user-sshkeys",
    .summary = "manipulate authorized SSH keys file for given user (via agent)",
    .description = "Append, reset or remove specified key from the authorized keys file for given user",
    .options = set_user_sshkeys_options,
    .run = run_set_user_sshkeys};

} // namespace modvirt::cli
