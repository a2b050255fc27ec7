// SPDX-License-Identifier: MIT
// References to secrets. Their errors belong to the storage part, whichever document they stand in.
#include "kit/document/completion.hpp"

namespace modvirt::document {

namespace {

using xml::Node;

void check_reference(Node secret)
{
    if (secret.attribute("uuid") && secret.attribute("usage"))
        refuse(ErrorCode::XmlError, ErrorDomain::Nowhere, secret,
               "either secret uuid or usage expected, not both");
    if (!secret.attribute("uuid") && !secret.attribute("usage"))
        refuse(ErrorCode::XmlError, ErrorDomain::Nowhere, secret, "missing secret uuid or usage attribute");
}

} // namespace

void check_auth(Node auth)
{
    const auto secret = auth.child("secret");
    if (!secret)
        refuse(ErrorCode::XmlError, ErrorDomain::Storage, auth, "Missing <secret> element in auth");
    check_reference(*secret);
}

void check_encryption(Node encryption)
{
    if (!encryption.attribute("format"))
        refuse(ErrorCode::XmlError, ErrorDomain::Storage, encryption,
               "unknown volume encryption format: say format='luks', 'luks2' or 'qcow'");
    for_each_child(encryption, "secret", check_reference);
    if (encryption.child("ivgen") && !encryption.child("cipher"))
        refuse(ErrorCode::XmlError, ErrorDomain::Storage, encryption,
               "ivgen element found, but cipher is missing");
}

} // namespace modvirt::document
