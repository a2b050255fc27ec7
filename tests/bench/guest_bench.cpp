// SPDX-License-Identifier: LGPL-2.1-or-later
// guest-bench ROOT KERNEL INITRAMFS: starts and destroys one emulated QEMU guest through qemu:///embed, and
// prints how many milliseconds each took.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "domains.hpp"

namespace {

constexpr const char *form = R"(<domain type='qemu'>
  <name>bench</name>
  <memory unit='MiB'>64</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>%s</kernel>
    <initrd>%s</initrd>
  </os>
  <devices>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
  </devices>
</domain>
)";

template <class Call>
double milliseconds(Call &&call)
{
    const auto begin = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

// The event loop that an embedded driver needs, until it goes out of scope.
class EventLoop {
public:
    EventLoop()
    {
        bench::require(virEventRegisterDefaultImpl() == 0, "event loop");
        m_timer = virEventAddTimeout(
            50, [](int, void *) {}, nullptr, nullptr);
        m_thread = std::thread([this] {
            while (!m_ended)
                virEventRunDefaultImpl();
        });
    }
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;
    ~EventLoop()
    {
        m_ended = true;
        m_thread.join();
        virEventRemoveTimeout(m_timer);
    }

private:
    std::atomic<bool> m_ended = false;
    int m_timer = -1;
    std::thread m_thread;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: guest-bench ROOT KERNEL INITRAMFS\n");
        return 2;
    }
    const EventLoop loop;
    const bench::Connection connection = bench::open(("qemu:///embed?root=" + std::string(argv[1])).c_str());
    char xml[4096];
    std::snprintf(xml, sizeof xml, form, argv[2], argv[3]);
    const bench::Domain domain(virDomainDefineXML(connection.get(), xml));
    bench::require(domain != nullptr, "define");
    const double created =
        milliseconds([&] { bench::require(virDomainCreate(domain.get()) == 0, "create"); });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const double destroyed =
        milliseconds([&] { bench::require(virDomainDestroy(domain.get()) == 0, "destroy"); });
    virDomainUndefine(domain.get());
    std::printf("%.3f %.3f\n", created, destroyed);
    return 0;
}
