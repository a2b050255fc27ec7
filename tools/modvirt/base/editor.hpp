// SPDX-License-Identifier: LGPL-2.1-or-later
// Lets a person edit a text in the editor of their choice, and tries again when the result is refused,
// without ever losing what was typed.
#pragma once

#include "base/library_error.hpp"
#include "base/session.hpp"

#include <functional>
#include <string>

namespace modvirt::cli {

enum class Keep : uint8_t { No, Yes };

// A text in a temporary file while it is edited.
class EditedFile {
public:
    EditedFile(const std::string &text, const std::string &suffix);
    ~EditedFile();
    EditedFile(const EditedFile &) = delete;
    EditedFile &operator=(const EditedFile &) = delete;

    // Runs $VISUAL, $EDITOR or the system's editor and waits for it; returns the new text. When that fails what was
    // typed nevertheless is kept, and the error says where.
    std::string edit();
    // Whether the file survives this object.
    void keep(Keep keep) { m_keep = keep; }
    [[nodiscard]] const std::string &path() const { return m_path; }

private:
    [[nodiscard]] bool was_changed() const;

    std::string m_before;
    std::string m_path;
    Keep m_keep = Keep::No;
};

// Validates before it stores; throws when the text is refused.
enum class Validation : uint8_t { Full, Off };
using StoreText = std::function<void(const std::string &, Validation)>;

enum class EditResult : uint8_t { Unchanged, Stored };

// Edits `text` until `store` accepts it or the person gives up. Giving up keeps the file and says where. The name of the
// file ends with `suffix`, from which editors learn what is in it.
EditResult edit_until_stored(Session &session, const std::string &text, Validation validation, const StoreText &store,
                             const std::string &suffix = ".xml");

// Edits what `describe` tells. Someone else may change it while the editor is open: storing would undo that, so it is
// refused.
EditResult edit_description(Session &session, const std::function<std::string()> &describe, Validation validation,
                            const StoreText &store);

// Calls `define` with the flag that asks for validation, where that is wanted and the driver knows it; otherwise with 0.
template <typename Define>
auto define_validated(Validation validation, unsigned validate, const Define &define)
{
    if (validation == Validation::Full) {
        auto defined = define(validate);
        // A driver without schemas says so before it looks at the text.
        const int code = last_library_code();
        if (defined || (code != VIR_ERR_NO_SUPPORT && code != VIR_ERR_ARGUMENT_UNSUPPORTED && code != VIR_ERR_INVALID_ARG))
            return defined;
        forget_library_error();
    }
    return define(0U);
}

} // namespace modvirt::cli
