// SPDX-License-Identifier: LGPL-2.1-or-later
#include "root.hpp"

namespace modvirt::qemu {

Root::Root(std::string path) : m_path(std::move(path)), m_lock(m_path, "lock")
{
    for (const std::string &directory : {etc(), run(), log(), cache(), dump(), save()})
        store::make_directory(directory);
}

} // namespace modvirt::qemu
