# SPDX-License-Identifier: LGPL-2.1-or-later
"""The events that reach a program while a case runs."""
import libvirt

EVENT_IDS = range(25)


def listen(world):
    for event_id in EVENT_IDS:
        try:
            world.listeners.append(world.connection.domainEventRegisterAny(None, event_id,
                                                                           _recorder(world, event_id), None))
        except libvirt.libvirtError as refused:
            world.events.append({"object": "", "refused": event_id, "code": refused.get_error_code()})


def stop_listening(world):
    for listener in world.listeners:
        try:
            world.connection.domainEventDeregisterAny(listener)
        except libvirt.libvirtError:
            pass    # a case took it away
    world.listeners.clear()


def _recorder(world, event_id):
    def record(_connection, domain, *details):
        world.events.append({"object": domain.name(), "id": domain.ID(), "event": event_id,
                             "details": list(details[:-1])})
    return record


def drain(_world):
    """Lets the loop deliver all that has been queued: a timer that is added last is due last."""
    for _ in range(2):
        due = []
        timer = libvirt.virEventAddTimeout(0, lambda _timer, _opaque: due.append(True), None)
        while not due:
            libvirt.virEventRunDefaultImpl()
        libvirt.virEventRemoveTimeout(timer)


def by_object(events):
    """In the order in which each object had them."""
    return sorted(events, key=lambda event: event["object"])
