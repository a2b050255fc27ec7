// SPDX-License-Identifier: MIT
#include "kit/xml/reader.hpp"

#include <exception>

#include <fmt/format.h>

#include "kit/xml/tree_reader.hpp"

namespace modvirt::xml {

namespace {

// What the C callbacks see. An exception may not pass through the parser: it waits here until parse() is
// back.
struct Session {
    TreeReader reader;
    std::exception_ptr failure;

    template <typename Step>
    static int32_t run(void *context, Step step) noexcept
    {
        auto &session = *static_cast<Session *>(context);
        try {
            step(session.reader);
            return 0;
        } catch (...) {
            session.failure = std::current_exception();
            return 1;
        }
    }
    static int32_t start(void *context, const char *name, uint32_t name_size,
                         const modvirt_xml_attribute_v1 *attributes, uint32_t attribute_count, uint32_t line,
                         uint32_t column)
    {
        return run(context, [&](TreeReader &tree) {
            tree.start({name, name_size}, {attributes, attribute_count}, {line, column});
        });
    }
    static int32_t end(void *context, const char *, uint32_t)
    {
        return run(context, [](TreeReader &tree) { tree.end(); });
    }
    static int32_t text(void *context, const char *text, uint32_t size)
    {
        return run(context, [&](TreeReader &tree) { tree.text({text, size}); });
    }
    static int32_t comment(void *context, const char *text, uint32_t size)
    {
        return run(context, [&](TreeReader &tree) { tree.comment({text, size}); });
    }
};

[[noreturn]] void throw_fault(const modvirt_xml_fault_v1 &fault, const Schema &schema)
{
    if (fault.code == MODVIRT_XML_FAULT_INTERNAL)
        throw Error(ErrorCode::InternalError, fault.message, ErrorDomain::Xml);
    throw Error(ErrorCode::XmlDetail, describe({fault.line, fault.column, fault.message}), schema.domain);
}

Editor run(Session &session, const modvirt_xml_v1 &parser, std::string_view text, const Schema &schema)
{
    const modvirt_xml_events_v1 events{
        sizeof events, 0, &session, Session::start, Session::end, Session::text, Session::comment};
    modvirt_xml_fault_v1 fault{};
    fault.struct_size = sizeof fault;
    const int32_t result = parser.parse(text.data(), text.size(), &events, &fault);
    if (session.failure)
        std::rethrow_exception(session.failure);
    if (result != 0)
        throw_fault(fault, schema);
    return session.reader.take();
}

} // namespace

std::string describe(const Finding &finding)
{
    if (finding.line == 0)
        return finding.message;
    return fmt::format("line {}, column {}: {}", finding.line, finding.column, finding.message);
}

Editor read(const modvirt_xml_v1 &parser, std::string_view text, const Schema &schema,
            const ReadOptions &options)
{
    Session session{TreeReader(schema, *schema.root, nullptr, options), nullptr};
    return run(session, parser, text, schema);
}

Editor read_child(const modvirt_xml_v1 &parser, std::string_view text, const Schema &schema,
                  const ElementRule &parent, const ReadOptions &options)
{
    Session session{TreeReader(schema, *parent.children.front(), &parent, options), nullptr};
    return run(session, parser, text, schema);
}

Document parse(const modvirt_xml_v1 &parser, std::string_view text, const Schema &schema,
               const ReadOptions &options)
{
    return read(parser, text, schema, options).finish(Positions::Keep);
}

} // namespace modvirt::xml
