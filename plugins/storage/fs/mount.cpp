// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mount.hpp"

#include <array>
#include <cerrno>
#include <memory>

#include <libmount/libmount.h>

#include <modvirt/error.hpp>

namespace modvirt::storage_fs {

namespace {

struct FreeContext {
    void operator()(libmnt_context *context) const { mnt_free_context(context); }
};
using Context = std::unique_ptr<libmnt_context, FreeContext>;

Context new_context(const std::string &target)
{
    Context context(mnt_new_context());
    if (!context || mnt_context_set_target(context.get(), target.c_str()) != 0)
        throw Error(ErrorCode::NoMemory, "no memory to mount '" + target + "'", ErrorDomain::Storage);
    // Only the kernel's own file systems: no other program has a part in this.
    mnt_context_disable_helpers(context.get(), 1);
    mnt_context_disable_mtab(context.get(), 1);
    return context;
}

void expect(const Context &context, int result, const std::string &what)
{
    std::array<char, 512> message{};
    if (mnt_context_get_excode(context.get(), result, message.data(), message.size()) == MNT_EX_SUCCESS)
        return;
    throw Error(ErrorCode::OperationFailed, what + ": " + message.data(), ErrorDomain::Storage);
}

} // namespace

void mount_device(const std::string &device, const std::string &target, const std::string &type,
                  const std::string &options)
{
    const Context context = new_context(target);
    mnt_context_set_source(context.get(), device.c_str());
    mnt_context_set_options(context.get(), options.c_str());
    if (!type.empty())
        mnt_context_set_fstype(context.get(), type.c_str());
    const int result = mnt_context_mount(context.get());
    const std::string what = "cannot mount '" + device + "' on '" + target + "'";
    if (!type.empty() && result != 0 && mnt_context_get_syscall_errno(context.get()) == ENODEV)
        throw Error(ErrorCode::OperationFailed, what + ": the kernel of this host has no file system '" + type + "'", ErrorDomain::Storage);
    expect(context, result, what);
}

void unmount(const std::string &target)
{
    const Context context = new_context(target);
    expect(context, mnt_context_umount(context.get()), "cannot unmount '" + target + "'");
}

} // namespace modvirt::storage_fs
