"""Told to stop, each server of ours first ends the answers that would go on for ever."""

import asyncio
import socket

import uvicorn

from app.cli.serving import configured
from app.main import RESOURCES
from app.postgres.engine import AsyncEngine
from tests.routers.conftest import api_over


async def test_a_stream_is_told_that_it_ends_and_is_waited_for_no_longer(fresh_engine: AsyncEngine) -> None:
    api = api_over(fresh_engine, RESOURCES)
    caller = await api.as_administrator()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = configured(api.app)
        config.lifespan = "off"
        service = uvicorn.Server(config)  # as it is in each process of `--workers`; `Service` is one, too
        running = asyncio.create_task(service.serve(sockets=[listening]))
        async with asyncio.timeout(30):
            while not service.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
            reader, writer = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])
            asked = (
                "GET /v1/events HTTP/1.1",
                "Host: test",
                "Accept: text/event-stream",
                f"Authorization: Bearer {caller.key}",
            )
            writer.write("".join(f"{line}\r\n" for line in (*asked, "")).encode())
            begun = await reader.readuntil(b"event: beat\n")
            service.should_exit = True
            ended = await reader.read()
            await running
            writer.close()

    assert begun.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'event: end\ndata: {"reason":"shutdown"}\n\n' in ended
