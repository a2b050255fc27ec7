// SPDX-License-Identifier: LGPL-2.1-or-later
#include "chain.hpp"

#include <set>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include <modvirt/error.hpp>

#include "kit/image/chain.hpp"
#include "kit/image/file.hpp"

namespace modvirt::qemu::config {

namespace {

using Json = nlohmann::json;

// The files that a backing image described in JSON is made of, wherever they stand in it.
void put_files(const Json &json, std::vector<std::string> &files)
{
    for (const auto &[key, value] : json.items()) {
        if (value.is_structured())
            put_files(value, files);
        else if ((key == "filename" || key.ends_with(".filename")) && value.is_string() &&
                 value.get<std::string>().starts_with('/'))
            files.push_back(value.get<std::string>());
    }
}

std::vector<std::string> files_in(std::string_view name)
{
    constexpr std::string_view prefix = "json:";
    std::vector<std::string> files;
    if (name.starts_with(prefix)) {
        if (const Json json = Json::parse(name.substr(prefix.size()), nullptr, false); !json.is_discarded())
            put_files(json, files);
    }
    return files;
}

// Whatever the headers say, no file is looked into twice, so that this ends soon.
class ChainReader {
public:
    ChainReader(DiskSource &source, Breaks breaks) : m_source(source), m_breaks(breaks) {}

    void read(const std::string &path)
    {
        const auto image = image::open_image(AT_FDCWD, path.c_str());
        if (!image || !m_seen.insert(path).second)
            return;
        const image::Header header = image::read_file(image->fd.get(), image->size);
        put_data_file(path, header);
        for (const image::Link &link : image::read_chain(path, header))
            put(path, link);
    }
    // Below an image that is described in JSON the chains go on in the files that it names; they are not shown.
    void read_described()
    {
        for (std::size_t next = 0; next < m_described.size() && next < image::most_links; ++next) {
            DiskSource below;
            ChainReader reader(below, Breaks::Accept);
            std::swap(reader.m_seen, m_seen);
            const std::string file = m_described[next];
            reader.read(file);
            std::swap(reader.m_seen, m_seen);
            m_source.others.push_back(file);
            for (const BackingImage &link : below.chain)
                m_source.others.push_back(link.path);
            m_source.others.insert(m_source.others.end(), below.others.begin(), below.others.end());
            m_described.insert(m_described.end(), reader.m_described.begin(), reader.m_described.end());
        }
    }

private:
    void put(const std::string &top, const image::Link &link)
    {
        const bool is_here = link.state != image::LinkState::Remote;
        if (m_breaks == Breaks::Refuse && is_here && link.state != image::LinkState::Present)
            refuse(top, link);
        struct stat status {};
        const bool is_block = ::stat(link.path.c_str(), &status) == 0 && S_ISBLK(status.st_mode);
        m_source.chain.push_back({link.path, std::string(image::name_of(link.header.format)), is_here, is_block});
        put_data_file(link.path, link.header);
        if (!is_here) {
            const std::vector<std::string> files = files_in(link.path);
            m_described.insert(m_described.end(), files.begin(), files.end());
        }
    }

    [[noreturn]] static void refuse(const std::string &top, const image::Link &link)
    {
        const bool is_unreachable =
            link.state == image::LinkState::Missing || link.state == image::LinkState::Unreadable;
        throw Error(is_unreachable ? ErrorCode::SystemError : ErrorCode::InternalError,
                    "Cannot use '" + top + "': " + link.problem, ErrorDomain::Storage);
    }

    void put_data_file(const std::string &image, const image::Header &header)
    {
        if (!header.data_file.empty())
            m_source.others.push_back(image::resolve_backing(image, header.data_file).path);
    }

    DiskSource &m_source;
    const Breaks m_breaks;
    std::set<std::string> m_seen;
    std::vector<std::string> m_described;
};

} // namespace

// An image that is said to be raw is not looked into: what is in it is for its guest to choose.
void read_chain(DiskSource &source, std::string_view format, Breaks breaks)
{
    if (format == "raw" || source.kind == DiskSource::Kind::Directory || source.kind == DiskSource::Kind::Iscsi)
        return;
    ChainReader reader(source, breaks);
    reader.read(source.path);
    reader.read_described();
}

} // namespace modvirt::qemu::config
