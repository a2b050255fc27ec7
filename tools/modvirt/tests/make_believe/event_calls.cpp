// SPDX-License-Identifier: LGPL-2.1-or-later
// One event of every kind that there is of domains.
#include "believed.hpp"

#include <memory>

namespace modvirt::cli::testing {

namespace {

class Sender {
public:
    Sender(virConnectPtr connection, virDomainPtr domain, virConnectDomainEventGenericCallback callback, void *opaque)
        : m_connection(connection), m_domain(domain), m_callback(callback), m_opaque(opaque)
    {
    }

    void send(int id) const
    {
        switch (id) {
        case VIR_DOMAIN_EVENT_ID_LIFECYCLE:
            for (int event = VIR_DOMAIN_EVENT_DEFINED; event <= VIR_DOMAIN_EVENT_CRASHED; ++event)
                call<virConnectDomainEventCallback>(event, 1);
            return;
        case VIR_DOMAIN_EVENT_ID_GRAPHICS:
            return send_graphics();
        case VIR_DOMAIN_EVENT_ID_TUNABLE:
        case VIR_DOMAIN_EVENT_ID_JOB_COMPLETED:
            return send_parameters();
        default:
            return id < VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED ? send_early(id) : send_late(id);
        }
    }

private:
    template <typename Callback, typename... Args>
    void call(Args... args) const
    {
        const auto callback = reinterpret_cast<Callback>(reinterpret_cast<void *>(m_callback));
        callback(m_connection, m_domain, args..., m_opaque);
    }

    void send_graphics() const
    {
        virDomainEventGraphicsAddress local{VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV4, const_cast<char *>("10.0.0.1"),
                                            const_cast<char *>("5900")};
        virDomainEventGraphicsAddress remote{VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV6, const_cast<char *>("::1"),
                                             const_cast<char *>("40000")};
        virDomainEventGraphicsSubjectIdentity identity{const_cast<char *>("x509dname"), const_cast<char *>("C=GB")};
        virDomainEventGraphicsSubject subject{1, &identity};
        call<virConnectDomainEventGraphicsCallback>(1, &local, &remote, "sasl", &subject);
    }

    void send_parameters() const
    {
        virTypedParameterPtr parameters = nullptr;
        int count = 0;
        Believed("one.u=1,two.s=text,three.b=1").give(&parameters, &count);
        call<virConnectDomainEventTunableCallback>(parameters, count);
        virTypedParamsFree(parameters, count);
    }

    // Those of libvirt up to 1.1.
    void send_early(int id) const
    {
        switch (id) {
        case VIR_DOMAIN_EVENT_ID_RTC_CHANGE:
            return call<virConnectDomainEventRTCChangeCallback>(-3600LL);
        case VIR_DOMAIN_EVENT_ID_WATCHDOG:
            return call<virConnectDomainEventWatchdogCallback>(2);
        case VIR_DOMAIN_EVENT_ID_IO_ERROR:
            return call<virConnectDomainEventIOErrorCallback>("/a.img", "virtio-disk0", 1);
        case VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON:
            return call<virConnectDomainEventIOErrorReasonCallback>("/a.img", "virtio-disk0", 2, "enospc");
        case VIR_DOMAIN_EVENT_ID_BLOCK_JOB:
            return call<virConnectDomainEventBlockJobCallback>("/a.img", 2, 3);
        case VIR_DOMAIN_EVENT_ID_DISK_CHANGE:
            return call<virConnectDomainEventDiskChangeCallback>("/old.iso", static_cast<const char *>(nullptr), "ide0",
                                                                 1);
        case VIR_DOMAIN_EVENT_ID_TRAY_CHANGE:
            return call<virConnectDomainEventTrayChangeCallback>("ide0", 0);
        case VIR_DOMAIN_EVENT_ID_PMWAKEUP:
        case VIR_DOMAIN_EVENT_ID_PMSUSPEND:
        case VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK:
            return call<virConnectDomainEventPMWakeupCallback>(0);
        case VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE:
            return call<virConnectDomainEventBalloonChangeCallback>(524288ULL);
        default:
            return call<virConnectDomainEventGenericCallback>();
        }
    }

    void send_late(int id) const
    {
        switch (id) {
        case VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2:
            return call<virConnectDomainEventBlockJobCallback>("vda", 1, 0);
        case VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE:
            return call<virConnectDomainEventAgentLifecycleCallback>(1, 2);
        case VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION:
            return call<virConnectDomainEventMigrationIterationCallback>(3);
        case VIR_DOMAIN_EVENT_ID_METADATA_CHANGE:
            call<virConnectDomainEventMetadataChangeCallback>(1, static_cast<const char *>(nullptr));
            return call<virConnectDomainEventMetadataChangeCallback>(2, "http://a.b/c");
        case VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD:
            call<virConnectDomainEventBlockThresholdCallback>("vda", static_cast<const char *>(nullptr), 100ULL, 5ULL);
            return call<virConnectDomainEventBlockThresholdCallback>("vda[1]", "/a.img", 100ULL, 5ULL);
        case VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE:
            return call<virConnectDomainEventMemoryFailureCallback>(1, 2, 3U);
        case VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE:
            return call<virConnectDomainEventMemoryDeviceSizeChangeCallback>("dimm0", 131072ULL);
        default:
            return call<virConnectDomainEventDeviceRemovedCallback>("net0");
        }
    }

    virConnectPtr m_connection;
    virDomainPtr m_domain;
    virConnectDomainEventGenericCallback m_callback;
    void *m_opaque;
};

} // namespace

void send_domain_events(virConnectPtr connection, int id, virConnectDomainEventGenericCallback callback, void *opaque)
{
    const std::unique_ptr<virDomain, int (*)(virDomainPtr)> domain(virDomainLookupByName(connection, "test"),
                                                                   virDomainFree);
    if (domain && first_stage(domain.get()).has("sends"))
        Sender(connection, domain.get(), callback, opaque).send(id);
}

} // namespace modvirt::cli::testing
