// SPDX-License-Identifier: LGPL-2.1-or-later
// The shapes of --json that programs rely on.
#include "support/run_program.hpp"

#include <gmock/gmock.h>
#include <map>
#include <nlohmann/json.hpp>

namespace modvirt::cli::testing {

namespace {

using Json = nlohmann::json;

Json run_json(const std::string &line)
{
    const auto result = run_program({{MODVIRT_PROGRAM, "-q", "-c", "test:///default", line}, {}, {}, {}});
    EXPECT_TRUE(result) << "did not end";
    if (!result)
        return {};
    EXPECT_EQ(result->status, 0) << line << ": " << result->err;
    EXPECT_TRUE(result->out.ends_with('\n')) << line;
    return Json::parse(result->out, nullptr, false);
}

std::vector<std::string> members(const Json &object)
{
    std::vector<std::string> names;
    for (const auto &item : object.items())
        names.push_back(item.key());
    return names;
}

} // namespace

using ::testing::UnorderedElementsAre;

TEST(JsonOutput, ListsDomainsAsAnArrayOfObjects)
{
    const Json list = run_json("list --all --json");
    ASSERT_EQ(list.size(), 1U);
    EXPECT_THAT(members(list[0]), UnorderedElementsAre("id", "name", "uuid", "state", "persistent",
                                                       "autostart", "managed_save", "title"));
    EXPECT_EQ(list[0]["id"], 1);
    EXPECT_EQ(list[0]["name"], "test");
    EXPECT_EQ(list[0]["state"], "running");
    EXPECT_EQ(list[0]["persistent"], true);
    EXPECT_EQ(list[0]["title"], nullptr);
}

TEST(JsonOutput, HasNoIdForADomainThatDoesNotRun)
{
    EXPECT_EQ(run_json("destroy test; list --all --json")[0]["id"], nullptr);
}

TEST(JsonOutput, IsAnEmptyArrayWhenThereIsNothing)
{
    EXPECT_EQ(run_json("list --inactive --json"), Json::array());
}

TEST(JsonOutput, ListsSnapshotsAndCheckpointsWithTheirParents)
{
    const Json list =
        run_json("snapshot-create-as test a; snapshot-create-as test b; snapshot-list test --json");
    ASSERT_EQ(list.size(), 2U);
    EXPECT_THAT(members(list[1]),
                UnorderedElementsAre("name", "creation_time", "state", "location", "parent"));
    EXPECT_EQ(list[0]["parent"], nullptr);
    EXPECT_EQ(list[1]["parent"], "a");
    EXPECT_EQ(list[1]["state"], "running");
    EXPECT_TRUE(list[1]["creation_time"].is_number());
    const Json info = run_json("snapshot-create-as test a; snapshot-info test a --json");
    EXPECT_EQ(info["current"], true);
    EXPECT_EQ(info["children"], 0);
    EXPECT_EQ(info["domain"], "test");
    EXPECT_EQ(run_json("checkpoint-create-as test a; checkpoint-list test --json")[0]["name"], "a");
    EXPECT_EQ(run_json("checkpoint-create-as test a; checkpoint-parent test a --json")["parent"], nullptr);
}

TEST(JsonOutput, DescribesADomain)
{
    const Json info = run_json("dominfo test --json");
    EXPECT_THAT(members(info),
                UnorderedElementsAre("id", "name", "uuid", "os_type", "state", "vcpus", "cpu_time_ns",
                                     "max_memory_kib", "memory_kib", "persistent", "autostart",
                                     "managed_save", "security_model", "security_doi", "security_label",
                                     "security_enforcing", "messages"));
    EXPECT_EQ(info["max_memory_kib"], 8388608);
    EXPECT_TRUE(info["cpu_time_ns"].is_number_unsigned());
    EXPECT_EQ(run_json("domstate test --json"), Json({{"state", "running"}, {"reason", "unknown"}}));
}

TEST(JsonOutput, DescribesDevices)
{
    EXPECT_EQ(run_json("domblklist test --json"),
              Json::parse(
                  R"([{"type": "file", "device": "disk", "target": "vda", "source": "/guest/diskimage1"}])"));
    EXPECT_EQ(run_json("domiflist test --json"),
              Json::parse(R"([{"interface": "testnet0", "type": "network", "source": "default", "model": null,
                               "mac": "aa:bb:cc:dd:ee:ff"}])"));
}

TEST(JsonOutput, DescribesStorage)
{
    const Json pool = {{"name", "default-pool"},
                       {"uuid", "dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566"},
                       {"state", "running"},
                       {"active", true},
                       {"persistent", true},
                       {"autostart", false},
                       {"capacity_bytes", 107374182400},
                       {"allocation_bytes", 0},
                       {"available_bytes", 107374182400}};
    EXPECT_EQ(run_json("pool-info default-pool --json"), pool);
    EXPECT_EQ(run_json("pool-list --json"), Json::array({pool}));
    EXPECT_EQ(run_json("vol-list default-pool --json"), Json::array());
}

TEST(JsonOutput, DescribesTheHost)
{
    EXPECT_THAT(members(run_json("nodecpumap --json")), UnorderedElementsAre("present", "online", "map"));
    EXPECT_THAT(members(run_json("nodeinfo --json")),
                UnorderedElementsAre("cpu_model", "cpus", "cpu_frequency_mhz", "sockets", "cores_per_socket",
                                     "threads_per_core", "numa_cells", "memory_kib"));
    EXPECT_EQ(run_json("uri --json"), Json({{"uri", "test:///default"}}));
    EXPECT_EQ(run_json("version --json")["compiled_against"], "9.0.0");
}

TEST(JsonOutput, CanBeAskedForOnceForAllCommands)
{
    const auto result =
        run_program({{MODVIRT_PROGRAM, "--json", "-c", "test:///default", "domstate", "test"}, {}, {}, {}});
    ASSERT_TRUE(result);
    EXPECT_EQ(Json::parse(result->out, nullptr, false)["state"], "running");
}

TEST(JsonOutput, LeavesErrorsOnStandardErrorAsText)
{
    const auto result =
        run_program({{MODVIRT_PROGRAM, "-q", "-c", "test:///default", "dominfo nosuch --json"}, {}, {}, {}});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 1);
    EXPECT_EQ(result->out, "");
    EXPECT_EQ(result->err, "error: failed to get domain 'nosuch'\n");
}

TEST(JsonOutput, ListsPlugins)
{
    const Json answer = run_json("plugin list --json");
    ASSERT_TRUE(answer["plugins"].is_array());
    for (const Json &plugin : answer["plugins"])
        EXPECT_TRUE(plugin.contains("name") && plugin.contains("state") && plugin.contains("path"));
}

TEST(JsonOutput, TellsOfEveryFunctionWhoServesIt)
{
    const Json answer = run_json("plugin matrix --json");
    EXPECT_EQ(answer["functions"].size(), 517U);
    std::map<std::string, Json> functions;
    for (const Json &function : answer["functions"])
        functions[function["name"]] = function;
    EXPECT_EQ(functions["virDomainRef"]["served"], "library");
    EXPECT_EQ(functions["virConnectOpen"]["served"], "library");
    EXPECT_EQ(functions["virDomainSuspend"]["drivers"].back(), "test");
    EXPECT_EQ(functions["virDomainCreate"]["through"], "virDomainCreateWithFlags");
    EXPECT_EQ(functions["virConnectListDomains"]["through"], "virConnectListAllDomains");
}

TEST(JsonOutput, GivesParametersTheirOwnTypesAndUnits)
{
    const Json memory = run_json("memtune test --hard-limit 5G; memtune test --json");
    EXPECT_EQ(memory["hard_limit_kib"], 5 << 20);
    EXPECT_EQ(memory["soft_limit_kib"], nullptr);
    EXPECT_EQ(run_json("numatune test --json")["numa_mode"], "strict");
    EXPECT_EQ(run_json("perf test --json")["cmt"], false);
    EXPECT_EQ(run_json("domiftune test testnet0 --json")["inbound.average"], 0);
    EXPECT_EQ(run_json("blkdeviotune test vda --json")["total_bytes_sec"], 0);
    EXPECT_TRUE(run_json("blkiotune test --json").contains("weight"));
}

TEST(JsonOutput, TellsOfInterfacesAndTheirAddresses)
{
    const Json list = run_json("domifaddr test --json");
    ASSERT_EQ(list.size(), 1U);
    EXPECT_THAT(members(list[0]), UnorderedElementsAre("interface", "mac", "addresses"));
    EXPECT_EQ(list[0]["addresses"][0]["protocol"], "ipv4");
    EXPECT_EQ(list[0]["addresses"][0]["prefix"], 24);
    EXPECT_EQ(run_json("domif-getlink test testnet0 --json")["state"], "up");
}

TEST(JsonOutput, TellsOfThreadsAndTheirCpus)
{
    EXPECT_TRUE(run_json("emulatorpin test --json")["affinity"].is_string());
    const Json threads = run_json("iothreadadd test 3; iothreadinfo test --json");
    ASSERT_EQ(threads.size(), 1U);
    EXPECT_EQ(threads[0]["iothread"], 3);
    const Json times = run_json("cpu-stats test --start 1 --count 1 --json");
    EXPECT_EQ(times["total"], nullptr);
    ASSERT_EQ(times["cpus"].size(), 1U);
    EXPECT_THAT(members(times["cpus"][0]), UnorderedElementsAre("cpu", "cpu_time_ns", "vcpu_time_ns"));
}

TEST(JsonOutput, TellsOfTheHealthOfADomain)
{
    EXPECT_THAT(members(run_json("domcontrol test --json")),
                UnorderedElementsAre("state", "reason", "state_time_ms"));
    const Json errors = run_json("domblkerror test --json");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_THAT(members(errors[0]), UnorderedElementsAre("target", "error"));
}

} // namespace modvirt::cli::testing
