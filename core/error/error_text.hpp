// SPDX-License-Identifier: LGPL-2.1-or-later
// The words for error codes and error domains.
#pragma once

namespace modvirt::error {

// The text of a virErrorNumber on its own; null when there is no such code.
[[nodiscard]] const char *code_text(int code) noexcept;

// The text that takes a detail, a printf form with one %s; null when there is no such code.
[[nodiscard]] const char *code_format(int code) noexcept;

// The name of a virErrorDomain, "Unknown" when there is no such domain.
[[nodiscard]] const char *domain_text(int domain) noexcept;

} // namespace modvirt::error
