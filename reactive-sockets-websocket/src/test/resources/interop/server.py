"""Echoes on a port of its own, which it prints; pings first, closes with 4002 when told "close"."""

import asyncio

import websockets


async def echo(socket, *path):
    await asyncio.wait_for(await socket.ping(b"server"), 10)
    async for message in socket:
        if message == "close":
            await socket.close(4002, "as told")
        elif message == "fragments":
            await socket.send(["in ", "", "fragments"])
        else:
            await socket.send(message)


async def main():
    async with websockets.serve(echo, "127.0.0.1", 0, max_size=None, subprotocols=["echo"]) as server:
        print("port", server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())
