// SPDX-License-Identifier: LGPL-2.1-or-later
// Arguments that are values passed in. Those about processors and pages belong in processor_arguments.hpp.
#pragma once

#include <string>

#include "plain_argument.hpp"

namespace modvirt::arg {

template <class Type>
struct Value : Plain {
    explicit Value(Type value, const char * = nullptr) : m_value(value) {}
    auto slot_arguments(Entry &) noexcept { return std::tuple(m_value); }

protected:
    Type m_value;
};

using I32 = Value<int32_t>;
using I64 = Value<int64_t>;
using Choice = Value<int32_t>;
using U32 = Value<uint32_t>;
using U64 = Value<uint64_t>;
using Bandwidth = Value<uint64_t>;
using StrOrNull = Value<const char *>;

struct Flags : Value<uint32_t> {
    using Value::Value;
    bool check_object(Entry &) noexcept { return true; }
    bool check_value(Entry &entry) noexcept { return entry.check_flags(m_value); }
};

struct Kib : Value<uint64_t> {
    Kib(uint64_t value, const char *name) : Value(value), m_name(name) {}
    bool check_value(Entry &entry) noexcept;

private:
    const char *m_name;
};

struct Str : Value<const char *> {
    Str(const char *text, const char *name) : Value(text), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_value, m_name); }

protected:
    const char *m_name;
};

struct FilledStr : Str {
    using Str::Str;
    bool check_value(Entry &entry) noexcept
    {
        return Str::check_value(entry) && entry.check_not_empty(m_value, m_name);
    }
};

template <class Type>
struct Nonzero : Value<Type> {
    Nonzero(Type value, const char *name) : Value<Type>(value), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_zero(this->m_value, m_name); }

private:
    const char *m_name;
};

using NonzeroU32 = Nonzero<uint32_t>;
using NonzeroI64 = Nonzero<int64_t>;

struct I32OrAll : Value<int32_t> {
    I32OrAll(int32_t value, const char *name) : Value(value), m_name(name) {}
    bool check_value(Entry &entry) noexcept
    {
        if (m_value >= -1)
            return true;
        entry.raise_argument(m_name, std::string(m_name) + " in " + entry.info().symbol +
                                         " only accepts -1 as a negative value");
        return false;
    }

private:
    const char *m_name;
};

struct NonnegativeI32 : Value<int32_t> {
    NonnegativeI32(int32_t value, const char *name) : Value(value), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_negative(m_value, m_name); }

private:
    const char *m_name;
};

struct Codeset : Value<uint32_t> {
    using Value::Value;
    bool check_value(Entry &entry) noexcept;
};

struct Dumpformat : Value<uint32_t> {
    using Value::Value;
    bool check_value(Entry &entry) noexcept;
};

struct Lifecycle : Value<uint32_t> {
    using Value::Value;
    bool check_value(Entry &entry) noexcept;
};

struct LifecycleAction : Value<uint32_t> {
    using Value::Value;
    bool check_value(Entry &entry) noexcept;
};

// Elements belong to a namespace, title and description to none. What other types need is the driver's to
// say.
struct MetadataName : Plain {
    MetadataName(int type, const char *uri, const char * = nullptr) : m_type(type), m_uri(uri) {}
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept { return std::tuple(static_cast<int32_t>(m_type), m_uri); }

private:
    int m_type;
    const char *m_uri;
};

struct Metadata : Plain {
    Metadata(int type, const char *text, const char *key, const char *uri, const char * = nullptr)
        : m_type(type), m_text(text), m_key(key), m_uri(uri)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<int32_t>(m_type), m_text, m_key, m_uri);
    }

private:
    int m_type;
    const char *m_text;
    const char *m_key;
    const char *m_uri;
};

struct Uuid : Value<const uint8_t *> {
    Uuid(const unsigned char *uuid, const char *name) : Value(uuid), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_value, m_name); }

private:
    const char *m_name;
};

struct Bytes : Plain {
    Bytes(const unsigned char *bytes, size_t size, const char *name) : m_bytes(bytes), m_size(size), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_bytes, m_name); }
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const uint8_t *>(m_bytes), static_cast<uint64_t>(m_size));
    }

private:
    const unsigned char *m_bytes;
    size_t m_size;
    const char *m_name;
};

struct Keycodes : Plain {
    Keycodes(const unsigned int *codes, int count, const char *name)
        : m_codes(codes), m_count(count), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const uint32_t *>(m_codes), static_cast<uint64_t>(m_count));
    }

private:
    const unsigned int *m_codes;
    int m_count;
    const char *m_name;
};

// A socket of the caller's. It is looked at before the caller's rights are.
struct Fd : Value<int32_t> {
    Fd(int file, const char *name) : Value(file), m_name(name) {}
    bool check_object(Entry &entry) noexcept;

private:
    const char *m_name;
};

// Open files, one at least; they stay the caller's.
struct Fds : Plain {
    Fds(unsigned int count, int *files, const char *name) : m_files(files), m_count(count), m_name(name) {}
    bool check_object(Entry &entry) noexcept
    {
        return entry.check_not_zero(m_count, m_name) && entry.check_not_null(m_files, "fds");
    }
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const int32_t *>(m_files), static_cast<uint64_t>(m_count));
    }

private:
    int *m_files;
    unsigned int m_count;
    const char *m_name;
};

} // namespace modvirt::arg
