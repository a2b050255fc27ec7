// SPDX-License-Identifier: LGPL-2.1-or-later
// A template is a folder; @name@, @name_@ (for C++), @Name@ and @NAME@ in its files and file names become the
// plugin's name.
#include "commands/plugin_new.hpp"

#include "base/failure.hpp"
#include "base/file.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <iterator>

namespace modvirt::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kinds[] = {"hypervisor", "storage-backend", "network"};
constexpr size_t longest_name = 32;

bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// The name becomes a namespace, a target and a URI scheme: what is taken in one of these cannot be used.
constexpr std::string_view taken_names[] = {
    "all",       "and",      "asm",      "auto",    "bool",     "break",  "case",     "catch",     "char",
    "class",     "clean",    "const",    "default", "delete",   "do",     "double",   "else",      "enum",
    "explicit",  "export",   "extern",   "false",   "final",    "float",  "for",      "friend",    "goto",
    "help",      "if",       "inline",   "install", "int",      "long",   "main",     "modvirt",   "mutable",
    "namespace", "new",      "noexcept", "not",     "operator", "or",     "private",  "protected", "public",
    "register",  "requires", "return",   "short",   "signed",   "sizeof", "static",   "std",       "struct",
    "switch",    "template", "test",     "this",    "throw",    "true",   "try",      "typedef",   "typeid",
    "typename",  "union",    "unsigned", "using",   "virtual",  "void",   "volatile", "while",     "xor",
};

void check_name(const std::string &name)
{
    const bool good =
        !name.empty() && name.size() <= longest_name && is_lower(name.front()) && name.back() != '-' &&
        std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
    if (!good)
        fail("'{}' cannot be a plugin's name; use up to {} lower-case letters, digits and dashes, beginning "
             "with "
             "a letter and not ending with a dash",
             name, longest_name);
    if (std::find(std::begin(taken_names), std::end(taken_names), name) != std::end(taken_names))
        fail("'{}' cannot be a plugin's name: it means something else in C++ or in CMake; choose another one",
             name);
}

void check_request(const NewPlugin &request)
{
    check_name(request.name);
    if (std::find(std::begin(kinds), std::end(kinds), request.kind) == std::end(kinds))
        fail("unknown kind of plugin '{}', expecting 'hypervisor', 'storage-backend' or 'network'",
             request.kind);
    if (request.language != "c++" && request.language != "c")
        fail("unknown language '{}', expecting 'c++' or 'c'", request.language);
}

// <prefix>/bin/modvirt finds <prefix>/share/modvirt/templates, wherever the prefix is.
std::string installed_templates()
{
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error)
        fail("cannot find out where modvirt is installed: {}", error.message());
    return (program.parent_path().parent_path() / "share/modvirt/templates").string();
}

struct Name {
    std::string lower;      // acme-vm
    std::string identifier; // acme_vm
    std::string camel;      // AcmeVm
    std::string upper;      // ACME_VM
};

char to_upper(char c)
{
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

Name forms_of(const std::string &name)
{
    Name forms{name, name, {}, {}};
    std::replace(forms.identifier.begin(), forms.identifier.end(), '-', '_');
    for (size_t at = 0; at < name.size(); ++at)
        if (name[at] != '-')
            forms.camel += at == 0 || name[at - 1] == '-' ? to_upper(name[at]) : name[at];
    std::transform(forms.identifier.begin(), forms.identifier.end(), std::back_inserter(forms.upper),
                   to_upper);
    return forms;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to)
{
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

std::string fill_in(std::string text, const Name &name)
{
    text = replace_all(std::move(text), "@name@", name.lower);
    text = replace_all(std::move(text), "@name_@", name.identifier);
    text = replace_all(std::move(text), "@Name@", name.camel);
    return replace_all(std::move(text), "@NAME@", name.upper);
}

void check_target(const fs::path &directory)
{
    std::error_code error;
    const fs::file_status status = fs::status(directory, error);
    if (!fs::exists(status))
        return;
    if (!fs::is_directory(status))
        fail("'{}' exists and is no directory; choose another one", directory.string());
    if (!fs::is_empty(directory, error) || error)
        fail("the directory '{}' is not empty; choose another one", directory.string());
}

void write_file(const fs::path &path, const std::string &content, fs::perms permissions)
{
    const FileDescriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file.is_open() || !write_all(file.get(), content.data(), content.size()))
        fail("cannot write '{}': {}", path.string(), std::strerror(errno));
    if ((permissions & fs::perms::owner_exec) != fs::perms::none)
        fs::permissions(path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                        fs::perm_options::add);
}

// Removes what was begun unless it was finished.
class UnfinishedProject {
public:
    explicit UnfinishedProject(fs::path directory) : m_directory(std::move(directory))
    {
        std::error_code error;
        m_existed = fs::exists(m_directory, error);
        fs::create_directories(m_directory, error);
        if (error)
            fail("cannot create the directory '{}': {}", m_directory.string(), error.message());
    }
    ~UnfinishedProject()
    {
        std::error_code ignored;
        if (m_finished)
            return;
        for (const fs::directory_entry &entry : fs::directory_iterator(m_directory, ignored))
            fs::remove_all(entry.path(), ignored);
        if (!m_existed)
            fs::remove(m_directory, ignored);
    }
    UnfinishedProject(const UnfinishedProject &) = delete;
    UnfinishedProject &operator=(const UnfinishedProject &) = delete;

    void finish() { m_finished = true; }

private:
    fs::path m_directory;
    bool m_existed = false;
    bool m_finished = false;
};

std::vector<std::string> copy_template(const fs::path &source, const fs::path &target, const Name &name)
{
    std::vector<std::string> files;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(source)) {
        const std::string relative = fill_in(fs::relative(entry.path(), source).string(), name);
        if (entry.is_directory()) {
            fs::create_directories(target / relative);
        } else if (entry.is_regular_file()) {
            fs::create_directories((target / relative).parent_path());
            write_file(target / relative, fill_in(read_description(entry.path().string()), name),
                       entry.status().permissions());
            files.push_back(relative);
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

std::span<const std::string_view> plugin_kinds()
{
    return kinds;
}

std::vector<std::string> write_plugin_project(const NewPlugin &request)
{
    return write_plugin_project(request, installed_templates());
}

std::vector<std::string> write_plugin_project(const NewPlugin &request, const std::string &templates)
{
    check_request(request);
    const fs::path source = fs::path(templates) / (request.kind + "-" + request.language);
    if (!fs::is_directory(source))
        fail("there is no template for a {} plugin in {}: '{}' is missing; install the modvirt SDK",
             request.kind, request.language == "c" ? "C" : "C++", source.string());
    const fs::path target = request.directory;
    check_target(target);
    try {
        UnfinishedProject project(target);
        std::vector<std::string> files = copy_template(source, target, forms_of(request.name));
        project.finish();
        return files;
    } catch (const fs::filesystem_error &error) {
        fail("cannot write the plugin to '{}': {}", request.directory, error.code().message());
    }
}

} // namespace modvirt::cli
