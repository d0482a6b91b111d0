"""Does for a socket broker what a JVM cannot do by itself.

    wake SOCKET APPLICATION ID COMMAND...   take the socket ID and run COMMAND with it as descriptor 3
    store SOCKET STATE                      take over from the broker and give all to the descriptor
                                            store of the service manager (NOTIFY_SOCKET)

It needs nothing but Python 3 and speaks version 1 of the protocol in docs/broker.md.
"""

import array
import os
import signal
import socket
import struct
import subprocess
import sys
import uuid

VERSION = 1
HELLO, WELCOME, TRANSFER, PREPARED, COMMIT = 1, 2, 5, 6, 7
TAKE, GIVEN, TAKEN, SUCCEED, ESTATE, BEQUEST, DONE, REFUSED = 9, 10, 11, 23, 24, 25, 26, 27
LISTENER, DATAGRAM, STREAM = 1, 2, 3
FIRST_DESCRIPTOR = 3


class Reader:
    """Takes the fields of a message apart."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        value = struct.unpack_from(">" + form, self.data, self.at)
        self.at += struct.calcsize(">" + form)
        return value[0]

    def text(self):
        length = self.take("H")
        return self.take("%ds" % length).decode()

    def blob(self):
        length = self.take("I")
        return self.take("%ds" % length)


def text(value):
    encoded = value.encode()
    return struct.pack(">H", len(encoded)) + encoded


def blob(value):
    return struct.pack(">I", len(value)) + value


class Broker:
    """A connection to the broker: one frame at a time, and the descriptors behind it."""

    def __init__(self, path, administrator, application):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        hello = struct.pack(">IHB", 0x5253424B, VERSION, administrator) + text(application)
        self.send(HELLO, hello)
        self.expect(WELCOME)

    def send(self, kind, payload, descriptors=()):
        frame = struct.pack(">BBHI", kind, 0, len(descriptors), len(payload)) + payload
        self.socket.sendall(frame)
        for descriptor in descriptors:
            passed = array.array("i", [descriptor])
            self.socket.sendmsg([b"d"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])

    def receive(self):
        header = self.exactly(8)
        kind, _, count, length = struct.unpack(">BBHI", header)
        payload = self.exactly(length)
        descriptors = [self.descriptor() for _ in range(count)]
        return kind, payload, descriptors, header + payload

    def expect(self, wanted):
        kind, payload, descriptors, _ = self.receive()
        if kind == REFUSED:
            fields = Reader(payload)
            fields.take("16s"), fields.take("B")
            sys.exit("the broker refuses: " + fields.text())
        if kind != wanted:
            sys.exit("message of type %d (expected: %d)" % (kind, wanted))
        return payload, descriptors

    def exactly(self, count):
        parts = bytearray()
        while len(parts) < count:
            part = self.socket.recv(count - len(parts))
            if not part:
                sys.exit("the broker ended the connection")
            parts += part
        return bytes(parts)

    def descriptor(self):
        size = array.array("i").itemsize
        _, control, _, _ = self.socket.recvmsg(1, socket.CMSG_SPACE(size))
        for level, kind, data in control:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                return array.array("i", data[:size])[0]
        sys.exit("no descriptor came")


def wake(path, application, name, command):
    broker = Broker(path, 0, application)
    request = uuid.uuid4().bytes
    broker.send(TAKE, request + text(name) + b"\1")
    payload, descriptors = broker.expect(GIVEN)
    fields = Reader(payload)
    fields.take("16s"), fields.take("I"), fields.text(), fields.text()
    kind, task, may_wake = fields.take("B"), fields.take("16s"), fields.take("B")
    keep_alive, _, _, reason = (fields.take(form) for form in "QQQB")
    fields.text(), fields.text()
    level = fields.text()
    context, unread = fields.blob(), fields.blob()
    broker.send(TAKEN, request)
    broker.expect(DONE)

    def run():
        numbers = arrange(descriptors + [pipe_with(context), pipe_with(unread)])
        count = len(descriptors)
        os.environ.update(
            LISTEN_PID=str(os.getpid()),
            LISTEN_FDS=str(count),
            LISTEN_FDNAMES=":".join([name.replace(":", "_")] * count),
            SOCKET_ACTIVITY_ID=name,
            SOCKET_ACTIVITY_REASON=str(reason),
            SOCKET_ACTIVITY_CONTEXT_FD=str(numbers[count]),
            SOCKET_ACTIVITY_UNREAD_FD=str(numbers[count + 1]),
        )
        os.execvp(command[0], command)

    if kind == STREAM:
        broker.socket.close()
        run()
    # A listener and a datagram socket outlive the program that serves what came.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    child = os.fork()
    if child == 0:
        run()
    os.waitpid(child, 0)
    request = uuid.uuid4().bytes
    record = struct.pack(">I", 0) + text(application) + text(name) + struct.pack(">B", kind)
    record += task + struct.pack(">BQQQB", may_wake, keep_alive, 0, 0, 255)
    record += text("") * 2 + text(level)
    # It has no deadline, and never decides to keep the socket after all.
    broker.send(TRANSFER, request + struct.pack(">q", 0) + record + blob(context) + blob(b""), descriptors[:1])
    broker.expect(PREPARED)
    broker.send(COMMIT, request)
    broker.expect(DONE)


def arrange(descriptors):
    """Puts descriptors on the numbers from 3 on, without losing one that stands there."""
    count = len(descriptors)
    high = [os.dup(each) for each in descriptors]
    while any(each < FIRST_DESCRIPTOR + count for each in high):
        high = [os.dup(each) if each < FIRST_DESCRIPTOR + count else each for each in high]
    for number, each in enumerate(high, FIRST_DESCRIPTOR):
        os.dup2(each, number, inheritable=True)
    os.closerange(FIRST_DESCRIPTOR + count, 65536)
    return list(range(FIRST_DESCRIPTOR, FIRST_DESCRIPTOR + count))


def pipe_with(data):
    """Returns a descriptor from which these bytes and then the end can be read."""
    memory = os.memfd_create("socket activity")
    os.write(memory, data)
    os.lseek(memory, 0, os.SEEK_SET)
    return memory


def store(path, state):
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    address = os.environ["NOTIFY_SOCKET"]
    manager.connect("\0" + address[1:] if address.startswith("@") else address)
    broker = Broker(path, 1, "")
    request = uuid.uuid4().bytes
    broker.send(SUCCEED, request)
    number = 0
    with open(state + ".new", "wb", opener=lambda p, f: os.open(p, f, 0o600)) as file:
        kind, payload, _, frame = broker.receive()
        if kind != ESTATE:
            sys.exit("the broker does not give up what it holds (message of type %d)" % kind)
        file.write(frame)
        expected = struct.unpack(">I", payload[16:20])[0]
        for _ in range(expected):
            kind, _, descriptors, frame = broker.receive()
            if kind != BEQUEST:
                sys.exit("message of type %d (expected: %d)" % (kind, BEQUEST))
            file.write(frame)
            for descriptor in descriptors:
                keep(manager, "held-%d" % number, descriptor)
                os.close(descriptor)
                number += 1
    barrier(manager)
    os.rename(state + ".new", state)
    broker.send(DONE, request)
    broker.expect(DONE)  # Else it has gone on with everything.
    try:
        broker.receive()
    except SystemExit:
        pass  # The broker has ended, as it should.


def keep(manager, name, descriptor):
    message = ("FDSTORE=1\nFDPOLL=0\nFDNAME=" + name).encode()
    passed = array.array("i", [descriptor])
    manager.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])


def barrier(manager):
    """Waits until the service manager has taken everything."""
    ours, theirs = os.pipe()
    passed = array.array("i", [theirs])
    manager.sendmsg([b"BARRIER=1"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
    os.close(theirs)
    os.read(ours, 1)


def main(arguments):
    if len(arguments) >= 5 and arguments[0] == "wake":
        wake(arguments[1], arguments[2], arguments[3], arguments[4:])
    elif len(arguments) == 3 and arguments[0] == "store":
        store(arguments[1], arguments[2])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
