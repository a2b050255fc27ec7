// SPDX-License-Identifier: LGPL-2.1-or-later
// Lets a person edit a text in the editor of their choice, and tries again when the result is refused,
// without ever losing what was typed.
#pragma once

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

    // Runs $VISUAL, $EDITOR or the system's editor and waits for it; returns the new text.
    std::string edit();
    // Whether the file survives this object.
    void keep(Keep keep) { m_keep = keep; }
    [[nodiscard]] const std::string &path() const { return m_path; }

private:
    std::string m_path;
    Keep m_keep = Keep::No;
};

// Validates before it stores; throws when the text is refused.
enum class Validation : uint8_t { Full, Off };
using StoreText = std::function<void(const std::string &, Validation)>;

enum class EditResult : uint8_t { Unchanged, Stored };

// Edits `text` until `store` accepts it or the person gives up. Giving up keeps the file and says where.
EditResult edit_until_stored(Session &session, const std::string &text, Validation validation,
                             const StoreText &store);

} // namespace modvirt::cli
