// SPDX-License-Identifier: LGPL-2.1-or-later
#include "library/library.hpp"

#include <modvirt/error.hpp>
#include <string>
#include <vector> // Boost 1.74 forgets to include it

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <dlfcn.h>

namespace modvirt {
namespace {

namespace dll = boost::dll;

// The default mode binds lazily, so that a missing function would end the process when it is first called.
dll::load_mode::type mode_for(Library::Lifetime lifetime)
{
    unsigned mode =
        static_cast<unsigned>(dll::load_mode::rtld_now) | static_cast<unsigned>(dll::load_mode::rtld_local);
    if (lifetime == Library::Lifetime::Process) {
        mode |= RTLD_NODELETE;
    }
    return static_cast<dll::load_mode::type>(mode);
}

// Keeps of Boost's text only what the dynamic linker said, without the path that the caller names anyway.
std::string linker_message(const std::string &text, const std::string &path)
{
    constexpr std::string_view before = "dlerror system message: ";
    std::string message = text;
    if (const auto start = message.find(before); start != std::string::npos) {
        message.erase(0, start + before.size());
        message.erase(std::min(message.rfind("): "), message.size()));
    }
    if (message.starts_with(path + ": ")) {
        message.erase(0, path.size() + 2);
    }
    return message;
}

} // namespace

Library::Library(const std::filesystem::path &file, Lifetime lifetime)
{
    // A relative name would be looked up in the current directory.
    if (!file.is_absolute()) {
        throw Error(ErrorCode::InvalidArg,
                    "the library '" + file.native() + "' is not named by an absolute path");
    }
    try {
        m_library = std::make_unique<dll::shared_library>(file, mode_for(lifetime));
    } catch (const std::filesystem::filesystem_error &error) {
        throw Error(ErrorCode::SystemError, linker_message(error.what(), file.native()));
    } catch (const std::system_error &error) {
        throw Error(ErrorCode::SystemError, linker_message(error.what(), file.native()));
    }
}

Library::~Library() = default;
Library::Library(Library &&) noexcept = default;
Library &Library::operator=(Library &&) noexcept = default;

Library::Address Library::find_address(const char *name) const
{
    return m_library->has(name) ? &m_library->get<void()>(name) : nullptr;
}

} // namespace modvirt
