// SPDX-License-Identifier: LGPL-2.1-or-later
// A shared library opened at run time, with all its symbols bound at once and none of them shown to others.
// Whether a file may be opened at all is decided elsewhere: a constructor in it runs with our rights.
#pragma once

#include <filesystem>
#include <memory>

namespace boost::dll {
class shared_library;
}

namespace modvirt {

class Library {
public:
    enum class Lifetime {
        Scoped,  // unmapped with the last Library of it
        Process, // stays mapped: threads, thread-local destructors and exit handlers of it may run at any
                 // time
    };

    // `file` is an absolute path. Throws Error(SystemError) with what the dynamic linker has to say.
    Library(const std::filesystem::path &file, Lifetime lifetime);
    ~Library();
    Library(Library &&) noexcept;
    Library &operator=(Library &&) noexcept;

    // The function of that C name, or null.
    template <typename Function>
    [[nodiscard]] Function *find(const char *name) const
    {
        return reinterpret_cast<Function *>(find_address(name));
    }

private:
    using Address = void (*)();
    [[nodiscard]] Address find_address(const char *name) const;

    std::unique_ptr<boost::dll::shared_library> m_library;
};

} // namespace modvirt
