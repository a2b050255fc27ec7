// SPDX-License-Identifier: LGPL-2.1-or-later
// Damaged plugins, by the thousand, through the fuzz target: whatever the bytes are, the answer is a
// sentence.
#include "plugin/elf_file.hpp"
#include "plugin/module_file.hpp"

#include <cstring>
#include <elf.h>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <modvirt/plugin.h>
#include <random>
#include <sstream>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

namespace modvirt::plugin {
namespace {

std::string sample()
{
    std::ostringstream text;
    text << std::ifstream(SAMPLE_PLUGIN, std::ios::binary).rdbuf();
    return text.str();
}

// A copy of exactly that size, so that a sanitizer sees every byte that is read beyond it.
void run(std::string_view bytes)
{
    const auto copy = std::make_unique<uint8_t[]>(bytes.size());
    std::memcpy(copy.get(), bytes.data(), bytes.size());
    LLVMFuzzerTestOneInput(copy.get(), bytes.size());
}

TEST(ManifestReader, ReadsTheManifestOfTheSample)
{
    const std::string bytes = sample();
    const auto manifest = read_manifest(std::as_bytes(std::span(bytes)));
    ASSERT_TRUE(manifest.has_value());
    EXPECT_EQ(manifest->name, "sample");
    EXPECT_EQ(manifest->uri_schemes, std::vector<std::string>{"sample"});
    EXPECT_EQ(manifest->abi, (AbiVersion{MODVIRT_ABI_MAJOR, MODVIRT_ABI_MINOR}));
}

TEST(ManifestReader, TakesEveryTruncationForWhatItIs)
{
    const std::string bytes = sample();
    // Every length near the start, where the headers are, and steps beyond.
    for (std::size_t size = 0; size < bytes.size(); size += size < 8192 ? 1 : 97) {
        const auto view = std::as_bytes(std::span(bytes).first(size));
        EXPECT_THROW(read_manifest(view), Rejection) << size;
        run(std::string_view(bytes).substr(0, size));
    }
}

TEST(ManifestReader, SurvivesDamageInItsHeadersAndNotes)
{
    const std::string bytes = sample();
    const std::size_t note = bytes.find(std::string_view("modvirt\0{", 9));
    ASSERT_NE(note, std::string::npos);
    std::mt19937_64 random(1);
    const uint64_t values[] = {0, 1, 4, 0x7fffffff, 0x80000000, 0xffffffff, UINT64_MAX, UINT64_MAX - 7};
    for (int round = 0; round < 20000; ++round) {
        std::string damaged = bytes;
        const auto edits = 1 + random() % 4;
        for (unsigned edit = 0; edit < edits; ++edit) {
            // The ELF header and the segments' table, or the note and what is around it.
            const bool in_headers = random() % 2 == 0;
            const std::size_t at = in_headers ? random() % 1024 : note - 64 + random() % 600;
            if (random() % 2 == 0) {
                damaged[at] = static_cast<char>(random());
            } else {
                const uint64_t value = values[random() % std::size(values)];
                std::memcpy(damaged.data() + at, &value, random() % 2 == 0 ? 4 : 8);
            }
        }
        run(damaged);
    }
}

TEST(ManifestReader, SurvivesDamageInTheManifestItself)
{
    const std::string bytes = sample();
    const std::size_t start = bytes.find("{\"manifest\"");
    const std::size_t end = bytes.find('}', start);
    std::mt19937 random(2);
    for (int round = 0; round < 20000; ++round) {
        std::string damaged = bytes;
        for (unsigned edit = 0; edit < 1 + random() % 5; ++edit) {
            damaged[start + random() % (end - start)] = "{}[]\",:\\0129au\xff\x01"[random() % 16];
        }
        run(damaged);
    }
}

TEST(ManifestReader, TakesNestingBeyondReason)
{
    const std::string deep(200000, '[');
    EXPECT_THROW(Manifest::parse(deep), Rejection);
}

std::string manifest_with(std::string_view member, std::string_view value)
{
    std::string text =
        R"({"manifest":1,"abi":"1.0","min_abi":"1.0","kind":"hypervisor","name":"a","version":"1",)"
        R"("uri_schemes":["a"],"pool_types":[],"threading":"parallel","license":"MIT"})";
    if (!member.empty()) {
        const std::string key = "\"" + std::string(member) + "\":";
        const std::size_t start = text.find(key) + key.size();
        std::size_t end = start + 1;
        while (text[end] != ',' && text[end] != '}') {
            ++end;
        }
        text.replace(start, end - start, value);
    }
    return text;
}

std::string fault(std::string_view member, std::string_view value)
{
    try {
        Manifest::parse(manifest_with(member, value));
    } catch (const Rejection &rejection) {
        return rejection.message();
    }
    return "accepted";
}

TEST(Manifest, NamesTheMemberThatIsWrong)
{
    EXPECT_EQ(Manifest::parse(manifest_with("", "")).name, "a");
    EXPECT_EQ(fault("name", "\"../a\""),
              "its manifest names the plugin '../a': a name is of lower-case letters, digits, '-' and '_'");
    EXPECT_EQ(fault("name", "7"), "its manifest has \"name\" that is not text");
    EXPECT_EQ(
        fault("kind", "\"spaceship\""),
        "its manifest has \"kind\" of 'spaceship', which is none of hypervisor, network, "
              "storage-backend, storage, interface, nodedev, secret, nwfilter");
    EXPECT_EQ(fault("abi", "\"1\""), "its manifest has \"abi\" of '1', which is not of the form 1.0");
    EXPECT_EQ(fault("abi", "\"1.99999999999\""),
              "its manifest has \"abi\" of '1.99999999999', which is not of the form 1.0");
    EXPECT_EQ(fault("threading", "\"some\""),
              "its manifest has \"threading\" of 'some', which is none of serialized, per_handle, parallel");
    EXPECT_EQ(fault("uri_schemes", "[\"A B\"]"),
              "its manifest has 'A B' in \"uri_schemes\": only lower-case letters, "
              "digits, '+', '-' and '.' may be used");
    EXPECT_EQ(fault("uri_schemes", "\"a\""),
              "its manifest has \"uri_schemes\" that is not a list of at most 64 words");
    EXPECT_EQ(fault("license", "\"a\\u001bb\""),
              "its manifest has \"license\" with a control character in it");
}

TEST(Manifest, MustNotNeedMoreThanItWasBuiltFor)
{
    Manifest manifest = Manifest::parse(manifest_with("", ""));
    EXPECT_NO_THROW(check_abi(manifest, "a.so"));
    manifest.min_abi = {1, 5};
    EXPECT_THROW(check_abi(manifest, "a.so"), Rejection);
}

TEST(ElfFile, ToleratesALibraryWithoutSections)
{
    std::string bytes = sample();
    // As `strip --strip-section-headers` leaves it.
    Elf64_Ehdr header;
    std::memcpy(&header, bytes.data(), sizeof(header));
    const std::size_t end_of_segments = header.e_shoff;
    header.e_shoff = 0;
    header.e_shnum = 0;
    std::memcpy(bytes.data(), &header, sizeof(header));
    bytes.resize(end_of_segments);
    EXPECT_TRUE(read_manifest(std::as_bytes(std::span(bytes))).has_value());
}

} // namespace
} // namespace modvirt::plugin
