// SPDX-License-Identifier: MIT
#include "kit/moment/checkpoint.hpp"

#include "kit/document/completion.hpp"
#include "kit/moment/align.hpp"
#include "kit/moment/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::moment {

namespace {

using xml::Node;

// The values of a complete document.
std::shared_ptr<Checkpoint> describe_checkpoint(xml::Document document)
{
    auto checkpoint = std::make_shared<Checkpoint>();
    checkpoint->document = std::move(document);
    const xml::Element root = checkpoint->document.root();
    checkpoint->name = root.child_text("name").value_or("");
    if (const auto parent = root.child("parent"))
        checkpoint->parent = parent->child_text("name").value_or("");
    checkpoint->creation_time = xml::parse_integer(root.child_text("creationTime").value_or("")).value_or(0);
    return checkpoint;
}

} // namespace

CheckpointPtr parse_checkpoint(const modvirt_xml_v1 &parser, std::string_view text, Told told,
                               const domain::Options &domain_options, const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, checkpoint_schema(), read_options);
    Node root = editor.root();
    if (told == Told::Wish) {
        document::remove_children(root, {"parent", "creationTime", "domain"});
        return describe_checkpoint(editor.finish());
    }
    const auto refuse = [&](ErrorCode code, const std::string &message) {
        document::refuse(code, ErrorDomain::DomainCheckpoint, root, message);
    };
    if (!root.child("name"))
        refuse(ErrorCode::XmlError, "a redefined checkpoint must have a name");
    if (!root.child("creationTime"))
        refuse(ErrorCode::InternalError, "missing creationTime from existing checkpoint");
    const xml::Document whole = editor.finish(xml::Positions::Keep);
    document::remove_children(root, {"domain"});
    const domain::ConfigPtr domain = nested_domain(whole.root(), "domain", domain_options);
    if (domain)
        align_checkpoint_disks(root, *domain, std::string(root.child("name")->text()));
    const auto checkpoint = describe_checkpoint(editor.finish());
    checkpoint->domain = domain;
    return checkpoint;
}

CheckpointPtr take(const Checkpoint &wish, const Moment &moment)
{
    xml::Editor editor(checkpoint_schema(), wish.document);
    Node root = editor.root();
    const std::string time = std::to_string(moment.time);
    if (!root.child("name"))
        root.append("name").set_text(time);
    root.child_or_new("creationTime").set_text(time);
    if (!moment.parent.empty())
        root.child_or_new("parent").child_or_new("name").set_text(moment.parent);
    align_checkpoint_disks(root, *moment.domain, std::string(root.child("name")->text()));
    const auto checkpoint = describe_checkpoint(editor.finish());
    checkpoint->domain = moment.domain;
    return checkpoint;
}

std::string format(const Checkpoint &checkpoint, WithDomain with_domain, domain::Secrets secrets)
{
    xml::Editor editor(checkpoint_schema(), checkpoint.document);
    if (checkpoint.domain && with_domain == WithDomain::Yes)
        editor.root().append_copy(checkpoint.domain->document.root());
    xml::FormatRules rules;
    if (secrets == domain::Secrets::Include)
        rules.secrets = xml::Secrets::Include;
    return xml::format(editor.finish(), rules);
}

CheckpointPtr with_parent(const Checkpoint &checkpoint, std::string_view parent)
{
    xml::Editor editor(checkpoint_schema(), checkpoint.document);
    document::remove_children(editor.root(), {"parent"});
    if (!parent.empty())
        editor.root().append("parent").append("name").set_text(parent);
    const auto moved = describe_checkpoint(editor.finish());
    moved->domain = checkpoint.domain;
    return moved;
}

} // namespace modvirt::moment
