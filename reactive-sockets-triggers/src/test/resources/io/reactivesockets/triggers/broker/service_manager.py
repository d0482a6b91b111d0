"""As much of systemd as a broker needs: a listening socket, readiness, a descriptor store, restarts.

service_manager.py DIRECTORY COMMAND...: starts COMMAND; at each line on standard input ends it with
SIGTERM and starts it again with what it has stored.
"""

import array
import os
import signal
import socket
import sys

DIRECTORY, COMMAND = sys.argv[1], sys.argv[2:]
os.makedirs(DIRECTORY, 0o700, exist_ok=True)
LISTENER = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
LISTENER.bind(os.path.join(DIRECTORY, "broker.socket"))
LISTENER.listen(128)
NOTIFY = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
NOTIFY.bind("\0service manager of %d" % os.getpid())
STORE = {}


def start():
    child = os.fork()
    if child:
        return child
    passed = [("listener", LISTENER.fileno())] + list(STORE.items())
    high = [os.dup2(number, 500 + at) for at, (_, number) in enumerate(passed)]
    for at, number in enumerate(high):
        os.dup2(number, 3 + at, inheritable=True)
    os.closerange(3 + len(passed), 2000)
    os.environ.update(
        LISTEN_PID=str(os.getpid()),
        LISTEN_FDS=str(len(passed)),
        LISTEN_FDNAMES=":".join(name for name, _ in passed),
        NOTIFY_SOCKET="@service manager of %d" % os.getppid(),
    )
    os.execvp(COMMAND[0], COMMAND)


def hear():
    """Takes one notice and does what it says; returns its lines."""
    size = array.array("i").itemsize
    text, control, _, _ = NOTIFY.recvmsg(4096, socket.CMSG_SPACE(size * 8))
    lines = dict(line.split("=", 1) for line in text.decode().splitlines())
    descriptors = array.array("i")
    for _, _, data in control:
        descriptors.frombytes(data[: len(data) - len(data) % size])
    if lines.get("FDSTORE") == "1":
        STORE[lines["FDNAME"]] = descriptors[0]
    elif lines.get("FDSTOREREMOVE") == "1":
        os.close(STORE.pop(lines["FDNAME"]))
    else:
        for descriptor in descriptors:
            os.close(descriptor)  # Which is the answer to BARRIER=1.
    return lines


def until_ready():
    while "READY" not in hear():
        pass
    print("ready, %d stored" % len(STORE), flush=True)


running = start()
until_ready()
for _ in sys.stdin:
    os.kill(running, signal.SIGTERM)
    NOTIFY.settimeout(0.1)
    while os.waitpid(running, os.WNOHANG)[0] == 0:
        try:
            hear()
        except TimeoutError:
            pass
    NOTIFY.settimeout(None)
    print("ended, %d stored" % len(STORE), flush=True)
    running = start()
    until_ready()
os.kill(running, signal.SIGKILL)
os.waitpid(running, 0)
