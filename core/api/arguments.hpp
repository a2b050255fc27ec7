// SPDX-License-Identifier: LGPL-2.1-or-later
// The kinds of arguments of kinds.toml on the public side: what is checked, what the slot is given, and what
// is stored for the caller afterwards. One class per kind; each makes no copy that the slot does not need.
#pragma once

#include "list_arguments.hpp"
#include "object_arguments.hpp"
#include "out_arguments.hpp"
#include "processor_arguments.hpp"
#include "value_arguments.hpp"
