"""Talks to an echo server at argv[1] and fails unless every answer is right.

argv[2] is "plain" or the window bits for permessage-deflate, argv[3] "takeover" or "no-takeover".
"""

import asyncio
import sys

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory


def extensions(bits, takeover):
    if bits == "plain":
        return None
    fresh = takeover == "no-takeover"
    return [ClientPerMessageDeflateFactory(fresh, fresh, int(bits), int(bits))]


async def main(uri, bits, takeover):
    async with websockets.connect(
        uri, compression=None, extensions=extensions(bits, takeover), max_size=None
    ) as socket:
        if bits != "plain":
            assert socket.extensions, "permessage-deflate was not negotiated"
        for message in ("Grüße €", "", b"", bytes(range(256)) * 4000, "x" * 300000):
            await socket.send(message)
            assert await socket.recv() == message
        for number in range(200):
            message = "message %d of many that are alike" % number
            await socket.send(message)
            assert await socket.recv() == message
        await socket.send(["in ", "", "fragments"])
        assert await socket.recv() == "in fragments"
        await asyncio.wait_for(await socket.ping(b"ping"), 10)
        await socket.close(4001, "enough")
        assert (socket.close_code, socket.close_reason) == (4001, ""), socket.close_code
    print("all right")


asyncio.run(main(*sys.argv[1:]))
