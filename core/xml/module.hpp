// SPDX-License-Identifier: LGPL-2.1-or-later
// The entry point of the XML module. The core finds it with dlsym(); tests link it statically.
#pragma once

#include "modvirt/xml.h"

extern "C" [[gnu::visibility("default")]] const modvirt_xml_v1 *modvirt_xml_interface_v1(void);
