// SPDX-License-Identifier: MIT
#include "kit/volume_files/target.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/process/fd.hpp"
#include "kit/volume_files/creation.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/xml/formatter.hpp"

namespace modvirt::volume_files {

namespace {

constexpr mode_t parent_mode = 0755;

void make_parents(const std::string &path)
{
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
        const std::string parent = path.substr(0, slash);
        if (::mkdir(parent.c_str(), parent_mode) != 0 && errno != EEXIST)
            throw failure("cannot make the directory '" + parent + "'");
    }
}

} // namespace

void build_target(const storage::Pool &pool)
{
    const std::string path(pool.target_path);
    make_parents(path);
    // Nobody gets in before the permissions are those that are wanted.
    const bool is_new = ::mkdir(path.c_str(), 0700) == 0;
    if (!is_new && errno != EEXIST)
        throw failure("cannot make the directory '" + path + "'");
    const process::Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory)
        throw failure("cannot use '" + path + "' as the directory of pool '" + pool.name + "'");
    set_permissions(directory.get(), pool.document,
                    is_new ? std::optional(default_directory_mode) : std::nullopt, path);
}

void remove_target(const storage::Pool &pool)
{
    if (::rmdir(std::string(pool.target_path).c_str()) != 0)
        throw failure("failed to remove pool '" + std::string(pool.target_path) + "'");
}

std::string describe_target(const storage::Pool &pool)
{
    struct stat status {};
    if (::stat(std::string(pool.target_path).c_str(), &status) != 0)
        return xml::format(pool.document);
    const storage::PoolPtr described = storage::with_edit(pool, {true, {}}, [&](xml::Editor &editor) {
        xml::Node permissions = editor.root().child_or_new("target").child_or_new("permissions");
        permissions.child_or_new("mode").set_text(fmt::format("{:04o}", status.st_mode & 0777));
        permissions.child_or_new("owner").set_text(std::to_string(status.st_uid));
        permissions.child_or_new("group").set_text(std::to_string(status.st_gid));
    });
    return xml::format(described->document);
}

} // namespace modvirt::volume_files
