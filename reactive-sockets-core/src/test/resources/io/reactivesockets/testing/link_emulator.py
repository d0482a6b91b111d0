"""Joins two network namespaces by a link with faults, for kernels without netem.

A TUN device in each namespace hands every IP packet that is routed to it to this program, which
loses, corrupts, duplicates, delays, reorders and throttles it, and writes it into the other one.

Each direction decides by a generator of its own, seeded from --seed, with the same number of draws
for every packet: the n-th packet of a direction meets the same fate in every run. The reports of
multicast membership that a kernel sends when it likes pass untouched and uncounted.

Loss, corruption, duplication and reordering are percentages. Corruption flips one bit behind the
IP header, so the checksum of TCP, UDP or ICMP always catches it (the 16-bit checksum misses about
one in 65,536 of the wider errors, never a single bit). A reordered packet is held back for
--reorder-hold-ms longer than its delay; jitter alone never reorders. The rate is that of the wire,
in front of it stands a queue of --queue-bytes which drops what does not fit.

Prints "ready" when both devices are up. At the end of its input it prints one line per direction
with what it did, as JSON, and ends.
"""

import argparse
import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LONGEST_PACKET = 65536
PACKETS_PER_TURN = 64
PERCENT = 100.0


def open_tun(namespace, name):
    """Opens a TUN device inside a namespace; the calling thread is back home afterwards."""
    libc = ctypes.CDLL(None, use_errno=True)

    def enter(fd):
        if libc.setns(fd, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns to " + namespace)

    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    away = os.open("/var/run/netns/" + namespace, os.O_RDONLY)
    try:
        enter(away)
        try:
            tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
            return tun
        finally:
            enter(home)
    finally:
        os.close(away)
        os.close(home)


def payload_offset(packet):
    """Where the part behind the IP header starts."""
    if packet[0] >> 4 == 4:
        return (packet[0] & 0x0F) * 4
    return 40


def is_membership_report(packet):
    """Whether it is IGMP, or IPv6 multicast with a hop-by-hop header (MLD)."""
    if packet[0] >> 4 == 4:
        return packet[9] == 2
    return packet[24] == 0xFF and packet[6] == 0


class Direction:
    """One way of the link: what enters `source` leaves by `target`."""

    def __init__(self, name, source, target, options):
        self.name = name
        self.source = source
        self.target = target
        self.options = options
        self.random = random.Random("%d/%s" % (options.seed, name))
        self.wire_free = 0.0
        self.last_due = 0.0
        self.count = dict.fromkeys(
            ["packets", "lost", "overflowed", "corrupted", "duplicated", "reordered", "delivered",
             "refused"], 0)

    def accept(self, packet, now):
        """Decides on a packet; yields the copies to deliver as (due, packet)."""
        if is_membership_report(packet):
            yield now, packet
            return
        options, draw = self.options, self.random.random
        lost = draw() * PERCENT < options.loss
        corrupted = draw() * PERCENT < options.corrupt
        bit = draw()
        duplicated = draw() * PERCENT < options.duplicate
        reordered = draw() * PERCENT < options.reorder
        jitter = (draw() * 2 - 1) * options.jitter_ms / 1000
        self.count["packets"] += 1
        if lost:
            self.count["lost"] += 1
            return
        if corrupted:
            packet = self.flip(packet, bit)
        for copy in range(2 if duplicated else 1):
            left = self.transmit(len(packet), now)
            if left is None:
                self.count["overflowed"] += 1
                continue
            self.count["duplicated"] += copy
            due = left + max(0.0, options.delay_ms / 1000 + jitter)
            if reordered:
                self.count["reordered"] += 1
                yield due + options.reorder_hold_ms / 1000, packet
            else:
                self.last_due = max(self.last_due, due)
                yield self.last_due, packet

    def flip(self, packet, bit):
        start = payload_offset(packet)
        bits = (len(packet) - start) * 8
        if bits <= 0:
            return packet
        at = int(bit * bits)
        changed = bytearray(packet)
        changed[start + at // 8] ^= 1 << (at % 8)
        self.count["corrupted"] += 1
        return bytes(changed)

    def transmit(self, length, now):
        """When the last bit has left onto the wire, or None when the queue is full."""
        rate = self.options.rate_bps
        if rate <= 0:
            return now
        start = max(now, self.wire_free)
        waiting = (start - now) * rate / 8
        if waiting + length > self.options.queue_bytes:
            return None
        self.wire_free = start + length * 8 / rate
        return self.wire_free

    def deliver(self, packet):
        try:
            os.write(self.target, packet)
            self.count["delivered"] += 1
        except OSError:
            self.count["refused"] += 1  # the device is down or its queue is full


def forward(left, right, options):
    """Moves packets both ways until the standard input ends."""
    ways = {left: Direction("left-to-right", left, right, options),
            right: Direction("right-to-left", right, left, options)}
    poll = select.epoll()
    for fd in (left, right):
        poll.register(fd, select.EPOLLIN)
    poll.register(sys.stdin.fileno(), select.EPOLLIN | select.EPOLLHUP)
    waiting, order, running = [], 0, True
    while running:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, way, packet = heapq.heappop(waiting)
            way.deliver(packet)
        timeout = max(0.0, waiting[0][0] - now) if waiting else -1
        for fd, _ in poll.poll(timeout):
            if fd not in ways:
                running = bool(os.read(fd, 4096))
                continue
            way = ways[fd]
            for _ in range(PACKETS_PER_TURN):
                try:
                    packet = os.read(fd, LONGEST_PACKET)
                except BlockingIOError:
                    break
                now = time.monotonic()
                for due, copy in way.accept(packet, now):
                    if due <= now:
                        way.deliver(copy)
                    else:
                        order += 1
                        heapq.heappush(waiting, (due, order, way, copy))
    for way in ways.values():
        print(json.dumps({"direction": way.name, **way.count}), flush=True)


def main():
    parser = argparse.ArgumentParser(description="joins two network namespaces by a bad link")
    parser.add_argument("--left", required=True, help="name of the first namespace")
    parser.add_argument("--right", required=True, help="name of the second namespace")
    parser.add_argument("--device", required=True, help="name of the TUN device in both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--jitter-ms", type=float, default=0)
    parser.add_argument("--loss", type=float, default=0)
    parser.add_argument("--corrupt", type=float, default=0)
    parser.add_argument("--duplicate", type=float, default=0)
    parser.add_argument("--reorder", type=float, default=0)
    parser.add_argument("--reorder-hold-ms", type=float, default=5)
    parser.add_argument("--rate-bps", type=float, default=0, help="0: as fast as it goes")
    parser.add_argument("--queue-bytes", type=int, default=262144)
    options = parser.parse_args()
    left = open_tun(options.left, options.device)
    right = open_tun(options.right, options.device)
    print("ready", flush=True)
    forward(left, right, options)


if __name__ == "__main__":
    main()
