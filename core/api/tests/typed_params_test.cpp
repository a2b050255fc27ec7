// SPDX-License-Identifier: LGPL-2.1-or-later
#include <clocale>
#include <cmath>

#include "support.hpp"

namespace modvirt::testing {

namespace {

// An array of typed parameters that is freed with it.
struct TypedParams : ApiTest {
    ~TypedParams() override { virTypedParamsFree(params, count); }

    int add(const char *name, int value)
    {
        return virTypedParamsAddInt(&params, &count, &capacity, name, value);
    }
    int add_from_string(int type, const char *value)
    {
        return virTypedParamsAddFromString(&params, &count, &capacity, "field", type, value);
    }
    [[nodiscard]] const virTypedParameter &last() const { return params[count - 1]; }

    virTypedParameterPtr params = nullptr;
    int count = 0;
    int capacity = 0;
};

} // namespace

TEST_F(TypedParams, KeepEveryTypeUnderItsName)
{
    ASSERT_EQ(add("int", -1), 0);
    ASSERT_EQ(virTypedParamsAddUInt(&params, &count, &capacity, "uint", 4000000000U), 0);
    ASSERT_EQ(virTypedParamsAddLLong(&params, &count, &capacity, "llong", -5000000000LL), 0);
    ASSERT_EQ(virTypedParamsAddULLong(&params, &count, &capacity, "ullong", 18446744073709551615ULL), 0);
    ASSERT_EQ(virTypedParamsAddDouble(&params, &count, &capacity, "double", 2.5), 0);
    ASSERT_EQ(virTypedParamsAddBoolean(&params, &count, &capacity, "boolean", 7), 0);
    ASSERT_EQ(virTypedParamsAddString(&params, &count, &capacity, "string", "text"), 0);

    int number = 0;
    unsigned int unsigned_number = 0;
    long long large = 0;
    unsigned long long unsigned_large = 0;
    double decimal = 0;
    int choice = 0;
    const char *text = nullptr;
    EXPECT_EQ(virTypedParamsGetInt(params, count, "int", &number), 1);
    EXPECT_EQ(number, -1);
    EXPECT_EQ(virTypedParamsGetUInt(params, count, "uint", &unsigned_number), 1);
    EXPECT_EQ(unsigned_number, 4000000000U);
    EXPECT_EQ(virTypedParamsGetLLong(params, count, "llong", &large), 1);
    EXPECT_EQ(large, -5000000000LL);
    EXPECT_EQ(virTypedParamsGetULLong(params, count, "ullong", &unsigned_large), 1);
    EXPECT_EQ(unsigned_large, 18446744073709551615ULL);
    EXPECT_EQ(virTypedParamsGetDouble(params, count, "double", &decimal), 1);
    EXPECT_EQ(decimal, 2.5);
    EXPECT_EQ(virTypedParamsGetBoolean(params, count, "boolean", &choice), 1);
    EXPECT_EQ(choice, 1);
    EXPECT_EQ(virTypedParamsGetString(params, count, "string", &text), 1);
    EXPECT_STREQ(text, "text");
}

TEST_F(TypedParams, GrowByHalfOfTheirCapacity)
{
    std::vector<int> capacities;
    for (int index = 0; index < 20; ++index) {
        ASSERT_EQ(add("x", index), 0);
        if (capacities.empty() || capacities.back() != capacity)
            capacities.push_back(capacity);
    }
    EXPECT_THAT(capacities, ::testing::ElementsAre(1, 2, 3, 4, 6, 9, 13, 19, 28));
}

TEST_F(TypedParams, TakeTheLongestNameAndRefuseALongerOne)
{
    EXPECT_EQ(add(std::string(VIR_TYPED_PARAM_FIELD_LENGTH - 1, 'y').c_str(), 1), 0);
    const std::string longer(VIR_TYPED_PARAM_FIELD_LENGTH, 'y');
    EXPECT_EQ(add(longer.c_str(), 1), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INTERNAL_ERROR);
    EXPECT_EQ(last_message(), "internal error: Field name '" + longer + "' too long");
    EXPECT_EQ(count, 1);
}

TEST_F(TypedParams, AnswerTheFirstOfAName)
{
    add("twice", 1);
    add("twice", 2);
    int value = 0;
    EXPECT_EQ(virTypedParamsGetInt(params, count, "twice", &value), 1);
    EXPECT_EQ(value, 1);
    EXPECT_EQ(virTypedParamsGet(params, count, "twice"), params);
}

TEST_F(TypedParams, AnswerZeroForANameThatIsNotThere)
{
    int value = 7;
    EXPECT_EQ(virTypedParamsGetInt(params, count, "none", &value), 0);
    EXPECT_EQ(virTypedParamsGetInt(params, -4, "none", &value), 0);
    EXPECT_EQ(virTypedParamsGetInt(params, 0, nullptr, &value), 0);
    EXPECT_EQ(virTypedParamsGet(nullptr, 3, "none"), nullptr);
    EXPECT_EQ(value, 7);
    EXPECT_EQ(virGetLastError(), nullptr);
}

TEST_F(TypedParams, AreNotReadAsAnotherType)
{
    add("number", 1);
    unsigned int value = 7;
    EXPECT_EQ(virTypedParamsGetUInt(params, count, "number", &value), -1);
    EXPECT_EQ(value, 7U);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(last_message(), "invalid argument: Invalid type 'uint' requested for parameter 'number', "
                              "actual type is 'int'");
}

TEST_F(TypedParams, TellOfAValueWhoseTypeIsUnknown)
{
    add("odd", 1);
    params[0].type = 99;
    EXPECT_EQ(virTypedParamsGetInt(params, count, "odd", nullptr), -1);
    EXPECT_THAT(last_message(), ::testing::EndsWith("actual type is '(null)'"));
}

TEST_F(TypedParams, TellThatAParameterIsThereWithoutAPlaceForItsValue)
{
    add("number", 1);
    EXPECT_EQ(virTypedParamsGetInt(params, count, "number", nullptr), 1);
}

TEST_F(TypedParams, AddAllTextsOfAListUnderOneName)
{
    const char *values[] = {"a", "b", nullptr};
    EXPECT_EQ(virTypedParamsAddStringList(&params, &count, &capacity, "list", values), 0);
    ASSERT_EQ(count, 2);
    EXPECT_STREQ(params[0].value.s, "a");
    EXPECT_STREQ(params[1].value.s, "b");
    EXPECT_EQ(virTypedParamsAddStringList(&params, &count, &capacity, "list", nullptr), 0);
    EXPECT_EQ(count, 2);
}

TEST_F(TypedParams, AddNothingOfAListThatCannotBeAdded)
{
    const char *values[] = {"a", "b", nullptr};
    add("before", 1);
    const std::string name(VIR_TYPED_PARAM_FIELD_LENGTH, 'n');
    EXPECT_EQ(virTypedParamsAddStringList(&params, &count, &capacity, name.c_str(), values), -1);
    EXPECT_EQ(count, 1);
}

TEST_F(TypedParams, TakeANullTextAsAnEmptyOne)
{
    EXPECT_EQ(virTypedParamsAddString(&params, &count, &capacity, "s", nullptr), 0);
    EXPECT_STREQ(last().value.s, "");
}

TEST_F(TypedParams, RefuseNullWhereTheArrayShouldBe)
{
    EXPECT_EQ(virTypedParamsAddInt(nullptr, &count, &capacity, "n", 1), -1);
    EXPECT_EQ(last_message(), "params in virTypedParamsAddInt must not be NULL");
    EXPECT_EQ(virTypedParamsAddInt(&params, nullptr, &capacity, "n", 1), -1);
    EXPECT_EQ(virTypedParamsAddInt(&params, &count, nullptr, "n", 1), -1);
    EXPECT_EQ(add(nullptr, 1), -1);
    EXPECT_EQ(last_message(), "name in virTypedParamsAddInt must not be NULL");
}

TEST_F(TypedParams, LoseOnlyTheirTextsWhenTheyAreCleared)
{
    add("number", 5);
    virTypedParamsAddString(&params, &count, &capacity, "text", "gone");
    virTypedParamsClear(params, count);
    EXPECT_EQ(params[0].value.i, 5);
    EXPECT_EQ(params[1].value.s, nullptr);
    virTypedParamsClear(params, count);
    virTypedParamsClear(nullptr, 3);
}

TEST_F(TypedParams, AreReadFromTextAsDecimalNumbers)
{
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_INT, "-2147483648"), 0);
    EXPECT_EQ(last().value.i, -2147483647 - 1);
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_INT, " +010"), 0);
    EXPECT_EQ(last().value.i, 10);
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_UINT, "-1"), 0);
    EXPECT_EQ(last().value.ui, 4294967295U);
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_UINT, "4294967295"), 0);
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_UINT, "-4294967295"), 0);
    EXPECT_EQ(last().value.ui, 1U);
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_LLONG, "-9223372036854775808"), 0);
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_ULLONG, "18446744073709551615"), 0);
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_DOUBLE, "1e3"), 0);
    EXPECT_EQ(last().value.d, 1000.0);
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_DOUBLE, "nan"), 0);
    EXPECT_TRUE(std::isnan(last().value.d));
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_STRING, ""), 0);
    EXPECT_STREQ(last().value.s, "");
}

TEST_F(TypedParams, AreReadFromTextAsChoices)
{
    for (const char *yes : {"1", "true", "TRUE"}) {
        EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_BOOLEAN, yes), 0) << yes;
        EXPECT_EQ(last().value.b, 1);
    }
    for (const char *no : {"0", "false", "False"}) {
        EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_BOOLEAN, no), 0) << no;
        EXPECT_EQ(last().value.b, 0);
    }
    for (const char *neither : {"", "2", "yes", "01", " 1"}) {
        EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_BOOLEAN, neither), -1) << neither;
        EXPECT_EQ(last_message(), "invalid argument: Invalid boolean value for field 'field'");
    }
}

TEST_F(TypedParams, RefuseTextThatIsNotWhollyANumberInRange)
{
    const struct {
        int type;
        const char *text;
        const char *expected;
    } cases[] = {
        {VIR_TYPED_PARAM_INT, "2147483648", "int"},
        {VIR_TYPED_PARAM_INT, "0x10", "int"},
        {VIR_TYPED_PARAM_INT, "7 ", "int"},
        {VIR_TYPED_PARAM_INT, "", "int"},
        {VIR_TYPED_PARAM_UINT, "4294967296", "unsigned int"},
        {VIR_TYPED_PARAM_UINT, "-4294967296", "unsigned int"},
        {VIR_TYPED_PARAM_LLONG, "9223372036854775808", "long long"},
        {VIR_TYPED_PARAM_ULLONG, "18446744073709551616", "unsigned long long"},
        {VIR_TYPED_PARAM_DOUBLE, "1,5", "double"},
        {VIR_TYPED_PARAM_DOUBLE, "1e999", "double"},
    };
    for (const auto &[type, text, expected] : cases) {
        EXPECT_EQ(add_from_string(type, text), -1) << text;
        EXPECT_EQ(last_message(),
                  std::string("invalid argument: Invalid value for field 'field': expected ") + expected);
    }
    EXPECT_EQ(count, 0);
}

TEST_F(TypedParams, RefuseNoTextAndUnknownTypes)
{
    EXPECT_EQ(add_from_string(VIR_TYPED_PARAM_INT, nullptr), -1);
    EXPECT_EQ(last_message(), "invalid argument: NULL value for field 'field'");
    EXPECT_EQ(add_from_string(8, "1"), -1);
    EXPECT_EQ(last_message(), "internal error: unexpected type 8 for field field");
}

} // namespace modvirt::testing
