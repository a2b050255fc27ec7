// SPDX-License-Identifier: LGPL-2.1-or-later
#include "module.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace {

// Writes the events down as text.
struct Log {
    std::string text;
    int32_t stop_at_start = 0;

    static Log &of(void *context) { return *static_cast<Log *>(context); }

    static int32_t start(void *context, const char *name, uint32_t name_size,
                         const modvirt_xml_attribute_v1 *attributes, uint32_t count, uint32_t line,
                         uint32_t column)
    {
        Log &log = of(context);
        log.text +=
            "<" + std::string(name, name_size) + "@" + std::to_string(line) + ":" + std::to_string(column);
        for (uint32_t i = 0; i < count; ++i)
            log.text += " " + std::string(attributes[i].name) + "=" +
                        std::string(attributes[i].value, attributes[i].value_size) + "@" +
                        std::to_string(attributes[i].column);
        log.text += ">";
        return log.stop_at_start;
    }
    static int32_t end(void *context, const char *name, uint32_t size)
    {
        of(context).text += "</" + std::string(name, size) + ">";
        return 0;
    }
    static int32_t add_text(void *context, const char *text, uint32_t size)
    {
        of(context).text.append(text, size);
        return 0;
    }
    static int32_t comment(void *context, const char *text, uint32_t size)
    {
        of(context).text += "(" + std::string(text, size) + ")";
        return 0;
    }
    modvirt_xml_events_v1 events()
    {
        return {sizeof(modvirt_xml_events_v1), 0, this, start, end, add_text, comment};
    }
};

struct Outcome {
    int32_t result;
    modvirt_xml_fault_v1 fault;
    std::string log;
};

Outcome parse(std::string_view text, int32_t stop_at_start = 0)
{
    Log log{{}, stop_at_start};
    const modvirt_xml_events_v1 events = log.events();
    Outcome outcome{};
    outcome.fault.struct_size = sizeof outcome.fault;
    outcome.result = modvirt_xml_interface_v1()->parse(text.data(), text.size(), &events, &outcome.fault);
    outcome.log = log.text;
    return outcome;
}

} // namespace

TEST(XmlModule, TellsElementsAttributesTextAndCommentsWithTheirPlaces)
{
    const Outcome outcome =
        parse("<?xml version='1.0'?>\n<a x='1' y:z='&lt;&#65;'>t&amp;<!--c--><b/><![CDATA[<&]]></a>");
    EXPECT_EQ(outcome.result, 0);
    EXPECT_EQ(outcome.log, "<a@2:1 x=1@4 y:z=<A@10>t&(c)<b@2:40></b><&</a>");
}

TEST(XmlModule, KeepsCharactersOfAllSizes)
{
    const Outcome outcome = parse("<a b='\xc3\xa4'>x\xe2\x82\xac\xf0\x9f\x98\x80y</a>");
    EXPECT_EQ(outcome.log, "<a@1:1 b=\xc3\xa4@4>x\xe2\x82\xac\xf0\x9f\x98\x80y</a>");
}

TEST(XmlModule, ReturnsTheValueOfTheCallbackThatEndedTheParse)
{
    const Outcome outcome = parse("<a><b/></a>", 7);
    EXPECT_EQ(outcome.result, 7);
    EXPECT_EQ(outcome.log, "<a@1:1>");
    EXPECT_EQ(parse("<a><b/></a>").result, 0);
}

TEST(XmlModule, SaysWhereAndWhyADocumentIsMalformed)
{
    for (const char *text : {"<a b='1' b='2'/>", "<a>&unknown;</a>", "<a>&#0;</a>", "<a>\x01</a>", "<1/>",
                             "<a>]]></a>", "<a>&</a>", "<a><!-- -- --></a>", "<a/><?xml version='1.0'?>"}) {
        const Outcome outcome = parse(text);
        EXPECT_EQ(outcome.result, -1) << text;
        EXPECT_EQ(outcome.fault.code, MODVIRT_XML_FAULT_MALFORMED) << text;
        EXPECT_EQ(outcome.fault.line, 1u) << text;
        EXPECT_GT(outcome.fault.column, 0u) << text;
        EXPECT_GT(std::string(outcome.fault.message).size(), 10u) << text;
    }
    EXPECT_EQ(parse("<a/>").result, 0);
}

TEST(XmlModule, NeverResolvesAnEntity)
{
    const Outcome outcome = parse("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>");
    EXPECT_EQ(outcome.result, -1);
    EXPECT_EQ(outcome.fault.code, MODVIRT_XML_FAULT_REFUSED);
    EXPECT_EQ(outcome.log, "");
}

TEST(XmlModule, AnswersACallWithoutTextOrCallbacks)
{
    modvirt_xml_fault_v1 fault{};
    fault.struct_size = sizeof fault;
    EXPECT_EQ(modvirt_xml_interface_v1()->parse("<a/>", 4, nullptr, &fault), -1);
    EXPECT_EQ(fault.code, MODVIRT_XML_FAULT_INTERNAL);
    Log log;
    const modvirt_xml_events_v1 events = log.events();
    EXPECT_EQ(modvirt_xml_interface_v1()->parse(nullptr, 0, &events, nullptr), -1);
    EXPECT_EQ(modvirt_xml_interface_v1()->parse(nullptr, 5, &events, &fault), -1);
}

TEST(XmlModule, MayBeCalledFromWithinACallback)
{
    Log log;
    modvirt_xml_events_v1 events = log.events();
    events.comment = [](void *context, const char *, uint32_t) {
        Log::of(context).text += "[" + parse("<inner/>").log + "]";
        return 0;
    };
    const std::string_view text = "<a><!--x--><b/></a>";
    EXPECT_EQ(modvirt_xml_interface_v1()->parse(text.data(), text.size(), &events, nullptr), 0);
    EXPECT_EQ(log.text, "<a@1:1>[<inner@1:1></inner>]<b@1:12></b></a>");
}

TEST(XmlModule, ParsesInManyThreadsAtOnce)
{
    std::vector<std::thread> threads;
    std::vector<int> good(4);
    for (std::size_t i = 0; i < good.size(); ++i)
        threads.emplace_back([&good, i] {
            const std::string name = "element" + std::to_string(i);
            const std::string text = "<" + name + " a='" + std::to_string(i) + "'>x</" + name + ">";
            for (int round = 0; round < 500; ++round) {
                good[i] += parse(text).log.starts_with("<" + name + "@1:1 a=" + std::to_string(i)) ? 1 : 0;
                good[i] += parse("<" + name + ">&bad;").result == -1 ? 1 : 0;
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    for (const int count : good)
        EXPECT_EQ(count, 1000);
}
