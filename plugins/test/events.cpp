// SPDX-License-Identifier: LGPL-2.1-or-later
#include "events.hpp"

#include <exception>
#include <utility>

namespace modvirt::test {

namespace {

struct Context {
    XmlHandler &handler;
    std::exception_ptr thrown;
};

constexpr int32_t handler_threw = 1;

// Runs a step of the handler behind the C interface.
template <class Step>
int32_t run(void *context, Step &&step)
{
    auto &own = *static_cast<Context *>(context);
    try {
        step(own.handler);
        return 0;
    } catch (...) {
        own.thrown = std::current_exception();
        return handler_threw;
    }
}

int32_t on_start(void *context, const char *name, uint32_t name_size,
                 const modvirt_xml_attribute_v1 *attributes, uint32_t attribute_count, uint32_t line,
                 uint32_t)
{
    return run(context, [&](XmlHandler &handler) {
        handler.start({name, name_size}, {attributes, attribute_count}, line);
    });
}

int32_t on_end(void *context, const char *name, uint32_t name_size)
{
    return run(context, [&](XmlHandler &handler) { handler.end({name, name_size}); });
}

int32_t on_text(void *context, const char *text, uint32_t size)
{
    return run(context, [&](XmlHandler &handler) { handler.text({text, size}); });
}

} // namespace

std::optional<std::string_view> find_attribute(Attributes attributes, std::string_view name)
{
    for (const auto &each : attributes) {
        if (std::string_view(each.name, each.name_size) == name)
            return std::string_view(each.value, each.value_size);
    }
    return std::nullopt;
}

void read_events(const modvirt_xml_v1 &parser, std::string_view text, const std::string &origin,
                 ErrorDomain domain, XmlHandler &handler)
{
    Context context{handler, nullptr};
    const modvirt_xml_events_v1 events{sizeof events, 0, &context, &on_start, &on_end, &on_text, nullptr};
    modvirt_xml_fault_v1 fault{};
    fault.struct_size = sizeof fault;
    const int32_t result = parser.parse(text.data(), text.size(), &events, &fault);
    if (context.thrown)
        std::rethrow_exception(context.thrown);
    if (result != 0)
        throw Error(ErrorCode::XmlDetail,
                    origin + ":" + std::to_string(fault.line) + ":" + std::to_string(fault.column) + ": " +
                        fault.message,
                    domain);
}

void MarkupWriter::start(std::string_view name, Attributes attributes, uint32_t line)
{
    close_start_tag();
    while (m_line < line)
        append('\n');
    m_text += '<';
    m_text += name;
    for (const auto &each : attributes) {
        m_text += ' ';
        m_text.append(each.name, each.name_size);
        m_text += "=\"";
        append_escaped({each.value, each.value_size}, true);
        m_text += '"';
    }
    m_is_tag_open = true;
}

void MarkupWriter::end(std::string_view name)
{
    if (m_is_tag_open) {
        m_text += "/>";
        m_is_tag_open = false;
        return;
    }
    m_text += "</";
    m_text += name;
    m_text += '>';
}

void MarkupWriter::text(std::string_view text)
{
    if (text.empty())
        return;
    close_start_tag();
    append_escaped(text, false);
}

std::string MarkupWriter::take()
{
    m_line = 1;
    return std::exchange(m_text, {});
}

void MarkupWriter::close_start_tag()
{
    if (m_is_tag_open)
        m_text += '>';
    m_is_tag_open = false;
}

void MarkupWriter::append_escaped(std::string_view text, bool is_attribute)
{
    for (const char letter : text) {
        if (letter == '&')
            m_text += "&amp;";
        else if (letter == '<')
            m_text += "&lt;";
        else if (letter == '>')
            m_text += "&gt;";
        else if (letter == '"' && is_attribute)
            m_text += "&quot;";
        else if (letter == '\r' || (is_attribute && (letter == '\n' || letter == '\t')))
            m_text += "&#" + std::to_string(static_cast<int>(letter)) + ";";
        else
            append(letter);
    }
}

void MarkupWriter::append(char letter)
{
    m_text += letter;
    if (letter == '\n')
        ++m_line;
}

} // namespace modvirt::test
