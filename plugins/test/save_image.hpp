// SPDX-License-Identifier: LGPL-2.1-or-later
// The file that a saved domain becomes: a magic, the length of the definition, and the definition as XML. The
// form is the one that libvirt's test driver writes, so that either reads the other's.
#pragma once

#include <string>
#include <string_view>

namespace modvirt::test {

// `name` is the domain's, for errors. Throws SystemError.
void write_save_image(const std::string &path, std::string_view name, std::string_view xml);

// The definition in it. Throws SystemError for a file that cannot be read or ends too early, and
// InternalError for one that is something else.
std::string read_save_image(const std::string &path);

// A core dump, which a pretended guest has nothing to put into.
void write_core_dump(const std::string &path, std::string_view name);

} // namespace modvirt::test
