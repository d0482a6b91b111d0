"""Peers of a socket broker that do what they should not: hostile.py DIRECTORY SCENARIO."""

import array
import os
import socket
import struct
import sys
import time
import uuid

DIRECTORY, SCENARIO = sys.argv[1], sys.argv[2]
sys.dont_write_bytecode = True
import socket_broker_helper as broker  # noqa: E402

KEPT = []
PATH = os.path.join(DIRECTORY, "broker.socket")


def connect():
    plain = socket.socket(socket.AF_UNIX)
    plain.settimeout(20)
    plain.connect(PATH)
    return plain


def greeted(application="app", administrator=0):
    return broker.Broker(PATH, administrator, application)


def say_how_it_ends(connection):
    try:
        left = connection.recv(65536)
        print("closed" if not left else "answered %r" % left)
    except ConnectionResetError:
        print("closed")


def record(name, kind=broker.STREAM, context=b""):
    fixed = struct.pack(">I", 0) + broker.text("app") + broker.text(name) + struct.pack(">B", kind)
    fixed += bytes(16) + struct.pack(">BQQQB", 0, 0, 0, 0, 255) + broker.text("") * 3
    return fixed + broker.blob(context)


def answer(to):
    kind, payload, _, _ = to.receive()
    if kind != broker.REFUSED:
        return "type %d" % kind
    code = ("PROTOCOL", "DENIED", "QUOTA", "IN_USE", "UNKNOWN", "UNSUPPORTED", "ENDING")
    fields = broker.Reader(payload)
    fields.take("16s")
    return code[fields.take("B")] + " " + fields.text()


def transfer(to, name, descriptor, kind=broker.STREAM, context=b"", state=b""):
    request = uuid.uuid4().bytes
    payload = request + bytes(8) + record(name, kind, context) + broker.blob(state)
    to.send(broker.TRANSFER, payload, [descriptor])
    answered = answer(to)
    if answered == "type %d" % broker.PREPARED:
        to.send(broker.COMMIT, request)
        answered = answer(to)
    return answered


def pair():
    listener = socket.create_server(("127.0.0.1", 0))
    KEPT.append((socket.create_connection(listener.getsockname()), listener.accept()[0]))
    return KEPT[-1]


def greeting_of_another_protocol():
    connection = connect()
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    say_how_it_ends(connection)


def no_greeting():
    connection = connect()
    payload = uuid.uuid4().bytes
    connection.sendall(struct.pack(">BBHI", 20, 0, 0, len(payload)) + payload)
    say_how_it_ends(connection)


def silence():
    say_how_it_ends(connect())


def long_greeting():
    connection = connect()
    connection.sendall(struct.pack(">BBHI", 1, 0, 0, 2000))
    say_how_it_ends(connection)


def oversized_message():
    to = greeted()
    to.socket.sendall(struct.pack(">BBHI", 5, 0, 1, 1 << 30))
    say_how_it_ends(to.socket)


def truncated_message():
    to = greeted()
    to.socket.sendall(struct.pack(">BBHI", 15, 0, 0, 1000) + b"half")
    say_how_it_ends(to.socket)


def half_a_message_and_gone():
    to = greeted()
    to.socket.sendall(struct.pack(">BBHI", 15, 0, 0, 1000) + b"half")
    to.socket.close()
    print("closed")


def files(count):
    return [os.open("/dev/null", os.O_RDONLY) for _ in range(count)]


def descriptors_that_nobody_asked_for():
    to = greeted()
    for _ in range(50):
        passed = array.array("i", files(5))
        header = struct.pack(">BBHI", 20, 0, 0, 16)
        to.socket.sendmsg([header], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
        to.socket.sendall(uuid.uuid4().bytes)
        print(answer(to))
        for each in passed:
            os.close(each)


def several_descriptors_at_once():
    to = greeted()
    payload = uuid.uuid4().bytes + bytes(8) + record("many") + broker.blob(b"")
    to.socket.sendall(struct.pack(">BBHI", broker.TRANSFER, 0, 1, len(payload)) + payload)
    passed = array.array("i", files(100))
    to.socket.sendmsg([b"d"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
    say_how_it_ends(to.socket)


def a_byte_instead_of_a_descriptor():
    to = greeted()
    payload = uuid.uuid4().bytes + bytes(8) + record("none") + broker.blob(b"")
    to.socket.sendall(struct.pack(">BBHI", broker.TRANSFER, 0, 1, len(payload)) + payload + b"d")
    say_how_it_ends(to.socket)


def descriptors_of_other_kinds():
    to = greeted()
    print(transfer(to, "file", files(1)[0]))
    unix, _ = socket.socketpair()
    print(transfer(to, "unix", unix.fileno()))
    print(transfer(to, "not a listener", pair()[0].fileno(), broker.LISTENER))
    print(transfer(to, "", pair()[0].fileno()))


def sockets_of_others():
    mine, theirs = greeted("mine"), greeted("theirs")
    print(transfer(mine, "one", pair()[0].fileno()))
    for kind in (broker.TAKE, 16):
        fields = struct.pack(">I", os.getuid()) + broker.text("mine") if kind == 16 else b""
        flag = b"\0" if kind == broker.TAKE else b""
        theirs.send(kind, uuid.uuid4().bytes + fields + broker.text("one") + flag)
        print(answer(theirs))
    for kind in (20, 22, 23):
        theirs.send(kind, uuid.uuid4().bytes + (b"\1" if kind == 22 else b""))
        print(answer(theirs))
    mine.send(broker.TAKEN, uuid.uuid4().bytes)
    print(answer(mine))


def too_much():
    to = greeted()
    print(transfer(to, "1", pair()[0].fileno(), context=bytes(101)))
    print(transfer(to, "1", pair()[0].fileno(), state=bytes(2001)))
    print(transfer(to, "1", pair()[0].fileno()))
    print(transfer(to, "1", pair()[0].fileno()))
    print(transfer(to, "2", pair()[0].fileno()))
    print(transfer(to, "3", pair()[0].fileno()))


def answers_left_unread():
    to = greeted()
    for number in range(20):
        transfer(to, str(number), pair()[0].fileno(), context=bytes(60000))
    to.socket.settimeout(1)
    sent = 0
    try:
        while sent < 100_000:
            to.send(13, uuid.uuid4().bytes + broker.text(""))
            sent += 1
    except (socket.timeout, BrokenPipeError, ConnectionResetError):
        pass
    print("stopped" if sent < 100_000 else "never stopped")
    to.socket.settimeout(20)
    total = 0
    try:
        while True:
            part = to.socket.recv(1 << 20)
            if not part:
                break
            total += len(part)
            if total == len(part):
                time.sleep(3)
    except (ConnectionResetError, socket.timeout):
        pass
    print("closed" if total < 100 << 20 else "%d bytes" % total)


def gone_before_or_after_its_deadline():
    for name, until in (("early", time.monotonic_ns() + 3600 * 10**9), ("late", time.monotonic_ns())):
        to = greeted()
        request = uuid.uuid4().bytes
        payload = request + struct.pack(">q", until) + record(name) + broker.blob(b"")
        to.send(broker.TRANSFER, payload, [pair()[0].fileno()])
        print(answer(to))
        to.socket.close()


def prepare(to, request, name):
    payload = request + bytes(8) + record(name) + broker.blob(b"")
    to.send(broker.TRANSFER, payload, [pair()[0].fileno()])


def a_transfer_that_is_never_committed():
    to = greeted()
    until = struct.pack(">q", time.monotonic_ns() + 3600 * 10**9)
    payload = uuid.uuid4().bytes + until + record("one") + broker.blob(b"")
    to.send(broker.TRANSFER, payload, [pair()[0].fileno()])
    answer(to)
    say_how_it_ends(to.socket)


def a_transfer_that_could_not_be_taken_back():
    to = greeted()
    prepare(to, uuid.uuid4().bytes, "one")
    answer(to)
    say_how_it_ends(to.socket)


def a_successor_that_has_gone():
    to = greeted("", 1)
    to.socket.shutdown(socket.SHUT_RD)
    to.send(broker.SUCCEED, uuid.uuid4().bytes)
    to.socket.close()
    print(transfer(greeted(), "one", pair()[0].fileno()))


def two_transfers_under_one_request():
    to, request = greeted(), uuid.uuid4().bytes
    prepare(to, request, "one")
    answer(to)
    prepare(to, request, "two")
    say_how_it_ends(to.socket)


def two_takes_under_one_request():
    to, request = greeted(), uuid.uuid4().bytes
    for name in ("one", "two"):
        transfer(to, name, pair()[0].fileno())
    to.send(broker.TAKE, request + broker.text("one") + b"\0")
    answer(to)
    to.send(broker.TAKE, request + broker.text("two") + b"\0")
    say_how_it_ends(to.socket)
    again = greeted()
    for name in ("one", "two"):
        again.send(broker.TAKE, uuid.uuid4().bytes + broker.text(name) + b"\0")
        print(answer(again))


def another_user():
    try:
        say_how_it_ends(connect())
    except PermissionError:
        print("denied")


def administrator_of_another_user():
    try:
        greeted("", 1)
        print("let in")
    except SystemExit as refused:
        print(refused)


def command_of_another_user():
    to = greeted()
    words = struct.pack(">H", 1) + broker.text("id")
    task = struct.pack(">I", 0) + broker.text("app") + bytes(16) + broker.text("task") + words
    to.send(3, uuid.uuid4().bytes + task + struct.pack(">H", 0) + broker.text("") + b"\0")
    print(answer(to))


globals()[SCENARIO]()
