// SPDX-License-Identifier: MIT
#include "kit/domain/config.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/domain/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Element;

constexpr std::string_view action_names[] = {"destroy",  "restart",          "rename-restart",
                                             "preserve", "coredump-destroy", "coredump-restart"};

Action action(const Element &domain, std::string_view event)
{
    const auto name = std::ranges::find(action_names, domain.child_text(event).value_or("destroy"));
    return static_cast<Action>(name - std::begin(action_names));
}

// The values of a complete document.
ConfigPtr describe(xml::Document document)
{
    auto config = std::make_shared<Config>();
    config->document = std::move(document);
    const Element domain = config->document.root();
    config->name = domain.child_text("name").value_or("");
    config->title = domain.child_text("title").value_or("");
    config->type = domain.attribute_or("type", "");
    config->uuid = xml::parse_uuid(domain.child_text("uuid").value_or("")).value_or(Uuid{});
    if (const auto os = domain.child("os"))
        if (const auto type = os->child("type")) {
            config->os_type = type->text();
            config->arch = type->attribute_or("arch", "");
            config->machine = type->attribute_or("machine", "");
        }
    config->memory_kib = number(domain.child_text("memory"));
    config->current_memory_kib = number(domain.child_text("currentMemory"));
    if (const auto vcpu = domain.child("vcpu")) {
        config->vcpus_max = static_cast<uint32_t>(number(vcpu->text()));
        config->vcpus = config->vcpus_max;
        if (const auto current = vcpu->attribute("current"))
            config->vcpus = static_cast<uint32_t>(number(current));
    }
    config->on_poweroff = action(domain, "on_poweroff");
    config->on_reboot = action(domain, "on_reboot");
    config->on_crash = action(domain, "on_crash");
    return config;
}

void set_quantity(xml::Node domain, std::string_view element, uint64_t kib)
{
    xml::Node node = domain.child_or_new(element);
    node.set_attribute("unit", "KiB");
    node.set_text(std::to_string(kib));
}

void check_quantity(uint64_t kib)
{
    if (kib == 0)
        throw Error(ErrorCode::InvalidArg, "a guest needs memory: 0 KiB is not enough", ErrorDomain::Domain);
    if (kib > INT64_MAX / 1024)
        throw Error(ErrorCode::Overflow, fmt::format("value too large: {} KiB of memory", kib));
}

void set_vcpus(xml::Node domain, uint32_t most, uint32_t now)
{
    xml::Node vcpu = domain.child_or_new("vcpu");
    vcpu.set_text(std::to_string(most));
    // A scheduler is that of a vCPU; those that are gone have none.
    if (const auto tune = domain.child("cputune"))
        for_each_child(*tune, "vcpusched", [&](xml::Node scheduler) {
            if (number(scheduler.attribute("vcpus")) >= most)
                scheduler.remove();
        });
    if (now == most)
        vcpu.remove_attribute("current");
    else
        vcpu.set_attribute("current", std::to_string(now));
}

} // namespace

ConfigPtr complete(xml::Editor &editor, const Options &options)
{
    complete_document(editor, options);
    return describe(editor.finish());
}

ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text, const Options &options,
                const ParseOptions &parse_options)
{
    xml::Editor editor =
        xml::read(parser, text, schema(),
                  {parse_options.strictness, parse_options.findings, xml::Refusal::Xml, xml::Faults::Leave});
    return complete(editor, options);
}

std::string format(const Config &config, const FormatOptions &options)
{
    const bool differs =
        (options.current_memory_kib && *options.current_memory_kib != config.current_memory_kib) ||
        (options.vcpus && *options.vcpus != config.vcpus);
    if (differs) {
        xml::Editor editor(schema(), config.document);
        if (options.current_memory_kib)
            set_quantity(editor.root(), "currentMemory", *options.current_memory_kib);
        if (options.vcpus)
            set_vcpus(editor.root(), config.vcpus_max, *options.vcpus);
        const ConfigPtr now = describe(editor.finish());
        return format(*now, {options.id, options.secrets, {}, {}});
    }
    xml::FormatRules rules;
    rules.secrets = options.secrets == Secrets::Include ? xml::Secrets::Include : xml::Secrets::Omit;
    const std::string id = options.id ? std::to_string(*options.id) : std::string{};
    if (options.id) {
        rules.root_attribute = "id";
        rules.root_value = id;
    }
    return xml::format(config.document, rules);
}

ConfigPtr with_name(const Config &config, std::string_view name)
{
    if (name.empty() || name.find_first_of("/\n") != std::string_view::npos)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("'{}' cannot be the name of a domain: it must not be empty or "
                                "hold '/' or a newline",
                                name),
                    ErrorDomain::Domain);
    xml::Editor editor(schema(), config.document);
    editor.root().child_or_new("name").set_text(name);
    return describe(editor.finish());
}

ConfigPtr with_uuid(const Config &config, const Uuid &uuid)
{
    xml::Editor editor(schema(), config.document);
    editor.root().child_or_new("uuid").set_text(xml::format_uuid(uuid));
    return describe(editor.finish());
}

ConfigPtr with_memory(const Config &config, uint64_t memory_kib)
{
    check_quantity(memory_kib);
    xml::Editor editor(schema(), config.document);
    set_quantity(editor.root(), "memory", memory_kib);
    if (config.current_memory_kib > memory_kib)
        set_quantity(editor.root(), "currentMemory", memory_kib);
    return describe(editor.finish());
}

ConfigPtr with_current_memory(const Config &config, uint64_t current_memory_kib)
{
    check_quantity(current_memory_kib);
    if (current_memory_kib > config.memory_kib)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("{} KiB is more than the {} KiB that domain '{}' may have at most",
                                current_memory_kib, config.memory_kib, config.name),
                    ErrorDomain::Domain);
    xml::Editor editor(schema(), config.document);
    set_quantity(editor.root(), "currentMemory", current_memory_kib);
    return describe(editor.finish());
}

ConfigPtr with_vcpus(const Config &config, uint32_t most, uint32_t now)
{
    if (most == 0 || now == 0 || now > most || most > UINT16_MAX)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("{} of at most {} vCPUs: both must be at least 1, and no more than {}", now,
                                most, now > most ? most : UINT16_MAX),
                    ErrorDomain::Domain);
    xml::Editor editor(schema(), config.document);
    set_vcpus(editor.root(), most, now);
    return describe(editor.finish());
}

ConfigPtr with_edit(const Config &config, const Options &options,
                    const std::function<void(xml::Editor &)> &edit)
{
    xml::Editor editor(schema(), config.document);
    edit(editor);
    return complete(editor, options);
}

} // namespace modvirt::domain
