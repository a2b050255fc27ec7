// SPDX-License-Identifier: LGPL-2.1-or-later
// What is on a guest's disk, and how it gets another size.
#include <array>
#include <filesystem>

#include "host.hpp"

namespace modvirt::qemu::guest_test {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t mib = 1u << 20;

class Blocks : public Host {
protected:
    // "vda" is raw, "vdb" said to be qcow2, "vdc" read-only, "hda" a cdrom and "hdc" an empty one; each 1 MiB.
    Form form()
    {
        Form form;
        for (const std::string name : {"vda", "vdb", "vdc", "hda"})
            m_scratch.write(name, name + " begins" + std::string(mib - 10, '.'));
        const auto disk = [&](const std::string &name, const std::string &device, const std::string &format) {
            form.devices += "<disk type='file' device='" + device + "'><driver name='qemu' type='" + format +
                            "'/><source file='" + path(name) + "'/><target dev='" + name + "'/>" +
                            (name == "vdc" ? "<readonly/>" : "") + "</disk>";
        };
        disk("vda", "disk", "raw");
        disk("vdc", "disk", "raw");
        disk("hda", "cdrom", "raw");
        form.devices += "<disk type='file' device='cdrom'><target dev='hdc'/></disk>";
        return form;
    }
    [[nodiscard]] std::string path(const std::string &name) const { return m_scratch.file(name); }

    static std::string peek(const Domain &domain, const std::string &disk, uint64_t offset = 0, std::size_t size = 5)
    {
        std::string piece(size, '?');
        if (virDomainBlockPeek(domain.get(), disk.c_str(), offset, size, piece.data(), 0) != 0)
            return last_message();
        return piece;
    }
};

TEST_F(Blocks, ArePeekedAtByTargetOrPathWhetherTheGuestRunsOrNot)
{
    Domain domain = define(form());
    EXPECT_EQ(peek(domain, "vda"), "vda b");
    EXPECT_EQ(peek(domain, path("vda"), 4, 6), "begins");
    ASSERT_EQ(virDomainCreateWithFlags(domain.get(), VIR_DOMAIN_START_PAUSED), 0) << last_message();
    EXPECT_EQ(peek(domain, "vda", mib - 2, 2), "..");
    EXPECT_EQ(peek(domain, "hda"), "hda b");
}

TEST_F(Blocks, ArePeekedAtOnlyWhereTheyHaveBytesOfTheirOwn)
{
    Form form = this->form();
    form.devices += "<disk type='file'><driver name='qemu' type='qcow2'/><source file='" + path("vdb") +
                    "'/><target dev='vdb'/></disk>";
    const Domain domain = define(form);
    EXPECT_THAT(peek(domain, "vda", mib - 2, 5), HasSubstr("'vda' starting from 1048574 has only 2 bytes available"));
    EXPECT_THAT(peek(domain, "vda", UINT64_MAX, 1), HasSubstr("has only 0 bytes available"));
    EXPECT_THAT(peek(domain, "vdb"), HasSubstr("only supported for disk with 'raw' format not 'qcow2'"));
    EXPECT_THAT(peek(domain, "hdc"), HasSubstr("disk 'hdc' does not currently have a source assigned"));
    EXPECT_THAT(peek(domain, "vd"), HasSubstr("disk 'vd' not found in domain"));
    EXPECT_THAT(peek(domain, "/etc/passwd"), HasSubstr("disk '/etc/passwd' not found in domain"));
    std::filesystem::remove(path("vda"));
    EXPECT_THAT(peek(domain, "vda"), HasSubstr("cannot open '" + path("vda") + "'"));
}

TEST_F(Blocks, GrowAndShrinkWhileTheGuestHasThem)
{
    const Domain domain = start(form(), VIR_DOMAIN_START_PAUSED);
    ASSERT_EQ(virDomainBlockResize(domain.get(), "vda", 2048, 0), 0) << last_message();
    EXPECT_EQ(std::filesystem::file_size(path("vda")), 2 * mib);
    ASSERT_EQ(virDomainBlockResize(domain.get(), path("vda").c_str(), mib / 2, VIR_DOMAIN_BLOCK_RESIZE_BYTES), 0)
        << last_message();
    EXPECT_EQ(std::filesystem::file_size(path("vda")), mib / 2);
    virDomainBlockInfo info{};
    ASSERT_EQ(virDomainGetBlockInfo(domain.get(), "vda", &info, 0), 0) << last_message();
    EXPECT_EQ(info.capacity, mib / 2);
}

TEST_F(Blocks, KeepTheirSizeWhereItCannotChange)
{
    Domain domain = define(form());
    const auto resize = [&](const char *disk, uint64_t size, unsigned flags = 0) {
        return virDomainBlockResize(domain.get(), disk, size, flags) == 0 ? 0 : last_code();
    };
    EXPECT_EQ(resize("vda", 2048), VIR_ERR_OPERATION_INVALID) << "it does not run";
    ASSERT_EQ(virDomainCreateWithFlags(domain.get(), VIR_DOMAIN_START_PAUSED), 0) << last_message();
    EXPECT_EQ(resize("vdc", 2048), VIR_ERR_OPERATION_UNSUPPORTED);
    EXPECT_EQ(resize("hda", 2048), VIR_ERR_OPERATION_UNSUPPORTED);
    EXPECT_EQ(resize("hdc", 2048), VIR_ERR_OPERATION_UNSUPPORTED);
    EXPECT_EQ(resize("nope", 2048), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(resize("vda", 2048, 4), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(resize("vda", UINT64_MAX / 1024 + 1), VIR_ERR_OVERFLOW);
    EXPECT_EQ(resize("vda", UINT64_MAX, VIR_DOMAIN_BLOCK_RESIZE_BYTES), VIR_ERR_OVERFLOW);
    EXPECT_EQ(std::filesystem::file_size(path("vda")), mib);
    EXPECT_EQ(std::filesystem::file_size(path("vdc")), mib);
}

} // namespace
} // namespace modvirt::qemu::guest_test
