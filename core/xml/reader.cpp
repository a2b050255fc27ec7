// SPDX-License-Identifier: LGPL-2.1-or-later
#include "reader.hpp"

#include <mutex>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/sax/SAXParseException.hpp>
#include <xercesc/sax2/Attributes.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>
#include <xercesc/sax2/SAX2XMLReader.hpp>
#include <xercesc/sax2/XMLReaderFactory.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/PlatformUtils.hpp>
#include <xercesc/util/XMLUni.hpp>

#include "prescan.hpp"

namespace modvirt::core::xml {

namespace {

namespace xerces = XERCES_CPP_NAMESPACE;

// Thrown by the handler through Xerces when a callback ends the parse.
struct Stop {
    int32_t value;
};

constexpr XMLCh utf8_name[] = {'U', 'T', 'F', '-', '8', 0};
constexpr XMLCh source_name[] = {'x', 'm', 'l', 0};

void append_code_point(std::string &out, uint32_t point)
{
    if (point < 0x800) {
        out += static_cast<char>(0xc0 | point >> 6);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xe0 | point >> 12);
        out += static_cast<char>(0x80 | (point >> 6 & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | point >> 18);
        out += static_cast<char>(0x80 | (point >> 12 & 0x3f));
        out += static_cast<char>(0x80 | (point >> 6 & 0x3f));
    }
    out += static_cast<char>(0x80 | (point & 0x3f));
}

// Xerces' own transcoder goes through a virtual call and a size estimate for every string; nearly all of
// ours are short and ASCII.
void append_utf8(std::string &out, const XMLCh *text, std::size_t size)
{
    const std::size_t start = out.size();
    out.resize(start + size);
    char *to = out.data() + start;
    std::size_t i = 0;
    for (; i < size && text[i] < 0x80; ++i)
        to[i] = static_cast<char>(text[i]);
    out.resize(start + i);
    for (; i < size; ++i) {
        uint32_t point = text[i];
        if (point < 0x80) {
            out += static_cast<char>(point);
            continue;
        }
        if (point >= 0xd800 && point < 0xdc00 && i + 1 < size)
            point = 0x10000 + ((point - 0xd800) << 10) + (static_cast<uint32_t>(text[++i]) - 0xdc00);
        append_code_point(out, point);
    }
}

std::size_t length(const XMLCh *text)
{
    std::size_t size = 0;
    while (text[size] != 0)
        ++size;
    return size;
}

void initialise_xerces()
{
    // Initialize() is not thread-safe, and Terminate() is never called: documents may be parsed until the
    // process ends.
    static std::once_flag once;
    std::call_once(once, [] { xerces::XMLPlatformUtils::Initialize(); });
}

std::unique_ptr<xerces::SAX2XMLReader> make_reader()
{
    initialise_xerces();
    std::unique_ptr<xerces::SAX2XMLReader> reader(xerces::XMLReaderFactory::createXMLReader());
    using Uni = xerces::XMLUni;
    reader->setProperty(Uni::fgXercesScannerName, const_cast<XMLCh *>(Uni::fgWFXMLScanner));
    reader->setFeature(Uni::fgSAX2CoreNameSpaces, false);
    reader->setFeature(Uni::fgSAX2CoreValidation, false);
    reader->setFeature(Uni::fgXercesSchema, false);
    reader->setFeature(Uni::fgXercesLoadExternalDTD, false);
    reader->setFeature(Uni::fgXercesDisableDefaultEntityResolution, true);
    return reader;
}

} // namespace

class Reader::Handler final : public xerces::DefaultHandler {
public:
    Handler() : m_reader(make_reader())
    {
        m_reader->setContentHandler(this);
        m_reader->setErrorHandler(this);
    }

    int32_t parse(std::string_view text, const modvirt_xml_events_v1 &events);

private:
    void startElement(const XMLCh *uri, const XMLCh *local, const XMLCh *name,
                      const xerces::Attributes &attributes) override;
    void endElement(const XMLCh *uri, const XMLCh *local, const XMLCh *name) override;
    void characters(const XMLCh *text, XMLSize_t size) override;
    void ignorableWhitespace(const XMLCh *text, XMLSize_t size) override { characters(text, size); }
    void comment(const XMLCh *text, XMLSize_t size) override;
    void error(const xerces::SAXParseException &problem) override { fatalError(problem); }
    void fatalError(const xerces::SAXParseException &problem) override;

    Place next_place() { return m_next < m_places.size() ? m_places[m_next++] : Place{0, 0}; }
    void append_string(const XMLCh *text);
    void run(std::string_view text);

    std::unique_ptr<xerces::SAX2XMLReader> m_reader;
    const modvirt_xml_events_v1 *m_events = nullptr;
    std::vector<Place> m_places;
    std::size_t m_next = 0;
    std::string m_text;
    std::vector<modvirt_xml_attribute_v1> m_attributes;
};

void Reader::Handler::append_string(const XMLCh *text)
{
    append_utf8(m_text, text, length(text));
    m_text += '\0';
}

void Reader::Handler::startElement(const XMLCh *, const XMLCh *, const XMLCh *name,
                                   const xerces::Attributes &attributes)
{
    if (m_events->start == nullptr)
        return;
    const Place place = next_place();
    const std::size_t count = attributes.getLength();
    m_text.clear();
    append_string(name);
    const auto name_size = static_cast<uint32_t>(m_text.size() - 1);
    m_attributes.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Place where = next_place();
        const std::size_t at = m_text.size();
        append_string(attributes.getQName(i));
        const std::size_t value_at = m_text.size();
        append_string(attributes.getValue(i));
        m_attributes[i] = {nullptr,
                           nullptr,
                           static_cast<uint32_t>(value_at - at - 1),
                           static_cast<uint32_t>(m_text.size() - value_at - 1),
                           where.line,
                           where.column};
    }
    // The buffer stands still from here on: the sizes become pointers.
    const char *at = m_text.data() + name_size + 1;
    for (modvirt_xml_attribute_v1 &attribute : m_attributes) {
        attribute.name = at;
        attribute.value = at + attribute.name_size + 1;
        at = attribute.value + attribute.value_size + 1;
    }
    if (const int32_t stop =
            m_events->start(m_events->context, m_text.c_str(), name_size, m_attributes.data(),
                            static_cast<uint32_t>(count), place.line, place.column))
        throw Stop{stop};
}

void Reader::Handler::endElement(const XMLCh *, const XMLCh *, const XMLCh *name)
{
    if (m_events->end == nullptr)
        return;
    m_text.clear();
    append_utf8(m_text, name, length(name));
    if (const int32_t stop =
            m_events->end(m_events->context, m_text.c_str(), static_cast<uint32_t>(m_text.size())))
        throw Stop{stop};
}

void Reader::Handler::characters(const XMLCh *text, XMLSize_t size)
{
    if (m_events->text == nullptr)
        return;
    m_text.clear();
    append_utf8(m_text, text, size);
    if (const int32_t stop =
            m_events->text(m_events->context, m_text.c_str(), static_cast<uint32_t>(m_text.size())))
        throw Stop{stop};
}

void Reader::Handler::comment(const XMLCh *text, XMLSize_t size)
{
    m_text.clear();
    append_utf8(m_text, text, size);
    if (const int32_t stop =
            m_events->comment(m_events->context, m_text.c_str(), static_cast<uint32_t>(m_text.size())))
        throw Stop{stop};
}

void Reader::Handler::fatalError(const xerces::SAXParseException &problem)
{
    std::string message;
    append_utf8(message, problem.getMessage(), length(problem.getMessage()));
    throw Fault{
        MODVIRT_XML_FAULT_MALFORMED,
        {static_cast<uint32_t>(problem.getLineNumber()), static_cast<uint32_t>(problem.getColumnNumber())},
        fmt::format("the XML is not well-formed: {}; correct the document there", message)};
}

void Reader::Handler::run(std::string_view text)
{
    xerces::MemBufInputSource source(reinterpret_cast<const XMLByte *>(text.data()), text.size(),
                                     source_name);
    source.setCopyBufToStream(false);
    source.setEncoding(utf8_name);
    try {
        m_reader->parse(source);
    } catch (const xerces::XMLException &problem) {
        std::string message;
        append_utf8(message, problem.getMessage(), length(problem.getMessage()));
        throw Fault{MODVIRT_XML_FAULT_MALFORMED, {0, 0}, "the XML cannot be read: " + message};
    } catch (const xerces::OutOfMemoryException &) {
        throw std::bad_alloc();
    }
}

int32_t Reader::Handler::parse(std::string_view text, const modvirt_xml_events_v1 &events)
{
    prescan(text, m_places);
    m_next = 0;
    m_events = &events;
    m_reader->setLexicalHandler(events.comment != nullptr ? this : nullptr);
    try {
        run(without_byte_order_mark(text));
    } catch (const Stop &stop) {
        return stop.value;
    }
    return 0;
}

Reader::Reader() : m_handler(std::make_unique<Handler>()) {}

Reader::~Reader() = default;

int32_t Reader::parse(std::string_view text, const modvirt_xml_events_v1 &events)
{
    return m_handler->parse(text, events);
}

} // namespace modvirt::core::xml
