// SPDX-License-Identifier: LGPL-2.1-or-later
// storage-bench --uri=URI --folder=FOLDER [--server=PID] [--benchmark_...]: what pools of files cost.
//
// FOLDER holds sets of files that are only read, so that both libraries can be given the same ones: `sparse`, `data`,
// `qcow2` and `many`; a set that is not there is a case that is left out. Everything else is made in it and removed again.
//
// Where the library is the client of a daemon, PID is the daemon: beside the time that passes, each case tells in
// `processor_ns` how much processor time an iteration took, in this process and in the daemon together.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "domains.hpp"

namespace {

namespace fs = std::filesystem;

constexpr size_t gibibyte = size_t{1} << 30;

struct FreePool {
    void operator()(virStoragePoolPtr pool) const { virStoragePoolFree(pool); }
};
struct FreeVolume {
    void operator()(virStorageVolPtr volume) const { virStorageVolFree(volume); }
};
struct FreeStream {
    void operator()(virStreamPtr stream) const { virStreamFree(stream); }
};
using Volume = std::unique_ptr<virStorageVol, FreeVolume>;
using Stream = std::unique_ptr<virStream, FreeStream>;

std::string uri;
fs::path folder;
clockid_t server_clock = 0; // 0: there is no daemon

const bench::Connection &connection()
{
    static const bench::Connection opened = bench::open(uri.c_str());
    return opened;
}

// A directory pool that is active as long as this lives.
class Pool {
public:
    explicit Pool(const fs::path &target)
    {
        const std::string document = "<pool type='dir'><name>bench</name><target><path>" + target.string() +
                                     "</path></target></pool>";
        m_pool.reset(virStoragePoolCreateXML(connection().get(), document.c_str(), 0));
        bench::require(m_pool != nullptr, "start a pool");
    }
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;
    ~Pool() { bench::require(virStoragePoolDestroy(m_pool.get()) == 0, "stop a pool"); }

    [[nodiscard]] virStoragePoolPtr get() const { return m_pool.get(); }
    void refresh() const { bench::require(virStoragePoolRefresh(get(), 0) == 0, "refresh"); }
    void require_volumes(size_t count) const
    {
        bench::require(virStoragePoolNumOfVolumes(get()) == static_cast<int>(count), "the number of volumes");
    }

private:
    std::unique_ptr<virStoragePool, FreePool> m_pool;
};

// A directory of its own, empty at first and gone at the end.
class NewFolder {
public:
    explicit NewFolder(const char *name) : m_path(folder / name) { fs::create_directory(m_path); }
    NewFolder(const NewFolder &) = delete;
    NewFolder &operator=(const NewFolder &) = delete;
    ~NewFolder() { fs::remove_all(m_path); }

    [[nodiscard]] const fs::path &path() const { return m_path; }

private:
    fs::path m_path;
};

double nanoseconds(clockid_t clock)
{
    timespec now{};
    bench::require(clock_gettime(clock, &now) == 0, "clock");
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Adds up what is measured between begin() and end().
class Meter {
public:
    explicit Meter(benchmark::State &state) : m_state(state) {}
    Meter(const Meter &) = delete;
    Meter &operator=(const Meter &) = delete;
    ~Meter() { m_state.counters["processor_ns"] = m_processor / static_cast<double>(m_state.iterations()); }

    void begin()
    {
        m_processor -= processor();
        m_begin = std::chrono::steady_clock::now();
    }
    // Seconds since begin().
    double end()
    {
        const auto passed = std::chrono::steady_clock::now() - m_begin;
        m_processor += processor();
        return std::chrono::duration<double>(passed).count();
    }

private:
    static double processor()
    {
        return nanoseconds(CLOCK_PROCESS_CPUTIME_ID) + (server_clock == 0 ? 0 : nanoseconds(server_clock));
    }

    benchmark::State &m_state;
    std::chrono::steady_clock::time_point m_begin;
    double m_processor = 0;
};

// The names of a set of files; none, and the case is left out, when the set is not there.
std::vector<std::string> names_in(benchmark::State &state, const fs::path &set)
{
    std::vector<std::string> names;
    std::error_code missing;
    for (const fs::directory_entry &entry : fs::directory_iterator(set, missing))
        names.push_back(entry.path().filename());
    if (names.empty())
        state.SkipWithError(("there is no set of files '" + set.string() + "'").c_str());
    return names;
}

// --- Refreshing

void move(const std::vector<std::string> &names, const fs::path &from, const fs::path &to)
{
    for (const std::string &name : names)
        fs::rename(from / name, to / name);
}

void ask_for_all(const Pool &pool)
{
    virStorageVolPtr *volumes = nullptr;
    const int count = virStoragePoolListAllVolumes(pool.get(), &volumes, 0);
    bench::require(count >= 0, "list volumes");
    for (int index = 0; index < count; ++index) {
        const Volume volume(volumes[index]);
        virStorageVolInfo info;
        bench::require(virStorageVolGetInfo(volume.get(), &info) == 0, "ask for a volume");
    }
    std::free(volumes);
}

enum class Then { Nothing, AskForAll };

// The pool was empty a moment ago: all of the files are new to it. Their bytes and what the system knows of them are in
// memory from the first round, which does not count.
void refresh_first(benchmark::State &state, const char *set_name, Then then)
{
    const fs::path set = folder / set_name;
    const std::vector<std::string> names = names_in(state, set);
    if (names.empty())
        return;
    const NewFolder target("pool");
    const Pool pool(target.path());
    const auto look = [&](const auto &begin, const auto &end) {
        move(names, set, target.path());
        begin();
        pool.refresh();
        if (then == Then::AskForAll)
            ask_for_all(pool);
        end();
        pool.require_volumes(names.size());
        move(names, target.path(), set);
        pool.refresh();
        pool.require_volumes(0);
    };
    look([] {}, [] {});
    Meter meter(state);
    for (auto _ : state)
        look([&] { meter.begin(); }, [&] { state.SetIterationTime(meter.end()); });
}

void refresh_unchanged(benchmark::State &state, const char *set_name)
{
    const fs::path set = folder / set_name;
    const size_t count = names_in(state, set).size();
    if (count == 0)
        return;
    const Pool pool(set);
    pool.refresh();
    Meter meter(state);
    meter.begin();
    for (auto _ : state)
        pool.refresh();
    meter.end();
    pool.require_volumes(count);
}

// A pool starts with its first refresh.
void start(benchmark::State &state, const char *set_name)
{
    const fs::path set = folder / set_name;
    const size_t count = names_in(state, set).size();
    if (count == 0)
        return;
    Meter meter(state);
    for (auto _ : state) {
        meter.begin();
        const Pool pool(set);
        state.SetIterationTime(meter.end());
        pool.require_volumes(count);
    }
}

// --- Looking up

// `look_up` is given the pool, and the name and the path of a volume.
template <class LookUp>
void lookup(benchmark::State &state, const LookUp &look_up)
{
    const fs::path set = folder / "many";
    std::vector<std::pair<std::string, std::string>> wanted;
    for (const std::string &name : names_in(state, set))
        wanted.emplace_back(name, set / name);
    if (wanted.empty())
        return;
    const Pool pool(set);
    pool.require_volumes(wanted.size());
    size_t next = 0;
    Meter meter(state);
    meter.begin();
    for (auto _ : state) {
        next = (next + 7919) % wanted.size();
        const Volume volume(look_up(pool.get(), wanted[next].first.c_str(), wanted[next].second.c_str()));
        bench::require(volume != nullptr, "look up");
    }
    meter.end();
}

void lookup_by_name(benchmark::State &state)
{
    lookup(state, [](virStoragePoolPtr pool, const char *name, const char *) {
        return virStorageVolLookupByName(pool, name);
    });
}

void lookup_by_key(benchmark::State &state)
{
    lookup(state, [](virStoragePoolPtr, const char *, const char *path) {
        return virStorageVolLookupByKey(connection().get(), path);
    });
}

void lookup_by_path(benchmark::State &state)
{
    lookup(state, [](virStoragePoolPtr, const char *, const char *path) {
        return virStorageVolLookupByPath(connection().get(), path);
    });
}

// --- Making and filling

Volume make_sparse(const Pool &pool)
{
    Volume volume(virStorageVolCreateXML(pool.get(),
                                         "<volume><name>new.img</name><capacity unit='GiB'>1</capacity>"
                                         "<allocation>0</allocation></volume>",
                                         0));
    bench::require(volume != nullptr, "create a volume");
    return volume;
}

void remove(const Volume &volume)
{
    bench::require(virStorageVolDelete(volume.get(), 0) == 0, "delete a volume");
}

void create_delete(benchmark::State &state)
{
    const NewFolder target("pool");
    const Pool pool(target.path());
    Meter meter(state);
    meter.begin();
    for (auto _ : state)
        remove(make_sparse(pool));
    meter.end();
}

// What is sent: a gibibyte, the same bytes over and over.
struct Source {
    std::vector<char> bytes = std::vector<char>(size_t{1} << 20, 'x');
    size_t left = gibibyte;
};

int give(virStreamPtr, char *room, size_t size, void *opaque)
{
    Source &source = *static_cast<Source *>(opaque);
    const size_t count = std::min({size, source.left, source.bytes.size()});
    std::memcpy(room, source.bytes.data(), count);
    source.left -= count;
    return static_cast<int>(count);
}

int take(virStreamPtr, const char *, size_t size, void *opaque)
{
    *static_cast<size_t *>(opaque) += size;
    return static_cast<int>(size);
}

void upload_to(const Volume &volume)
{
    const Stream stream(virStreamNew(connection().get(), 0));
    Source source;
    bench::require(virStorageVolUpload(volume.get(), stream.get(), 0, 0, 0) == 0, "upload");
    bench::require(virStreamSendAll(stream.get(), &give, &source) == 0, "send");
    bench::require(virStreamFinish(stream.get()) == 0, "finish an upload");
}

void download_from(const Volume &volume)
{
    const Stream stream(virStreamNew(connection().get(), 0));
    size_t taken = 0;
    bench::require(virStorageVolDownload(volume.get(), stream.get(), 0, 0, 0) == 0, "download");
    bench::require(virStreamRecvAll(stream.get(), &take, &taken) == 0, "receive");
    bench::require(virStreamFinish(stream.get()) == 0, "finish a download");
    bench::require(taken == gibibyte, "a whole download");
}

void upload(benchmark::State &state)
{
    const NewFolder target("pool");
    const Pool pool(target.path());
    Meter meter(state);
    for (auto _ : state) {
        const Volume volume = make_sparse(pool);
        meter.begin();
        upload_to(volume);
        state.SetIterationTime(meter.end());
        remove(volume);
    }
}

// What was written a moment ago, so that no disk is waited for.
void download(benchmark::State &state)
{
    const NewFolder target("pool");
    const Pool pool(target.path());
    const Volume volume = make_sparse(pool);
    upload_to(volume);
    Meter meter(state);
    meter.begin();
    for (auto _ : state)
        download_from(volume);
    meter.end();
}

// --- The command line

bool take_option(std::string_view argument, std::string_view option, std::string &value)
{
    if (!argument.starts_with(option))
        return false;
    value = argument.substr(option.size());
    return true;
}

void read_arguments(int argc, char **argv)
{
    std::string place;
    std::string server;
    bool is_known = true;
    for (int index = 1; index < argc; ++index)
        is_known &= take_option(argv[index], "--uri=", uri) || take_option(argv[index], "--folder=", place) ||
                    take_option(argv[index], "--server=", server);
    folder = place;
    if (!is_known || uri.empty() || place.empty() ||
        (!server.empty() && clock_getcpuclockid(std::atoi(server.c_str()), &server_clock) != 0)) {
        std::fprintf(stderr, "usage: storage-bench --uri=URI --folder=FOLDER [--server=PID] [--benchmark_...]\n");
        std::exit(EXIT_FAILURE);
    }
}

} // namespace

BENCHMARK_CAPTURE(refresh_first, sparse, "sparse", Then::Nothing)->UseManualTime();
BENCHMARK_CAPTURE(refresh_first, data, "data", Then::Nothing)->UseManualTime();
BENCHMARK_CAPTURE(refresh_first, qcow2, "qcow2", Then::Nothing)->UseManualTime();
BENCHMARK_CAPTURE(refresh_first, qcow2_info, "qcow2", Then::AskForAll)->UseManualTime();
BENCHMARK_CAPTURE(refresh_unchanged, data, "data")->UseRealTime();
BENCHMARK_CAPTURE(refresh_unchanged, many, "many")->UseRealTime();
BENCHMARK_CAPTURE(start, data, "data")->UseManualTime();
BENCHMARK_CAPTURE(start, qcow2, "qcow2")->UseManualTime();
BENCHMARK(lookup_by_name)->UseRealTime();
BENCHMARK(lookup_by_key)->UseRealTime();
BENCHMARK(lookup_by_path)->UseRealTime();
BENCHMARK(create_delete)->UseRealTime();
BENCHMARK(upload)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(download)->UseRealTime()->Iterations(1)->Unit(benchmark::kMillisecond);

int main(int argc, char **argv)
{
    virInitialize();
    benchmark::Initialize(&argc, argv);
    read_arguments(argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
