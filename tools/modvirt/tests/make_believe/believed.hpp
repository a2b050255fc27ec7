// SPDX-License-Identifier: LGPL-2.1-or-later
// What the make-believe calls answer: the description of the domain says it, so that a command line can set
// it with `desc`. It is a list of stages, one for each question, of which the last stays:
// `cur=1,end=9|cur=9,end=9`. A field is name=value, its type in front of it where it is not an unsigned long
// long: `operation.i=5`, `errmsg.s=lost`.
#pragma once

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

namespace modvirt::cli::testing {

struct Field {
    std::string name;
    char type = 'U'; // i, u, l, U, d, b, s as in virTypedParameterType
    std::string value;
};

class Believed {
public:
    explicit Believed(std::string_view stage);

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] unsigned long long number(std::string_view name, unsigned long long otherwise = 0) const;
    [[nodiscard]] std::string text(std::string_view name) const;
    // All fields but those named by the caller, as the library hands out parameters.
    void give(virTypedParameterPtr *parameters, int *count, std::string_view except = {}) const;
    [[nodiscard]] const std::vector<Field> &fields() const { return m_fields; }

private:
    std::vector<Field> m_fields;
};

// The stage whose turn it is for `question`; the next call gets the next one.
Believed next_stage(virDomainPtr domain, const std::string &question);
// What holds from the beginning.
Believed first_stage(virDomainPtr domain);
// That of the domain "test", for what is asked of the host.
Believed next_stage(virConnectPtr connection, const std::string &question);

// Which call came, on standard error.
template <typename... Args>
void report(fmt::format_string<Args...> format, Args &&...args)
{
    std::fputs(("call: " + fmt::format(format, std::forward<Args>(args)...) + "\n").c_str(), stderr);
}

// -1, after an error of the library: `fails=flags` that of a flag it does not know, else that of a missing
// domain.
int failure(virDomainPtr domain, const Believed &stage);

// To whoever listens to the iterations of a migration.
void send_iteration(virDomainPtr domain, int iteration);

// With `sends` in what holds from the beginning, whoever listens hears of every event at once.
void send_domain_events(virConnectPtr connection, int id, virConnectDomainEventGenericCallback callback, void *opaque);

std::string shown(const char *text);
std::string shown(const virTypedParameter *parameters, int count);

} // namespace modvirt::cli::testing
