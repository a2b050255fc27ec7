// SPDX-License-Identifier: LGPL-2.1-or-later
// A picture of a screen: the same one of every screen, whether somebody is there to look at it or not.
#include "driver.hpp"

#include "flags.hpp"
#include "kit/stream/memory_stream.hpp"
#include "picture.hpp"

namespace modvirt::test {

std::string Driver::domain_screenshot(const DomainRef &ref, StreamSink &stream, uint32_t, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainScreenshot");
    static_cast<void>(store().read().get(ref.uuid, ref.name));
    stream.attach(std::make_unique<stream::MemoryStream>(test_card()));
    return "image/png";
}

} // namespace modvirt::test
