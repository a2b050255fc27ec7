// SPDX-License-Identifier: LGPL-2.1-or-later
// What the options of jobs and migrations mean to the library, and how far a job is.
#include "base/block_bandwidth.hpp"
#include "base/job_progress.hpp"
#include "base/parse.hpp"
#include "commands/migrate_options.hpp"

#include <gmock/gmock.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

namespace {

unsigned long bandwidth_of(const Words &options)
{
    Words words = {"blockpull", "dom", "vda"};
    words.insert(words.end(), options.begin(), options.end());
    return block_bandwidth(parse_command(words).arguments);
}

std::string refusal_of(const Words &options)
{
    try {
        return fmt::format("accepted: {}", bandwidth_of(options));
    } catch (const Error &error) {
        return error.message();
    }
}

Arguments migration(const Words &options)
{
    Words words = {"migrate", "dom", "uri"};
    words.insert(words.end(), options.begin(), options.end());
    return parse_command(words).arguments;
}

std::string complaint_about(const Words &options)
{
    try {
        const Arguments arguments = migration(options);
        check_migrate_options(arguments);
        static_cast<void>(migrate_flags(arguments));
        return "nothing";
    } catch (const Error &error) {
        return error.message();
    }
}

} // namespace

TEST(BlockBandwidth, CountsMebibytesUnlessBytesAreMeant)
{
    EXPECT_EQ(bandwidth_of({}), 0UL);
    EXPECT_EQ(bandwidth_of({"3"}), 3UL);
    EXPECT_EQ(bandwidth_of({"3000k"}), 2UL);
    EXPECT_EQ(bandwidth_of({"3000k", "--bytes"}), 3072000UL);
    EXPECT_EQ(bandwidth_of({"3", "--bytes"}), 3UL);
}

TEST(BlockBandwidth, IsTheLargestForMinusOne)
{
    EXPECT_EQ(bandwidth_of({"--bandwidth=-1"}), std::numeric_limits<unsigned long>::max());
}

TEST(BlockBandwidth, SaysWhatIsNoSize)
{
    EXPECT_EQ(refusal_of({"x"}),
              "Scaled numeric value 'x' for <--bandwidth> option is malformed or out of range");
    EXPECT_EQ(refusal_of({"5zz"}),
              "Scaled numeric value '5zz' for <--bandwidth> option is malformed or out of range\n"
              "error: invalid argument: unknown suffix 'zz'");
}

TEST(JobProgress, IsDoneOnlyWhenNothingRemains)
{
    EXPECT_EQ(progress_text("Save", 0, 10), "\rSave: [100 %]");
    EXPECT_EQ(progress_text("Save", 1, 10000), "\rSave: [ 99 %]");
    EXPECT_EQ(progress_text("Save", 2, 3), "\rSave: [ 33 %]");
    EXPECT_EQ(progress_text("Save", 10, 10), "\rSave: [  0 %]");
    EXPECT_EQ(progress_text("Save", 0, 0), "\rSave: [100 %]");
    // The total may be behind what is known to remain.
    EXPECT_EQ(progress_text("Save", 20, 10), "\rSave: [  0 %]");
}

TEST(MigrateOptions, AreOneFlagEach)
{
    EXPECT_EQ(migrate_flags(migration({})), 0U);
    EXPECT_EQ(migrate_flags(migration({"--live", "--p2p", "--tunnelled"})),
              static_cast<unsigned>(VIR_MIGRATE_LIVE | VIR_MIGRATE_PEER2PEER | VIR_MIGRATE_TUNNELLED));
    EXPECT_EQ(migrate_flags(migration({"--tunneled"})), static_cast<unsigned>(VIR_MIGRATE_TUNNELLED));
    EXPECT_EQ(migrate_flags(migration({"--direct", "--verbose"})), 0U);
}

TEST(MigrateOptions, AreRefusedWithoutWhatTheyNeed)
{
    EXPECT_EQ(complaint_about({"--live"}), "nothing");
    EXPECT_EQ(complaint_about({"--live", "--offline"}),
              "Options --live and --offline are mutually exclusive");
    EXPECT_EQ(complaint_about({"--postcopy-resume"}),
              "Option --postcopy is required by option --postcopy-resume");
    EXPECT_EQ(complaint_about({"--tls-destination", "x"}),
              "Option --tls is required by option --tls-destination");
    EXPECT_EQ(complaint_about({"--copy-storage-synchronous-writes"}),
              "'--copy-storage-synchronous-writes' requires one of '--copy-storage-all', 'copy-storage-inc'");
}

TEST(MigrateOptions, BecomeParametersThatMayComeSeveralTimes)
{
    ParameterChanges parameters;
    add_migrate_parameters(
        parameters, migration({"--migrate-disks", "vda,vdb", "--bandwidth", "9", "--disks-port", "0"}));
    ASSERT_EQ(parameters.count(), 3);
    EXPECT_STREQ(parameters.values()[0].field, VIR_MIGRATE_PARAM_MIGRATE_DISKS);
    EXPECT_STREQ(parameters.values()[0].value.s, "vda");
    EXPECT_STREQ(parameters.values()[1].value.s, "vdb");
    EXPECT_STREQ(parameters.values()[2].field, VIR_MIGRATE_PARAM_BANDWIDTH);
    EXPECT_EQ(parameters.values()[2].value.ul, 9ULL);
}

} // namespace modvirt::cli
