// SPDX-License-Identifier: MIT
#include "kit/volume_files/encryption.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/volume_files/failure.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::volume_files {

namespace {

constexpr int32_t usage_volume = 1; // VIR_SECRET_USAGE_TYPE_VOLUME
constexpr int first_inherited = 3;

WantedSecret wanted_of(const xml::Element &secret)
{
    WantedSecret wanted;
    if (const auto uuid = secret.attribute("uuid"))
        wanted.uuid = xml::parse_uuid(*uuid).value_or(Uuid{});
    else
        wanted = {{}, usage_volume, std::string(secret.attribute_or("usage", ""))};
    return wanted;
}

std::string text(const std::optional<xml::Element> &element, std::string_view attribute)
{
    return element ? std::string(element->attribute_or(attribute, "")) : std::string();
}

} // namespace

const WantedSecret &Encryption::secret() const
{
    if (secrets.size() != 1)
        throw refusal(ErrorCode::InvalidArg,
                      "A single <secret type='passphrase'...> element is expected in encryption description");
    return secrets.front();
}

std::optional<Encryption> encryption_of(const xml::Document &document)
{
    const auto target = document.root().child("target");
    const auto element = target ? target->child("encryption") : std::nullopt;
    if (!element)
        return std::nullopt;
    Encryption encryption;
    encryption.format = element->attribute_or("format", "default");
    for (const xml::Element &each : element->children("secret"))
        encryption.secrets.push_back(wanted_of(each));
    const auto cipher = element->child("cipher");
    if (const std::string name = text(cipher, "name"); !name.empty())
        encryption.cipher = name + "-" + text(cipher, "size");
    encryption.cipher_mode = text(cipher, "mode");
    encryption.hash = text(cipher, "hash");
    const auto generator = element->child("ivgen");
    encryption.iv_generator = text(generator, "name");
    encryption.iv_hash = text(generator, "hash");
    return encryption;
}

void check_can_encrypt(const Encryption &encryption, std::string_view format)
{
    static_cast<void>(encryption.secret());
    if (format == "raw" || format == "iso") {
        if (encryption.format != "luks")
            throw refusal(ErrorCode::InternalError, "Only luks encryption is supported for raw files");
        return;
    }
    if (encryption.format == "default" || encryption.format == "qcow")
        throw refusal(ErrorCode::ConfigUnsupported,
                      "creation of qcow2 encrypted image is not supported: say <encryption format='luks'>");
    if (encryption.format != "luks")
        throw refusal(ErrorCode::ConfigUnsupported,
                      fmt::format("unsupported volume encryption format {}: luks can be made", encryption.format));
    if (format != "qcow2")
        throw refusal(ErrorCode::ConfigUnsupported,
                      fmt::format("volume encryption unsupported with format {}: raw and qcow2 can be encrypted", format));
}

// Sealed, so that what the tool reads is what was written here.
Key::Key(std::string id, const SecretBytes &passphrase)
    : m_id(std::move(id)), m_fd(::memfd_create("modvirt-secret", MFD_CLOEXEC | MFD_ALLOW_SEALING))
{
    std::size_t done = 0;
    while (m_fd && done < passphrase.size()) {
        const ssize_t put = ::write(m_fd.get(), passphrase.data() + done, passphrase.size() - done);
        if (put < 0 && errno != EINTR)
            break;
        done += put > 0 ? static_cast<std::size_t>(put) : 0;
    }
    if (!m_fd || done < passphrase.size() ||
        ::fcntl(m_fd.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        throw failure("cannot hand a passphrase to qemu-img");
}

void Key::lend(process::Invocation &invocation) const
{
    const std::size_t number = first_inherited + invocation.inherit.size();
    invocation.inherit.push_back(m_fd.get());
    invocation.argv.insert(invocation.argv.end(),
                           {"--object", fmt::format("secret,id={},file=/dev/fd/{}", m_id, number)});
}

WantedSecret secret_for(const std::string &path)
{
    return {{}, usage_volume, path};
}

} // namespace modvirt::volume_files
