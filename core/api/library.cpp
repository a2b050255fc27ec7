// SPDX-License-Identifier: LGPL-2.1-or-later
// The calls about the library as a whole.
#include "local_call.hpp"
#include "runtime.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_GetVersion{"virGetVersion", Access::Read, VIR_FROM_NONE, 0};

} // namespace

extern "C" {

// Nothing has to be done beforehand: what a call needs is made by the first call that needs it. As there is nothing to fail,
// the thread's last error stays what it is.
int virInitialize(void)
{
    return 0;
}

// Every driver is versioned by its plugin; for libvirt's callers the type's version is that of the library.
int virGetVersion(unsigned long *libVer, const char *type, unsigned long *typeVer)
{
    static_cast<void>(type);
    const auto tell = [&](Entry &) {
        *libVer = LIBVIR_VERSION_NUMBER;
        if (typeVer != nullptr)
            *typeVer = LIBVIR_VERSION_NUMBER;
        return 0;
    };
    return local_call(info_GetVersion, -1, tell, Required(libVer, "libVer"));
}

} // extern "C"

} // namespace modvirt
