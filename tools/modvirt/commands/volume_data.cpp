// SPDX-License-Identifier: LGPL-2.1-or-later
// vol-upload, vol-download: what is in a volume, from and to files.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/library_error.hpp"
#include "base/pool_lookup.hpp"
#include "base/volume_progress.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

// What is moved, and how far that is.
struct Transfer {
    int fd = -1;
    VolumeProgress *progress = nullptr;
};

Transfer &transfer_of(void *opaque)
{
    return *static_cast<Transfer *>(opaque);
}

int write_chunk(virStreamPtr, const char *data, size_t size, void *opaque)
{
    Transfer &transfer = transfer_of(opaque);
    if (!write_all(transfer.fd, data, size))
        return -1;
    transfer.progress->advance(size);
    return static_cast<int>(size);
}

int read_chunk(virStreamPtr, char *data, size_t size, void *opaque)
{
    Transfer &transfer = transfer_of(opaque);
    for (;;) {
        const ssize_t count = read(transfer.fd, data, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count > 0)
            transfer.progress->advance(static_cast<unsigned long long>(count));
        return static_cast<int>(count);
    }
}

// --- holes

int write_hole(virStreamPtr, long long size, void *opaque)
{
    const Transfer &transfer = transfer_of(opaque);
    const off_t end = lseek(transfer.fd, size, SEEK_CUR);
    if (end < 0 || ftruncate(transfer.fd, end) < 0)
        return -1;
    transfer.progress->advance(static_cast<unsigned long long>(size));
    return 0;
}

int skip_hole(virStreamPtr, long long size, void *opaque)
{
    const Transfer &transfer = transfer_of(opaque);
    if (lseek(transfer.fd, size, SEEK_CUR) < 0)
        return -1;
    transfer.progress->advance(static_cast<unsigned long long>(size));
    return 0;
}

// Whether the file goes on with data here, and for how long.
int next_section(virStreamPtr, int *is_data, long long *size, void *opaque)
{
    const int fd = transfer_of(opaque).fd;
    const off_t here = lseek(fd, 0, SEEK_CUR);
    if (here < 0)
        return -1;
    const off_t data = lseek(fd, here, SEEK_DATA);
    *is_data = data == here ? 1 : 0;
    off_t end = 0;
    if (data < 0 && errno == ENXIO)
        end = lseek(fd, 0, SEEK_END);
    else if (data > here)
        end = data;
    else if (data == here)
        end = lseek(fd, here, SEEK_HOLE);
    else
        return -1;
    *size = end - here;
    return end < here || lseek(fd, here, SEEK_SET) < 0 ? -1 : 0;
}

// --- the commands

// How much of `size` bytes is moved; `length` is what was asked for, 0 for all that there is.
unsigned long long moved_of(unsigned long long size, unsigned long long length)
{
    return length != 0 && (size == 0 || length < size) ? length : size;
}

// 0: a pipe, for instance, does not tell.
unsigned long long file_size(int fd)
{
    struct stat status {};
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? static_cast<unsigned long long>(status.st_size) : 0;
}

// What is behind `offset` of a volume; 0 when nobody knows.
unsigned long long bytes_behind(const Volume &volume, unsigned long long offset)
{
    virStorageVolInfo info{};
    if (virStorageVolGetInfoFlags(volume.get(), &info, VIR_STORAGE_VOL_GET_PHYSICAL) < 0) {
        forget_library_error();
        return 0;
    }
    return info.allocation > offset ? info.allocation - offset : 0;
}

void run_vol_upload(Session &session, const Arguments &arguments)
{
    const unsigned long long offset = arguments.large_integer("offset").value_or(0);
    const unsigned long long length = arguments.large_integer("length").value_or(0);
    const Volume volume = find_volume(session, arguments);
    const std::string path = arguments.required_text("file");
    const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open())
        fail("cannot read {}", path);
    const bool is_sparse = arguments.has("sparse");
    const unsigned flags = is_sparse ? VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM : 0;
    const std::string name = volume_name(volume);
    const Stream stream(virStreamNew(session.connection(), 0));
    if (!stream)
        fail("cannot create a new stream");
    if (virStorageVolUpload(volume.get(), stream.get(), offset, length, flags) < 0)
        fail("cannot upload to volume {}", name);
    VolumeProgress progress(session.out, "Upload", [&] { return moved_of(file_size(file.get()), length); });
    Transfer transfer{file.get(), &progress};
    const int sent = is_sparse
                         ? virStreamSparseSendAll(stream.get(), read_chunk, next_section, skip_hole, &transfer)
                         : virStreamSendAll(stream.get(), read_chunk, &transfer);
    if (sent < 0)
        fail("cannot send data to volume {}", name);
    if (virStreamFinish(stream.get()) < 0)
        fail("cannot close volume {}", name);
    progress.finish();
}

// A file of ours goes again when the volume cannot be had; one that was there before stays.
class Target {
public:
    explicit Target(std::string path) : m_path(std::move(path))
    {
        m_fd = open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        m_is_ours = m_fd >= 0;
        if (m_fd < 0 && errno == EEXIST)
            m_fd = open(m_path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
        if (m_fd < 0)
            fail("cannot create {}", m_path);
    }
    Target(const Target &) = delete;
    Target &operator=(const Target &) = delete;
    ~Target()
    {
        if (m_fd >= 0)
            close(m_fd);
        if (m_is_ours)
            unlink(m_path.c_str());
    }
    [[nodiscard]] int descriptor() const { return m_fd; }
    void keep()
    {
        if (close(std::exchange(m_fd, -1)) < 0)
            fail("cannot close file {}", m_path);
        m_is_ours = false;
    }

private:
    std::string m_path;
    int m_fd = -1;
    bool m_is_ours = false;
};

void run_vol_download(Session &session, const Arguments &arguments)
{
    const unsigned long long offset = arguments.large_integer("offset").value_or(0);
    const unsigned long long length = arguments.large_integer("length").value_or(0);
    const Volume volume = find_volume(session, arguments);
    Target target(arguments.required_text("file"));
    const bool is_sparse = arguments.has("sparse");
    const unsigned flags = is_sparse ? VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM : 0;
    const std::string name = volume_name(volume);
    const Stream stream(virStreamNew(session.connection(), 0));
    if (!stream)
        fail("cannot create a new stream");
    if (virStorageVolDownload(volume.get(), stream.get(), offset, length, flags) < 0)
        fail("cannot download from volume {}", name);
    VolumeProgress progress(session.out, "Download", [&] { return moved_of(bytes_behind(volume, offset), length); });
    Transfer transfer{target.descriptor(), &progress};
    const int received = is_sparse ? virStreamSparseRecvAll(stream.get(), write_chunk, write_hole, &transfer)
                                   : virStreamRecvAll(stream.get(), write_chunk, &transfer);
    if (received < 0)
        fail("cannot receive data from volume {}", name);
    target.keep();
    if (virStreamFinish(stream.get()) < 0)
        fail("cannot close volume {}", name);
    progress.finish();
}

constexpr Option file_option = argument("file", "file", complete_path);
constexpr Option sparse_option = flag("sparse", "preserve sparseness of volume");
constexpr Option upload_options[] = {
    volume_argument(),
    file_option,
    volume_pool_option,
    number("offset", "volume offset to upload to"),
    number("length", "amount of data to upload"),
    sparse_option,
};
constexpr Option download_options[] = {
    volume_argument(),
    file_option,
    volume_pool_option,
    number("offset", "volume offset to download from"),
    number("length", "amount of data to download"),
    sparse_option,
};

} // namespace

constexpr Command vol_download_command{.name = "vol-download",
                                       .summary = "download volume contents to a file",
                                       .description = "Download volume contents to a file",
                                       .options = download_options,
                                       .run = run_vol_download};
constexpr Command vol_upload_command{.name = "vol-upload",
                                     .summary = "upload file contents to a volume",
                                     .description = "Upload file contents to a volume",
                                     .options = upload_options,
                                     .run = run_vol_upload};

} // namespace modvirt::cli
