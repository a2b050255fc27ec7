// SPDX-License-Identifier: MIT
// Tables that describe a kind of document: one rule per element is the only place that knows its attributes,
// their values, its children, their order, and since when they exist. Reading, checking, "did you mean",
// writing and the published schemas all come from these rules. No document is described here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "modvirt/error.hpp"

namespace modvirt::xml {

// What a value looks like. Hex is written back as 0x with a fixed number of digits, Octal with a 0 before it;
// a CpuSet in its shortest form; a Uuid and a Mac in lower case with their separators; an Ip as the system
// writes addresses; a Path without doubled and trailing slashes; a Number, which may be
// decimal, octal or hexadecimal, as it is given; Ports as up to four numbers with dots between them.
enum class Form : uint8_t {
    Text,
    Word,
    Unsigned,
    Integer,
    Number,
    Hex,
    Octal,
    Uuid,
    Mac,
    CpuSet,
    Ip,
    Path,
    Ports
};

// Which error a refused value is reported as.
struct Refusal {
    ErrorCode code =
        ErrorCode::XmlError; // Ok: none; the value is dropped with a warning, as libvirt drops it
    std::optional<ErrorDomain> domain = {}; // nothing: the document's own part of the system

    static const Refusal Xml;                // XmlError of the XML reader
    static const Refusal XmlDomain;          // XmlError of the document's own part
    static const Refusal XmlNowhere;         // XmlError of no part in particular
    static const Refusal XmlStorage;         // XmlError of the storage part
    static const Refusal Detail;             // XmlDetail of the document's own part
    static const Refusal Unsupported;        // ConfigUnsupported of the document's own part
    static const Refusal UnsupportedNowhere; // ConfigUnsupported of no part in particular
    static const Refusal UnsupportedStorage; // ConfigUnsupported of the storage part
    static const Refusal Internal;           // InternalError of the document's own part
    static const Refusal Argument;           // InvalidArg of no part in particular
    static const Refusal Cpu;                // ConfigUnsupported of the CPU part
    static const Refusal Ignored;

    bool operator==(const Refusal &) const = default;
};

inline constexpr Refusal Refusal::Xml{ErrorCode::XmlError, ErrorDomain::Xml};
inline constexpr Refusal Refusal::XmlDomain{ErrorCode::XmlError, {}};
inline constexpr Refusal Refusal::XmlNowhere{ErrorCode::XmlError, ErrorDomain::Nowhere};
inline constexpr Refusal Refusal::XmlStorage{ErrorCode::XmlError, ErrorDomain::Storage};
inline constexpr Refusal Refusal::Detail{ErrorCode::XmlDetail, {}};
inline constexpr Refusal Refusal::Unsupported{ErrorCode::ConfigUnsupported, {}};
inline constexpr Refusal Refusal::UnsupportedNowhere{ErrorCode::ConfigUnsupported, ErrorDomain::Nowhere};
inline constexpr Refusal Refusal::UnsupportedStorage{ErrorCode::ConfigUnsupported, ErrorDomain::Storage};
inline constexpr Refusal Refusal::Internal{ErrorCode::InternalError, {}};
inline constexpr Refusal Refusal::Argument{ErrorCode::InvalidArg, ErrorDomain::Nowhere};
inline constexpr Refusal Refusal::Cpu{ErrorCode::ConfigUnsupported, ErrorDomain::Cpu};
inline constexpr Refusal Refusal::Ignored{ErrorCode::Ok, {}};

struct ValueRule {
    Form form = Form::Text;
    uint8_t hex_digits = 0;
    bool upper_case = false; // of hexadecimal digits
    std::span<const std::string_view> words = {};
    uint64_t most = UINT64_MAX;
    int64_t least = 0;
    bool or_variable = false; // "$NAME" may stand for it, as in network filters
    bool base_16 = false;     // digits are hexadecimal without 0x before them too
    bool any_base = false;    // of Unsigned: octal behind a 0 and hexadecimal behind 0x too; written in decimal

    [[nodiscard]] constexpr ValueRule or_a_variable() const
    {
        ValueRule copy = *this;
        copy.or_variable = true;
        return copy;
    }
};

using Words = std::span<const std::string_view>;

// The rules for values that most tables need.
namespace rule {

inline constexpr std::string_view yes_no_words[] = {"yes", "no"};
inline constexpr std::string_view on_off_words[] = {"on", "off"};

inline constexpr ValueRule text{};
inline constexpr ValueRule yes_no{Form::Word, 0, false, yes_no_words};
inline constexpr ValueRule on_off{Form::Word, 0, false, on_off_words};
inline constexpr ValueRule uint16{Form::Unsigned, 0, false, {}, UINT16_MAX};
inline constexpr ValueRule uint32{Form::Unsigned, 0, false, {}, UINT32_MAX};
inline constexpr ValueRule uint64{Form::Unsigned, 0, false, {}, UINT64_MAX};
inline constexpr ValueRule int32{Form::Integer, 0, false, {}, INT32_MAX, INT32_MIN};
inline constexpr ValueRule int64{Form::Integer, 0, false, {}, INT64_MAX, INT64_MIN};
inline constexpr ValueRule uuid{Form::Uuid};
inline constexpr ValueRule mac{Form::Mac};
inline constexpr ValueRule cpu_set{Form::CpuSet};
inline constexpr ValueRule ip{Form::Ip};
inline constexpr ValueRule path{Form::Path};
inline constexpr ValueRule ports{Form::Ports};
inline constexpr ValueRule positive{Form::Integer, 0, false, {}, UINT32_MAX, 1};

// No value is right when there are no words.
constexpr ValueRule one_of(Words words)
{
    return {Form::Word, 0, false, words};
}

constexpr ValueRule hex(uint8_t digits, uint64_t most)
{
    return {Form::Hex, digits, false, {}, most};
}

constexpr ValueRule bare_hex(uint8_t digits, uint64_t most)
{
    ValueRule rule{Form::Hex, digits, false, {}, most};
    rule.base_16 = true;
    return rule;
}

constexpr ValueRule upper_hex(uint8_t digits, uint64_t most)
{
    return {Form::Hex, digits, true, {}, most};
}

constexpr ValueRule number(uint64_t most)
{
    return {Form::Number, 0, false, {}, most};
}

constexpr ValueRule octal(uint64_t most)
{
    return {Form::Octal, 0, false, {}, most};
}

constexpr ValueRule at_most(uint64_t most)
{
    return {Form::Unsigned, 0, false, {}, most};
}

constexpr ValueRule any_base(uint64_t most)
{
    ValueRule rule{Form::Unsigned, 0, false, {}, most};
    rule.any_base = true;
    return rule;
}

constexpr ValueRule between(int64_t least, uint64_t most)
{
    return {Form::Integer, 0, false, {}, most, least};
}

} // namespace rule

// When an attribute or a child counts: an element has one of the given values in an attribute. Which element
// that is, is said from the one that holds the attribute or the child (0: itself, 1: its parent, ...).
// Elsewhere it is dropped with a warning. A table may have several rules of one name for different
// conditions.
struct Condition {
    uint8_t levels_up = 0;
    std::string_view attribute = {};
    Words values = {};
};

struct AttributeRule {
    std::string_view name;
    ValueRule value = {};
    std::string_view fallback = {}; // written when the attribute is absent
    std::string_view modern = {};   // an old spelling: the attribute that it is read as
    std::string_view since = {};    // the libvirt release that brought it, when not from the beginning
    const Condition *only_when = nullptr;
    Refusal refusal = Refusal::Xml;
    std::optional<Refusal> absence = {}; // how it is told when it is required and absent; nothing: as `refusal`
    bool required = false;
    bool secret = false; // left out unless the writer is asked for secrets

    [[nodiscard]] constexpr AttributeRule or_else(std::string_view value_when_absent) const
    {
        AttributeRule copy = *this;
        copy.fallback = value_when_absent;
        return copy;
    }
    [[nodiscard]] constexpr AttributeRule read_as(std::string_view modern_name) const
    {
        AttributeRule copy = *this;
        copy.modern = modern_name;
        return copy;
    }
    [[nodiscard]] constexpr AttributeRule from(std::string_view release) const
    {
        AttributeRule copy = *this;
        copy.since = release;
        return copy;
    }
    [[nodiscard]] constexpr AttributeRule when(const Condition &condition) const
    {
        AttributeRule copy = *this;
        copy.only_when = &condition;
        return copy;
    }
    [[nodiscard]] constexpr AttributeRule refused_as(Refusal kind) const
    {
        AttributeRule copy = *this;
        copy.refusal = kind;
        return copy;
    }
    [[nodiscard]] constexpr AttributeRule needed() const
    {
        AttributeRule copy = *this;
        copy.required = true;
        return copy;
    }
    [[nodiscard]] constexpr AttributeRule needed(Refusal otherwise) const
    {
        AttributeRule copy = needed();
        copy.absence = otherwise;
        return copy;
    }
    [[nodiscard]] constexpr AttributeRule kept_secret() const
    {
        AttributeRule copy = *this;
        copy.secret = true;
        return copy;
    }
};

struct ElementRule;
using Attributes = std::span<const AttributeRule>;
using Children = std::span<const ElementRule *const>;

// What an element holds besides its attributes.
enum class Content : uint8_t {
    Nothing,
    Elements, // the children in the table
    Text,     // one value
    Either,   // one value or the children in the table
};

// A quantity with a unit: read in any unit, kept and written in `output`.
enum class Measure : uint8_t {
    None,
    Kibibytes,  // written as KiB
    Bytes,      // written as bytes
    ShortBytes, // bytes too, written as B
};

struct ElementRule {
    std::string_view name;
    Attributes attributes = {};
    Children children = {};
    ValueRule value = {};
    std::string_view measured = {}; // the attribute that carries the quantity; empty for the text
    std::string_view since = {};
    const Condition *only_when = nullptr;
    Content content = Content::Nothing;
    Measure measure = Measure::None;
    Refusal refusal = Refusal::Xml;
    Refusal again = Refusal::Ignored;   // what becomes of a second one, when it does not repeat
    Refusal missing = Refusal::Ignored; // what becomes of the parent without one
    bool repeats = false;
    bool stays_open = false;  // written as <a> and </a> on two lines even when it holds nothing
    bool skip_empty = false;  // not written when nothing is in it; its text may be empty
    bool foreign_too = false; // children in other namespaces are kept verbatim
    bool secret = false;      // left out unless the writer is asked for secrets
    bool closed_list = false; // an unknown child is an error even for the lenient reader
    bool keeps_order = false; // its children are written in the order in which they were given

    constexpr explicit ElementRule(std::string_view element_name, Attributes known_attributes = {},
                                   Children known_children = {})
        : name(element_name), attributes(known_attributes), children(known_children),
          content(known_children.empty() ? Content::Nothing : Content::Elements)
    {
    }

    [[nodiscard]] constexpr ElementRule holding(const ValueRule &rule) const
    {
        ElementRule copy = *this;
        copy.value = rule;
        copy.content = Content::Text;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule holding_either(const ValueRule &rule) const
    {
        ElementRule copy = *this;
        copy.value = rule;
        copy.content = Content::Either;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule many() const
    {
        ElementRule copy = *this;
        copy.repeats = true;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule once(Refusal second) const
    {
        ElementRule copy = *this;
        copy.again = second;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule needed(Refusal otherwise = Refusal::XmlDomain) const
    {
        ElementRule copy = *this;
        copy.missing = otherwise;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule open() const
    {
        ElementRule copy = *this;
        copy.stays_open = true;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule unless_empty() const
    {
        ElementRule copy = *this;
        copy.skip_empty = true;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule from(std::string_view release) const
    {
        ElementRule copy = *this;
        copy.since = release;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule when(const Condition &condition) const
    {
        ElementRule copy = *this;
        copy.only_when = &condition;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule refused_as(Refusal kind) const
    {
        ElementRule copy = *this;
        copy.refusal = kind;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule measured_in(Measure output, std::string_view attribute = {}) const
    {
        ElementRule copy = *this;
        copy.measure = output;
        copy.measured = attribute;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule with_foreign() const
    {
        ElementRule copy = *this;
        copy.foreign_too = true;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule kept_secret() const
    {
        ElementRule copy = *this;
        copy.secret = true;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule as_given() const
    {
        ElementRule copy = *this;
        copy.keeps_order = true;
        return copy;
    }
    [[nodiscard]] constexpr ElementRule closed() const
    {
        ElementRule copy = *this;
        copy.closed_list = true;
        return copy;
    }
};

// A kind of document: its root, and which part of the system its errors belong to.
struct Schema {
    const ElementRule *root;
    ErrorDomain domain;
    std::string_view subject; // "domain", for messages
};

} // namespace modvirt::xml
