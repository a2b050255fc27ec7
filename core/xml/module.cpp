// SPDX-License-Identifier: LGPL-2.1-or-later
// The module's one exported function, and the pool of readers behind it.
#include "module.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "prescan.hpp"
#include "reader.hpp"

namespace modvirt::core::xml {

namespace {

// Readers are made as threads need them and reused: making one costs half as much as a small document. The
// pool is never destroyed, since threads may parse until the process ends.
class Pool {
public:
    std::unique_ptr<Reader> take()
    {
        const std::lock_guard lock(m_mutex);
        if (m_idle.empty())
            return nullptr;
        std::unique_ptr<Reader> reader = std::move(m_idle.back());
        m_idle.pop_back();
        return reader;
    }

    void give_back(std::unique_ptr<Reader> reader)
    {
        const std::lock_guard lock(m_mutex);
        if (m_idle.size() < most_idle)
            m_idle.push_back(std::move(reader));
    }

private:
    static constexpr std::size_t most_idle = 16;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Reader>> m_idle;
};

Pool &pool()
{
    static Pool *const instance = new Pool;
    return *instance;
}

// A reader that met an unexpected failure is not given back.
class Lease {
public:
    Lease() : m_reader(pool().take())
    {
        if (!m_reader)
            m_reader = std::make_unique<Reader>();
    }
    Reader &operator*() { return *m_reader; }
    void give_back() { pool().give_back(std::move(m_reader)); }

private:
    std::unique_ptr<Reader> m_reader;
};

void report(modvirt_xml_fault_v1 *fault, int32_t code, Place place, std::string_view message) noexcept
{
    if (fault == nullptr || fault->struct_size < sizeof(modvirt_xml_fault_v1))
        return;
    fault->code = code;
    fault->line = place.line;
    fault->column = place.column;
    std::size_t size = std::min(message.size(), sizeof fault->message - 1);
    // A message that has to be cut is cut between characters.
    while (size > 0 && size < message.size() && (static_cast<unsigned char>(message[size]) & 0xc0) == 0x80)
        --size;
    std::memcpy(fault->message, message.data(), size);
    fault->message[size] = '\0';
}

int32_t parse_leased(std::string_view text, const modvirt_xml_events_v1 &events, modvirt_xml_fault_v1 *fault)
{
    Lease lease;
    int32_t result = -1;
    try {
        result = (*lease).parse(text, events);
    } catch (const Fault &found) {
        report(fault, found.code, found.place, found.message);
    }
    lease.give_back();
    return result;
}

int32_t parse(const char *text, uint64_t size, const modvirt_xml_events_v1 *events,
              modvirt_xml_fault_v1 *fault)
{
    constexpr Place nowhere{0, 0};
    if (events == nullptr || events->struct_size < sizeof(modvirt_xml_events_v1) ||
        (text == nullptr && size > 0)) {
        report(fault, MODVIRT_XML_FAULT_INTERNAL, nowhere,
               "parse() was called without a text or its callbacks");
        return -1;
    }
    try {
        return parse_leased({text, size}, *events, fault);
    } catch (const std::bad_alloc &) {
        report(fault, MODVIRT_XML_FAULT_INTERNAL, nowhere, "out of memory while reading the document");
    } catch (...) {
        report(fault, MODVIRT_XML_FAULT_INTERNAL, nowhere, "the XML parser failed unexpectedly");
    }
    return -1;
}

constexpr modvirt_xml_v1 interface_table{sizeof(modvirt_xml_v1), 0, parse};

} // namespace

} // namespace modvirt::core::xml

const modvirt_xml_v1 *modvirt_xml_interface_v1(void)
{
    return &modvirt::core::xml::interface_table;
}
