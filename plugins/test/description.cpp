// SPDX-License-Identifier: LGPL-2.1-or-later
#include "description.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "domain_capture.hpp"
#include "events.hpp"
#include "file.hpp"
#include "modvirt/error.hpp"
#include "pool_capture.hpp"

namespace modvirt::test {

namespace {

constexpr std::size_t largest_file = MODVIRT_XML_MAX_SIZE;

std::string read_xml_file(const std::string &path)
{
    try {
        return read_file(path, largest_file);
    } catch (const FileError &error) {
        throw Error(error.is_missing() ? ErrorCode::XmlError : ErrorCode::XmlDetail,
                    "failed to parse xml document '" + path + "': " + error.what());
    }
}

// The kind of document that an element of <node> is; nothing for others, and for domains and pools.
std::optional<DocumentKind> find_kind(std::string_view element)
{
    if (element == "network")
        return DocumentKind::Network;
    if (element == "interface")
        return DocumentKind::Interface;
    if (element == "device")
        return DocumentKind::Device;
    return std::nullopt;
}

// Files are named from the one that names them.
std::string path_beside(const std::string &origin, std::string_view file)
{
    if (file.starts_with('/'))
        return std::string(file);
    return origin.substr(0, origin.rfind('/') + 1) + std::string(file);
}

// A domain, a network and so on in a file of its own.
class DocumentFile : public XmlHandler {
public:
    explicit DocumentFile(std::string_view root) : m_root(root) {}
    void start(std::string_view name, Attributes attributes, uint32_t line) override
    {
        if (!m_capture.is_inside() && name != m_root)
            throw Error(ErrorCode::XmlError,
                        "expecting root element of '" + std::string(m_root) + "', not '" + std::string(name) +
                            "'",
                        ErrorDomain::Xml);
        m_capture.start(name, attributes, line);
    }
    void end(std::string_view name) override { m_capture.end(name); }
    void text(std::string_view text) override { m_capture.text(text); }
    [[nodiscard]] DescribedDomain take() { return m_capture.take(); }

private:
    std::string_view m_root;
    DomainCapture m_capture;
};

class NodeFile : public XmlHandler {
public:
    NodeFile(const modvirt_xml_v1 &parser, const std::string &path) : m_parser(parser), m_path(path) {}

    void start(std::string_view name, Attributes attributes, uint32_t line) override
    {
        if (m_capture.is_inside()) {
            m_capture.start(name, attributes, line);
            return;
        }
        if (m_pool.is_inside()) {
            m_pool.start(name, attributes, line);
            return;
        }
        if (m_place == "/node" && name == "pool" && enter_pool(attributes, line))
            return;
        if (m_place.empty())
            enter_root(name, attributes);
        else if (m_place == "/node" && (name == "domain" || find_kind(name)))
            enter_document(name, attributes, line);
        if (m_capture.is_inside())
            return;
        if (m_place == "/node/auth" && name == "user")
            m_user.password = to_string(find_attribute(attributes, "password"));
        m_place += '/';
        m_place += name;
        m_text.clear();
    }

    void end(std::string_view name) override
    {
        if (m_capture.is_inside()) {
            m_capture.end(name);
            if (!m_capture.is_inside())
                add(name, m_capture.take(), m_path);
            return;
        }
        if (m_pool.is_inside()) {
            m_pool.end(name);
            if (!m_pool.is_inside())
                add_pool(m_pool.take(), m_path);
            return;
        }
        leave();
        m_place.resize(m_place.rfind('/'));
        m_text.clear();
    }

    void text(std::string_view text) override
    {
        if (m_capture.is_inside())
            m_capture.text(text);
        else if (m_pool.is_inside())
            m_pool.text(text);
        else
            m_text += text;
    }

    [[nodiscard]] Description take()
    {
        Node &node = m_description.node;
        const uint64_t all = uint64_t{node.nodes} * node.sockets;
        const uint64_t most = std::numeric_limits<uint32_t>::max();
        const uint64_t per_socket = uint64_t{node.cores} * node.threads;
        const bool is_too_many = per_socket != 0 && all > most / per_socket;
        node.cpus = m_active ? *m_active : static_cast<uint32_t>(is_too_many ? most : all * per_socket);
        return std::move(m_description);
    }

private:
    static std::optional<std::string> to_string(std::optional<std::string_view> text)
    {
        return text ? std::optional<std::string>(*text) : std::nullopt;
    }

    void enter_root(std::string_view name, Attributes attributes)
    {
        if (name != "node")
            throw Error(ErrorCode::XmlError,
                        "expecting root element of 'node', not '" + std::string(name) + "'",
                        ErrorDomain::Xml);
        m_capture.know_prefixes(attributes);
    }

    void enter_document(std::string_view root, Attributes attributes, uint32_t line)
    {
        const auto file = find_attribute(attributes, "file");
        if (!file) {
            m_capture.start(root, attributes, line);
            return;
        }
        const std::string path = path_beside(m_path, *file);
        DocumentFile document(root);
        read_events(m_parser, read_xml_file(path), path, ErrorDomain::Test, document);
        add(root, document.take(), path);
    }

    void add(std::string_view root, DescribedDomain captured, const std::string &origin)
    {
        captured.origin = origin;
        for (DescribedSnapshot &snapshot : captured.snapshots) {
            if (snapshot.file.empty())
                continue;
            snapshot.file = path_beside(m_path, snapshot.file);
            snapshot.xml = read_xml_file(snapshot.file);
        }
        if (root == "domain")
            m_description.domains.push_back(std::move(captured));
        else
            m_description.documents.push_back({*find_kind(root), std::move(captured.xml), origin});
    }

    // Whether the pool stands here. One in a file of its own is read at once.
    bool enter_pool(Attributes attributes, uint32_t line)
    {
        const auto file = find_attribute(attributes, "file");
        if (!file) {
            m_pool.start("pool", attributes, line);
            return true;
        }
        const std::string path = path_beside(m_path, *file);
        PoolFile document;
        read_events(m_parser, read_xml_file(path), path, ErrorDomain::Test, document);
        add_pool(document.take(), path);
        return false;
    }

    void add_pool(PoolCapture::Pool captured, const std::string &origin)
    {
        DescribedPool pool{std::move(captured.xml), origin};
        for (PoolCapture::Volume &volume : captured.volumes) {
            if (volume.file.empty()) {
                pool.volumes.push_back({std::move(volume.xml), origin});
                continue;
            }
            const std::string path = path_beside(origin, volume.file);
            VolumeFile document;
            read_events(m_parser, read_xml_file(path), path, ErrorDomain::Test, document);
            pool.volumes.push_back({document.take(), path});
        }
        m_description.pools.push_back(std::move(pool));
    }

    void leave()
    {
        Node &node = m_description.node;
        if (m_place == "/node/cpu/mhz")
            node.mhz = number<uint32_t>("cpu mhz");
        else if (m_place == "/node/cpu/nodes")
            node.nodes = number<uint32_t>("cpu nodes");
        else if (m_place == "/node/cpu/sockets")
            node.sockets = number<uint32_t>("cpu sockets");
        else if (m_place == "/node/cpu/cores")
            node.cores = number<uint32_t>("cpu cores");
        else if (m_place == "/node/cpu/threads")
            node.threads = number<uint32_t>("cpu threads");
        else if (m_place == "/node/cpu/active")
            m_active = number<uint32_t>("cpu active");
        else if (m_place == "/node/cpu/model")
            node.model = m_text;
        else if (m_place == "/node/memory")
            node.memory_kib = number<uint64_t>("memory");
        else if (m_place == "/node/auth/user")
            m_description.users.push_back({m_text, std::exchange(m_user.password, std::nullopt)});
    }

    template <class Number>
    [[nodiscard]] Number number(const char *what) const
    {
        std::string_view text = m_text;
        constexpr std::string_view space = " \t\r\n";
        text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
        text = text.substr(0, text.find_last_not_of(space) + 1);
        Number value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size())
            throw Error(ErrorCode::XmlError, std::string("invalid node ") + what + " value '" + m_text +
                                                 "' in '" + m_path + "': a whole number is expected");
        return value;
    }

    const modvirt_xml_v1 &m_parser;
    const std::string &m_path;
    Description m_description;
    DomainCapture m_capture;
    PoolCapture m_pool;
    User m_user;
    std::optional<uint32_t> m_active;
    std::string m_place; // "/node/cpu" and so on
    std::string m_text;
};

} // namespace

Description read_description(const modvirt_xml_v1 &parser, const std::string &path)
{
    NodeFile file(parser, path);
    read_events(parser, read_xml_file(path), path, ErrorDomain::Test, file);
    return file.take();
}

} // namespace modvirt::test
