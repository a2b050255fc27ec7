// SPDX-License-Identifier: LGPL-2.1-or-later
// The shapes of --json where no driver at hand serves the call: asked of the program that makes believe.
#include "support/run_program.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace modvirt::cli::testing {

namespace {

using Json = nlohmann::json;

class BelievedJson : public ::testing::Test {
protected:
    void SetUp() override
    {
#ifdef MODVIRT_MAKING_BELIEVE
        m_program = MODVIRT_MAKING_BELIEVE;
#else
        GTEST_SKIP() << "libvirt-dev was not installed when this was built";
#endif
    }

    // Runs `line` after the domain's description said what the calls answer.
    Json run(const std::string &believed, const std::string &line)
    {
        const std::string lines = "desc test " + believed + "; " + line;
        const auto result = run_program({{m_program, "-q", "-c", "test:///default", lines}, {}, {}, {}});
        if (!result)
            return "did not end";
        m_status = result->status;
        return Json::parse(result->out, nullptr, false);
    }

    std::string m_program;
    int m_status = -1;
};

} // namespace

TEST_F(BelievedJson, DescribesTheJobOfADisk)
{
    EXPECT_EQ(run("type=2,cur=5,end=10,bandwidth=3", "blockjob test vda --json"),
              Json({{"type", "Block Copy"}, {"bandwidth_bytes", 3}, {"cur", 5}, {"end", 10}}));
    EXPECT_EQ(run("none=1", "blockjob test vda --json"), nullptr);
}

TEST_F(BelievedJson, CountsBytesWhereTheHypervisorKnowsMebibytesOnly)
{
    EXPECT_EQ(
        run("fails=flags|type=1,cur=3,end=9,bandwidth=4", "blockjob test vda --json")["bandwidth_bytes"],
        4194304);
}

TEST_F(BelievedJson, DescribesTheJobOfADomain)
{
    const Json none = {{"type", "None"}, {"operation", "Unknown"}, {"statistics", Json::object()}};
    EXPECT_EQ(run("type=0", "domjobinfo test --json"), none);
    const Json job = {{"type", "Bounded"},
                      {"operation", "Outgoing migration"},
                      {"statistics", {{"time_elapsed", 5}, {"errmsg", "lost"}, {"success", false}}}};
    EXPECT_EQ(run("type=1,operation.i=5,time_elapsed=5,errmsg.s=lost,success.b=0", "domjobinfo test --json"),
              job);
    EXPECT_EQ(run("no_stats=1,type=1,data_total=7", "domjobinfo test --json")["statistics"]["data_total"], 7);
}

TEST_F(BelievedJson, NamesTheUnitsOfWhatAMigrationMayTake)
{
    EXPECT_EQ(run("speed=5", "migrate-getspeed test --json"), Json({{"bandwidth_mib_s", 5}}));
    EXPECT_EQ(run("downtime=300", "migrate-getmaxdowntime test --json"), Json({{"downtime_ms", 300}}));
    EXPECT_EQ(run("cache=1000", "migrate-compcache test --json"), Json({{"cache_bytes", 1000}}));
}

TEST_F(BelievedJson, DescribesTheHost)
{
    EXPECT_EQ(run("shm_pages_to_scan.u=100", "node-memory-tune --json"), Json({{"shm_pages_to_scan", 100}}));
    EXPECT_EQ(run("cbitpos.u=47,pdh.s=abc", "nodesevinfo --json"), Json({{"cbitpos", 47}, {"pdh", "abc"}}));
}

TEST_F(BelievedJson, ComparesCpusInOneWordAndTheExitStatus)
{
    const TemporaryDirectory directory;
    const std::string file = directory.write("cpu.xml", "<cpu/>");
    EXPECT_EQ(run("cpu=2", "cpu-compare --json " + file), Json({{"result", "superset"}}));
    EXPECT_EQ(m_status, 0);
    EXPECT_EQ(run("cpu=0", "hypervisor-cpu-compare --json " + file), Json({{"result", "incompatible"}}));
    EXPECT_EQ(m_status, 1);
}

TEST_F(BelievedJson, DescribesAGuest)
{
    EXPECT_EQ(run("x", "domhostname test --json"), Json({{"hostname", "guest"}}));
    EXPECT_EQ(run("os.name.s=Debian,user.count.u=0", "guestinfo test --json"),
              Json({{"os.name", "Debian"}, {"user.count", 0}}));
    EXPECT_EQ(run("a.s=one,b.s=two", "get-user-sshkeys test root --json"), Json({"one", "two"}));
    EXPECT_EQ(run("x", "domtime test --json"), Json({{"seconds", 627319920}, {"nanoseconds", 0}}));
    EXPECT_EQ(run("x", "domfsinfo test --json")[0],
              Json({{"mountpoint", "/"}, {"name", "vda1"}, {"type", "ext4"}, {"targets", {"vda"}}}));
}

TEST_F(BelievedJson, ListsCpuModelsAsAnArray)
{
    const Json models = run("x", "cpu-models x86_64 --json");
    ASSERT_TRUE(models.is_array());
    EXPECT_EQ(models[0], "486");
}

} // namespace modvirt::cli::testing
